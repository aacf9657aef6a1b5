/** An instant as ISO 8601 in UTC, without milliseconds when there are none: `2024-04-09T17:00:00Z`. */
export function formatInstant(startEpochMs: number, timeMs: number): string {
  const text = new Date(startEpochMs + Math.round(timeMs)).toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
}

/** An instant as ISO 8601 in UTC to the millisecond, so that texts sort as the instants do: `2024-04-09T17:00:00.000Z`. */
export function formatExactInstant(startEpochMs: number, timeMs: number): string {
  return new Date(startEpochMs + Math.round(timeMs)).toISOString();
}

/** `2024-04-09 17:00`, for people. */
export function formatMinute(startEpochMs: number, timeMs: number): string {
  return new Date(startEpochMs + timeMs).toISOString().slice(0, 16).replace('T', ' ');
}

/** A length of time for people, in its two largest units: `3 d 4 h`, `12 min 5 s`, `0.4 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 10_000) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}
