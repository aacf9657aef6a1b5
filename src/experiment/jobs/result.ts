import type { RunResult } from '../../model/results.ts';
import { type KeptOutcomes, keptOutcomes } from '../compare/client-outcomes.ts';
import type { Metric } from '../metrics/family.ts';
import { rowsWhere } from '../metrics/fold.ts';
import { readMetrics } from '../metrics/index.ts';
import type { Job } from '../plan/plan.ts';
import type { Question } from '../plan/question.ts';

/** Members of a deployment, and how many of them each reading counts as compliant, at the end of every interval. */
export interface ComplianceCurve {
  readonly deployment: string;
  /** Ends of the intervals, in ms since the start. */
  readonly timesMs: readonly number[];
  readonly members: readonly number[];
  readonly actual: readonly number[];
  readonly known: readonly number[];
  readonly stored: readonly number[];
  readonly shown: readonly number[];
}

/** What a job leaves behind: plain data that can be kept as JSON and sent between machines without a loss. */
export interface JobResult extends Job {
  readonly fingerprint: string;
  readonly eventCount: number;
  readonly clientCount: number;
  /** The instant 0 of its times, in ms since 1970. */
  readonly startEpochMs: number;
  /** All metrics of the run: those of `summary.csv`. */
  readonly metrics: readonly Metric[];
  /** Stored and shown are those of the top-level site. */
  readonly curves: readonly ComplianceCurve[];
  /** Of a comparison only. */
  readonly clientOutcomes?: readonly KeptOutcomes[];
}

/** A job that failed, and why. */
export interface Failure {
  readonly index: number;
  readonly message: string;
}

/** Reads out of a run what an experiment with this question keeps of it. */
export function jobResultOf(job: Job, result: RunResult, { kind }: Pick<Question, 'kind'>): JobResult {
  const { index, point, replication } = job;
  const { fingerprint, eventCount, clientCount } = result;
  return {
    index,
    point,
    replication,
    fingerprint,
    eventCount,
    clientCount,
    startEpochMs: result.scenario.startEpochMs,
    metrics: readMetrics(result).map(({ name, unit, value }) => ({
      name,
      unit,
      value: Number.isFinite(value) ? value : null,
    })),
    curves: complianceCurves(result),
    ...(kind === 'comparison' && { clientOutcomes: keptOutcomes(result) }),
  };
}

const COUNTED = {
  members: 'members',
  actual: 'actualCompliant',
  known: 'knownCompliant',
  stored: 'storedCompliant',
  shown: 'shownCompliant',
} as const;

function complianceCurves({ compliance, scenario }: RunResult): ComplianceCurve[] {
  return scenario.deployments.map(({ name }, deployment) => {
    const curve = { timesMs: [], members: [], actual: [], known: [], stored: [], shown: [] } as Record<
      keyof typeof COUNTED | 'timesMs',
      number[]
    >;
    for (const row of rowsWhere(compliance, { deployment, belowTop: 0 })) {
      const timeMs = compliance.get(row, 't');
      const isNew = curve.timesMs.at(-1) !== timeMs;
      if (isNew) curve.timesMs.push(timeMs);
      for (const [key, column] of Object.entries(COUNTED) as [
        keyof typeof COUNTED,
        (typeof COUNTED)[keyof typeof COUNTED],
      ][]) {
        const count = compliance.get(row, column);
        if (isNew) curve[key].push(count);
        else curve[key][curve[key].length - 1]! += count;
      }
    }
    return { deployment: name, ...curve };
  });
}
