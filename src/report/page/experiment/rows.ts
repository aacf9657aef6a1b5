import type { MeanInterval } from '../../../experiment/statistics/mean-interval.ts';
import { nounOf } from '../../experiments/comparison/clauses.ts';
import { phraseOf } from '../../experiments/comparison/phrases.ts';
import { type FigureScale, figure, figureScale } from '../../experiments/figures.ts';
import type { IntervalRow } from '../charts/interval-chart.ts';
import type { TableRow } from '../source.ts';

/* What sections of experiments read out of rows of tables. */

export function numberAt(row: TableRow, column: string): number | null {
  const cell = row[column];
  return typeof cell === 'number' ? cell : null;
}

/** Empty where the cell is. */
export function textAt(row: TableRow, column: string): string {
  const cell = row[column] ?? '';
  return String(cell);
}

/** The unit of a row's figures, in the words that comparisons use: exposure is in client-hours. */
export function unitOf(row: TableRow): string {
  const unit = textAt(row, 'unit');
  return unit === '1' ? unit : (phraseOf(textAt(row, 'response')).unit ?? unit);
}

/** The mean of a row with its interval, in columns that many tables share. */
export function meanIntervalOf(row: TableRow, mean = 'mean', low = 'low', high = 'high'): MeanInterval {
  const ends = [numberAt(row, low), numberAt(row, high)] as const;
  const halfWidth = ends[0] === null || ends[1] === null ? null : (ends[1] - ends[0]) / 2;
  return { n: 0, mean: numberAt(row, mean), sd: null, halfWidth, low: ends[0], high: ends[1] };
}

/** The scale of figures of one unit that share an axis: that of the largest of them. */
export function sharedScale(unit: string, figures: readonly (number | null)[]): FigureScale {
  const size = Math.max(0, ...figures.map((value) => Math.abs(value ?? 0)));
  return figureScale(unit, size, null);
}

/** A figure and its interval where an axis in this scale has them. */
export function placed(
  { mean, low, high }: MeanInterval,
  { factor }: FigureScale,
): Pick<IntervalRow, 'value' | 'interval'> {
  return {
    value: mean === null ? null : mean * factor,
    interval: low === null || high === null ? null : [low * factor, high * factor],
  };
}

/** `164.44 [164.40, 164.49]`: without the unit, which stands at the axis. */
export function noteOf({ mean, halfWidth, low, high }: MeanInterval, unit: string): string {
  if (mean === null) return 'no value';
  const scale = figureScale(unit, mean, halfWidth);
  const text = figure(mean, scale);
  return low === null || high === null ? text : `${text} [${figure(low, scale)}, ${figure(high, scale)}]`;
}

/** What a response is called above a picture: `Time to 95 % of June`. */
export function titleOf(response: string): string {
  const noun = nounOf(response).replace(/^the /, '');
  return noun === response ? response : noun.charAt(0).toUpperCase() + noun.slice(1);
}

/** Rows by the text of a column, in the order of their first one. */
export function byText(rows: readonly TableRow[], column: string): Map<string, TableRow[]> {
  const groups = new Map<string, TableRow[]>();
  for (const row of rows) {
    const key = textAt(row, column);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

/** `97.5 %`. */
export function percentText(share: number): string {
  return `${Number((100 * share).toPrecision(4))} %`;
}
