import { type Network, type Path, type Receiver, Use } from '../../content/network.ts';
import type { Scenario } from '../../scenario.ts';
import type { SiteTree } from '../site-tree.ts';

/**
 * How metadata travel from one WSUS server to another: from the default software update point of the parent site to
 * that of a child, and from the default one of a site to its replicas. The receiving server pulls; what it lacks
 * crosses the links between the two as one flow.
 */
export class MetadataPulls implements Receiver {
  readonly #network: Network;
  readonly #pointCount: number;
  readonly #paths = new Map<number, Path>();
  #onArrived: (point: number) => void = () => {};

  constructor({ softwareUpdatePoints }: Scenario, tree: SiteTree, network: Network) {
    this.#network = network;
    this.#pointCount = softwareUpdatePoints.length;
    softwareUpdatePoints.forEach(({ site, location }, point) => {
      const parent = tree.parentOf[site]!;
      const sources = [...tree.updatePointsOf[site]!, ...(parent < 0 ? [] : tree.updatePointsOf[parent]!)];
      for (const source of sources) {
        const path = network.pathBetween(softwareUpdatePoints[source]!.location, location);
        this.#paths.set(source * this.#pointCount + point, path);
      }
    });
    network.connect(Use.synchronization, this);
  }

  connect(onArrived: (point: number) => void): void {
    this.#onArrived = onArrived;
  }

  isOpen(source: number, point: number): boolean {
    return this.#network.isUp(this.#path(source, point));
  }

  /** The request and the answer on their way. */
  roundTripMs(source: number, point: number): number {
    return 2 * this.#path(source, point).latencyMs;
  }

  /** Starts a pull of `bytes`; whether they are there at once. */
  pull(source: number, point: number, bytes: number): boolean {
    return this.#network.send(this.#path(source, point), Use.synchronization, point, bytes) < 0;
  }

  delivered(point: number): void {
    this.#onArrived(point);
  }

  #path(source: number, point: number): Path {
    return this.#paths.get(source * this.#pointCount + point)!;
  }
}
