const LENGTH_MAX = 64;

/**
 * The known name that differs least from what was written, else the only one that shares most words with it, or null
 * when none is close.
 */
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
  return best ?? onlyOneWithMostWordsOf(written, known);
}

/** `Ofice` → `Head office workstations`, `corruptShare` → `corruptFiles`: words are compared as whole names are. */
function onlyOneWithMostWordsOf(written: string, known: readonly string[]): string | null {
  const words = wordsOf(written);
  const shared = known.map((name) => {
    const others = wordsOf(name);
    return words.filter((word) => others.some((other) => editDistance(other, word) <= 1)).length;
  });
  const most = Math.max(0, ...shared);
  const sharing = known.filter((_, at) => shared[at] === most);
  return most > 0 && sharing.length === 1 ? sharing[0]! : null;
}

/** The words of a name that are long enough to be no accident: between spaces, signs and capitals. */
function wordsOf(name: string): string[] {
  const parts = name.replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ').split(/[^\p{L}\p{N}]+/u);
  return parts.filter((part) => part.length > 3).map((part) => part.toLowerCase());
}

/** `; did you mean "x"?`, or the known names when none is close. */
export function suggestion(written: string, known: readonly string[]): string {
  const near = closest(written, known);
  if (near !== null) return `; did you mean "${near}"?`;
  if (known.length === 0) return '';
  const shown = known.slice(0, 8).map((name) => `"${name}"`);
  return `; known: ${shown.join(', ')}${known.length > shown.length ? ', …' : ''}`;
}

/** Insertions, deletions, replacements and swaps of neighbours from `a` to `b` (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? beforeLast[j - 2]! + 1 : Infinity;
      current.push(Math.min(replaced, last[j]! + 1, current[j - 1]! + 1, swapped));
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length]!;
}
