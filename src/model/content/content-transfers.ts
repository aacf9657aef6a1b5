import { Phase } from '../../sim/phase.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { Scenario } from '../scenario.ts';
import type { SiteTree } from '../site/site-tree.ts';
import type { DistributedContents } from './distributed-contents.ts';
import { type Network, type Path, type Receiver, Use } from './network.ts';
import { SendingLimits } from './sending-limits.ts';

const NONE = -1;

/**
 * Contents on their way to distribution points: over the network, or copied on the network of the site server
 * (MA-DP-COPY). A transfer is numbered by content and distribution point.
 */
export class ContentTransfers {
  /** Per transfer: the flow on a link, and its bytes; −1: it is copied, or there is none. */
  flow: Int32Array;
  bytes: Float64Array;
  /** Per transfer: the distribution point that it is fetched from; −1: the site sends it. */
  source: Int32Array;
  /** Per content: bytes that distribution points have received in the interval. */
  sentBytes: Float64Array;

  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #network: Network;
  readonly #contents: DistributedContents;
  readonly #pointCount: number;
  readonly #limits: SendingLimits;
  /** Per sending site and per pull-distribution point and source, the ways; by number of the place times points. */
  readonly #sendingPaths: ReadonlyMap<number, Path>;
  readonly #pullPaths: ReadonlyMap<number, Path>;
  readonly #copied: Timer;
  #receiver: Receiver | null = null;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    tree: SiteTree,
    network: Network,
    contents: DistributedContents,
  ) {
    const { distributionPoints } = scenario;
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#network = network;
    this.#contents = contents;
    this.#pointCount = distributionPoints.length;
    this.#limits = new SendingLimits(scenario, simulation, network);
    this.#sendingPaths = sendingPaths(scenario, contents, tree, network);
    this.#pullPaths = pullPaths(scenario, network);
    const count = contents.count * this.#pointCount;
    this.flow = new Int32Array(count).fill(NONE);
    this.bytes = new Float64Array(count);
    this.source = new Int32Array(count).fill(NONE);
    this.sentBytes = new Float64Array(contents.count);
    simulation.state.own('content transfers', this, ['flow', 'bytes', 'source', 'sentBytes']);
    this.#copied = simulation.declareTimer({
      name: 'content is copied on the site server network',
      of: 'distribution',
      phase: Phase.delivery,
      owner: this as ContentTransfers,
      entityCount: Math.max(1, count),
      run: ContentTransfers.prototype.delivered,
    });
    network.connect(Use.distribution, this);
  }

  connect(receiver: Receiver): void {
    this.#receiver = receiver;
  }

  contentOf(transfer: number): number {
    return Math.floor(transfer / this.#pointCount);
  }

  pointOf(transfer: number): number {
    return transfer % this.#pointCount;
  }

  /** Whether a distribution point and the way to it from the site or another point are up. */
  canReach(transfer: number, source = NONE): boolean {
    return this.#linksOf(transfer, source).every((link) => this.#network.down[link] === 0);
  }

  /** Whether a transfer under way goes over a link. */
  uses(transfer: number, link: number): boolean {
    return this.#linksOf(transfer, this.source[transfer]!).includes(link);
  }

  start(transfer: number, bytes: number, source = NONE): void {
    const path = this.#pathOf(transfer, source);
    this.bytes[transfer] = bytes;
    this.source[transfer] = source;
    if (source === NONE) this.#limits.apply(this.pointOf(transfer));
    this.flow[transfer] = this.#network.send(path, Use.distribution, transfer, bytes);
    if (this.flow[transfer] !== NONE) return;
    const { bytesPerSecond } = this.#scenario.distributionPoints[this.pointOf(transfer)]!;
    const copyMs = Math.ceil((bytes / bytesPerSecond) * 1000);
    this.#copied.at(this.#simulation.nowMs + Math.max(1, copyMs), transfer);
  }

  /** Breaks a transfer off; the next one starts over (MA-DP-RETRY). */
  stop(transfer: number): void {
    const flow = this.flow[transfer]!;
    if (flow === NONE) this.#copied.cancel(transfer);
    else {
      const restBytes = this.#network.abort(flow);
      this.sentBytes[this.contentOf(transfer)]! += this.bytes[transfer]! - restBytes;
    }
    this.#end(transfer);
  }

  delivered(transfer: number): void {
    this.sentBytes[this.contentOf(transfer)]! += this.bytes[transfer]!;
    this.#end(transfer);
    this.#receiver!.delivered(transfer);
  }

  #end(transfer: number): void {
    if (this.source[transfer] === NONE) this.#limits.rest(this.pointOf(transfer));
    this.flow[transfer] = NONE;
    this.source[transfer] = NONE;
  }

  #linksOf(transfer: number, source: number): number[] {
    const { holder, others } = this.#pathOf(transfer, source);
    const own = this.#network.linkOfPoint(this.pointOf(transfer));
    return holder < 0 ? [own] : [own, holder, ...others];
  }

  #pathOf(transfer: number, source: number): Path {
    const point = this.pointOf(transfer);
    if (source !== NONE) return this.#pullPaths.get(source * this.#pointCount + point)!;
    const { site } = this.#contents.specifications[this.contentOf(transfer)]!;
    return this.#sendingPaths.get(site * this.#pointCount + point)!;
  }
}

/** From every site with contents to the distribution points of its hierarchy. */
function sendingPaths(
  { sites, distributionPoints }: Scenario,
  { specifications }: DistributedContents,
  tree: SiteTree,
  network: Network,
): Map<number, Path> {
  const paths = new Map<number, Path>();
  for (const from of new Set(specifications.map(({ site }) => site))) {
    distributionPoints.forEach((point, number) => {
      if (tree.topOf[point.site] !== tree.topOf[from]) return;
      const path = network.pathToPoint(sites[from]!.location, number, point.location);
      paths.set(from * distributionPoints.length + number, path);
    });
  }
  return paths;
}

/** From the sources of every pull-distribution point. */
function pullPaths({ distributionPoints }: Scenario, network: Network): Map<number, Path> {
  const paths = new Map<number, Path>();
  distributionPoints.forEach(({ delivery, location }, number) => {
    if (delivery.kind !== 'pulled') return;
    for (const { point } of delivery.sources) {
      const path = network.pathFromPoint(point, distributionPoints[point]!.location, location);
      paths.set(point * distributionPoints.length + number, path);
    }
  });
  return paths;
}
