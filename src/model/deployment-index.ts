import { entityKey } from '../sim/random.ts';
import type { Scenario } from './scenario.ts';
import type { UpdateIndex } from './updates/update-index.ts';

/** Which deployments concern which clients, and through which slots. Fixed for a run. */
export class DeploymentIndex {
  readonly count: number;
  readonly groupCount: number;
  /** Per deployment: a number made of its name, which names occasions of luck whatever its place in the list. */
  readonly keys: Int32Array;
  /** Per deployment: the groups of its collection. */
  readonly groupsOf: readonly (readonly number[])[];
  /** Per group: deployments that target it. */
  readonly ofGroup: readonly (readonly number[])[];
  /** Members of each deployment's collection. */
  readonly memberCount: Int32Array;
  /** Release of the last of each deployment's updates. */
  readonly releasedMs: readonly number[];
  readonly #slots: readonly (readonly (readonly number[])[])[];
  readonly #productOfGroup: readonly number[];

  constructor(scenario: Scenario, index: UpdateIndex) {
    const { deployments, collections, groups, catalog } = scenario;
    this.count = deployments.length;
    this.groupCount = groups.length;
    this.keys = Int32Array.from(deployments, ({ name }) => entityKey(name));
    this.groupsOf = deployments.map(({ collection }) => collections[collection]!.groups);
    this.ofGroup = groups.map((_, group) =>
      deployments.flatMap((_, number) => (this.groupsOf[number]!.includes(group) ? [number] : [])),
    );
    this.memberCount = Int32Array.from(this.groupsOf, (members) =>
      members.reduce((sum, group) => sum + groups[group]!.count, 0),
    );
    this.releasedMs = deployments.map((deployment) => deployment.releasedMs);
    this.#productOfGroup = groups.map((group) => group.product);
    this.#slots = deployments.map((deployment) =>
      catalog.products.map((_, product) =>
        deployment.updates
          .filter((update) => catalog.updates[update]!.product === product)
          .map((update) => index.slotOf[update]!),
      ),
    );
  }

  /** The slots of the deployment's updates for clients of a group; empty when none is for their product. */
  slots(deployment: number, group: number): readonly number[] {
    return this.#slots[deployment]![this.#productOfGroup[group]!]!;
  }

  /** Where counters of (deployment, group) stand in a flat array. */
  cell(deployment: number, group: number): number {
    return deployment * this.groupCount + group;
  }
}
