import type { Scenario } from '../../model/scenario.ts';
import type { JobResult } from '../jobs/result.ts';
import type { Outcome } from '../outcome.ts';
import { PointLoader } from '../plan/plan.ts';
import { simultaneousConfidence } from '../statistics/simultaneous.ts';
import { type Difference, differenceOf } from './difference.ts';
import { ChangeBook, type ChangedClients, type OutcomeChange } from './outcome-changes.ts';
import { EXAMPLES_MAX, historiesOf, type Parting, partingOf } from './partings.ts';
import { type Ranking, rankingOf } from './ranking.ts';
import { type ResponseValues, ValueBook } from './response-values.ts';
import { substitutesOf } from './substitutes.ts';

/** A change of outcome, and where the histories of its example part; null: nowhere, or without an example. */
export interface ExplainedChange extends OutcomeChange {
  readonly parting: Parting | null;
}

/** How the scenarios of a plan differ from the first. */
export interface Comparison {
  readonly points: readonly string[];
  /** Of each scenario's own intervals, and of all differences of a response together. */
  readonly confidence: number;
  /** Of each difference's interval: larger when there are several. */
  readonly confidenceEach: number;
  /** By response, then by point. */
  readonly differences: readonly Difference[];
  /** Of three scenarios or more. */
  readonly rankings: readonly Ranking[];
  readonly changed: readonly ChangedClients[];
  readonly changes: readonly ExplainedChange[];
  /** Points whose runs cover another stretch of time than the first's: what adds up differs for that alone. */
  readonly otherSpans: ReadonlySet<number>;
}

/** Compares what the jobs of a plan have left; runs the first replication again to see where clients part. */
export async function compare(outcome: Outcome, signal: AbortSignal): Promise<Comparison> {
  const { points, question, name } = outcome.plan;
  const { confidence } = question;
  const { values, changes, firstPairs } = read(outcome);
  const loader = new PointLoader(outcome.plan);
  const confidenceEach = simultaneousConfidence(confidence, points.length - 1);
  const others = points.map((_, point) => point).slice(1);
  const all = values.responses.map((response) => ({
    response,
    differences: others.map((point) => differenceOf(response, point, confidenceEach, confidence)),
  }));
  const wanted = wantedResponses(outcome.plan.responses, all);
  const kept = all.filter(({ response }) => wanted.has(response.response));
  return {
    points: points.map((point) => point.name),
    confidence,
    confidenceEach,
    differences: kept.flatMap(({ differences }) => differences),
    rankings:
      points.length < 3 ? [] : kept.flatMap(({ response }) => rankingOf(response, confidence, name) ?? []),
    changed: changes.totals(confidence),
    changes: await explained(loader, changes.changes(confidence), firstPairs, signal),
    otherSpans: new Set(others.filter((point) => spanOf(loader.load(point)) !== spanOf(loader.load(0)))),
  };
}

function spanOf({ startEpochMs, horizonMs, measureFromMs }: Scenario): string {
  return [startEpochMs, horizonMs, measureFromMs].join(' ');
}

/** The declared responses; of what can stand in for them, what is needed because one is incomplete. */
function wantedResponses(
  declared: readonly string[],
  all: readonly { readonly response: ResponseValues; readonly differences: readonly Difference[] }[],
): Set<string> {
  const exists = (name: string) =>
    all.some(
      ({ response }) => response.response === name && response.points.some(({ hasMetric }) => hasMetric),
    );
  const incomplete = all.filter(({ differences }) =>
    differences.some(({ verdict }) => verdict === 'incomplete'),
  );
  return new Set([
    ...declared,
    ...incomplete.flatMap(({ response }) => substitutesOf(response.response).filter(exists)),
  ]);
}

/** Reads the results once, two in memory at a time. */
function read({ plan, results, indices, failures }: Outcome) {
  const failed = new Set(failures.map(({ index }) => index));
  const values = new ValueBook(plan);
  const changes = new ChangeBook(plan.points.length);
  /** Per point: the first replication that has run there and at the first point. */
  const firstPairs = new Map<number, number>();
  let first: JobResult | null = null;
  for (const index of indices) {
    if (failed.has(index)) continue;
    const result = results.read(index);
    values.add(result);
    if (result.point === 0) first = result;
    else if (first?.replication === result.replication) {
      changes.add(first, result);
      if (!firstPairs.has(result.point)) firstPairs.set(result.point, result.replication);
    }
  }
  return { values, changes, firstPairs };
}

/** Every example's history at both scenarios, each scenario run again once. */
async function explained(
  loader: PointLoader,
  changes: readonly OutcomeChange[],
  firstPairs: ReadonlyMap<number, number>,
  signal: AbortSignal,
): Promise<ExplainedChange[]> {
  const partings = new Map<OutcomeChange, Parting | null>();
  for (const [point, replication] of firstPairs) {
    const shown = changes
      .filter((change) => change.point === point && change.example !== null)
      .slice(0, EXAMPLES_MAX);
    if (shown.length === 0) continue;
    const names = shown.map(({ example }) => example!);
    const [first, other] = [
      await historiesOf(loader.load(0), replication, names, signal),
      await historiesOf(loader.load(point), replication, names, signal),
    ];
    shown.forEach((change, at) => {
      partings.set(change, partingOf(first[at]!, other[at]!));
    });
  }
  return changes.map((change) => ({ ...change, parting: partings.get(change) ?? null }));
}
