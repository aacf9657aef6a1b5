import type { Verdict } from '../../../experiment/capacity/judgement.ts';
import type { CapacityStudy } from '../../../experiment/capacity/study.ts';
import type { ColumnDescription, Table } from '../../table.ts';
import { RESPONSE, UNIT } from '../columns.ts';

const VALUE: ColumnDescription = {
  name: 'value',
  type: 'text',
  meaning: 'Value of the setting that the search is about.',
};
const AT_ANSWER: ColumnDescription = {
  ...VALUE,
  meaning: 'Value of the setting: the answer, or where there is none the value that was to come closest.',
};

/** What a verdict is called. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  yes: 'yes',
  no: 'no',
  cannotTell: 'cannot tell',
};

const stepsTable: Table<CapacityStudy> = {
  name: 'steps',
  meaning: 'The values that a search for capacity tried, in their order, and what they say of every bound.',
  rowIs: 'a value that was tried and a bound',
  columns: [
    { name: 'step', type: 'integer', meaning: 'Number of the value in the order of trying, from 1.' },
    VALUE,
    { name: 'bound', type: 'text', meaning: 'The bound as it was written.' },
    RESPONSE,
    UNIT,
    { name: 'replications', type: 'integer', meaning: 'Replications of the value.' },
    { name: 'values', type: 'integer', meaning: 'Those in which the response has a value.' },
    { name: 'mean', type: 'number', meaning: 'Mean of the response; empty without a value.' },
    { name: 'sd', type: 'number', meaning: 'Standard deviation between replications.' },
    {
      name: 'low',
      type: 'number',
      meaning:
        'Lower confidence bound of the mean, one-sided (Student’s t), at the confidence of `confidenceOfEach`.',
    },
    { name: 'high', type: 'number', meaning: 'Upper confidence bound of the mean, the same way.' },
    {
      name: 'confidenceOfEach',
      type: 'number',
      meaning:
        'Confidence at which each bound of each value is judged, so that all of a search together keep the stated one (Bonferroni’s inequality).',
    },
    {
      name: 'kept',
      type: 'integer',
      meaning: 'Replications in which the response, each for itself, keeps the bound.',
    },
    {
      name: 'met',
      type: 'text',
      meaning:
        'yes: `high` keeps a bound from above (`low` one from below). no: the other end breaks it, or the response lacks a value in some replication. cannot tell: neither.',
    },
  ],
  rows: function* ({ plan, finding, units }) {
    for (const [at, { candidate, judgements }] of finding.trials.entries()) {
      for (const { requirement, values, interval, keptCount, verdict } of judgements) {
        yield [
          at + 1,
          plan.points[candidate]!.name,
          requirement.text,
          requirement.response,
          units.get(requirement.response) ?? '',
          values.length,
          interval.n,
          interval.mean,
          interval.sd,
          interval.low,
          interval.high,
          finding.confidenceOfEach,
          keptCount,
          VERDICT_WORDS[verdict],
        ];
      }
    }
  },
};

const serversTable: Table<CapacityStudy> = {
  name: 'server-loads',
  meaning:
    'How busy every server is at the answer of a search for capacity. Figures are those of `summary.csv`.',
  rowIs: 'a server and a figure',
  columns: [
    AT_ANSWER,
    { name: 'server', type: 'text', meaning: 'The server.' },
    {
      name: 'role',
      type: 'text',
      meaning: 'softwareUpdatePoint, managementPoint, stateSystem or distributionPoint.',
    },
    {
      name: 'figure',
      type: 'text',
      meaning:
        'utilisation, utilisationMax (of the busiest interval), queueMax, waitP95Seconds or refused; of distribution points the first two.',
    },
    UNIT,
    { name: 'values', type: 'integer', meaning: 'Replications in which it has a value.' },
    { name: 'mean', type: 'number', meaning: 'Mean over these.' },
    { name: 'low', type: 'number', meaning: 'Lower end of the interval of the mean.' },
    { name: 'high', type: 'number', meaning: 'Upper end of the interval of the mean.' },
    { name: 'max', type: 'number', meaning: 'Largest value of any replication.' },
  ],
  rows: ({ plan, at }) =>
    at === null
      ? null
      : at.servers.map(({ server, role, figure, unit, interval, max }) => [
          plan.points[at.candidate]!.name,
          server,
          role,
          figure,
          unit,
          interval.n,
          interval.mean,
          interval.low,
          interval.high,
          max,
        ]),
};

const limitsTable: Table<CapacityStudy> = {
  name: 'limits',
  meaning:
    'What the scenario has, at the answer of a search for capacity, of what Microsoft supports at most.',
  rowIs: 'a server or site and a limit',
  columns: [
    AT_ANSWER,
    { name: 'name', type: 'text', meaning: 'The server or site.' },
    { name: 'limit', type: 'text', meaning: 'What is limited, for what.' },
    {
      name: 'count',
      type: 'integer',
      meaning: 'What the scenario has; clients of several servers count evenly.',
    },
    { name: 'supported', type: 'integer', meaning: 'What Microsoft supports at most.' },
    { name: 'used', type: 'number', meaning: '`count` as a share of it; above 1 it is not supported.' },
    { name: 'headRoom', type: 'integer', meaning: 'What may come on top; negative: what is too much.' },
    { name: 'source', type: 'text', meaning: 'Where Microsoft says so.' },
  ],
  rows: ({ plan, at }) =>
    at === null
      ? null
      : at.limits.map(({ name, count, limit: { of, max, source } }) => [
          plan.points[at.candidate]!.name,
          name,
          of,
          count,
          max,
          count / max,
          max - count,
          source,
        ]),
};

/** The tables of a search for capacity. */
export const CAPACITY_TABLES: readonly Table<CapacityStudy>[] = [stepsTable, serversTable, limitsTable];
