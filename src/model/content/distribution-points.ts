import { Phase } from '../../sim/phase.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import type { SiteEvents } from '../measures/site-events.ts';
import type { Scenario } from '../scenario.ts';
import type { SiteTree } from '../site/site-tree.ts';
import { type Network, type Path, type Receiver, Use } from './network.ts';

/** Told when a distribution point has received content; `groups[g]` says whether group g fetches there. */
export type ContentListener = (groups: readonly boolean[], occasion: number) => void;

/**
 * Where content is, and how it gets there: from Microsoft to the package source and library of the top-level site, then
 * to every distribution point of its hierarchy (seed 002, deployment process). A deployment's content travels as one
 * package.
 */
export class DistributionPoints {
  /** Per distribution point and update: 1 when its content is there. */
  available: Uint8Array;

  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #tree: SiteTree;
  readonly #network: Network;
  readonly #events: SiteEvents;
  readonly #updateCount: number;
  readonly #downloadPaths: readonly Path[];
  readonly #distributionPaths: readonly Path[];
  readonly #locallyCopied: EventKind;
  #listener: ContentListener = () => {};

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    tree: SiteTree,
    network: Network,
    events: SiteEvents,
  ) {
    const { distributionPoints } = scenario;
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#tree = tree;
    this.#network = network;
    this.#events = events;
    this.#updateCount = scenario.catalog.updates.length;
    this.available = new Uint8Array(distributionPoints.length * this.#updateCount);
    simulation.state.own('distribution points', this, ['available']);
    this.#downloadPaths = scenario.groups.map(({ content, location }) =>
      network.pathFromPoint(content.own[0]!, distributionPoints[content.own[0]!]!.location, location),
    );
    this.#distributionPaths = distributionPoints.map(({ site, location }) =>
      network.pathBetween(scenario.sites[tree.topOf[site]!]!.location, location),
    );
    this.#locallyCopied = simulation.declare({
      name: 'content is copied on the site server network',
      phase: Phase.delivery,
      owner: this as DistributionPoints,
      entityCount: Math.max(1, scenario.deployments.length * distributionPoints.length),
      run: DistributionPoints.prototype.distributed,
    });
    const receivers: [Use, Receiver][] = [
      [
        Use.internet,
        {
          delivered: (job) =>
            this.downloaded(Math.floor(job / scenario.sites.length), job % scenario.sites.length),
        },
      ],
      [Use.distribution, { delivered: (job) => this.distributed(job) }],
    ];
    for (const [use, receiver] of receivers) network.connect(use, receiver);
  }

  connect(listener: ContentListener): void {
    this.#listener = listener;
  }

  /** Content for updates released before the start is in place. */
  begin(): void {
    this.#scenario.catalog.updates.forEach((update, number) => {
      if (update.releasedMs > 0) return;
      for (let point = 0; point < this.#scenario.distributionPoints.length; point++) {
        this.available[point * this.#updateCount + number] = 1;
      }
    });
  }

  /** Whether a group's distribution point has the content of an update and can be reached. */
  isAvailable(group: number, update: number): boolean {
    const point = this.#scenario.groups[group]!.content.own[0]!;
    return (
      this.available[point * this.#updateCount + update] === 1 && this.#network.isUp(this.pathFor(group))
    );
  }

  pathFor(group: number): Path {
    return this.#downloadPaths[group]!;
  }

  /** A top-level site downloads a deployment's content from Microsoft, if any of it is missing. */
  fetch(deployment: number, top: number): void {
    const bytes = this.#packageBytes(deployment);
    if (bytes === 0) return this.downloaded(deployment, top);
    const job = deployment * this.#scenario.sites.length + top;
    this.#network.send(this.#network.internetPath(top), Use.internet, job, bytes);
  }

  /** Its package source holds the deployment's content: it goes to every distribution point of the hierarchy. */
  downloaded(deployment: number, top: number): void {
    const bytes = this.#packageBytes(deployment);
    this.#events.note('contentDownloaded', deployment, bytes, top);
    this.#scenario.distributionPoints.forEach((point, number) => {
      if (this.#tree.topOf[point.site] !== top) return;
      const job = deployment * this.#scenario.distributionPoints.length + number;
      if (
        bytes > 0 &&
        this.#network.send(this.#distributionPaths[number]!, Use.distribution, job, bytes) >= 0
      )
        return;
      const copyMs = Math.ceil((bytes / point.bytesPerSecond) * 1000);
      this.#locallyCopied.at(this.#simulation.nowMs + Math.max(1, copyMs), job);
    });
  }

  distributed(job: number): void {
    const pointCount = this.#scenario.distributionPoints.length;
    const point = job % pointCount;
    const deployment = Math.floor(job / pointCount);
    for (const update of this.#scenario.deployments[deployment]!.updates) {
      this.available[point * this.#updateCount + update] = 1;
    }
    const { site } = this.#scenario.distributionPoints[point]!;
    this.#events.note('contentDistributed', point, this.#packageBytes(deployment), site);
    this.lookAgain(this.#scenario.groups.map(({ content }) => content.own[0] === point));
  }

  /** Clients of these groups that wait for content look once more. */
  lookAgain(groups: readonly boolean[]): void {
    this.#listener(groups, Math.floor(this.#simulation.nowMs / 1000));
  }

  /** Bytes of a deployment that were not in place at the start. */
  #packageBytes(deployment: number): number {
    let bytes = 0;
    for (const update of this.#scenario.deployments[deployment]!.updates) {
      const { releasedMs, sizeBytes } = this.#scenario.catalog.updates[update]!;
      if (releasedMs > 0) bytes += sizeBytes;
    }
    return bytes;
  }
}
