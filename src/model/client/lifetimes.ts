import { Sampler } from '../../sim/distribution.ts';
import type { Luck, PurposeKey } from '../../sim/random.ts';
import type { StateBook } from '../../sim/state.ts';
import { comeFromImages } from '../images/comes-from-images.ts';
import type { Scenario } from '../scenario.ts';
import type { Clients } from './clients.ts';

const Stage = { inFleet: 0, notJoined: 1, left: 2 } as const;

/**
 * When each client joins the fleet and when it leaves for good: a function of its luck (MA-JOINS), but for machines that
 * come from an image, which join when that is on. Costs nothing where all are there from the start to the end.
 */
export class Lifetimes {
  /** Per client: `Stage`. Empty where nobody joins or leaves. */
  stage: Uint8Array;
  /** Per group: clients that are in the fleet now. */
  inFleetCount: Int32Array;
  /** Per client: when it joins, and when it leaves; Infinity: that is open yet, or never. */
  joinMs: Float64Array;
  leaveMs: Float64Array;

  readonly #clients: Clients;
  readonly #horizonMs: number;
  readonly #joinKey: PurposeKey;
  readonly #stays: readonly (Sampler | null)[];

  constructor(scenario: Scenario, clients: Clients, luck: Luck, book: StateBook) {
    this.#clients = clients;
    this.#horizonMs = scenario.horizonMs;
    const { groups } = scenario;
    const count = groups.some(changesMembers) ? clients.count : 0;
    this.joinMs = new Float64Array(count);
    this.leaveMs = new Float64Array(count).fill(Infinity);
    this.stage = new Uint8Array(count);
    this.inFleetCount = Int32Array.from(groups, (group) => group.count - group.joiningCount);
    book.own('lifetimes', this, ['stage', 'inFleetCount', 'joinMs', 'leaveMs']);
    this.#joinKey = luck.key('client joins');
    const stayKey = luck.key('client stays');
    this.#stays = groups.map(({ stay }) => (stay === null ? null : new Sampler(stay, stayKey)));
    const fromImages = comeFromImages(scenario);
    for (let client = 0; client < count; client++) {
      const group = clients.groupOf[client]!;
      const { count: machineCount, joiningCount } = groups[group]!;
      const isRebuilt = clients.buildOf(client) > 0;
      if (isRebuilt || clients.machineOf(client) >= machineCount - joiningCount) {
        this.joinMs[client] = isRebuilt || fromImages[group] ? Infinity : this.arrivesMs(client);
        this.stage[client] = Stage.notJoined;
      }
      this.leaveMs[client] = this.joinMs[client]! + this.#stayMs(client);
    }
  }

  /** Whether any client joins or leaves. */
  get areUsed(): boolean {
    return this.stage.length > 0;
  }

  /** When the machine of a client that joins arrives. */
  arrivesMs(client: number): number {
    return Math.max(1, Math.floor(this.#clients.draw(this.#joinKey, client, 0) * this.#horizonMs));
  }

  /** 0: from the start; Infinity: not yet known. */
  joinedMs(client: number): number {
    return this.areUsed ? this.joinMs[client]! : 0;
  }

  /** Infinity: stays, as far as is known. */
  leftMs(client: number): number {
    return this.areUsed ? this.leaveMs[client]! : Infinity;
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

  /** What is open of when a client leaves is known as it joins. Returns whether it was open. */
  join(client: number, nowMs: number): boolean {
    this.stage[client] = Stage.inFleet;
    this.inFleetCount[this.#clients.groupOf[client]!]!++;
    if (this.joinMs[client] !== Infinity) return false;
    this.joinMs[client] = nowMs;
    if (this.#clients.buildOf(client) > 0) return false;
    this.leaveMs[client] = nowMs + this.#stayMs(client);
    return true;
  }

  leave(client: number, nowMs: number): void {
    this.stage[client] = Stage.left;
    this.leaveMs[client] = nowMs;
    this.inFleetCount[this.#clients.groupOf[client]!]!--;
  }

  /** The machine of a client is rebuilt: the next one leaves when that would have left. */
  handOver(client: number, next: number): void {
    this.leaveMs[next] = this.leaveMs[client]!;
  }

  #stayMs(client: number): number {
    const stay = this.#stays[this.#clients.groupOf[client]!]!;
    return stay === null ? Infinity : Math.max(1, this.#clients.sampleMs(stay, client, 0));
  }
}

function changesMembers({ joiningCount, stay, rebuild }: Scenario['groups'][number]): boolean {
  return joiningCount > 0 || stay !== null || rebuild !== null;
}
