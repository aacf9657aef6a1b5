import { mean, Sampler } from '../../sim/distribution.ts';
import { entityKey, type Luck, type PurposeKey, uniform } from '../../sim/random.ts';
import type { Scenario } from '../scenario.ts';
import { longRunStartMs } from './renewals.ts';

/** As many of a machine as the numbers of its clients have room for; what would come after them is left out. */
export const REBUILDS_MAX = 255;

/**
 * When machines are due to be rebuilt: per machine a renewal process in its long run, whatever becomes of its clients
 * (MA-REBUILD). A function of luck alone.
 */
export class Rebuilds {
  readonly #horizonMs: number;
  readonly #keys: readonly number[];
  readonly #times: readonly (Sampler | null)[];
  readonly #meansMs: readonly number[];
  readonly #phaseKey: PurposeKey;

  constructor({ groups, horizonMs }: Scenario, luck: Luck) {
    this.#horizonMs = horizonMs;
    this.#keys = groups.map(({ name }) => entityKey(name));
    const timeKey = luck.key('time between rebuilds');
    this.#times = groups.map(({ rebuild }) => (rebuild === null ? null : new Sampler(rebuild, timeKey)));
    this.#meansMs = groups.map(({ rebuild }) => (rebuild === null ? 0 : mean(rebuild)));
    this.#phaseKey = luck.key('rebuild phase');
  }

  /** The first instants within the run, ascending. */
  instantsOf(group: number, machine: number): number[] {
    const time = this.#times[group];
    const instants: number[] = [];
    if (time === null || time === undefined) return instants;
    const key = this.#keys[group]!;
    let atMs = longRunStartMs(this.#meansMs[group]!, uniform(this.#phaseKey, key, machine, 0));
    for (let number = 0; atMs <= this.#horizonMs && instants.length < REBUILDS_MAX; number++) {
      if (atMs > 0) instants.push(atMs);
      atMs += Math.max(1, time.drawMs(key, machine, number));
    }
    return instants;
  }
}
