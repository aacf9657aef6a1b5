import type { StateBook } from '../../sim/state.ts';
import type { Scenario } from '../scenario.ts';
import type { Network, Path } from './network.ts';

/** Told when a distribution point has received content; `groups[g]` says whether group g fetches there. */
export type ContentListener = (groups: readonly boolean[], occasion: number) => void;

/** What distribution points hold, as clients meet it: where an update is, and the way to it. */
export class DistributionPoints {
  /** Per distribution point and update: 1 when its content is there. */
  available: Uint8Array;

  readonly #scenario: Scenario;
  readonly #network: Network;
  readonly #updateCount: number;
  readonly #downloadPaths: readonly Path[];
  #listener: ContentListener = () => {};

  constructor(scenario: Scenario, network: Network, book: StateBook) {
    const { distributionPoints } = scenario;
    this.#scenario = scenario;
    this.#network = network;
    this.#updateCount = scenario.catalog.updates.length;
    this.available = new Uint8Array(distributionPoints.length * this.#updateCount);
    book.own('distribution points', this, ['available']);
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
    return this.available[point * this.#updateCount + update] === 1;
  }

  /** The content of an update is there now. */
  put(point: number, update: number): void {
    this.available[point * this.#updateCount + update] = 1;
  }

  pathFor(group: number): Path {
    return this.#downloadPaths[group]!;
  }

  /** A distribution point has received content: who waits for it there looks once more. */
  received(point: number, nowMs: number): void {
    this.lookAgain(
      this.#scenario.groups.map(({ content }) => content.own[0] === point),
      nowMs,
    );
  }

  /** Clients of these groups that wait for content look once more. */
  lookAgain(groups: readonly boolean[], nowMs: number): void {
    this.#listener(groups, Math.floor(nowMs / 1000));
  }
}
