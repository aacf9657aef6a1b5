import { Luck } from '../../sim/random.ts';
import { StateBook } from '../../sim/state.ts';
import { Presence } from '../client/presence.ts';
import type { Scenario } from '../scenario.ts';
import type { FleetParts } from '../wiring/parts.ts';
import type { MachineFact } from './client-facts.ts';

/**
 * When one client comes and goes, asked at any instants in their order. A fleet's own `Presence` goes forward as it is
 * asked, and forgets wakings: whoever only looks asks a copy, which has the same luck and calendar.
 */
export class PresenceCopy {
  readonly #parts: FleetParts;
  readonly #client: number;
  readonly #presence: Presence;

  constructor(scenario: Scenario, replication: number, parts: FleetParts, client: number) {
    this.#parts = parts;
    this.#client = client;
    const luck = new Luck(scenario.seed, replication);
    this.#presence = new Presence(scenario, parts.clients, parts.lifetimes, luck, new StateBook());
  }

  machineAt(atMs: number): MachineFact {
    const { lifetimes, machines } = this.#parts;
    if (!lifetimes.isInFleet(this.#client)) return 'outside';
    if (machines.restarting[this.#client] === 1) return 'restarts';
    if (this.#isPresent(atMs) || this.#wokenUntilMs() > atMs) return 'works';
    return this.#presence.absenceOf(this.#client);
  }

  /** When it comes or goes next after an instant; Infinity: it does not. */
  changesAfterMs(atMs: number): number {
    if (!this.#parts.lifetimes.isInFleet(this.#client)) return Infinity;
    this.#isPresent(atMs);
    const wokenUntilMs = this.#wokenUntilMs();
    const ownMs = this.#presence.changesAtMs(this.#client);
    return wokenUntilMs > atMs ? Math.min(ownMs, wokenUntilMs) : ownMs;
  }

  #isPresent(atMs: number): boolean {
    this.#presence.joinFleet(this.#client, atMs);
    return this.#presence.isPresent(this.#client, atMs);
  }

  #wokenUntilMs(): number {
    return this.#parts.presence.wokenUntilMs[this.#client] ?? 0;
  }
}
