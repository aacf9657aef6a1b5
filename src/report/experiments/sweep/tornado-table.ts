import { levelsOf } from '../../../experiment/designs/axis.ts';
import { complete } from '../../../experiment/designs/effects/observed.ts';
import { oneAtATime } from '../../../experiment/designs/one-at-a-time.ts';
import type { SweepQuestion } from '../../../experiment/sweep/question.ts';
import type { ResponseEffects, SweepFindings } from '../../../experiment/sweep/sweep-effects.ts';
import type { Cell, ColumnDescription, Table } from '../../table.ts';
import { RESPONSE, UNIT } from '../columns.ts';
import { rankedAxes } from './effects-table.ts';

const MEAN = 'over the replications that have a value at all levels of the input';

const COLUMNS: readonly ColumnDescription[] = [
  RESPONSE,
  UNIT,
  { name: 'rank', type: 'integer', meaning: 'Of the input, by its swing, from 1.' },
  { name: 'input', type: 'text', meaning: 'Path of the axis.' },
  { name: 'lowValue', type: 'text', meaning: 'The first of its values.' },
  { name: 'baseValue', type: 'text', meaning: 'What the base has; empty where nothing is written.' },
  { name: 'highValue', type: 'text', meaning: 'The last of its values.' },
  { name: 'atLow', type: 'number', meaning: `Mean response with the first value, ${MEAN}.` },
  { name: 'atBase', type: 'number', meaning: 'The same in the base.' },
  { name: 'atHigh', type: 'number', meaning: 'The same with the last value.' },
  {
    name: 'swing',
    type: 'number',
    meaning: 'Difference between the largest and the smallest mean over all its values and the base.',
  },
  { name: 'swingLow', type: 'number', meaning: 'Lower end of the interval of the swing.' },
  { name: 'swingHigh', type: 'number', meaning: 'Its upper end.' },
  { name: 'told', type: 'boolean', meaning: 'Whether the swing can be told from luck.' },
  { name: 'grade', type: 'text', meaning: 'Of the setting, as in settings.md; empty if it has none.' },
  { name: 'source', type: 'text', meaning: 'Where its default comes from.' },
];

export const tornadoTable: Table<SweepFindings> = {
  name: 'tornado',
  meaning:
    'Of sweeps one at a time: how far each input moves each response from where the base has it, the widest swing first.',
  rowIs: 'a response and an input',
  columns: COLUMNS,
  rows: ({ question, responses }) => {
    if (question.design.kind !== 'oneAtATime') return null;
    return responses.flatMap((response) => tornadoRows(question, response));
  },
};

function tornadoRows(
  question: SweepQuestion,
  { response, unit, observed, effects }: ResponseEffects,
): Cell[][] {
  const { axes, design, pointOfRow, settings } = question;
  const base = design.kind === 'oneAtATime' ? design.base : [];
  const changes = oneAtATime(axes);
  return rankedAxes(effects.ranked).map((axis, at) => {
    const rows = changes.flatMap((change, row) => (change.axis === axis ? [row] : []));
    const points = [pointOfRow[0]!, ...rows.map((row) => pointOfRow[row]!)];
    const { means } = complete(observed, points);
    const { estimate, low, high, isTold } = effects.ranked.find((one) => one.axes[0] === axis)!;
    const levels = levelsOf(axes[axis]!);
    const values = [levels[0]!, base[axis] ?? null, levels.at(-1)!];
    const ends = [means[1] ?? null, means[0] ?? null, means.at(-1) ?? null];
    const { grade, source } = settings[axis] ?? { grade: null, source: null };
    return [
      response,
      unit,
      at + 1,
      axes[axis]!.path,
      ...values,
      ...ends,
      estimate,
      low,
      high,
      isTold,
      grade,
      source,
    ];
  });
}

/** What a sweep over all assumed settings does not vary. */
export const leftOutTable: Table<SweepFindings> = {
  name: 'left-out',
  meaning:
    'Of sweeps over all assumed settings: those, or those of their values, that are not varied, and why.',
  rowIs: 'a setting, or a value of one',
  columns: [
    { name: 'setting', type: 'text', meaning: 'Its path; `[]` stands for every item of a list.' },
    { name: 'value', type: 'text', meaning: 'The value that it is about; empty: the setting as a whole.' },
    { name: 'reason', type: 'text', meaning: 'Why.' },
  ],
  rows: ({ question }) => question.leftOut?.map(({ path, value, reason }) => [path, value, reason]) ?? null,
};
