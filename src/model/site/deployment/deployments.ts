import { Phase } from '../../../sim/phase.ts';
import type { EventKind, Simulation } from '../../../sim/simulation.ts';
import type { Packages } from '../../content/packages.ts';
import type { DeploymentIndex } from '../../deployment-index.ts';
import type { RevisionContents } from '../../deployment-revisions.ts';
import type { SiteEvents } from '../../measures/site-events.ts';
import type { Scenario } from '../../scenario.ts';
import type { Replication } from '../replication.ts';
import type { SiteTree } from '../site-tree.ts';
import type { SiteVersions } from '../synchronization/site-versions.ts';
import { GroupChanges } from './group-changes.ts';
import { RelativeTimes } from './relative-times.ts';
import type { UpdateChooser } from './update-chooser.ts';

const Stage = { notWanted: 0, wanted: 1, created: 2, deleted: 3 } as const;

/** Whoever counts clients by the updates of a deployment. */
export interface StandingCounts {
  /** Its members leave the counts before its updates change (−1), and come back after (1). */
  countStandings(deployment: number, top: number, sign: 1 | -1): void;
  /** Its updates are chosen for the first time. */
  chosen(deployment: number): void;
}

/** Told when a deployment exists at a top-level site, or when it has other updates or times than before. */
export type DeploymentWatcher = (deployment: number, top: number) => void;

/**
 * The deployments, at the top-level site of every hierarchy that has members of the collection. One is created at its
 * time, or as soon after it as the site's database knows all its updates: then its content is fetched, and it goes to
 * the other sites of the hierarchy by replication (seed 002, deployment process). What is asked to choose takes what it
 * finds at its time, and is not created when that is nothing.
 */
export class Deployments {
  /** Per deployment and site: `Stage`. Where its hierarchy has no members, and below the top, it is never wanted. */
  stage: Uint8Array;
  /** Per deployment: 1 while clients get its policy. */
  enabled: Uint8Array;

  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #tree: SiteTree;
  readonly #versions: SiteVersions;
  readonly #deployments: DeploymentIndex;
  readonly #chooser: UpdateChooser;
  readonly #times: RelativeTimes;
  readonly #replication: Replication;
  readonly #packages: Packages;
  readonly #counts: StandingCounts;
  readonly #groupChanges: GroupChanges;
  readonly #events: SiteEvents;
  readonly #wanted: EventKind;
  #watchers: readonly DeploymentWatcher[] = [];

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    tree: SiteTree,
    versions: SiteVersions,
    deployments: DeploymentIndex,
    chooser: UpdateChooser,
    replication: Replication,
    packages: Packages,
    counts: StandingCounts,
    events: SiteEvents,
  ) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#tree = tree;
    this.#versions = versions;
    this.#deployments = deployments;
    this.#chooser = chooser;
    this.#times = new RelativeTimes(scenario);
    this.#replication = replication;
    this.#packages = packages;
    this.#counts = counts;
    this.#groupChanges = new GroupChanges(scenario, simulation.state);
    this.#events = events;
    this.stage = new Uint8Array(scenario.deployments.length * scenario.sites.length);
    this.enabled = Uint8Array.from(scenario.deployments, ({ enabled }) => (enabled ? 1 : 0));
    simulation.state.own('deployments', this, ['stage', 'enabled']);
    this.#wanted = simulation.declare({
      name: 'deployment is created',
      of: 'deployment',
      phase: Phase.control,
      owner: this as Deployments,
      entityCount: Math.max(1, scenario.deployments.length),
      run: Deployments.prototype.onWanted,
    });
  }

  connect(...watchers: readonly DeploymentWatcher[]): void {
    this.#watchers = watchers;
  }

  begin(): void {
    this.#scenario.deployments.forEach(({ createdMs }, deployment) => {
      if (createdMs !== null) this.#wanted.at(Math.max(0, createdMs), deployment);
    });
  }

  /** An administrator, or a phase, wants the deployment. */
  onWanted(deployment: number): void {
    for (const top of this.topsOf(deployment)) {
      const at = this.#at(deployment, top);
      if (this.stage[at] !== Stage.notWanted) continue;
      this.stage[at] = Stage.wanted;
      this.#createWhenKnown(deployment, top);
    }
  }

  /** Creates at a top-level site what was wanted there and is now synchronized. */
  createSynchronized(top: number): void {
    for (let deployment = 0; deployment < this.#scenario.deployments.length; deployment++) {
      this.#createWhenKnown(deployment, top);
      this.#changeGroup(deployment, top);
    }
  }

  /** The top-level sites of the hierarchies that have members of its collection. */
  topsOf(deployment: number): number[] {
    const { groups } = this.#scenario;
    const members = this.#deployments.groupsOf[deployment]!;
    return [...new Set(members.map((group) => this.#tree.topOf[groups[group]!.site]!))];
  }

  exists(deployment: number, top: number): boolean {
    return this.stage[this.#at(deployment, top)] === Stage.created;
  }

  /** Whether it ever did. */
  wasCreated(deployment: number, top: number): boolean {
    return this.stage[this.#at(deployment, top)]! >= Stage.created;
  }

  /**
   * A rule deploys its software update group: the deployment is created, or gets what the group holds now. An empty
   * group makes no deployment.
   */
  deploy(deployment: number, top: number, updates: readonly number[], baseMs: number): void {
    if (this.stage[this.#at(deployment, top)] === Stage.deleted) return;
    this.#groupChanges.forget(deployment);
    const contents = { updates, ...this.#times.of(deployment, baseMs, top) };
    if (this.exists(deployment, top)) this.#change(deployment, top, contents);
    else if (updates.length > 0) this.#create(deployment, top, contents);
  }

  /** Members of its software update group come, for all deployments of the group, each as soon as the site knows it. */
  addUpdates(deployment: number, added: readonly number[]): void {
    for (const each of this.#deployments.sharing[deployment]!) this.#groupChanges.add(each, added);
    this.#changeGroups(deployment);
  }

  /** Or go. */
  removeUpdates(deployment: number, removed: readonly number[]): void {
    for (const each of this.#deployments.sharing[deployment]!) this.#groupChanges.remove(each, removed);
    this.#changeGroups(deployment);
  }

  setEnabled(deployment: number, isEnabled: boolean): void {
    this.#events.note(isEnabled ? 'deploymentEnabled' : 'deploymentDisabled', deployment, 0);
    if (this.enabled[deployment] === (isEnabled ? 1 : 0)) return;
    this.enabled[deployment] = isEnabled ? 1 : 0;
    for (const top of this.topsOf(deployment)) if (this.exists(deployment, top)) this.#put(deployment, top);
  }

  /** For good, whether it was created or only wanted. */
  remove(deployment: number): void {
    this.#events.note('deploymentDeleted', deployment, 0);
    for (const top of this.topsOf(deployment)) {
      const existed = this.exists(deployment, top);
      this.stage[this.#at(deployment, top)] = Stage.deleted;
      if (existed) this.#put(deployment, top);
    }
  }

  #createWhenKnown(deployment: number, top: number): void {
    if (this.stage[this.#at(deployment, top)] !== Stage.wanted) return;
    const { updates, selection } = this.#scenario.deployments[deployment]!;
    const nowMs = this.#simulation.nowMs;
    const grouped = this.#groupOf(deployment, top);
    if (grouped === null && selection === null) {
      if (!updates.every((update) => this.#versions.hasUpdate(top, update))) return;
    }
    const chosen =
      grouped ?? (selection === null ? updates : this.#chooser.choose(updates, selection, top, nowMs));
    if (chosen.length === 0) return this.#giveUp(deployment, top);
    this.#create(deployment, top, { updates: chosen, ...this.#times.of(deployment, nowMs, top) });
  }

  /** What its software update group holds, if another deployment has it already; null: there is no group yet. */
  #groupOf(deployment: number, top: number): readonly number[] | null {
    const other = this.#deployments.sharing[deployment]!.find((each) => this.exists(each, top));
    return other === undefined ? null : this.#deployments.updatesOf(other, top);
  }

  /** Nothing meets its criteria: there is nothing to deploy. */
  #giveUp(deployment: number, top: number): void {
    this.stage[this.#at(deployment, top)] = Stage.notWanted;
    this.#events.note('deploymentNotCreated', deployment, 0, top);
  }

  #create(deployment: number, top: number, contents: RevisionContents): void {
    this.stage[this.#at(deployment, top)] = Stage.created;
    this.#events.note('deploymentCreated', deployment, contents.updates.length, top);
    this.#revise(deployment, top, contents);
    this.#changeGroup(deployment, top);
  }

  #change(deployment: number, top: number, contents: RevisionContents): void {
    this.#events.note('deploymentChanged', deployment, contents.updates.length, top);
    this.#revise(deployment, top, contents);
  }

  #changeGroups(deployment: number): void {
    for (const each of this.#deployments.sharing[deployment]!) {
      for (const top of this.topsOf(each)) this.#changeGroup(each, top);
    }
  }

  #changeGroup(deployment: number, top: number): void {
    if (!this.exists(deployment, top)) return;
    const contents = this.#deployments.revisions.contentsOf(this.#deployments.revision(deployment, top));
    const updates = this.#groupChanges.applied(deployment, contents.updates, (update) =>
      this.#versions.hasUpdate(top, update),
    );
    if (!isSameList(contents.updates, updates)) this.#change(deployment, top, { ...contents, updates });
  }

  /** The deployment has these updates and times from now on: its content is fetched, its policy goes out. */
  #revise(deployment: number, top: number, contents: RevisionContents): void {
    const { revisions } = this.#deployments;
    const before = revisions.contentsOf(this.#deployments.revision(deployment, top));
    if (!isSame(before, contents)) {
      this.#setContents(deployment, top, contents, !isSameList(before.updates, contents.updates));
    }
    this.#put(deployment, top);
    this.#packages.fetch(deployment, contents.updates, top);
    for (const watcher of this.#watchers) watcher(deployment, top);
  }

  #setContents(deployment: number, top: number, contents: RevisionContents, hasOthers: boolean): void {
    if (hasOthers) this.#counts.countStandings(deployment, top, -1);
    this.#deployments.setRevision(deployment, top, this.#deployments.revisions.add(contents));
    if (!hasOthers) return;
    this.#counts.countStandings(deployment, top, 1);
    if (this.#deployments.releasedMs[deployment] !== Infinity || contents.updates.length === 0) return;
    const released = contents.updates.map((update) => this.#scenario.catalog.updates[update]!.releasedMs);
    this.#deployments.releasedMs[deployment] = Math.max(...released);
    this.#counts.chosen(deployment);
  }

  /** Writes it into the database of the top-level site, as it is now. */
  #put(deployment: number, top: number): void {
    this.#replication.put(top, deployment, {
      revision: this.#deployments.revision(deployment, top),
      isEnabled: this.enabled[deployment] === 1,
      isDeleted: this.stage[this.#at(deployment, top)] === Stage.deleted,
    });
  }

  #at(deployment: number, site: number): number {
    return deployment * this.#scenario.sites.length + site;
  }
}

function isSame(before: RevisionContents, after: RevisionContents): boolean {
  return (
    isSameList(before.updates, after.updates) &&
    isSameList(before.availableMs, after.availableMs) &&
    isSameList(before.deadlineMs ?? [], after.deadlineMs ?? before.deadlineMs!.map(() => Infinity))
  );
}

function isSameList(before: readonly number[], after: readonly number[]): boolean {
  return before.length === after.length && before.every((each, at) => each === after[at]);
}
