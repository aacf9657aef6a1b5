import { Phase } from '../../../sim/phase.ts';
import type { EventKind, Simulation } from '../../../sim/simulation.ts';
import type { Packages } from '../../content/packages.ts';
import type { DeploymentIndex } from '../../deployment-index.ts';
import type { SiteEvents } from '../../measures/site-events.ts';
import type { Scenario } from '../../scenario.ts';
import type { Replication } from '../replication.ts';
import type { SiteTree } from '../site-tree.ts';
import type { SiteVersions } from '../synchronization/site-versions.ts';

const Stage = { notWanted: 0, wanted: 1, created: 2 } as const;

/**
 * The deployments, at the top-level site of every hierarchy that has members of the collection. One is created at its
 * time, or as soon after it as the site's database knows all its updates: then its content is fetched, and it goes to
 * the other sites of the hierarchy by replication (seed 002, deployment process).
 */
export class Deployments {
  /** Per deployment and site: `Stage`. Where its hierarchy has no members, and below the top, it is never wanted. */
  stage: Uint8Array;

  readonly #scenario: Scenario;
  readonly #tree: SiteTree;
  readonly #versions: SiteVersions;
  readonly #deployments: DeploymentIndex;
  readonly #replication: Replication;
  readonly #packages: Packages;
  readonly #events: SiteEvents;
  readonly #wanted: EventKind;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    tree: SiteTree,
    versions: SiteVersions,
    deployments: DeploymentIndex,
    replication: Replication,
    packages: Packages,
    events: SiteEvents,
  ) {
    this.#scenario = scenario;
    this.#tree = tree;
    this.#versions = versions;
    this.#deployments = deployments;
    this.#replication = replication;
    this.#packages = packages;
    this.#events = events;
    this.stage = new Uint8Array(scenario.deployments.length * scenario.sites.length);
    simulation.state.own('deployments', this, ['stage']);
    this.#wanted = simulation.declare({
      name: 'deployment is created',
      phase: Phase.control,
      owner: this as Deployments,
      entityCount: Math.max(1, scenario.deployments.length),
      run: Deployments.prototype.onWanted,
    });
  }

  begin(): void {
    this.#scenario.deployments.forEach(({ createdMs }, deployment) => {
      if (createdMs !== null) this.#wanted.at(Math.max(0, createdMs), deployment);
    });
  }

  onWanted(deployment: number): void {
    const { collections, deployments, groups } = this.#scenario;
    const members = collections[deployments[deployment]!.collection]!.groups;
    const sites = members.map((group) => groups[group]!.site);
    for (const top of new Set(sites.map((site) => this.#tree.topOf[site]!))) {
      this.stage[deployment * this.#scenario.sites.length + top] = Stage.wanted;
      this.createSynchronized(top);
    }
  }

  /** Creates at a top-level site what was wanted there and is now synchronized. */
  createSynchronized(top: number): void {
    const versions = this.#versions.of(top);
    const cutoffMs = versions.cutoffMs(this.#versions.stored[top]!);
    this.#scenario.deployments.forEach(({ updates }, deployment) => {
      const at = deployment * this.#scenario.sites.length + top;
      if (this.stage[at] !== Stage.wanted) return;
      if (updates.some((update) => versions.offeredMs[update]! > cutoffMs)) return;
      this.stage[at] = Stage.created;
      this.#events.note('deploymentCreated', deployment, updates.length, top);
      const revision = this.#deployments.revision(deployment, top);
      this.#replication.put(top, deployment, { revision, isEnabled: true, isDeleted: false });
      this.#packages.fetch(deployment, updates, top);
    });
  }
}
