import { Links } from '../../sim/links.ts';
import type { Simulation } from '../../sim/simulation.ts';
import type { LinkSpec, Scenario } from '../scenario.ts';

/** The links between two places, and which of them holds a transfer. */
export interface Path {
  /** Number of the narrowest link, which holds the transfer; −1: all on one local network, nothing to wait for. */
  readonly holder: number;
  /** The other links: the bytes are booked there and do not compete (MA-NARROWEST-LINK). */
  readonly others: readonly number[];
  /** One way, all links together. */
  readonly latencyMs: number;
  readonly number: number;
}

/** Told when a transfer of one use has arrived. */
export interface Receiver {
  delivered(customer: number): void;
}

/** What transfers are for: the tag of their flows. */
export const Use = {
  download: 0,
  /** From WSUS to clients. */
  metadata: 1,
  distribution: 2,
  internet: 3,
  /** Metadata between WSUS servers. */
  synchronization: 4,
  /** Database replication from a site to its children. */
  replication: 5,
  /** State message files of a secondary site to its parent. */
  stateFiles: 6,
  /** What a primary site stored, to its parent. */
  stateReplication: 7,
  /** Images from distribution points to machines that are built from them. */
  imaging: 8,
  /** Template images from top-level sites to the service. */
  upload: 9,
} as const;
export type Use = (typeof Use)[keyof typeof Use];
/** How many uses there are: a tag is a path and a use. */
export const USE_COUNT = Object.keys(Use).length;

/**
 * Every link of the fleet: the links of locations, the network interfaces of distribution points, and the access of
 * every top-level site to the internet. A transfer occupies the narrowest link of its path.
 */
export class Network {
  readonly links: Links;
  readonly names: readonly string[];
  /** What each link was built for, before any change. */
  readonly builtBytesPerSecond: readonly number[];
  capacities: Float64Array;
  /** 1 while an outage holds a link. */
  down: Uint8Array;

  readonly #latenciesMs: readonly number[];
  readonly #linkOfLocation: readonly number[];
  readonly #linkOfPoint: readonly number[];
  /** Per distribution point: the limit of what is sent there; −1: none. */
  readonly #limitOfPoint: readonly number[];
  readonly #internetPaths: readonly (Path | null)[];
  readonly #uploadPaths: readonly (Path | null)[];
  readonly #paths: Path[] = [];
  readonly #receivers: (Receiver | null)[] = new Array(USE_COUNT).fill(null);

  constructor(scenario: Scenario, simulation: Simulation) {
    const specs: (Omit<LinkSpec, 'latencyMs'> & { name: string; latencyMs?: number })[] = [];
    this.#linkOfLocation = scenario.locations.map(({ name, link }) => {
      if (link === null) return -1;
      return specs.push({ ...link, name: `link to ${name}` }) - 1;
    });
    this.#linkOfPoint = scenario.distributionPoints.map((point) => specs.push(point) - 1);
    this.#limitOfPoint = sendingLimits(scenario).map((spec) => (spec === null ? -1 : specs.push(spec) - 1));
    const internetOf = internetAccesses(scenario).map((spec) => spec && specs.push(spec) - 1);
    const uploadLimitOf = uploadLimits(scenario).map((spec) => spec && specs.push(spec) - 1);
    this.names = specs.map(({ name }) => name);
    this.#latenciesMs = specs.map(({ latencyMs = 0 }) => latencyMs);
    this.builtBytesPerSecond = specs.map(({ bytesPerSecond }) => bytesPerSecond);
    this.capacities = Float64Array.from(specs, ({ bytesPerSecond }) => bytesPerSecond);
    this.links = new Links(
      simulation,
      specs.map((spec) => ({ ...spec, owner: this as Network })),
      (tag) => this.#paths[Math.floor(tag / USE_COUNT)]!.others,
    );
    this.#internetPaths = internetOf.map((link) => (link === null ? null : this.#path([link])));
    this.#uploadPaths = uploadLimitOf.map((limit, top) =>
      limit === null
        ? this.#internetPaths[top]!
        : this.#addPath({ holder: limit, others: [internetOf[top]!], latencyMs: 0 }),
    );
    this.down = new Uint8Array(specs.length);
    simulation.state.own('network', this, ['down', 'capacities']);
  }

  /** Who is told of arrivals of a use. */
  connect(use: Use, receiver: Receiver): void {
    this.#receivers[use] = receiver;
  }

  /** From one location to another; between the same there is no link. */
  pathBetween(from: number, to: number): Path {
    const ends = from === to ? [] : [this.#linkOfLocation[from]!, this.#linkOfLocation[to]!];
    return this.#path(ends.filter((link) => link >= 0));
  }

  /** From a distribution point through its network interface to a location. */
  pathFromPoint(point: number, pointLocation: number, to: number): Path {
    const { holder, others } = this.pathBetween(pointLocation, to);
    return this.#path([this.#linkOfPoint[point]!, ...others, ...(holder >= 0 ? [holder] : [])]);
  }

  /** From a site server to a distribution point, at the limit of what may be sent there. */
  pathToPoint(from: number, point: number, pointLocation: number): Path {
    const limit = this.#limitOfPoint[point]!;
    const way = this.pathBetween(from, pointLocation);
    if (limit < 0) return way;
    const { holder, others, latencyMs } = way;
    const behind = holder < 0 ? others : [holder, ...others];
    return this.#addPath({ holder: limit, others: behind, latencyMs });
  }

  /** From Microsoft to a top-level site. */
  internetPath(top: number): Path {
    return this.#internetPaths[top]!;
  }

  /** From a top-level site to the service of Microsoft that hosts template images, at the limit of an upload. */
  uploadPath(top: number): Path {
    return this.#uploadPaths[top]!;
  }

  linkOfPoint(point: number): number {
    return this.#linkOfPoint[point]!;
  }

  /** The link that stands for the limit of what is sent to a distribution point. */
  limitOfPoint(point: number): number {
    return this.#limitOfPoint[point]!;
  }

  linkOfLocation(location: number): number {
    return this.#linkOfLocation[location]!;
  }

  /** Starts a transfer; the flow's handle, or −1 when the path has no link, or there are no bytes: they are there at once. */
  send(path: Path, use: Use, customer: number, bytes: number): number {
    if (path.holder < 0 || bytes === 0) return -1;
    return this.links.start(path.holder, customer, path.number * USE_COUNT + use, bytes);
  }

  /** Ends a transfer early; what it moved is booked. Returns the bytes left. */
  abort(flow: number): number {
    return this.links.abort(flow);
  }

  delivered(_link: number, customer: number, tag: number, _bytes: number): void {
    this.#receivers[tag % USE_COUNT]!.delivered(customer);
  }

  /** An outage of a link: what it holds stalls. */
  goDown(link: number): void {
    this.down[link] = 1;
    this.links.setCapacity(link, 0);
  }

  comeUp(link: number): void {
    this.down[link] = 0;
    this.links.setCapacity(link, this.capacities[link]!);
  }

  /** Changes a link's capacity for good; in an outage it takes effect with the restoration. */
  setCapacity(link: number, bytesPerSecond: number): void {
    this.capacities[link] = bytesPerSecond;
    if (this.down[link] === 0) this.links.setCapacity(link, bytesPerSecond);
  }

  isUp(path: Path): boolean {
    return (
      (path.holder < 0 || this.down[path.holder] === 0) && path.others.every((link) => this.down[link] === 0)
    );
  }

  #path(links: readonly number[]): Path {
    const narrowestFirst = [...links].sort((x, y) => this.capacities[x]! - this.capacities[y]! || x - y);
    const [holder = -1, ...others] = narrowestFirst;
    const latencyMs = links.reduce((sum, link) => sum + this.#latenciesMs[link]!, 0);
    return this.#addPath({ holder, others, latencyMs });
  }

  #addPath(way: Omit<Path, 'number'>): Path {
    const path = { ...way, number: this.#paths.length };
    this.#paths.push(path);
    return path;
  }
}

/** Per distribution point: what a site may send there, as a share of the narrower of its interface and its place's link. */
function sendingLimits({ distributionPoints, locations }: Scenario) {
  return distributionPoints.map(({ name, delivery, bytesPerSecond, location }) => {
    if (delivery.kind === 'pulled' || delivery.limit === null) return null;
    const narrowest = Math.min(bytesPerSecond, locations[location]!.link?.bytesPerSecond ?? Infinity);
    return {
      name: `sending limit of ${name}`,
      bytesPerSecond: narrowest,
      flowBytesPerSecondMax: narrowest,
    };
  });
}

/** Per site: its access to the internet; only top-level sites have one. */
function internetAccesses({ sites }: Scenario) {
  const alone = sites.filter(({ parent }) => parent < 0).length === 1;
  return sites.map(({ name, parent, internetBytesPerSecond }) =>
    parent >= 0
      ? null
      : {
          name: alone ? 'internet access' : `internet access of ${name}`,
          bytesPerSecond: internetBytesPerSecond,
          flowBytesPerSecondMax: internetBytesPerSecond,
        },
  );
}

/**
 * Per site: what stands for the limit of an upload, where one is made over an access to the internet that is wider. The
 * uploads of a site share it; where the access is narrower they share that, with downloads (MA-ARA-UPLOAD).
 */
function uploadLimits({ sites, templateImages, assumptions }: Scenario) {
  const limit = assumptions.remoteApp.uploadBytesPerSecondMax;
  return sites.map(({ name, internetBytesPerSecond }, site) => {
    const uploads = templateImages.some(
      (image) => image.updates === null && image.transfer === 'upload' && image.site === site,
    );
    if (!uploads || internetBytesPerSecond <= limit) return null;
    return {
      name: `uploads of ${name}`,
      bytesPerSecond: internetBytesPerSecond,
      flowBytesPerSecondMax: limit,
    };
  });
}
