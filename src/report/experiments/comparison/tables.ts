import type { Comparison } from '../../../experiment/compare/comparison.ts';
import type { ClientEvent } from '../../../experiment/compare/partings.ts';
import { EXAMPLES_MAX } from '../../../experiment/compare/partings.ts';
import { RESAMPLES } from '../../../experiment/statistics/best.ts';
import type { Cell, ColumnDescription, Table } from '../../table.ts';
import { formatExactInstant } from '../../time.ts';
import { POINT, RESPONSE, UNIT } from '../columns.ts';

const FIRST: ColumnDescription = {
  name: 'first',
  type: 'text',
  meaning: 'The first scenario: what the others are compared with.',
};

export const differencesTable: Table<Comparison> = {
  name: 'differences',
  meaning:
    'How every response differs from that of the first scenario: replication by replication, both with the same luck. Where some replication has no value at one of the two, such as a level that it never reached, there is no mean difference; the shares that have one are there, and figures that every run has stand beside it.',
  rowIs: 'a response and a scenario other than the first',
  columns: [
    RESPONSE,
    UNIT,
    POINT,
    FIRST,
    {
      name: 'replications',
      type: 'integer',
      meaning: 'Replications that ran to their end at both, if both have such a metric.',
    },
    {
      name: 'verdict',
      type: 'text',
      meaning:
        'more or less: the interval of the difference does not hold 0; cannotTell: it does; same: the values are the same in every replication; oneReplication: there is no interval; incomplete: some replication has no value; notComparable: not both have such a figure.',
    },
    {
      name: 'better',
      type: 'text',
      meaning: 'less or more: which way the response is better; empty: neither.',
    },
    { name: 'firstMean', type: 'number', meaning: 'Mean of the first, of the replications with a value.' },
    { name: 'mean', type: 'number', meaning: 'Mean of the other.' },
    { name: 'difference', type: 'number', meaning: 'Mean of the differences, other minus first.' },
    { name: 'low', type: 'number', meaning: 'Lower end of its interval: Student’s t of the differences.' },
    { name: 'high', type: 'number', meaning: 'Upper end.' },
    { name: 'halfWidth', type: 'number', meaning: 'Half of its width.' },
    {
      name: 'confidence',
      type: 'number',
      meaning:
        'Confidence of this interval: of several scenarios each is so much wider that all of a response hold together with the confidence that was asked for (Bonferroni).',
    },
    { name: 'ratio', type: 'number', meaning: 'Mean of the other as a multiple of the first’s.' },
    {
      name: 'welchLow',
      type: 'number',
      meaning: 'The interval if the luck were not the same (Welch): its lower end.',
    },
    { name: 'welchHigh', type: 'number', meaning: 'Its upper end.' },
    {
      name: 'mannWhitneyP',
      type: 'number',
      meaning:
        'Two-sided p of the Mann–Whitney test, which takes the two for independent and asks for no shape; empty when all values are the same.',
    },
    { name: 'correlation', type: 'number', meaning: 'Correlation of the two; empty if one does not vary.' },
    {
      name: 'varianceSaved',
      type: 'number',
      meaning:
        'What the same luck is worth: 1 − variance of the difference / its variance with independent luck. 0.9: a tenth of the replications does. Empty if neither varies.',
    },
    { name: 'firstWithValue', type: 'number', meaning: 'Share of the first’s replications with a value.' },
    { name: 'firstWithValueLow', type: 'number', meaning: 'Lower end of its interval (Wilson).' },
    { name: 'firstWithValueHigh', type: 'number', meaning: 'Upper end.' },
    { name: 'withValue', type: 'number', meaning: 'The same share of the other.' },
    { name: 'withValueLow', type: 'number', meaning: 'Lower end of its interval (Wilson).' },
    { name: 'withValueHigh', type: 'number', meaning: 'Upper end.' },
  ],
  rows: differenceRows,
};

function* differenceRows({ points, differences, confidenceEach }: Comparison): Generator<readonly Cell[]> {
  for (const {
    response,
    unit,
    point,
    replications,
    verdict,
    better,
    first,
    other,
    paired,
    ...own
  } of differences) {
    yield [
      response,
      unit,
      points[point]!,
      points[0]!,
      replications,
      verdict,
      better,
      first.interval.mean,
      other.interval.mean,
      paired?.mean ?? null,
      paired?.low ?? null,
      paired?.high ?? null,
      paired?.halfWidth ?? null,
      confidenceEach,
      own.ratio,
      paired?.welch?.low ?? null,
      paired?.welch?.high ?? null,
      own.mannWhitney?.p ?? null,
      paired?.correlation ?? null,
      paired?.varianceSaved ?? null,
      ...[first, other].flatMap(({ withValue }) => [
        withValue?.share ?? null,
        withValue?.low ?? null,
        withValue?.high ?? null,
      ]),
    ];
  }
}

export const rankingTable: Table<Comparison> = {
  name: 'ranking',
  meaning:
    'Scenarios ranked by every response of which less or more is better and that has a value everywhere, over the replications that ran at all of them. Only of three scenarios or more.',
  rowIs: 'a response and a scenario, best first',
  columns: [
    RESPONSE,
    UNIT,
    { name: 'rank', type: 'integer', meaning: 'From 1; scenarios with the same mean share it.' },
    POINT,
    { name: 'mean', type: 'number', meaning: 'Mean over the replications.' },
    { name: 'low', type: 'number', meaning: 'Lower end of its interval.' },
    { name: 'high', type: 'number', meaning: 'Upper end.' },
    {
      name: 'probabilityBest',
      type: 'number',
      meaning: `Probability that its mean is the best, had other replications been drawn: a bootstrap of whole replications, ${RESAMPLES} times; ties share.`,
    },
  ],
  rows: rankingRows,
};

function* rankingRows({ points, rankings }: Comparison): Generator<readonly Cell[]> {
  for (const { response, unit, places } of rankings) {
    for (const { rank, point, interval, probabilityBest } of places) {
      const { mean, low, high } = interval;
      yield [response, unit, rank, points[point]!, mean, low, high, probabilityBest];
    }
  }
}

export const changesTable: Table<Comparison> = {
  name: 'changes',
  meaning: `Clients that end otherwise than in the first scenario, client by client (the same group, number in it and build), by what they change from and to; of deployments that both have. An example of each change is followed through both runs of a replication: what happens to it is the same up to the events told here. Examples are those of the first replication, and of at most ${EXAMPLES_MAX} changes.`,
  rowIs: 'a scenario other than the first, a deployment and a change',
  columns: [
    POINT,
    FIRST,
    { name: 'deployment', type: 'text', meaning: 'The deployment.' },
    {
      name: 'from',
      type: 'text',
      meaning:
        'Outcome in the first: compliantInTime or compliantLate (for the first time after the deadline that its site has), notTargeted, notInFleet, or why it is not compliant, as in `unfinished.csv`.',
    },
    { name: 'to', type: 'text', meaning: 'Outcome in the other.' },
    { name: 'clients', type: 'number', meaning: 'Mean number of such clients per replication.' },
    { name: 'low', type: 'number', meaning: 'Lower end of its interval, by replication.' },
    { name: 'high', type: 'number', meaning: 'Upper end.' },
    { name: 'exampleGroup', type: 'text', meaning: 'Group of a client that changed so.' },
    { name: 'exampleNumberInGroup', type: 'integer', meaning: 'Its number in the group.' },
    { name: 'exampleBuild', type: 'integer', meaning: 'How often its machine was rebuilt before.' },
    {
      name: 'firstTime',
      type: 'timestamp',
      meaning: 'When its first different event takes place in the first, UTC; empty: nothing more happens.',
    },
    { name: 'firstEvent', type: 'text', meaning: 'That event.' },
    { name: 'time', type: 'timestamp', meaning: 'The same in the other.' },
    { name: 'event', type: 'text', meaning: 'That event.' },
  ],
  rows: changeRows,
};

function* changeRows({ points, changes }: Comparison): Generator<readonly Cell[]> {
  for (const { point, deployment, from, to, clients, example, parting } of changes) {
    yield [
      points[point]!,
      points[0]!,
      deployment,
      from,
      to,
      clients.mean,
      clients.low,
      clients.high,
      example?.group ?? null,
      example?.numberInGroup ?? null,
      example?.build ?? null,
      ...eventCells(parting?.first ?? null),
      ...eventCells(parting?.other ?? null),
    ];
  }
}

function eventCells(event: ClientEvent | null): Cell[] {
  return event === null ? [null, null] : [formatExactInstant(event.epochMs, 0), event.text];
}
