import { type MannWhitney, mannWhitney } from '../statistics/mann-whitney.ts';
import { type MeanInterval, meanInterval } from '../statistics/mean-interval.ts';
import { type PairedDifference, pairedDifference } from '../statistics/paired.ts';
import { type Proportion, proportion } from '../statistics/proportion.ts';
import { type Better, betterOf } from './better.ts';
import type { PointValues, ResponseValues } from './response-values.ts';

/** What can be said of a difference, by replications with the same luck. */
export type Verdict =
  /** The interval of the difference lies above 0, or below it. */
  | 'more'
  | 'less'
  /** It holds 0. */
  | 'cannotTell'
  /** The values are the same in every replication, to the last bit. */
  | 'same'
  /** There is one replication: a difference without an interval. */
  | 'oneReplication'
  /** At one of the two some replication has no value, so that a mean difference would speak of the others only. */
  | 'incomplete'
  /** Not both have such a metric, or no replication has run at both. */
  | 'notComparable';

/** A response at one of the two scenarios. */
export interface Side {
  readonly hasMetric: boolean;
  /** Of the replications that have a value. */
  readonly interval: MeanInterval;
  /** Share of replications that have a value; null without replications. */
  readonly withValue: Proportion | null;
}

/** How a response at a point differs from the first point. */
export interface Difference {
  readonly response: string;
  readonly unit: string;
  readonly point: number;
  readonly better: Better;
  /** Replications that have run at both; 0 when not comparable. */
  readonly replications: number;
  readonly first: Side;
  readonly other: Side;
  readonly verdict: Verdict;
  /** Other − first, with the interval of `confidence`; null when incomplete or not comparable. */
  readonly paired: PairedDifference | null;
  /** Two-sided, without the pairing; null as `paired` and with one replication. */
  readonly mannWhitney: MannWhitney | null;
  /** Mean of the other as a multiple of the first's; null as `paired` and when one of them is not above 0. */
  readonly ratio: number | null;
}

/**
 * Compares a response at a point with the first. `confidence` is that of the difference's interval, `ownConfidence`
 * that of what is said of each scenario alone.
 */
export function differenceOf(
  { response, unit, points }: ResponseValues,
  point: number,
  confidence: number,
  ownConfidence: number,
): Difference {
  const [own, other] = [points[0]!, points[point]!];
  const pairs = own.values.flatMap((value, replication) => {
    const second = other.values[replication];
    return value === undefined || second === undefined ? [] : [{ first: value, second }];
  });
  const first = pairs.map((pair) => pair.first);
  const second = pairs.map((pair) => pair.second);
  const whole = pairs.length > 0 && isWhole(first) && isWhole(second);
  const paired = whole ? pairedDifference(first, second, confidence) : null;
  // Without a pair each side still has its own values.
  const ran = ({ values }: PointValues) => values.filter((value) => value !== undefined);
  const [ofFirst, ofSecond] = pairs.length > 0 ? [first, second] : [ran(own), ran(other)];
  const sides = [sideOf(own, ofFirst, ownConfidence), sideOf(other, ofSecond, ownConfidence)] as const;
  return {
    response,
    unit,
    point,
    better: betterOf(response),
    replications: pairs.length,
    first: sides[0],
    other: sides[1],
    verdict: verdictOf(paired, whole ? first.every((value, at) => value === second[at]) : null, pairs.length),
    paired,
    mannWhitney: whole && pairs.length > 1 ? mannWhitney(first, second) : null,
    ratio: paired === null ? null : ratioOf(sides[0].interval.mean!, sides[1].interval.mean!),
  };
}

function verdictOf(paired: PairedDifference | null, areSame: boolean | null, count: number): Verdict {
  if (count === 0) return 'notComparable';
  if (paired === null) return 'incomplete';
  if (areSame === true) return 'same';
  if (paired.low === null || paired.high === null) return 'oneReplication';
  if (paired.low > 0) return 'more';
  return paired.high < 0 ? 'less' : 'cannotTell';
}

function sideOf({ hasMetric }: PointValues, values: readonly (number | null)[], confidence: number): Side {
  const present = values.filter((value) => value !== null);
  return {
    hasMetric,
    interval: meanInterval(present, confidence),
    withValue: proportion(present.length, values.length, confidence),
  };
}

function ratioOf(first: number, other: number): number | null {
  return first > 0 && other > 0 ? other / first : null;
}

function isWhole(values: readonly (number | null)[]): values is readonly number[] {
  return values.every((value) => value !== null);
}
