import { type Axis, levelsOf } from '../../../experiment/designs/axis.ts';
import type { Effect, Measure } from '../../../experiment/designs/effects/effect.ts';
import type { SweepFindings } from '../../../experiment/sweep/sweep-effects.ts';
import type { Cell, Table } from '../../table.ts';
import { RESPONSE } from '../columns.ts';

/** Measures that are in the unit of the response; the others are shares or correlations. */
const IN_OWN_UNIT: ReadonlySet<Measure> = new Set(['range', 'mu star', 'mu', 'sigma']);

export const effectsTable: Table<SweepFindings> = {
  name: 'effects',
  meaning:
    'Which inputs of a sweep matter for each response, those that matter most first, by the measures of its design. Full factorial: `range` and `variance share`, also of interactions. One at a time: `range`. Latin hypercube: `rank correlation` (Spearman). Morris: `mu star`, `mu`, `sigma`. Sobol: `total index`, `first-order index`.',
  rowIs: 'a response, an input or an interaction of several, and a measure',
  columns: [
    RESPONSE,
    { name: 'rank', type: 'integer', meaning: 'Of the input, from 1; empty for interactions and luck.' },
    {
      name: 'input',
      type: 'text',
      meaning:
        'Path of the axis; several, joined by ×, for an interaction; `(other interactions)` for all that are not listed; `(luck)` for the share that differences between replications would make.',
    },
    {
      name: 'measure',
      type: 'text',
      meaning:
        '`range`: the difference between the levels with the highest and the lowest mean. `variance share`: of the variance between points. `mu star`, `mu`, `sigma`: mean size, mean and standard deviation of what it changes over its whole range, elsewhere on the other axes. `total index`, `first-order index`: its share of the variance of the response with what it does together with others, and alone.',
    },
    { name: 'unit', type: 'text', meaning: 'Unit of the estimate; `1` for a share or a correlation.' },
    { name: 'estimate', type: 'number', meaning: 'Its value; empty if it cannot be had from the runs.' },
    { name: 'low', type: 'number', meaning: 'Lower end of its interval; empty where there is none.' },
    { name: 'high', type: 'number', meaning: 'Its upper end.' },
    {
      name: 'told',
      type: 'boolean',
      meaning:
        'Whether it can be told from luck; empty where measure or number of replications let nobody say.',
    },
    {
      name: 'lowestAt',
      type: 'text',
      meaning: 'Of a range: the value of the input with the lowest mean; `(base)`: what the base has.',
    },
    { name: 'highestAt', type: 'text', meaning: 'The one with the highest.' },
  ],
  rows: effectRows,
};

function* effectRows({ question, responses }: SweepFindings): Generator<readonly Cell[]> {
  const { axes } = question;
  for (const { response, unit, effects } of responses) {
    const order = rankedAxes(effects.ranked);
    for (const effect of effects.ranked) {
      const [axis] = effect.axes;
      const rank = effect.axes.length === 1 ? order.indexOf(axis!) + 1 : null;
      const { measure, estimate, low, high, isTold, levels } = effect;
      const ends = levels?.map((level) => levelText(axes[axis!]!, level)) ?? [null, null];
      const ownUnit = IN_OWN_UNIT.has(measure) ? unit : '1';
      yield [response, rank, inputName(axes, effect), measure, ownUnit, estimate, low, high, isTold, ...ends];
    }
    if (effects.luckShare === null) continue;
    yield [response, null, '(luck)', 'variance share', '1', effects.luckShare, null, null, null, null, null];
  }
}

/** Numbers of the axes, the one that matters most first. */
export function rankedAxes(ranked: readonly Effect[]): number[] {
  return [...new Set(ranked.flatMap(({ axes }) => (axes.length === 1 ? [axes[0]!] : [])))];
}

/** The value of an axis at a level of its own or, with -1, in the base. */
export function levelText(axis: Axis, level: number): string {
  return level < 0 ? '(base)' : levelsOf(axis)[level]!;
}

function inputName(axes: readonly Axis[], effect: Effect): string {
  if (effect.axes.length === 0) return '(other interactions)';
  return effect.axes.map((axis) => axes[axis]!.path).join(' × ');
}
