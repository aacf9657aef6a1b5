import { Actual, type ClientUpdateStates, Compliance } from '../updates/update-states.ts';

/** Bits of a client's standing in a deployment; `ClientMeasures` counts clients by bit. */
export const Standing = {
  actualCompliant: 1,
  pendingRestart: 2,
  knownCompliant: 4,
  knownUnknown: 8,
  downloaded: 16,
  /** Compliant, though something of it is not installed: a superseding update is, or it expired. */
  replaced: 32,
} as const;

/** The standing of a client in a deployment whose updates have these slots, as bits of `Standing`. */
export function standingOf(states: ClientUpdateStates, client: number, slots: readonly number[]): number {
  let waiting = 0;
  let required = 0;
  let replaced = 0;
  let unknown = 0;
  let knownRequired = 0;
  let uncached = 0;
  for (const slot of slots) {
    const actual = states.actual(client, slot);
    if (actual === Actual.pendingRestart) waiting = 1;
    else if (actual === Actual.notRequired) replaced = Standing.replaced;
    else if (actual !== Actual.installed) required = 1;
    if (actual === Actual.required) uncached = 1;
    const known = states.known(client, slot);
    if (known === Compliance.unknown) unknown = 1;
    else if (known === Compliance.required) knownRequired = 1;
  }
  return (
    (required + waiting === 0 ? Standing.actualCompliant | replaced : 0) |
    (required === 0 && waiting === 1 ? Standing.pendingRestart : 0) |
    (unknown === 1 ? Standing.knownUnknown : knownRequired === 0 ? Standing.knownCompliant : 0) |
    (uncached === 0 && unknown === 0 ? Standing.downloaded : 0)
  );
}
