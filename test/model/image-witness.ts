import type { ContentKind } from '../../src/model/content/distributed-contents.ts';
import { type Path, USE_COUNT, Use } from '../../src/model/content/network.ts';
import type { Fleet } from '../../src/model/fleet.ts';
import type { Actual } from '../../src/model/updates/update-states.ts';

/** A distribution point has come from one version of an image to another; 0: none. */
export interface ImageArrival {
  readonly image: number;
  readonly point: number;
  readonly from: number;
  readonly to: number;
}

/** A machine that has joined from an image, in the version that its distribution point had as the transfer began. */
export interface BuiltMachine {
  readonly atMs: number;
  readonly client: number;
  readonly image: number;
  readonly version: number;
  /** By slot, as it joined. */
  readonly updates: readonly Actual[];
}

/** Somebody who writes down where images come to: at distribution points, and on machines. */
export class ImageWitness {
  readonly arrivals: ImageArrival[] = [];
  /** Per image: bytes that points had received of transfers that were broken off. */
  readonly brokenOffBytes: Float64Array;
  readonly built: BuiltMachine[] = [];
  /** Per client whose machine has got an image: the version that was at the distribution point. */
  readonly #versions = new Map<number, number>();
  readonly #fleet: Fleet;

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
    this.brokenOffBytes = new Float64Array(fleet.parts.imageContents.count);
    this.#listenToPoints();
    this.#listenToTransfers();
    this.#listenToMachines();
  }

  #listenToPoints(): void {
    const { distributedImages, distributionManager, packageContents, network } = this.#fleet.parts;
    const kind: ContentKind = distributedImages;
    const brought = kind.brought.bind(kind);
    kind.brought = (image, point, from, to) => {
      this.arrivals.push({ image, point, from, to });
      brought(image, point, from, to);
    };
    const { links } = network;
    const abort = network.abort.bind(network);
    network.abort = (flow) => {
      const isDistribution = links.tags[flow]! % USE_COUNT === Use.distribution;
      const content = distributionManager.transfers.contentOf(links.customers[flow]!);
      const image = content - packageContents.version.length;
      const sizeBytes = links.bytes[flow]!;
      const restBytes = abort(flow);
      if (isDistribution && image >= 0) this.brokenOffBytes[image]! += sizeBytes - restBytes;
      return restBytes;
    };
  }

  #listenToTransfers(): void {
    const { network, imaging, imageDistribution } = this.#fleet.parts;
    const send = network.send.bind(network);
    network.send = (path: Path, use: Use, customer: number, bytes: number) => {
      if (use === Use.imaging) {
        const held = imageDistribution.heldVersion(imaging.image[customer]!, imaging.point[customer]!);
        this.#versions.set(customer, held);
      }
      return send(path, use, customer, bytes);
    };
  }

  #listenToMachines(): void {
    const { updates, imaging } = this.#fleet.parts;
    const joinFleet = updates.joinFleet.bind(updates);
    updates.joinFleet = (client, states, nowMs) => {
      const version = this.#versions.get(client);
      if (version !== undefined) {
        this.built.push({ atMs: nowMs, client, image: imaging.image[client]!, version, updates: states });
      }
      joinFleet(client, states, nowMs);
    };
  }
}
