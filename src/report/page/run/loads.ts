import type { Scenario } from '../../../model/scenario.ts';
import { groupThousands } from '../../number.ts';
import { percent } from '../../summary/figures.ts';
import { formatDuration } from '../../time.ts';
import type { HeatMap } from '../charts/heat-map.ts';
import type { TableRow } from '../source.ts';
import { largestPerBin, type TimeBins, timeBins } from './time-bins.ts';

/*
 * How busy servers and links are over time.
 */

/** Servers or links that one picture has room for. */
export const SHOWN_MAX = 12;
const CELLS_WIDE_MAX = 168;
const CELLS_NARROW_MAX = 60;
const HOUR_MS = 3_600_000;
const UTILISATION_BORDERS = [0.01, 0.1, 0.25, 0.5, 0.8];
const COUNT_BORDERS = [1, 10, 100, 1000, 10_000];

/** A server or link: its rows over time and the one for the whole measured span. */
export interface Load {
  readonly name: string;
  readonly rows: readonly TableRow[];
  readonly total: TableRow;
  /** The busiest interval. */
  readonly peak: number;
  /** The row of that interval. */
  readonly peakRow: TableRow;
}

/** Those that did anything, the busiest interval first; of those equally busy in tenths of a per cent, more `weightOf`. */
export function loadsOf(
  key: string,
  rows: readonly TableRow[],
  totals: readonly TableRow[],
  utilisationOf: (row: TableRow) => number,
  weightOf: (total: TableRow) => number,
): Load[] {
  const byName = new Map<string, TableRow[]>();
  for (const row of rows) {
    const name = String(row[key]);
    const own = byName.get(name);
    if (own === undefined) byName.set(name, [row]);
    else own.push(row);
  }
  const loads = totals.flatMap((total): Load[] => {
    const name = String(total[key]);
    const own = byName.get(name) ?? [];
    if (own.length === 0) return [];
    const peakRow = own.reduce((most, row) => (utilisationOf(row) > utilisationOf(most) ? row : most));
    const peak = utilisationOf(peakRow);
    return peak > 0 || weightOf(total) > 0 ? [{ name, rows: own, total, peak, peakRow }] : [];
  });
  const tenths = ({ peak }: Load) => Math.round(1000 * peak);
  return loads.sort((a, b) => tenths(b) - tenths(a) || weightOf(b.total) - weightOf(a.total));
}

/** `hour`, `10 min`: what an interval of the tables is called in a sentence. */
export function intervalName(scenario: Scenario): string {
  const { intervalMs } = scenario.output;
  return intervalMs === HOUR_MS ? 'hour' : formatDuration(intervalMs);
}

/** The parts of time that a picture has cells for. */
export function cellsOf(scenario: Scenario, isNarrow: boolean): TimeBins {
  return timeBins(scenario, isNarrow ? CELLS_NARROW_MAX : CELLS_WIDE_MAX);
}

/** Shades for busy shares; the figure beside a row is its peak. */
export function utilisationMap(
  loads: readonly Load[],
  bins: TimeBins,
  utilisationOf: (row: TableRow) => number,
): HeatMap {
  return {
    spans: bins.spans,
    borders: UTILISATION_BORDERS,
    borderText: (border) => `${Math.round(100 * border)} %`,
    figureHead: 'peak',
    rows: loads.map(({ name, rows, peak }) => ({
      name,
      figure: percent(peak),
      values: largestPerBin(rows, bins, utilisationOf),
    })),
  };
}

/** Shades for how many wait; the figure beside a row is the most of them. */
export function queueMap(loads: readonly Load[], bins: TimeBins): HeatMap {
  return {
    spans: bins.spans,
    borders: COUNT_BORDERS,
    borderText: groupThousands,
    figureHead: 'most',
    rows: loads.map(({ name, rows, total }) => ({
      name,
      figure: groupThousands(Number(total.queueMax)),
      values: largestPerBin(rows, bins, ({ queueMax }) => Number(queueMax)),
    })),
  };
}

/** ` Not shown: 5 more servers, none busier than 12.0 %.`; empty if all are. */
export function restWords(loads: readonly Load[], noun: string): string {
  const rest = loads.slice(SHOWN_MAX);
  if (rest.length === 0) return '';
  const many = rest.length === 1 ? `1 more ${noun}` : `${groupThousands(rest.length)} more ${noun}s`;
  return ` Not shown: ${many}, never busier than ${percent(rest[0]!.peak)}.`;
}
