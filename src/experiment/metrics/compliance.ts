import { type LifeTableColumn, READINGS, type RunResult, UNFINISHED_CAUSES } from '../../model/results.ts';
import type { Rows } from '../../sim/rows.ts';
import { kaplanMeier, type LifeTableRow, restrictedMean } from '../statistics/kaplan-meier.ts';
import { type Figure, type MetricFamily, single } from './family.ts';
import { rowsByNumber, rowsWhere, sumWhere } from './fold.ts';
import { QUANTILE_ERROR } from './quantiles.ts';

const HOUR_MS = 3_600_000;
const COMPLIANT = {
  actual: 'actualCompliant',
  known: 'knownCompliant',
  stored: 'storedCompliant',
  shown: 'shownCompliant',
} as const;
const QUANTILES = ['p50', 'p90', 'p95', 'p99'] as const;

export const COMPLIANCE_METRICS: readonly MetricFamily[] = [
  {
    pattern: 'coverage.<deployment>.<reading>.<level>.sinceReleaseHours',
    unit: 'hours',
    meaning:
      'From the release until the compliant share first reached 50, 90, 95 or 99 % (p50, p90, p95, p99).',
    read: coverageHours,
  },
  {
    pattern: 'compliance.<deployment>.<reading>.share',
    unit: '1',
    meaning: 'Compliant share of the members at the end.',
    read: (result) =>
      perDeployment(result, (deployment) =>
        READINGS.map((reading) => [[reading], complianceShareAtEnd(result, deployment, reading)]),
      ),
  },
  {
    pattern: 'timeToCompliant.<deployment>.<quantile>Hours',
    unit: 'hours',
    meaning: `Quantile over all clients of the time from the release to actual compliance; ${QUANTILE_ERROR}.`,
    read: timeToCompliantHours,
  },
  {
    pattern: 'timeToCompliant.<deployment>.restrictedMeanHours',
    unit: 'hours',
    meaning:
      'Mean time from the release to actual compliance, where what takes longer than the run counts as its end: the area under the curve of Kaplan and Meier over all clients, who joined late counted only from then on, who left only until then; no value if nobody was under way.',
    read: restrictedMeanHours,
  },
  {
    pattern: 'unfinished.<deployment>.<cause>',
    unit: 'clients',
    meaning: 'Clients that are not compliant at the end, by cause.',
    read: ({ unfinished, ...result }) =>
      perDeployment(result, (deployment) =>
        UNFINISHED_CAUSES.map((name, cause) => [
          [name],
          sumWhere(unfinished, 'count', { deployment, cause }),
        ]),
      ),
  },
  single(
    'exposure.clientHours',
    'hours',
    'Client-hours for which an update was required and not installed, over all updates.',
    ({ exposure }) => sumWhere(exposure, 'clientMs') / HOUR_MS,
  ),
];

/**
 * Share of a deployment's members that a reading counts as compliant at the end, stored and shown at the top-level
 * site; null without members.
 */
export function complianceShareAtEnd(
  { compliance }: Pick<RunResult, 'compliance'>,
  deployment: number,
  reading: (typeof READINGS)[number],
): number | null {
  const last = rowsWhere(compliance, { deployment, belowTop: 0 }).at(-1);
  if (last === undefined) return null;
  const end = { deployment, belowTop: 0, t: compliance.get(last, 't') };
  const members = sumWhere(compliance, 'members', end);
  return members === 0 ? null : sumWhere(compliance, COMPLIANT[reading], end) / members;
}

function coverageHours({ coverage, scenario }: RunResult): Figure[] {
  return rowsWhere(coverage).map((row) => {
    const deployment = scenario.deployments[coverage.get(row, 'deployment')]!.name;
    const reading = READINGS[coverage.get(row, 'reading')]!;
    const reached = coverage.get(row, 'reachedMs') !== -1;
    const hours = reached ? coverage.get(row, 'sinceReleaseMs') / HOUR_MS : null;
    return [[deployment, reading, levelWord(coverage.get(row, 'level'))], hours];
  });
}

/** 0.95 → `p95`. */
function levelWord(level: number): string {
  return `p${Math.round(level * 100)}`;
}

function timeToCompliantHours({ timeToCompliant, scenario }: RunResult): Figure[] {
  return rowsWhere(timeToCompliant, { group: -1 }).flatMap((row) =>
    QUANTILES.map((quantile): Figure => {
      const valueMs = timeToCompliant.get(row, `${quantile}Ms`);
      const name = scenario.deployments[timeToCompliant.get(row, 'deployment')]!.name;
      return [[name, quantile], valueMs < 0 ? null : valueMs / HOUR_MS];
    }),
  );
}

function restrictedMeanHours({ lifeTable, scenario }: RunResult): Figure[] {
  return rowsByNumber(lifeTable, 'deployment', scenario.deployments.length).map(
    (rows, deployment): Figure => {
      const steps = kaplanMeier(rows.flatMap((row) => binOf(lifeTable, row)));
      const end = rows.at(-1);
      const isEmpty = rows.every((row) => lifeTable.get(row, 'entered') === 0);
      const meanMs =
        end === undefined || isEmpty ? null : restrictedMean(steps, lifeTable.get(end, 'sinceReleaseMs'));
      return [[scenario.deployments[deployment]!.name], meanMs === null ? null : meanMs / HOUR_MS];
    },
  );
}

/**
 * Who enters in a bin is at risk in it already: the order within is not known. Compliance stands at its mean time in
 * the bin, which leaves the area under the curve as it is.
 */
function binOf(lifeTable: Rows<LifeTableColumn>, row: number): LifeTableRow[] {
  const time = lifeTable.get(row, 'sinceReleaseMs');
  return [
    { time, entered: lifeTable.get(row, 'entered'), events: 0, censored: 0 },
    {
      time: Math.max(time, lifeTable.get(row, 'meanMs')),
      entered: 0,
      events: lifeTable.get(row, 'becameCompliant'),
      censored: lifeTable.get(row, 'censored'),
    },
  ];
}

function perDeployment(
  { scenario }: Pick<RunResult, 'scenario'>,
  read: (deployment: number) => readonly Figure[],
): Figure[] {
  return scenario.deployments.flatMap(({ name }, index) =>
    read(index).map(([words, value]): Figure => [[name, ...words], value]),
  );
}
