const LENGTH_MAX = 64;

/** The known name that differs least from what was written, or null when none is close. */
export function closest(written: string, known: readonly string[]): string | null {
  if (written.length > LENGTH_MAX) return null;
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(written.length * 0.4)) + 1;
  for (const name of known) {
    const distance = editDistance(written.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** `; did you mean "x"?`, or the known names when none is close. */
export function suggestion(written: string, known: readonly string[]): string {
  const near = closest(written, known);
  if (near !== null) return `; did you mean "${near}"?`;
  if (known.length === 0) return '';
  const shown = known.slice(0, 8).map((name) => `"${name}"`);
  return `; known: ${shown.join(', ')}${known.length > shown.length ? ', …' : ''}`;
}

/** Levenshtein's distance: insertions, deletions and replacements from `a` to `b`. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}
