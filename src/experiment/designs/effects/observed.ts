import { fsum } from 'd3-array';

/** One response of an experiment: for each point its value in each replication, in order; null where it has none. */
export type Observed = readonly (readonly (number | null)[])[];

/** The replications in which each of some points has a value. Replications share their luck across points. */
export interface Complete {
  /** How many they are. */
  readonly replications: number;
  /** For each point asked for, its value in each of them. */
  readonly values: readonly (readonly number[])[];
  /** Their mean for each point; empty without replications. */
  readonly means: readonly number[];
}

/** Of the points asked for, which may come more than once. To leave out single points would favour those that do well. */
export function complete(observed: Observed, points: readonly number[]): Complete {
  const [first] = points;
  const all = first === undefined ? [] : observed[first]!.map((_, replication) => replication);
  const used = all.filter((replication) => points.every((point) => observed[point]![replication] !== null));
  const values = points.map((point) => used.map((replication) => observed[point]![replication]!));
  return {
    replications: used.length,
    values,
    means: used.length === 0 ? [] : values.map(meanOf),
  };
}

/** The mean of values in their order; of none it is not a number. */
export function meanOf(values: readonly number[]): number {
  return fsum(values) / values.length;
}
