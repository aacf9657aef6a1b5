import { entityKey, type Luck, uniform } from '../../sim/random.ts';
import type { Scenario } from '../scenario.ts';

/**
 * Where a pull-distribution point fetches content: from a source that has it and is reached, of the lowest priority
 * number, at random among equals (domain, pull-distribution points). The draws hang from names.
 */
export class PullSources {
  readonly #scenario: Scenario;
  readonly #luck: Luck;

  constructor(scenario: Scenario, luck: Luck) {
    this.#scenario = scenario;
    this.#luck = luck;
  }

  /** The source for a version of the content with a key; −1: none of those for which `canServe` holds. */
  choose(point: number, contentKey: number, version: number, canServe: (source: number) => boolean): number {
    const { distributionPoints } = this.#scenario;
    const { delivery, name } = distributionPoints[point]!;
    if (delivery.kind !== 'pulled') throw new Error(`${name} is no pull-distribution point`);
    const serving = delivery.sources.filter((source) => canServe(source.point));
    const lowest = Math.min(...serving.map(({ priority }) => priority));
    let chosen = -1;
    let highest = -1;
    for (const source of serving) {
      if (source.priority !== lowest) continue;
      const key = this.#luck.key(`pull source ${distributionPoints[source.point]!.name}`);
      const drawn = uniform(key, contentKey, entityKey(name), version);
      if (drawn <= highest) continue;
      highest = drawn;
      chosen = source.point;
    }
    return chosen;
  }
}
