/** The first instant after `nowMs` of a cycle of `intervalMs` at the phase `phaseMs`. */
export function nextTick(nowMs: number, phaseMs: number, intervalMs: number): number {
  return phaseMs + (Math.floor((nowMs - phaseMs) / intervalMs) + 1) * intervalMs;
}

/** The last instant at or before `nowMs` of the same cycle; may be before the start. */
export function lastTick(nowMs: number, phaseMs: number, intervalMs: number): number {
  return phaseMs + Math.floor((nowMs - phaseMs) / intervalMs) * intervalMs;
}
