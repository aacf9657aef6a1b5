import { Phase } from '../../sim/phase.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import type { SiteEvents } from '../measures/site-events.ts';
import type { Scenario } from '../scenario.ts';
import type { SiteTree } from '../site/site-tree.ts';
import type { ContentLibraries } from './content-libraries.ts';
import type { DistributionPoints } from './distribution-points.ts';
import { type Network, type Path, type Receiver, Use } from './network.ts';

/**
 * How content travels: from Microsoft to the package source and library of the top-level site, then to every
 * distribution point of its hierarchy (seed 002, deployment process). A deployment's content travels as one package.
 */
export class Packages {
  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #tree: SiteTree;
  readonly #network: Network;
  readonly #libraries: ContentLibraries;
  readonly #points: DistributionPoints;
  readonly #events: SiteEvents;
  readonly #distributionPaths: readonly Path[];
  readonly #locallyCopied: EventKind;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    tree: SiteTree,
    network: Network,
    libraries: ContentLibraries,
    points: DistributionPoints,
    events: SiteEvents,
  ) {
    const { distributionPoints } = scenario;
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#tree = tree;
    this.#network = network;
    this.#libraries = libraries;
    this.#points = points;
    this.#events = events;
    this.#distributionPaths = distributionPoints.map(({ site, location }) =>
      network.pathBetween(scenario.sites[tree.topOf[site]!]!.location, location),
    );
    this.#locallyCopied = simulation.declare({
      name: 'content is copied on the site server network',
      phase: Phase.delivery,
      owner: this as Packages,
      entityCount: Math.max(1, scenario.deployments.length * distributionPoints.length),
      run: Packages.prototype.distributed,
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

  /** Content for updates released before the start is in place. */
  begin(): void {
    this.#scenario.catalog.updates.forEach(({ releasedMs }, update) => {
      if (releasedMs > 0) return;
      this.#scenario.distributionPoints.forEach((_, point) => {
        this.#libraries.add(point, update);
      });
    });
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
      this.#libraries.add(point, update);
    }
    const { site } = this.#scenario.distributionPoints[point]!;
    this.#events.note('contentDistributed', point, this.#packageBytes(deployment), site);
    this.#points.received(point, this.#simulation.nowMs);
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
