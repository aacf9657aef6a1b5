import { spaced } from '../../experiments/comparison/phrases.ts';
import { intervalText } from '../../experiments/figures.ts';
import type { Block, Section } from '../blocks.ts';
import type { ExperimentSource, TableRow } from '../source.ts';
import { byText, meanIntervalOf, numberAt, textAt } from './rows.ts';

const ROWS_MAX = 20;
const EXAMPLES_MAX = 8;

/** Which clients end otherwise than in the first scenario, and where the histories of examples part. */
export function changesSection({ plan, tables }: ExperimentSource): Section | null {
  if (plan.question.kind !== 'comparison') return null;
  const rows = tables.rows('changes');
  const blocks: Block[] =
    rows.length === 0
      ? [{ kind: 'text', text: `No client ends otherwise than with ${plan.points[0]!.name}.` }]
      : [...byText(rows, 'point')].flatMap(([point, own]) => blocksOf(point, own));
  return { id: 'changes', title: 'Who ends otherwise', blocks };
}

function blocksOf(point: string, rows: readonly TableRow[]): Block[] {
  const most = rows.toSorted((a, b) => numberAt(b, 'clients')! - numberAt(a, 'clients')!);
  const shown = most.slice(0, ROWS_MAX);
  const examples = shown.filter((row) => textAt(row, 'exampleGroup') !== '').slice(0, EXAMPLES_MAX);
  const table: Block = {
    kind: 'table',
    caption: `Clients that end otherwise with ${point} than with ${textAt(rows[0]!, 'first')}, per replication`,
    table: {
      head: ['Deployment', 'from', 'to', 'clients'],
      rows: shown.map((row) => [
        textAt(row, 'deployment'),
        spaced(textAt(row, 'from')),
        spaced(textAt(row, 'to')),
        intervalText(meanIntervalOf(row, 'clients'), ''),
      ]),
      figures: [3],
      more: 'changes.csv',
    },
  };
  if (examples.length === 0) return [table];
  return [
    table,
    { kind: 'text', text: 'An example of each, and the first event in which its two histories differ:' },
    { kind: 'list', items: examples.map(exampleText) },
  ];
}

function exampleText(row: TableRow): string {
  const build = numberAt(row, 'exampleBuild') ?? 0;
  const client = `client ${textAt(row, 'exampleNumberInGroup')} of ${textAt(row, 'exampleGroup')}${build === 0 ? '' : ` (build ${build})`}`;
  const own = (time: string, event: string) =>
    time === '' ? 'nothing more happens' : `${time.slice(0, 19).replace('T', ' ')} UTC ${event}`;
  const first = own(textAt(row, 'firstTime'), textAt(row, 'firstEvent'));
  const other = own(textAt(row, 'time'), textAt(row, 'event'));
  return `${client}, ${textAt(row, 'deployment')}, ${spaced(textAt(row, 'from'))} → ${spaced(textAt(row, 'to'))}. With ${textAt(row, 'first')}: ${first}. With ${textAt(row, 'point')}: ${other}.`;
}
