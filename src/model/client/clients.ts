import type { Sampler } from '../../sim/distribution.ts';
import { entityKey, type Luck, type PurposeKey, uniform } from '../../sim/random.ts';
import type { ClientGroup } from '../scenario.ts';
import type { Rebuilds } from './rebuilds.ts';

const RANK_STEPS = 2 ** 29;
const CLIENT_COUNT_MAX = 2 ** 24;
/** The number of a client in its group is its machine's, and this much more for every rebuild of that. */
const NUMBERS_PER_BUILD = CLIENT_COUNT_MAX;

/**
 * The clients of the fleet by number. A client's identity is its group's name and its number in the group: all luck
 * hangs from these, so adding a group leaves every other client's luck as it was. Its number in the run is a keyed
 * rank: among events of one instant no group and no low number is favoured.
 *
 * A machine that is rebuilt is a new client then, with luck of its own; the run has room for as many as may come
 * (MA-REBUILD).
 */
export class Clients {
  readonly count: number;
  /** Those of them that are the first client of their machine: all, where none is rebuilt. */
  readonly machineCount: number;
  readonly groups: readonly ClientGroup[];
  /** Index into `groups`. */
  readonly groupOf: Uint16Array;
  readonly numberInGroup: Uint32Array;
  /** Per client: `previousOf`. Empty where no machine is rebuilt. */
  readonly previous: Int32Array;
  readonly productOfGroup: Int32Array;
  readonly keyOfGroup: Int32Array;

  /** `rebuilds`: null where no machine is rebuilt. */
  constructor(groups: readonly ClientGroup[], luck: Luck, rebuilds: Rebuilds | null = null) {
    this.groups = groups;
    this.machineCount = groups.reduce((sum, group) => sum + group.count, 0);
    const later = rebuilds === null ? NO_BUILDS : laterBuilds(groups, rebuilds);
    this.count = this.machineCount + later.groups.length;
    if (this.count > CLIENT_COUNT_MAX) throw new Error(`${this.count} clients; at most ${CLIENT_COUNT_MAX}`);
    this.productOfGroup = Int32Array.from(groups, (group) => group.product);
    this.keyOfGroup = Int32Array.from(groups, (group) => entityKey(group.name));
    this.groupOf = new Uint16Array(this.count);
    this.numberInGroup = new Uint32Array(this.count);
    this.previous = new Int32Array(later.groups.length > 0 ? this.count : 0).fill(-1);
    this.#rank(luck.key('scan schedule anchor'), later);
  }

  /** By position: the machines group by group, then their later builds. */
  #rank(key: PurposeKey, later: LaterBuilds): void {
    const { machineCount } = this;
    const ranks = new Float64Array(this.count);
    const firsts: number[] = [];
    let position = 0;
    const place = (group: number, number: number) => {
      const rank = Math.floor(uniform(key, this.keyOfGroup[group]!, number, 0) * RANK_STEPS);
      ranks[position] = rank * CLIENT_COUNT_MAX + position;
      position++;
    };
    this.groups.forEach(({ count }, group) => {
      firsts.push(position);
      for (let machine = 0; machine < count; machine++) place(group, machine);
    });
    later.groups.forEach((group, at) => {
      place(group, later.numbers[at]!);
    });
    ranks.sort();
    for (let client = 0; client < this.count; client++) {
      const at = ranks[client]! % CLIENT_COUNT_MAX;
      const isLater = at >= machineCount;
      let group = isLater ? later.groups[at - machineCount]! : firsts.length - 1;
      while (!isLater && firsts[group]! > at) group--;
      this.groupOf[client] = group;
      this.numberInGroup[client] = isLater ? later.numbers[at - machineCount]! : at - firsts[group]!;
    }
    if (this.previous.length > 0) this.#linkBuilds(ranks, firsts);
  }

  /** Later builds stand machine by machine, in their order. */
  #linkBuilds(ranks: Float64Array, firsts: readonly number[]): void {
    const clientAt = new Int32Array(this.count);
    for (let client = 0; client < this.count; client++) {
      clientAt[ranks[client]! % CLIENT_COUNT_MAX] = client;
    }
    for (let position = this.machineCount; position < this.count; position++) {
      const client = clientAt[position]!;
      const first = firsts[this.groupOf[client]!]! + this.machineOf(client);
      this.previous[client] = clientAt[this.buildOf(client) === 1 ? first : position - 1]!;
    }
  }

  /** Number of the client's machine in its group. */
  machineOf(client: number): number {
    return this.numberInGroup[client]! % NUMBERS_PER_BUILD;
  }

  /** The client that the same machine is before its rebuild, if that takes place; −1: it is the first. */
  previousOf(client: number): number {
    return this.previous[client] ?? -1;
  }

  /** How often the client's machine was rebuilt before it. */
  buildOf(client: number): number {
    return Math.floor(this.numberInGroup[client]! / NUMBERS_PER_BUILD);
  }

  productOf(client: number): number {
    return this.productOfGroup[this.groupOf[client]!]!;
  }

  /** A client's uniform number in (0, 1) for the `occasion`-th decision of a purpose. */
  draw(key: PurposeKey, client: number, occasion: number): number {
    return uniform(key, this.keyOfGroup[this.groupOf[client]!]!, this.numberInGroup[client]!, occasion);
  }

  /** What a client draws of a distribution for the `occasion`-th decision of its purpose. */
  sample(sampler: Sampler, client: number, occasion: number): number {
    return sampler.draw(this.keyOfGroup[this.groupOf[client]!]!, this.numberInGroup[client]!, occasion);
  }

  /** The same as whole milliseconds, at least 0. */
  sampleMs(sampler: Sampler, client: number, occasion: number): number {
    return sampler.drawMs(this.keyOfGroup[this.groupOf[client]!]!, this.numberInGroup[client]!, occasion);
  }
}

/** Clients that may come by rebuilds: their groups, and their numbers in these. */
interface LaterBuilds {
  readonly groups: readonly number[];
  readonly numbers: readonly number[];
}

const NO_BUILDS: LaterBuilds = { groups: [], numbers: [] };

function laterBuilds(groups: readonly ClientGroup[], rebuilds: Rebuilds): LaterBuilds {
  const later = { groups: [] as number[], numbers: [] as number[] };
  groups.forEach(({ count, rebuild }, group) => {
    if (rebuild === null) return;
    for (let machine = 0; machine < count; machine++) {
      const { length } = rebuilds.instantsOf(group, machine);
      for (let build = 1; build <= length; build++) {
        later.groups.push(group);
        later.numbers.push(machine + build * NUMBERS_PER_BUILD);
      }
    }
  });
  return later;
}
