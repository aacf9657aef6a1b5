import { Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import { entityKey, type Luck, type PurposeKey } from '../../sim/random.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { Clients } from '../client/clients.ts';
import type { JoiningMachines } from '../client/joining-machines.ts';
import type { DistributionPoints } from '../content/distribution-points.ts';
import { type Network, type Receiver, Use } from '../content/network.ts';
import type { ImagingMeasures } from '../measures/imaging-measures.ts';
import type { SiteEvents } from '../measures/site-events.ts';
import type { Scenario } from '../scenario.ts';
import type { Actual } from '../updates/update-states.ts';
import type { ImageContents } from './image-contents.ts';

/** How far a machine is that is built: it waits for its image, gets it, is set up from it. */
export const ImagingStage = { none: 0, waiting: 1, fetching: 2, building: 3 } as const;

const NONE = -1;

/** Where machines find images. */
export interface ImageSources {
  /** Distribution points of a group's own boundary groups that have an image and are in reach. */
  pointsWith(image: number, group: number): readonly number[];
  /** The version that a distribution point has. */
  heldVersion(image: number, point: number): number;
}

/**
 * How machines that join or are rebuilt are built from the image at a distribution point (domain, offline servicing;
 * MA-IMAGE-VERSION, MA-IMAGING-TIME). Where the image is not there, or the way to it is down, they wait, and look again
 * every few minutes. Of groups without an image they are built all the same, without a transfer.
 */
export class Imaging implements Receiver {
  /** Per group: what its machines come from; −1: no image. */
  imageOf: Int16Array;
  /** Per client: `ImagingStage`, its image, where it is from and in which version, the transfer of it. */
  stage: Uint8Array;
  image: Int16Array;
  point: Int16Array;
  version: Uint16Array;
  flow: Int32Array;
  /** Per client: since when it waits. */
  sinceMs: Float64Array;

  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #network: Network;
  readonly #points: DistributionPoints;
  readonly #sources: ImageSources;
  readonly #contents: ImageContents;
  readonly #machines: JoiningMachines;
  readonly #measures: ImagingMeasures;
  readonly #events: SiteEvents;
  readonly #duration: Sampler;
  /** Per distribution point: what its draws hang from, by its name. */
  readonly #pointKeys: readonly PurposeKey[];
  readonly #imageKeys: readonly number[];
  readonly #again: Timer;
  readonly #built: Timer;
  #onBuilt: (client: number, updates: readonly Actual[]) => void = () => {};

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    luck: Luck,
    clients: Clients,
    network: Network,
    points: DistributionPoints,
    sources: ImageSources,
    contents: ImageContents,
    machines: JoiningMachines,
    measures: ImagingMeasures,
    events: SiteEvents,
  ) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#network = network;
    this.#points = points;
    this.#sources = sources;
    this.#contents = contents;
    this.#machines = machines;
    this.#measures = measures;
    this.#events = events;
    this.#duration = new Sampler(scenario.assumptions.imagingDuration, luck.key('imaging duration'));
    this.#imageKeys = scenario.images.map(({ name }) => entityKey(name));
    const count = measures.areUsed ? clients.count : 0;
    const servers = measures.areUsed ? scenario.distributionPoints : [];
    this.#pointKeys = servers.map(({ name }) => luck.key(`image of distribution point ${name}`));
    this.imageOf = Int16Array.from(scenario.groups, ({ image }) => image);
    this.stage = new Uint8Array(count);
    this.image = new Int16Array(count).fill(NONE);
    this.point = new Int16Array(count).fill(NONE);
    this.version = new Uint16Array(count);
    this.flow = new Int32Array(count).fill(NONE);
    this.sinceMs = new Float64Array(count);
    const columns = ['stage', 'image', 'point', 'version', 'flow', 'sinceMs'] as const;
    simulation.state.own('imaging', this, ['imageOf', ...columns]);
    this.#again = simulation.declareTimer({
      name: 'machine: looks for its image again',
      of: 'client',
      phase: Phase.activity,
      owner: this as Imaging,
      entityCount: count,
      run: Imaging.prototype.onAgain,
    });
    this.#built = simulation.declareTimer({
      name: 'machine: is built',
      of: 'client',
      phase: Phase.presence,
      owner: this as Imaging,
      entityCount: count,
      run: Imaging.prototype.onBuilt,
    });
    network.connect(Use.imaging, this);
  }

  /** `onBuilt`: told when a machine is built, with its updates by slot. */
  connect(onBuilt: (client: number, updates: readonly Actual[]) => void): void {
    this.#onBuilt = onBuilt;
  }

  /** Whether the machine of a client has to be built before that joins. */
  concerns(client: number): boolean {
    return this.#clients.buildOf(client) > 0 || this.#imageFor(client) !== NONE;
  }

  /** It is the machine's turn. */
  begin(client: number): void {
    const image = this.#imageFor(client);
    this.image[client] = image;
    this.#measures.count(this.#clients.groupOf[client]!, image, 'started');
    if (image === NONE) return this.#build(client);
    this.#wait(client);
    this.#look(client);
  }

  /** The machine leaves for good: what is done with it comes to nothing. */
  stop(client: number): void {
    if ((this.stage[client] ?? ImagingStage.none) === ImagingStage.none) return;
    if (this.stage[client] === ImagingStage.fetching) this.#breakOff(client);
    this.#again.cancel(client);
    this.#built.cancel(client);
    this.#enter(client, ImagingStage.none);
    this.#measures.count(this.#clients.groupOf[client]!, this.image[client]!, 'stopped');
  }

  /** An administrator has machines of some groups come from another image from now on; those that wait turn to it. */
  choose(groups: readonly number[], image: number): void {
    for (const group of groups) {
      this.imageOf[group] = image;
      this.#events.note('imageChosen', image, group, this.#scenario.images[image]!.site);
    }
    this.lookAgain();
  }

  /** An image has arrived somewhere, or a way is open again: who waits finds out when it looks the next time. */
  lookAgain(): void {
    const everyMs = Math.max(1, this.#scenario.assumptions.contentRetryMs);
    for (let client = 0; client < this.stage.length; client++) {
      if (this.stage[client] !== ImagingStage.waiting) continue;
      const sinceMs = this.sinceMs[client]!;
      const look = Math.floor((this.#simulation.nowMs - sinceMs) / everyMs) + 1;
      this.#again.at(sinceMs + look * everyMs, client);
    }
  }

  /** A link or distribution point goes down: images that are on their way over it have to begin again. */
  linkFailed(link: number): void {
    for (let client = 0; client < this.stage.length; client++) {
      if (this.stage[client] !== ImagingStage.fetching || !this.#usesLink(client, link)) continue;
      this.#breakOff(client);
      this.#wait(client);
      this.#look(client);
    }
  }

  onAgain(client: number): void {
    this.#look(client);
  }

  delivered(client: number): void {
    const bytes = this.#contents.sizeOf(this.image[client]!, this.version[client]!);
    this.#countSent(client, bytes);
    this.flow[client] = NONE;
    this.#build(client);
  }

  onBuilt(client: number): void {
    this.#enter(client, ImagingStage.none);
    const updates = this.#machines.from(client, this.image[client]!, this.version[client]!);
    const lacking = this.#machines.lacking(client, updates);
    this.#measures.completed(this.#clients.groupOf[client]!, this.image[client]!, lacking);
    this.#onBuilt(client, updates);
  }

  #imageFor(client: number): number {
    return this.imageOf[this.#clients.groupOf[client]!]!;
  }

  #wait(client: number): void {
    this.#enter(client, ImagingStage.waiting);
    this.sinceMs[client] = this.#simulation.nowMs;
  }

  /** A machine that waits takes the image of its group, in the version that a distribution point of its own has. */
  #look(client: number): void {
    const group = this.#clients.groupOf[client]!;
    this.#turnTo(client, this.imageOf[group]!);
    const image = this.image[client]!;
    const points = this.#sources.pointsWith(image, group);
    if (points.length === 0) return;
    const point = this.#pointOf(client, image, points);
    const version = this.#sources.heldVersion(image, point);
    this.#enter(client, ImagingStage.fetching);
    this.point[client] = point;
    this.version[client] = version;
    const bytes = this.#contents.sizeOf(image, version);
    this.flow[client] = this.#network.send(this.#pathOf(client), Use.imaging, client, bytes);
  }

  /** The point with the highest draw: each is as likely as the others, and a further one takes its share of each. */
  #pointOf(client: number, image: number, points: readonly number[]): number {
    let chosen = NONE;
    let highest = -1;
    for (const point of points) {
      const drawn = this.#clients.draw(this.#pointKeys[point]!, client, this.#imageKeys[image]!);
      if (drawn <= highest) continue;
      highest = drawn;
      chosen = point;
    }
    return chosen;
  }

  #turnTo(client: number, image: number): void {
    if (this.image[client] === image) return;
    this.#enter(client, ImagingStage.none);
    this.image[client] = image;
    this.#enter(client, ImagingStage.waiting);
  }

  #build(client: number): void {
    this.#enter(client, ImagingStage.building);
    const buildMs = Math.max(1, this.#clients.sampleMs(this.#duration, client, 0));
    this.#built.at(this.#simulation.nowMs + buildMs, client);
  }

  #breakOff(client: number): void {
    const bytes = this.#contents.sizeOf(this.image[client]!, this.version[client]!);
    const restBytes = this.#network.abort(this.flow[client]!);
    this.#countSent(client, bytes - restBytes);
    this.flow[client] = NONE;
  }

  #countSent(client: number, bytes: number): void {
    this.#measures.count(this.#clients.groupOf[client]!, this.image[client]!, 'sentBytes', bytes);
  }

  #pathOf(client: number) {
    return this.#points.pathFor(this.#clients.groupOf[client]!, this.point[client]!);
  }

  #usesLink(client: number, link: number): boolean {
    const { holder, others } = this.#pathOf(client);
    return holder === link || others.includes(link);
  }

  #enter(client: number, stage: number): void {
    const group = this.#clients.groupOf[client]!;
    this.#measures.moved(group, this.image[client]!, this.stage[client]!, stage);
    this.stage[client] = stage;
  }
}
