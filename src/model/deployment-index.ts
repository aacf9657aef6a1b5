import { entityKey } from '../sim/random.ts';
import type { StateBook } from '../sim/state.ts';
import { DeploymentRevisions } from './deployment-revisions.ts';
import type { Deployment, Scenario } from './scenario.ts';
import type { SiteTree } from './site/site-tree.ts';
import { sharedGroups } from './update-groups.ts';
import type { UpdateIndex } from './updates/update-index.ts';

/**
 * Which deployments concern which clients, and through which slots: as their sites have them now. What a client has of
 * a deployment is in `ClientUpdates`.
 */
export class DeploymentIndex {
  readonly count: number;
  readonly groupCount: number;
  readonly revisions: DeploymentRevisions;
  /** Per deployment: a number made of its name, which names occasions of luck whatever its place in the list. */
  readonly keys: Int32Array;
  /** Per deployment: the groups of every collection that it ever has. */
  readonly groupsOf: readonly (readonly number[])[];
  /** Per group: deployments that ever target it. */
  readonly ofGroup: readonly (readonly number[])[];
  /** Per deployment: release of the last of its updates; Infinity while these are not chosen. */
  releasedMs: Float64Array;
  /** Per deployment and site: the revision that its top-level site has. */
  current: Int32Array;
  /** Per deployment: those that deploy the same software update group, itself among them. */
  readonly sharing: readonly (readonly number[])[];
  /** Per deployment: whether its updates can change after its creation. */
  readonly isChangeable: readonly boolean[];
  readonly #siteCount: number;
  /** Per group: the top-level site of its hierarchy. */
  readonly topOfGroup: readonly number[];
  readonly #candidates: readonly (readonly number[])[];
  readonly #index: UpdateIndex;
  readonly #productOfGroup: readonly number[];

  constructor(scenario: Scenario, index: UpdateIndex, tree: SiteTree, book: StateBook) {
    const { deployments, groups, sites } = scenario;
    this.count = deployments.length;
    this.groupCount = groups.length;
    this.keys = Int32Array.from(deployments, ({ name }) => entityKey(name));
    this.groupsOf = deployments.map((_, number) => groupsEverOf(scenario, number));
    this.ofGroup = groups.map((_, group) =>
      deployments.flatMap((_, number) => (this.groupsOf[number]!.includes(group) ? [number] : [])),
    );
    this.#index = index;
    this.#productOfGroup = groups.map((group) => group.product);
    this.#siteCount = sites.length;
    this.topOfGroup = groups.map(({ site }) => tree.topOf[site]!);
    const isChosen = chosenLater(scenario);
    this.releasedMs = Float64Array.from(deployments, ({ releasedMs }, number) =>
      isChosen[number] ? Infinity : releasedMs,
    );
    this.sharing = sharedGroups(scenario);
    this.isChangeable = changeable(scenario, this.sharing);
    this.#candidates = candidates(scenario, this.sharing);
    this.revisions = new DeploymentRevisions(scenario, index, book);
    this.current = new Int32Array(this.count * this.#siteCount);
    deployments.forEach((deployment, number) => {
      const revision = this.revisions.add(isChosen[number] ? { ...deployment, updates: [] } : deployment);
      this.current.fill(revision, number * this.#siteCount, (number + 1) * this.#siteCount);
    });
    book.own('deployment index', this, ['current', 'releasedMs']);
  }

  /** The slots of the deployment's updates for clients of a group; empty when none is for their product. */
  slots(deployment: number, group: number): readonly number[] {
    const revision = this.revision(deployment, this.topOfGroup[group]!);
    return this.revisions.slots(revision, this.#productOfGroup[group]!);
  }

  /** The same of a revision that a client has. */
  slotsAt(revision: number, group: number): readonly number[] {
    return this.revisions.slots(revision, this.#productOfGroup[group]!);
  }

  /** Every slot that it may ever deploy to clients of a group. */
  candidateSlots(deployment: number, group: number): readonly number[] {
    return this.#candidates[deployment]!.filter(
      (update) => this.#index.catalog.updates[update]!.product === this.#productOfGroup[group],
    ).map((update) => this.#index.slotOf[update]!);
  }

  /** The revision at the top-level site of a hierarchy. */
  revision(deployment: number, top: number): number {
    return this.current[deployment * this.#siteCount + top]!;
  }

  setRevision(deployment: number, top: number, revision: number): void {
    this.current[deployment * this.#siteCount + top] = revision;
  }

  revisionFor(deployment: number, group: number): number {
    return this.revision(deployment, this.topOfGroup[group]!);
  }

  /** What the deployment holds at a top-level site: numbers of the catalogue. */
  updatesOf(deployment: number, top: number): number[] {
    return this.revisions.updatesOf(this.revision(deployment, top));
  }

  /** Whether it holds no update at all, of no product. */
  isEmpty(deployment: number, group: number): boolean {
    return this.revisions.updateCount(this.revisionFor(deployment, group)) === 0;
  }

  /** Whether its updates are known: from the start, or once they have been chosen. */
  isChosen(deployment: number): boolean {
    return this.releasedMs[deployment] !== Infinity;
  }

  /** Where counters of (deployment, group) stand in a flat array. */
  cell(deployment: number, group: number): number {
    return deployment * this.groupCount + group;
  }
}

function groupsEverOf({ deployments, collections, actions }: Scenario, number: number): number[] {
  const targets = [deployments[number]!.collection];
  for (const action of actions) {
    if (action.verb === 'retarget' && action.deployment === number) targets.push(action.collection);
  }
  const groups = new Set(targets.flatMap((collection) => collections[collection]!.groups));
  return [...groups].sort((x, y) => x - y);
}

/** Per deployment: whether its updates are chosen while the simulation runs, by itself or by a rule. */
function chosenLater({ deployments, rules }: Scenario): readonly boolean[] {
  const slots = new Set(rules.flatMap((rule) => rule.deployments.flatMap((each) => each.slots)));
  return deployments.map(({ selection }, number) => selection !== null || slots.has(number));
}

/** Of a rule that refills its group, or with an act that adds updates to its group or removes some. */
function changeable(
  { deployments, rules, actions }: Scenario,
  sharing: DeploymentIndex['sharing'],
): readonly boolean[] {
  const refilled = rules.filter(({ group }) => group === 'existing');
  const changed = new Set(refilled.flatMap((rule) => rule.deployments.flatMap((each) => each.slots)));
  for (const action of actions) {
    if (action.verb !== 'addUpdates' && action.verb !== 'removeUpdates') continue;
    for (const number of sharing[action.deployment]!) changed.add(number);
  }
  return deployments.map((_, number) => changed.has(number));
}

function candidates(
  { deployments, actions }: Scenario,
  sharing: DeploymentIndex['sharing'],
): readonly (readonly number[])[] {
  const all = deployments.map(({ updates }: Deployment) => new Set(updates));
  for (const action of actions) {
    if (action.verb !== 'addUpdates') continue;
    for (const number of sharing[action.deployment]!) {
      for (const update of action.updates) all[number]!.add(update);
    }
  }
  return all.map((updates) => [...updates].sort((x, y) => x - y));
}
