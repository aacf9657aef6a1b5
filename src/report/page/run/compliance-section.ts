import type { Scenario } from '../../../model/scenario.ts';
import { percent } from '../../summary/figures.ts';
import { formatMinute } from '../../time.ts';
import type { Chart, DataTable, Section } from '../blocks.ts';
import { complianceChart, type SharesAt } from '../charts/compliance-chart.ts';
import type { ResultTables, RunSource } from '../source.ts';

/** The figures of the table behind the curves: so many instants, evenly spaced. */
const TABLE_ROWS = 12;

/** Compliance with every deployment over time: as the machines are, and as the console shows it. */
export function complianceSection({ scenario, tables }: RunSource): Section | null {
  const charts = scenario.deployments.flatMap(({ name }, deployment) => {
    const shares = sharesOf(tables, scenario, deployment);
    return shares.length === 0 ? [] : [chartOf(name, shares, scenario)];
  });
  if (charts.length === 0) return null;
  return {
    id: 'compliance',
    title: 'Compliance over time',
    blocks: [
      {
        kind: 'text',
        text: 'Actual is what is installed on the machines. Shown is what the console says after its last summary. The space between them is what no console can show.',
      },
      ...charts.map((chart) => ({ kind: 'chart', chart }) as const),
    ],
  };
}

/** Shares of the members at the top-level site from the release on, groups together. */
function sharesOf(tables: ResultTables, scenario: Scenario, deployment: number): SharesAt[] {
  const { name, releasedMs } = scenario.deployments[deployment]!;
  const top = scenario.sites.find(({ parent }) => parent < 0)!.name;
  const counts = new Map<number, { members: number; actual: number; shown: number }>();
  for (const row of tables.rows('compliance')) {
    if (row.deployment !== name || row.site !== top) continue;
    const timeMs = 1000 * Number(row.elapsedSeconds);
    if (timeMs < releasedMs) continue;
    const at = counts.get(timeMs) ?? { members: 0, actual: 0, shown: 0 };
    at.members += Number(row.members);
    at.actual += Number(row.actualCompliant);
    at.shown += Number(row.shownCompliant);
    counts.set(timeMs, at);
  }
  return [...counts].flatMap(([timeMs, { members, actual, shown }]) =>
    members === 0
      ? []
      : [
          {
            time: new Date(scenario.startEpochMs + timeMs),
            actual: actual / members,
            shown: shown / members,
          },
        ],
  );
}

function chartOf(name: string, shares: readonly SharesAt[], scenario: Scenario): Chart {
  const last = shares.at(-1)!;
  const widest = shares.reduce((most, each) => (gapOf(each) > gapOf(most) ? each : most));
  const at = ({ time }: SharesAt) => `${formatMinute(time.getTime(), 0)} UTC`;
  return {
    title: `Compliant share of the members of ${name}`,
    description: `At the end ${percent(last.actual)} are compliant and the console shows ${percent(last.shown)}. The two are farthest apart on ${at(widest)}: ${percent(widest.actual)} against ${percent(widest.shown)}.`,
    draw: (canvas) => complianceChart(canvas, shares, deadlinesOf(name, scenario)),
    table: tableOf(shares, at),
  };
}

function gapOf({ actual, shown }: SharesAt): number {
  return Math.abs(actual - shown);
}

/** A deadline at one instant for all; one in local times has no single place on the axis. */
function deadlinesOf(name: string, scenario: Scenario): Date[] {
  const { deadlineMs } = scenario.deployments.find((each) => each.name === name)!;
  const instants = [...new Set(deadlineMs)];
  return instants.length === 1 ? [new Date(scenario.startEpochMs + instants[0]!)] : [];
}

function tableOf(shares: readonly SharesAt[], at: (shares: SharesAt) => string): DataTable {
  const step = Math.max(1, Math.ceil(shares.length / TABLE_ROWS));
  const chosen = shares.filter((_, index) => index % step === 0 || index === shares.length - 1);
  return {
    head: ['Time', 'actual', 'shown'],
    rows: chosen.map((each) => [at(each), percent(each.actual), percent(each.shown)]),
    figures: [1, 2],
    more: 'compliance.csv',
  };
}
