import type { Scenario } from '../scenario.ts';
import type { ContentLibraries } from './content-libraries.ts';
import type { Network, Path } from './network.ts';

/** Told what becomes of content at distribution points; `groups[g]` says whether group g fetches there. */
export interface ContentListener {
  /** Content has arrived, or the way to it is open again. */
  contentMayBeThere(groups: readonly boolean[], occasion: number): void;
  /** The last package with some content is gone. */
  contentMayBeGone(groups: readonly boolean[]): void;
}

/** What distribution points hold, as clients meet it: where an update is, and the way to it. */
export class DistributionPoints {
  readonly #network: Network;
  readonly #libraries: ContentLibraries;
  /** Per group: by the number of a distribution point that its clients may come to use. */
  readonly #paths: readonly ReadonlyMap<number, Path>[];
  #listener: ContentListener | null = null;

  constructor(scenario: Scenario, network: Network, libraries: ContentLibraries) {
    const { distributionPoints } = scenario;
    this.#network = network;
    this.#libraries = libraries;
    this.#paths = scenario.groups.map(({ content: { own, neighbours }, location }) => {
      const points = new Set([...own, ...neighbours.flatMap((each) => each.points)]);
      return new Map(
        [...points].map((point) => [
          point,
          network.pathFromPoint(point, distributionPoints[point]!.location, location),
        ]),
      );
    });
  }

  connect(listener: ContentListener): void {
    this.#listener = listener;
  }

  /** Whether a distribution point has the content of an update, and a group's clients reach it. */
  isAvailable(group: number, point: number, update: number): boolean {
    return this.has(point, update) && this.isUp(group, point);
  }

  /** Whether a distribution point holds the content of an update. */
  has(point: number, update: number): boolean {
    return this.#libraries.has(point, update);
  }

  isUp(group: number, point: number): boolean {
    return this.#network.isUp(this.pathFor(group, point));
  }

  pathFor(group: number, point: number): Path {
    return this.#paths[group]!.get(point)!;
  }

  /** Whether a group's clients may come to fetch content over a link. */
  usesLink(group: number, link: number): boolean {
    for (const { holder, others } of this.#paths[group]!.values()) {
      if (holder === link || others.includes(link)) return true;
    }
    return false;
  }

  /** A distribution point has received content: who waits for it there looks once more. */
  received(point: number, nowMs: number): void {
    this.lookAgain(this.#groupsAt(point), nowMs);
  }

  /** A distribution point has lost content: downloads of it stop. */
  lost(point: number): void {
    this.#listener!.contentMayBeGone(this.#groupsAt(point));
  }

  /** Clients of these groups that wait for content look once more. */
  lookAgain(groups: readonly boolean[], nowMs: number): void {
    this.#listener!.contentMayBeThere(groups, Math.floor(nowMs / 1000));
  }

  #groupsAt(point: number): boolean[] {
    return this.#paths.map((paths) => paths.has(point));
  }
}
