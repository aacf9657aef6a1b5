import { Phase } from '../../sim/phase.ts';
import type { EventKind, Simulation, Timer } from '../../sim/simulation.ts';
import { type Network, type Path, type Receiver, Use } from '../content/network.ts';
import type { SiteEvents } from '../measures/site-events.ts';
import type { Scenario } from '../scenario.ts';
import type { SiteTree } from './site-tree.ts';
import type { SiteVersions } from './synchronization/site-versions.ts';

/** Where a deployment stands at a site: not there, on its way, there. */
const Stage = { absent: 0, onItsWay: 1, present: 2 } as const;
const NOTHING = -1;

/**
 * Database replication from a central administration site down to its primary sites: configuration items of updates,
 * and deployments (seed 002, synchronization on the top-level site, step 5; ASSUME-DRS). A link sends what is new at
 * every tick of its interval, one batch at a time, whether or not the WSUS servers have synchronized. Secondary sites
 * have no clients of their own to tell: they get none.
 */
export class Replication implements Receiver {
  /** Per site and deployment: `Stage`. */
  stage: Uint8Array;
  /** Per site: the version in the batch on its way; −1: nothing is on its way. */
  sentVersion: Int32Array;

  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #tree: SiteTree;
  readonly #versions: SiteVersions;
  readonly #network: Network;
  readonly #events: SiteEvents;
  readonly #paths: readonly (Path | null)[];
  readonly #send: Timer;
  readonly #arrives: EventKind;
  #onDeployment: (site: number, deployment: number) => void = () => {};

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    tree: SiteTree,
    versions: SiteVersions,
    network: Network,
    events: SiteEvents,
  ) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#tree = tree;
    this.#versions = versions;
    this.#network = network;
    this.#events = events;
    this.#paths = scenario.sites.map(({ kind, parent, location }) =>
      parent < 0 || kind === 'secondary'
        ? null
        : network.pathBetween(scenario.sites[parent]!.location, location),
    );
    this.stage = new Uint8Array(scenario.sites.length * scenario.deployments.length);
    this.sentVersion = new Int32Array(scenario.sites.length).fill(NOTHING);
    simulation.state.own('replication', this, ['stage', 'sentVersion']);
    const common = { owner: this as Replication, entityCount: scenario.sites.length };
    this.#send = simulation.declareTimer({
      ...common,
      name: 'replication: batch is sent',
      phase: Phase.activity,
      run: Replication.prototype.onSend,
    });
    this.#arrives = simulation.declare({
      ...common,
      name: 'replication: batch arrives',
      phase: Phase.delivery,
      run: Replication.prototype.onArrived,
    });
    network.connect(Use.replication, this);
  }

  /** `onDeployment`: the database of a primary site has a deployment. */
  connect(onDeployment: (site: number, deployment: number) => void): void {
    this.#onDeployment = onDeployment;
  }

  /** A top-level site has a new version or deployment: each of its children gets it with the next batch. */
  changed(top: number): void {
    for (const child of this.#tree.childrenOf[top]!) {
      if (this.#paths[child] !== null) this.#schedule(child);
    }
  }

  /** A deployment is created in the database of a top-level site. */
  create(top: number, deployment: number): void {
    this.#arrive(top, deployment);
    this.changed(top);
  }

  /** Whether a site's database has a deployment. */
  has(site: number, deployment: number): boolean {
    return this.stage[this.#at(site, deployment)] === Stage.present;
  }

  onSend(child: number): void {
    const path = this.#paths[child]!;
    if (!this.#network.isUp(path)) return this.#schedule(child);
    const parent = this.#tree.parentOf[child]!;
    const version = this.#versions.stored[parent]!;
    const deployments = this.#newDeployments(child);
    for (const deployment of deployments) this.stage[this.#at(child, deployment)] = Stage.onItsWay;
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
    this.#scenario.deployments.forEach(({ updates }, deployment) => {
      if (this.stage[this.#at(child, deployment)] !== Stage.onItsWay) return;
      this.#events.note('deploymentReplicated', deployment, updates.length, child);
      this.#arrive(child, deployment);
    });
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

  /** Deployments of the parent that have not been sent to a site: global data go to every site. */
  #newDeployments(child: number): number[] {
    const parent = this.#tree.parentOf[child]!;
    return this.#scenario.deployments.flatMap((_, deployment) =>
      this.has(parent, deployment) && this.stage[this.#at(child, deployment)] === Stage.absent
        ? [deployment]
        : [],
    );
  }

  /** Configuration items that a version adds or changes at a site. */
  #itemCount(site: number, version: number): number {
    const versions = this.#versions.of(site);
    return versions.changeCount(this.#versions.stored[site]!, versions.cutoffMs(version));
  }

  #arrive(site: number, deployment: number): void {
    this.stage[this.#at(site, deployment)] = Stage.present;
    this.#onDeployment(site, deployment);
  }

  #at(site: number, deployment: number): number {
    return site * this.#scenario.deployments.length + deployment;
  }
}
