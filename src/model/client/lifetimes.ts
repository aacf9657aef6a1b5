import { Sampler } from '../../sim/distribution.ts';
import type { Luck } from '../../sim/random.ts';
import type { StateBook } from '../../sim/state.ts';
import type { Scenario } from '../scenario.ts';
import type { Clients } from './clients.ts';

const Stage = { inFleet: 0, notJoined: 1, left: 2 } as const;

/**
 * When each client joins the fleet and when it leaves for good: a function of its luck (MA-JOINS). Costs nothing where
 * all are there from the start to the end.
 */
export class Lifetimes {
  /** Per client: `Stage`. Empty where nobody joins or leaves. */
  stage: Uint8Array;
  /** Per group: clients that are in the fleet now. */
  inFleetCount: Int32Array;

  readonly #clients: Clients;
  readonly #joinedMs: Float64Array;
  readonly #leftMs: Float64Array;

  constructor(scenario: Scenario, clients: Clients, luck: Luck, book: StateBook) {
    this.#clients = clients;
    const { groups } = scenario;
    const count = groups.some(changesMembers) ? clients.count : 0;
    this.#joinedMs = new Float64Array(count);
    this.#leftMs = new Float64Array(count).fill(Infinity);
    this.stage = new Uint8Array(count);
    this.inFleetCount = Int32Array.from(groups, (group) => group.count - group.joiningCount);
    book.own('lifetimes', this, ['stage', 'inFleetCount']);
    const joinKey = luck.key('client joins');
    const stayKey = luck.key('client stays');
    const stays = groups.map(({ stay }) => (stay === null ? null : new Sampler(stay, stayKey)));
    for (let client = 0; client < count; client++) {
      const group = clients.groupOf[client]!;
      if (clients.numberInGroup[client]! >= groups[group]!.count - groups[group]!.joiningCount) {
        const atMs = Math.floor(clients.draw(joinKey, client, 0) * scenario.horizonMs);
        this.#joinedMs[client] = Math.max(1, atMs);
        this.stage[client] = Stage.notJoined;
      }
      const stay = stays[group]!;
      if (stay === null) continue;
      this.#leftMs[client] = this.#joinedMs[client]! + Math.max(1, clients.sampleMs(stay, client, 0));
    }
  }

  /** Whether any client joins or leaves. */
  get areUsed(): boolean {
    return this.stage.length > 0;
  }

  /** 0: from the start. */
  joinedMs(client: number): number {
    return this.areUsed ? this.#joinedMs[client]! : 0;
  }

  /** Infinity: stays. */
  leftMs(client: number): number {
    return this.areUsed ? this.#leftMs[client]! : Infinity;
  }

  isInFleet(client: number): boolean {
    return !this.areUsed || this.stage[client] === Stage.inFleet;
  }

  hasJoined(client: number): boolean {
    return !this.areUsed || this.stage[client] !== Stage.notJoined;
  }

  hasLeft(client: number): boolean {
    return this.areUsed && this.stage[client] === Stage.left;
  }

  join(client: number): void {
    this.stage[client] = Stage.inFleet;
    this.inFleetCount[this.#clients.groupOf[client]!]!++;
  }

  leave(client: number): void {
    this.stage[client] = Stage.left;
    this.inFleetCount[this.#clients.groupOf[client]!]!--;
  }
}

function changesMembers({ joiningCount, stay }: Scenario['groups'][number]): boolean {
  return joiningCount > 0 || stay !== null;
}
