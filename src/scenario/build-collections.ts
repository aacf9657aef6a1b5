import type { Collection } from '../model/scenario.ts';
import { Names } from './parts.ts';
import type { Mistakes } from './read.ts';

/** Incremental evaluation of collections: every 5 minutes (domain, collections). */
const EVALUATION_INTERVAL_MS = 5 * 60_000;

/** The collections of a scenario: those that it names, then those that other parts imply by naming groups. */
export class CollectionBuilder {
  /** The collections that the scenario names. Their numbers are those of `collections`. */
  readonly names: Names;
  readonly collections: Collection[] = [];

  constructor(mistakes: Mistakes) {
    this.names = Names.at('collection', ['collections'], mistakes);
  }

  /** A new collection of all clients of these groups. */
  ofGroups(name: string, groups: readonly number[]): number {
    const rest = { query: null, windows: [], evaluationIntervalMs: EVALUATION_INTERVAL_MS };
    return this.collections.push({ name, groups, ...rest }) - 1;
  }
}
