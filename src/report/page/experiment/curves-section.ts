import { formatMinute } from '../../time.ts';
import type { Chart, DataTable, Section } from '../blocks.ts';
import { type BandAt, type BandCurves, bandChart } from '../charts/band-chart.ts';
import { smallMultiples } from '../charts/small-multiples.ts';
import type { ExperimentSource, TableRow } from '../source.ts';
import { byText, numberAt, percentText, textAt } from './rows.ts';

/** Panels of more scenarios, and pictures of more deployments, would not be looked at. */
const PANELS_MAX = 6;
const CHARTS_MAX = 4;
const TABLE_ROWS = 10;

interface PointCurves {
  readonly point: string;
  readonly actual: readonly BandAt[];
  readonly shown: readonly BandAt[];
}

/** Compliance over time across replications: the scenarios side by side. */
export function curvesSection({ plan, tables }: ExperimentSource): Section | null {
  const deployments = [...byText(tables.rows('curves'), 'deployment')];
  if (deployments.length === 0) return null;
  const shown = deployments.slice(0, CHARTS_MAX);
  const left = deployments.length - shown.length;
  const several = plan.points.length > 1 ? ' The dotted line is the actual mean of the first scenario.' : '';
  return {
    id: 'curves',
    title: 'Compliance over time',
    blocks: [
      {
        kind: 'text',
        text: `Lines are means over the replications: actual is what is installed, shown is what the console says. In the broad band lie eight in ten runs, in the narrow one the mean, instant by instant. The space between the two lines is what no console can show.${several}`,
      },
      ...shown.map(([deployment, rows]) => ({ kind: 'chart', chart: chartOf(deployment, rows) }) as const),
      ...(left === 0
        ? []
        : [{ kind: 'text', text: `Those of ${left} more deployments are in curves.csv.` } as const]),
    ],
  };
}

function chartOf(deployment: string, rows: readonly TableRow[]): Chart {
  const all = [...byText(rows, 'point')].map(([point, own]) => curvesOf(point, own));
  const points = all.slice(0, PANELS_MAX);
  const first = points[0]!;
  const panels = points.map(
    ({ point, actual, shown }, at): BandCurves => ({
      title: points.length === 1 ? deployment : point,
      actual,
      shown,
      reference: at === 0 ? [] : first.actual,
      referenceName: first.point,
    }),
  );
  return {
    title: `Compliant share of the members of ${deployment} over replications`,
    description: points.map((each) => lastText(each, points.length > 1)).join(' '),
    draw: (canvas) =>
      smallMultiples(
        canvas,
        canvas.isNarrow || panels.length === 1 ? 1 : 2,
        panels.map((panel) => (own) => bandChart(own, panel)),
      ),
    table: tableOf(points),
  };
}

function curvesOf(point: string, rows: readonly TableRow[]): PointCurves {
  const reading = (name: string) => rows.filter((row) => row.reading === name).map(bandOf);
  return { point, actual: reading('actual'), shown: reading('shown') };
}

/** With one replication there are no intervals, and bands are lines. */
function bandOf(row: TableRow): BandAt {
  const mean = numberAt(row, 'mean')!;
  return {
    time: new Date(textAt(row, 'time')),
    mean,
    low: numberAt(row, 'low') ?? mean,
    high: numberAt(row, 'high') ?? mean,
    p10: numberAt(row, 'p10') ?? mean,
    p90: numberAt(row, 'p90') ?? mean,
  };
}

function lastText({ point, actual, shown }: PointCurves, isNamed: boolean): string {
  const [last, lastShown] = [actual.at(-1), shown.at(-1)];
  if (last === undefined || lastShown === undefined) return '';
  const widest = actual.reduce((most, _, at) => (gapAt(at) > gapAt(most) ? at : most), 0);
  function gapAt(at: number): number {
    return Math.abs(actual[at]!.mean - (shown[at]?.mean ?? actual[at]!.mean));
  }
  const who = isNamed ? `${point}: at` : 'At';
  return `${who} the end ${share(last.mean)} are compliant on average and the console shows ${share(lastShown.mean)}; the two are farthest apart on ${instant(actual[widest]!)}, by ${share(gapAt(widest)).replace(' %', ' percentage points')}.`;
}

function tableOf(points: readonly PointCurves[]): DataTable {
  const rows = points.flatMap(({ point, actual, shown }) => {
    const step = Math.max(1, Math.ceil(actual.length / TABLE_ROWS));
    return actual.flatMap((each, at) =>
      (actual.length - 1 - at) % step === 0
        ? [[instant(each), point, share(each.mean), bandText(each), share(shown[at]?.mean ?? 0)]]
        : [],
    );
  });
  return {
    head: ['Time', 'scenario', 'actual mean', '8 in 10 runs', 'shown mean'],
    rows,
    figures: [2, 3, 4],
    more: 'curves.csv',
  };
}

function bandText({ p10, p90 }: BandAt): string {
  return `${share(p10)} to ${share(p90)}`;
}

function instant({ time }: BandAt): string {
  return `${formatMinute(time.getTime(), 0)} UTC`;
}

function share(value: number): string {
  return percentText(Number(value.toPrecision(3)));
}
