import { momentsOf } from '../statistics/moments.ts';
import { type PairedDifference, pairedDifference } from '../statistics/paired.ts';
import { simultaneousConfidence } from '../statistics/simultaneous.ts';
import type { Judgement } from './judgement.ts';
import type { Requirement } from './requirement.ts';

/** A value that was tried, by its position in the list, and what its replications say of every bound. */
export interface Trial {
  readonly candidate: number;
  readonly judgements: readonly Judgement[];
}

/** Two tried values between which a response moves against its direction, beyond what luck explains. */
export interface Contradiction {
  readonly requirement: Requirement;
  /** The smaller and the larger value. */
  readonly from: number;
  readonly to: number;
  readonly means: readonly [from: number, to: number];
  /** Of the response at `to` minus that at `from`, under common luck. */
  readonly difference: PairedDifference;
  /**
   * Whether the move is as large as what separates one of the two from the bound: then values that were not tried may
   * lie on either side of it, and a bisection says nothing of them.
   */
  readonly matters: boolean;
}

/**
 * Where the responses of tried values are not in order. The direction is that between the ends, if they differ by more
 * than luck; otherwise a response must not both rise and fall. All pairs are judged together at `confidence`.
 */
export function contradictions(trials: readonly Trial[], confidence: number): Contradiction[] {
  const sorted = trials.slice().sort((a, b) => a.candidate - b.candidate);
  const bounds = sorted[0]?.judgements.length ?? 0;
  const pairCount = (bounds * sorted.length * (sorted.length - 1)) / 2;
  const each = simultaneousConfidence(confidence, pairCount);
  return Array.from({ length: bounds }, (_, bound) => againstDirection(sorted, bound, each)).flat();
}

function againstDirection(sorted: readonly Trial[], bound: number, confidence: number): Contradiction[] {
  const moves = sorted.flatMap((from, at) =>
    sorted.slice(at + 1).flatMap((to) => moveBetween(from, to, bound, confidence) ?? []),
  );
  const direction = moves.find(
    ({ from, to }) => from === sorted[0]!.candidate && to === sorted.at(-1)!.candidate,
  );
  const isRising = (move: Contradiction) => move.difference.mean! > 0;
  if (direction !== undefined) return moves.filter((move) => isRising(move) !== isRising(direction));
  return moves.some(isRising) && !moves.every(isRising) ? moves : [];
}

/** How a response moves between two values; null if that cannot be told from luck. */
function moveBetween(from: Trial, to: Trial, bound: number, confidence: number): Contradiction | null {
  const { requirement, values } = from.judgements[bound]!;
  const pairs = values.flatMap((first, replication) => {
    const second = to.judgements[bound]!.values[replication] ?? null;
    return first === null || second === null ? [] : [[first, second] as const];
  });
  const firsts = pairs.map(([first]) => first);
  const seconds = pairs.map(([, second]) => second);
  const difference = pairedDifference(firsts, seconds, confidence);
  const { mean, low, high } = difference;
  if (mean === null || low === null || high === null || (low <= 0 && high >= 0)) return null;
  const means = [meanOf(firsts), meanOf(seconds)] as const;
  const matters = means.some((each) => Math.abs(mean) >= Math.abs(each - requirement.bound));
  return { requirement, from: from.candidate, to: to.candidate, means, difference, matters };
}

function meanOf(values: readonly number[]): number {
  return momentsOf(values).mean!;
}
