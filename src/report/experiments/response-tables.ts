import type { Outcome } from '../../experiment/outcome.ts';
import { resultsByPoint } from '../../experiment/replications/by-point.ts';
import { curveBands } from '../../experiment/replications/curve-bands.ts';
import { summarizeMetrics } from '../../experiment/replications/response-summary.ts';
import type { Cell, Table } from '../table.ts';
import { formatInstant } from '../time.ts';
import { POINT, RESPONSE, UNIT } from './columns.ts';

const FEWER_THAN_TWO = 'Empty with fewer than two values.';

export const responsesTable: Table<Outcome> = {
  name: 'responses',
  meaning:
    'Every metric over the replications of a scenario: its mean with the interval that covers the true mean with the stated confidence (Student’s t), and how it varied. Each replication counts once; clients within a run are never taken for independent.',
  rowIs: 'a scenario and a metric',
  columns: [
    POINT,
    RESPONSE,
    UNIT,
    {
      name: 'declared',
      type: 'boolean',
      meaning: 'Whether the answer of the experiment is about it.',
    },
    { name: 'replications', type: 'integer', meaning: 'Replications that ran to their end.' },
    {
      name: 'values',
      type: 'integer',
      meaning:
        'Those in which it has a value. Where it is fewer, what follows speaks of these alone: a mean time to a level that others never reached.',
    },
    { name: 'mean', type: 'number', meaning: 'Mean; empty without a value.' },
    { name: 'sd', type: 'number', meaning: `Standard deviation between replications. ${FEWER_THAN_TWO}` },
    { name: 'halfWidth', type: 'number', meaning: `Half of the interval’s width. ${FEWER_THAN_TWO}` },
    { name: 'low', type: 'number', meaning: `Lower end of the interval of the mean. ${FEWER_THAN_TWO}` },
    { name: 'high', type: 'number', meaning: `Upper end of the interval of the mean. ${FEWER_THAN_TWO}` },
    { name: 'min', type: 'number', meaning: 'Smallest value.' },
    { name: 'p10', type: 'number', meaning: '10th percentile across replications (type 7).' },
    { name: 'median', type: 'number', meaning: 'Median across replications.' },
    { name: 'p90', type: 'number', meaning: '90th percentile across replications (type 7).' },
    { name: 'max', type: 'number', meaning: 'Largest value.' },
  ],
  rows: responseRows,
};

function* responseRows(outcome: Outcome): Generator<readonly Cell[]> {
  const { points, responses, question } = outcome.plan;
  const declared = new Set(responses);
  for (const { point, replications } of resultsByPoint(outcome)) {
    for (const summary of summarizeMetrics(replications, question.confidence)) {
      const { metric, unit, interval, spread } = summary;
      yield [
        points[point]!.name,
        metric,
        unit,
        declared.has(metric),
        summary.replications,
        interval.n,
        interval.mean,
        interval.sd,
        interval.halfWidth,
        interval.low,
        interval.high,
        spread?.min ?? null,
        spread?.p10 ?? null,
        spread?.median ?? null,
        spread?.p90 ?? null,
        spread?.max ?? null,
      ];
    }
  }
}

export const curvesTable: Table<Outcome> = {
  name: 'curves',
  meaning:
    'Compliance over time across the replications of a scenario, in its four readings: the mean share with its interval (instant by instant, not for the whole curve at once), and the band in which eight in ten replications lie.',
  rowIs: 'a scenario, deployment, reading and end of an interval',
  columns: [
    { name: 'time', type: 'timestamp', meaning: 'End of the interval, UTC.' },
    {
      name: 'elapsedSeconds',
      type: 'number',
      meaning: 'The same as seconds since the start of the simulation.',
    },
    POINT,
    { name: 'deployment', type: 'text', meaning: 'The deployment.' },
    {
      name: 'reading',
      type: 'text',
      meaning: 'actual, known, stored or shown, as in `compliance.csv`; of the top-level site.',
    },
    {
      name: 'mean',
      type: 'number',
      meaning: 'Mean over the replications of the compliant share of members.',
    },
    { name: 'low', type: 'number', meaning: `Lower end of the interval of the mean. ${FEWER_THAN_TWO}` },
    { name: 'high', type: 'number', meaning: `Upper end of the interval of the mean. ${FEWER_THAN_TWO}` },
    { name: 'p10', type: 'number', meaning: '10th percentile across replications.' },
    { name: 'p90', type: 'number', meaning: '90th percentile across replications.' },
  ],
  rows: curveRows,
};

function* curveRows(outcome: Outcome): Generator<readonly Cell[]> {
  const { points, question } = outcome.plan;
  for (const { point, replications } of resultsByPoint(outcome)) {
    const startEpochMs = replications[0]?.startEpochMs ?? 0;
    for (const band of curveBands(replications, question.confidence)) {
      const { deployment, reading, timeMs, interval, p10, p90 } = band;
      yield [
        formatInstant(startEpochMs, timeMs),
        timeMs / 1000,
        points[point]!.name,
        deployment,
        reading,
        interval.mean,
        interval.low,
        interval.high,
        p10,
        p90,
      ];
    }
  }
}
