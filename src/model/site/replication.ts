import { Phase } from '../../sim/phase.ts';
import type { EventKind, Simulation, Timer } from '../../sim/simulation.ts';
import { type Network, type Path, type Receiver, Use } from '../content/network.ts';
import type { DeploymentIndex } from '../deployment-index.ts';
import type { SiteEvents } from '../measures/site-events.ts';
import type { Scenario } from '../scenario.ts';
import type { SiteTree } from './site-tree.ts';
import type { SiteVersions } from './synchronization/site-versions.ts';

const NOTHING = -1;

/** What a site's database holds of a deployment: numbers of a revision, and these two flags beside it. */
const Flag = { enabled: 1, deleted: 2 } as const;
const FLAG_BITS = 2;

/** A deployment as it is at a site. */
export interface DeploymentRecord {
  readonly revision: number;
  readonly isEnabled: boolean;
  readonly isDeleted: boolean;
}

type DeploymentListener = (site: number, deployment: number, record: DeploymentRecord) => void;

/**
 * Database replication from a central administration site down to its primary sites: configuration items of updates,
 * and deployments (seed 002, synchronization on the top-level site, step 5; ASSUME-DRS). A link sends what is new at
 * every tick of its interval, one batch at a time, whether or not the WSUS servers have synchronized. Secondary sites
 * have no clients of their own to tell: they get none.
 */
export class Replication implements Receiver {
  /** Per site and deployment: its record there, and the one on its way there; −1: none. */
  record: Int32Array;
  sentRecord: Int32Array;
  /** Per site: the version in the batch on its way; −1: nothing is on its way. */
  sentVersion: Int32Array;

  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #tree: SiteTree;
  readonly #versions: SiteVersions;
  readonly #deployments: DeploymentIndex;
  readonly #network: Network;
  readonly #events: SiteEvents;
  readonly #paths: readonly (Path | null)[];
  readonly #send: Timer;
  readonly #arrives: EventKind;
  #onDeployment: DeploymentListener = () => {};

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    tree: SiteTree,
    versions: SiteVersions,
    deployments: DeploymentIndex,
    network: Network,
    events: SiteEvents,
  ) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#tree = tree;
    this.#versions = versions;
    this.#deployments = deployments;
    this.#network = network;
    this.#events = events;
    this.#paths = scenario.sites.map(({ kind, parent, location }) =>
      parent < 0 || kind === 'secondary'
        ? null
        : network.pathBetween(scenario.sites[parent]!.location, location),
    );
    this.record = new Int32Array(scenario.sites.length * scenario.deployments.length).fill(NOTHING);
    this.sentRecord = this.record.slice();
    this.sentVersion = new Int32Array(scenario.sites.length).fill(NOTHING);
    simulation.state.own('replication', this, ['record', 'sentRecord', 'sentVersion']);
    const common = { owner: this as Replication, entityCount: scenario.sites.length };
    this.#send = simulation.declareTimer({
      ...common,
      name: 'replication: batch is sent',
      of: 'site',
      phase: Phase.activity,
      run: Replication.prototype.onSend,
    });
    this.#arrives = simulation.declare({
      ...common,
      name: 'replication: batch arrives',
      of: 'site',
      phase: Phase.delivery,
      run: Replication.prototype.onArrived,
    });
    network.connect(Use.replication, this);
  }

  /** `onDeployment`: the database of a site has a deployment, or has it otherwise than before. */
  connect(onDeployment: DeploymentListener): void {
    this.#onDeployment = onDeployment;
  }

  /** A top-level site has a new version or deployment: each of its children gets it with the next batch. */
  changed(top: number): void {
    for (const child of this.#tree.childrenOf[top]!) {
      if (this.#paths[child] !== null) this.#schedule(child);
    }
  }

  /** A deployment is created or changed in the database of a top-level site. */
  put(top: number, deployment: number, { revision, isEnabled, isDeleted }: DeploymentRecord): void {
    const flags = (isEnabled ? Flag.enabled : 0) | (isDeleted ? Flag.deleted : 0);
    this.#arrive(top, deployment, (revision << FLAG_BITS) | flags);
    this.changed(top);
  }

  /** Whether a site's database has a deployment. */
  has(site: number, deployment: number): boolean {
    const record = this.record[this.#at(site, deployment)]!;
    return record !== NOTHING && (record & Flag.deleted) === 0;
  }

  onSend(child: number): void {
    const path = this.#paths[child]!;
    if (!this.#network.isUp(path)) return this.#schedule(child);
    const parent = this.#tree.parentOf[child]!;
    const version = this.#versions.stored[parent]!;
    const deployments = this.#newDeployments(child);
    for (const deployment of deployments) {
      this.sentRecord[this.#at(child, deployment)] = this.record[this.#at(parent, deployment)]!;
    }
    this.sentVersion[child] = version;
    const items = this.#itemCount(child, version) + deployments.length;
    const bytes = items * this.#scenario.sites[child]!.replication!.itemBytes;
    if (this.#network.send(path, Use.replication, child, bytes) < 0) this.delivered(child);
  }

  /** The last byte has left the link. */
  delivered(child: number): void {
    this.#arrives.at(this.#simulation.nowMs + Math.max(1, this.#paths[child]!.latencyMs), child);
  }

  onArrived(child: number): void {
    const version = this.sentVersion[child]!;
    this.sentVersion[child] = NOTHING;
    const items = this.#itemCount(child, version);
    if (items > 0) {
      this.#versions.store(child, version, this.#simulation.nowMs);
      this.#events.note('itemsReplicated', NOTHING, items, child);
    }
    for (let deployment = 0; deployment < this.#scenario.deployments.length; deployment++) {
      const at = this.#at(child, deployment);
      const record = this.sentRecord[at]!;
      if (record === NOTHING) continue;
      this.sentRecord[at] = NOTHING;
      const updateCount = this.#deployments.revisions.updateCount(record >> FLAG_BITS);
      this.#events.note('deploymentReplicated', deployment, updateCount, child);
      this.#arrive(child, deployment, record);
    }
    this.#schedule(child);
  }

  /** Sets the next tick at which there is something to send, unless a batch is on its way. */
  #schedule(child: number): void {
    if (this.sentVersion[child] !== NOTHING) return;
    const isNew = this.#versions.stored[this.#tree.parentOf[child]!]! > this.#versions.stored[child]!;
    if (!isNew && this.#newDeployments(child).length === 0) return;
    const intervalMs = Math.max(1, this.#scenario.sites[child]!.replication!.globalIntervalMs);
    const tick = Math.floor(this.#simulation.nowMs / intervalMs) + 1;
    this.#send.at(tick * intervalMs, child);
  }

  /** Deployments that the parent has otherwise than a site: global data go to every site. */
  #newDeployments(child: number): number[] {
    const parent = this.#tree.parentOf[child]!;
    return this.#scenario.deployments.flatMap((_, deployment) =>
      this.record[this.#at(parent, deployment)] === this.record[this.#at(child, deployment)]
        ? []
        : [deployment],
    );
  }

  /** Configuration items that a version adds or changes at a site. */
  #itemCount(site: number, version: number): number {
    const versions = this.#versions.of(site);
    return versions.changeCount(this.#versions.stored[site]!, versions.cutoffMs(version));
  }

  #arrive(site: number, deployment: number, record: number): void {
    this.record[this.#at(site, deployment)] = record;
    this.#onDeployment(site, deployment, {
      revision: record >> FLAG_BITS,
      isEnabled: (record & Flag.enabled) !== 0,
      isDeleted: (record & Flag.deleted) !== 0,
    });
  }

  #at(site: number, deployment: number): number {
    return site * this.#scenario.deployments.length + deployment;
  }
}
