import { Phase } from '../../sim/phase.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import type { DistributedContents } from '../content/distributed-contents.ts';
import type { DistributionManager, Standing } from '../content/distribution-manager.ts';
import type { DistributionPoints } from '../content/distribution-points.ts';
import type { SiteEvents } from '../measures/site-events.ts';
import type { Scenario } from '../scenario.ts';
import type { DistributedImages } from './distributed-images.ts';
import type { ImageContents } from './image-contents.ts';
import { OutdatedTimes } from './outdated-times.ts';

/**
 * How images come to a site, and from its content library to distribution points. Servicing changes the source: the
 * points keep what they have until they are updated, and one that is added later gets what the library has (seed 001,
 * servicing process; MA-IMAGE-LIBRARY).
 */
export class ImageDistribution {
  readonly outdated: OutdatedTimes;
  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #contents: ImageContents;
  readonly #images: DistributedImages;
  readonly #numbers: DistributedContents;
  readonly #manager: DistributionManager;
  readonly #points: DistributionPoints;
  readonly #events: SiteEvents;
  readonly #imported: EventKind;
  #onImport: (image: number) => void = () => {};

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    contents: ImageContents,
    images: DistributedImages,
    numbers: DistributedContents,
    manager: DistributionManager,
    points: DistributionPoints,
    events: SiteEvents,
  ) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.outdated = new OutdatedTimes(scenario.images.length, simulation.state);
    this.#contents = contents;
    this.#images = images;
    this.#numbers = numbers;
    this.#manager = manager;
    this.#points = points;
    this.#events = events;
    images.follow((image) => this.#look(image));
    this.#imported = simulation.declare({
      name: 'image is imported',
      of: 'image',
      phase: Phase.control,
      owner: this as ImageDistribution,
      entityCount: Math.max(1, scenario.images.length),
      run: ImageDistribution.prototype.onImport,
    });
  }

  /** `onImport`: an image is on its site from now on. */
  connect(onImport: (image: number) => void): void {
    this.#onImport = onImport;
  }

  /** Images of the start are on their distribution points; the others come at their instants. */
  begin(): void {
    this.#scenario.images.forEach(({ importedMs, distributionPoints }, image) => {
      if (importedMs > 0) this.#imported.at(importedMs, image);
      else {
        this.#import(image);
        if (distributionPoints.length > 0) this.#images.takeSource(image);
        this.#manager.begin(this.#numbers.ofImage(image));
      }
    });
  }

  onImport(image: number): void {
    const { site, distributionPoints } = this.#scenario.images[image]!;
    this.#import(image);
    this.#events.note('imageImported', image, this.#contents.sizeOf(image), site);
    this.#add(image, distributionPoints);
    // An act may have given it further points before it was there.
    if (this.standingOf(image).points > 0) this.#send(image);
  }

  /** The content library takes the source as it is now, and the distribution points get that. */
  update(image: number): void {
    this.#noteSent(image, this.#contents.version[image]!);
    this.#send(image);
  }

  /** Further distribution points are to get an image; the library takes the source when the first ones do. */
  addPoints(image: number, points: readonly number[]): void {
    this.#noteSent(image, this.#images.libraryVersion[image]! || this.#contents.version[image]!);
    this.#add(image, points);
  }

  /** The version that a distribution point has; 0: none. */
  heldVersion(image: number, point: number): number {
    return this.#manager.heldVersionOf(this.#numbers.ofImage(image), point);
  }

  /** The version in the content library, which distribution points are sent; 0: none yet. */
  distributedVersion(image: number): number {
    return this.#images.versionOf(image);
  }

  /** Distribution points of the boundary groups of a group's machines that have an image and are in reach. */
  pointsWith(image: number, group: number): number[] {
    return this.#scenario.groups[group]!.content.own.filter(
      (point) => this.heldVersion(image, point) > 0 && this.#points.isUp(group, point),
    );
  }

  /** How an image stands at its distribution points: `current` counts those with the version of the library. */
  standingOf(image: number): Standing {
    return this.#manager.standingOf(this.#numbers.ofImage(image));
  }

  #send(image: number): void {
    this.#images.takeSource(image);
    this.#look(image);
    this.#manager.update(this.#numbers.ofImage(image));
  }

  #add(image: number, points: readonly number[]): void {
    if (points.length === 0) return;
    if (this.#images.libraryVersion[image] === 0) this.#images.takeSource(image);
    this.#manager.addPoints(this.#numbers.ofImage(image), points);
    this.#look(image);
  }

  /** Whether any of its distribution points lacks it may have changed. */
  #look(image: number): void {
    const { points, current } = this.standingOf(image);
    this.outdated.become(image, current < points, this.#simulation.nowMs);
  }

  /** An act before the import sends nothing yet. */
  #noteSent(image: number, version: number): void {
    if (version === 0) return;
    const bytes = this.#contents.sizeOf(image, version);
    this.#events.note('imageSent', image, bytes, this.#scenario.images[image]!.site);
  }

  #import(image: number): void {
    this.#contents.import(image);
    this.#onImport(image);
  }

  /** Per image: bytes that distribution points have received in the interval. */
  get sentBytes(): Float64Array {
    return this.#manager.transfers.sentBytes.subarray(this.#numbers.ofImage(0));
  }
}
