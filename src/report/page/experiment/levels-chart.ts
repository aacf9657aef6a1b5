import { sweepQuestionOf } from '../../../experiment/sweep/question.ts';
import { figureText } from '../../experiments/figures.ts';
import type { Chart } from '../blocks.ts';
import { type Level, levelPanel } from '../charts/level-panel.ts';
import { smallMultiples } from '../charts/small-multiples.ts';
import type { ExperimentSource, TableRow } from '../source.ts';
import { numberAt, sharedScale, textAt, titleOf, unitOf } from './rows.ts';

/** Inputs with more values are no longer read value by value. */
const LEVELS_MAX = 8;
const PANELS_MAX = 12;

/**
 * The mean response at each value of each input, over all values of the others: of designs that combine all. Null of
 * others.
 */
export function levelsChart(
  { plan, tables }: ExperimentSource,
  response: string,
  names: ReadonlyMap<string, string>,
): Chart | null {
  const { design, axes } = sweepQuestionOf(plan);
  if (design.kind !== 'fullFactorial') return null;
  const rows = tables.rows('points').filter((row) => row.response === response);
  if (rows.length === 0 || rows.some((row) => numberAt(row, 'mean') === null)) return null;
  const unit = unitOf(rows[0]!);
  const inputs = axes
    .map(({ path }) => ({ name: names.get(path)!, levels: levelsOf(rows, path) }))
    .filter(({ levels }) => levels.length > 1 && levels.length <= LEVELS_MAX)
    .slice(0, PANELS_MAX);
  if (inputs.length === 0) return null;
  const means = inputs.flatMap(({ levels }) => levels.map(({ mean }) => mean));
  const scale = sharedScale(unit, means);
  const scaled = inputs.map(({ name, levels }) => ({
    name,
    levels: levels.map(({ value, mean }) => ({ value, mean: mean * scale.factor })),
  }));
  const domain = domainOf(means.map((mean) => mean * scale.factor));
  return {
    title: `${titleOf(response)}: mean at each value of each input, in ${scale.unit}`,
    description:
      'All inputs have the same scale: the steeper a line, the more its input matters. Each dot is the mean over all values of the other inputs.',
    draw: (canvas) =>
      smallMultiples(
        canvas,
        canvas.isNarrow ? 1 : 3,
        scaled.map((input) => (own) => levelPanel(own, input, domain)),
      ),
    table: {
      head: ['Input', 'value', 'mean'],
      rows: inputs.flatMap(({ name, levels }) =>
        levels.map(({ value, mean }) => [name, value, figureText(mean, unit)]),
      ),
      figures: [2],
      more: 'points.csv',
    },
  };
}

/** The values of an input in the order of the points, each with the mean over all points that have it. */
function levelsOf(rows: readonly TableRow[], path: string): Level[] {
  const means = new Map<string, number[]>();
  for (const row of rows) {
    const value = textAt(row, path);
    means.set(value, [...(means.get(value) ?? []), numberAt(row, 'mean')!]);
  }
  return [...means].map(([value, own]) => ({
    value,
    mean: own.reduce((sum, mean) => sum + mean, 0) / own.length,
  }));
}

function domainOf(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = low === high ? Math.abs(low) / 10 || 1 : (high - low) / 10;
  return [low - margin, high + margin];
}
