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
  readonly #scenario: Scenario;
  readonly #network: Network;
  readonly #libraries: ContentLibraries;
  readonly #downloadPaths: readonly Path[];
  #listener: ContentListener | null = null;

  constructor(scenario: Scenario, network: Network, libraries: ContentLibraries) {
    const { distributionPoints } = scenario;
    this.#scenario = scenario;
    this.#network = network;
    this.#libraries = libraries;
    this.#downloadPaths = scenario.groups.map(({ content, location }) =>
      network.pathFromPoint(content.own[0]!, distributionPoints[content.own[0]!]!.location, location),
    );
  }

  connect(listener: ContentListener): void {
    this.#listener = listener;
  }

  /** Whether a group's distribution point has the content of an update and can be reached. */
  isAvailable(group: number, update: number): boolean {
    return (
      this.has(this.#scenario.groups[group]!.content.own[0]!, update) &&
      this.#network.isUp(this.pathFor(group))
    );
  }

  /** Whether a distribution point holds the content of an update. */
  has(point: number, update: number): boolean {
    return this.#libraries.has(point, update);
  }

  pathFor(group: number): Path {
    return this.#downloadPaths[group]!;
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
    return this.#scenario.groups.map(({ content }) => content.own[0] === point);
  }
}
