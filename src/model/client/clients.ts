import type { Sampler } from '../../sim/distribution.ts';
import { entityKey, type Luck, type PurposeKey, uniform } from '../../sim/random.ts';
import type { ClientGroup } from '../scenario.ts';

const RANK_STEPS = 2 ** 29;
const CLIENT_COUNT_MAX = 2 ** 24;

/**
 * The clients of the fleet by number. A client's identity is its group's name and its number in the group: all luck
 * hangs from these, so adding a group leaves every other client's luck as it was. Its number in the run is a keyed
 * rank: among events of one instant no group and no low number is favoured.
 */
export class Clients {
  readonly count: number;
  readonly groups: readonly ClientGroup[];
  /** Index into `groups`. */
  readonly groupOf: Uint16Array;
  readonly numberInGroup: Uint32Array;
  readonly productOfGroup: Int32Array;
  readonly keyOfGroup: Int32Array;

  constructor(groups: readonly ClientGroup[], luck: Luck) {
    this.groups = groups;
    this.count = groups.reduce((sum, group) => sum + group.count, 0);
    if (this.count > CLIENT_COUNT_MAX) throw new Error(`${this.count} clients; at most ${CLIENT_COUNT_MAX}`);
    this.productOfGroup = Int32Array.from(groups, (group) => group.product);
    this.keyOfGroup = Int32Array.from(groups, (group) => entityKey(group.name));
    this.groupOf = new Uint16Array(this.count);
    this.numberInGroup = new Uint32Array(this.count);
    this.#rank(luck.key('scan schedule anchor'));
  }

  #rank(key: PurposeKey): void {
    const ranks = new Float64Array(this.count);
    const firsts: number[] = [];
    let position = 0;
    this.groups.forEach((group, groupNumber) => {
      firsts.push(position);
      for (let number = 0; number < group.count; number++, position++) {
        const rank = Math.floor(uniform(key, this.keyOfGroup[groupNumber]!, number, 0) * RANK_STEPS);
        ranks[position] = rank * CLIENT_COUNT_MAX + position;
      }
    });
    ranks.sort();
    for (let client = 0; client < this.count; client++) {
      const at = ranks[client]! % CLIENT_COUNT_MAX;
      let group = firsts.length - 1;
      while (firsts[group]! > at) group--;
      this.groupOf[client] = group;
      this.numberInGroup[client] = at - firsts[group]!;
    }
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
