import { visible } from '../../scenario/issue.ts';
import { csvText } from '../csv.ts';
import { markdownTable, plain } from '../description/markdown.ts';
import { formatNumber, groupThousands } from '../number.ts';
import { clip, displayWidth } from '../summary/display-width.ts';
import type { AnswerKind, AnswerValue, QueryAnswer } from './answer.ts';

export const QUERY_FORMATS = ['table', 'csv', 'json', 'md'] as const;
export type QueryFormat = (typeof QUERY_FORMATS)[number];

/** Rows that a table for the eye has at most; other formats have all. */
const TABLE_ROWS_MAX = 500;
/** Narrower than this, a column of texts says nothing. */
const TEXT_WIDTH_MIN = 12;
const GAP = '  ';

/** An answer as text, in pieces. `width`: columns of the terminal, for a table only. */
export async function* answerText(
  answer: QueryAnswer,
  format: QueryFormat,
  width: number,
): AsyncGenerator<string> {
  if (format === 'csv') yield* csv(answer);
  else if (format === 'json') yield* json(answer);
  else if (format === 'md') yield* markdown(answer);
  else yield* table(answer, width);
}

/** As the tables of results are: numbers rounded there, texts that look like formulas with an apostrophe. */
async function* csv({ columns, batches }: QueryAnswer): AsyncGenerator<string> {
  yield csvText([columns]);
  for await (const rows of batches) {
    yield csvText(rows.map((row) => row.map((value) => (isInfinite(value) ? String(value) : value))));
  }
}

/** An array with an object for each row, a row a line. */
async function* json({ columns, batches }: QueryAnswer): AsyncGenerator<string> {
  yield '[';
  let isFirst = true;
  for await (const rows of batches) {
    for (const row of rows) {
      const fields = row.map((value, at) => `${JSON.stringify(columns[at])}:${jsonValue(value)}`);
      yield `${isFirst ? '' : ','}\n{${fields.join(',')}}`;
      isFirst = false;
    }
  }
  yield '\n]\n';
}

/** What JSON has no number for is a text, or nothing. */
function jsonValue(value: AnswerValue): string {
  if (typeof value === 'number') return Number.isFinite(value) ? formatNumber(value) : 'null';
  if (typeof value !== 'bigint') return JSON.stringify(value);
  return Number.isSafeInteger(Number(value)) ? String(value) : `"${value}"`;
}

async function* markdown({ columns, batches }: QueryAnswer): AsyncGenerator<string> {
  const [head, line] = markdownTable(columns.map(plain), []).split('\n');
  yield `${head}\n${line}\n`;
  for await (const rows of batches) {
    yield rows.map((row) => `| ${row.map((value) => plain(textOf(value))).join(' | ')} |\n`).join('');
  }
}

/** For the eye: columns side by side, numbers to the right; what the terminal has no room for is counted. */
async function* table({ columns, kinds, batches }: QueryAnswer, width: number): AsyncGenerator<string> {
  const shown: string[][] = [];
  let count = 0;
  for await (const rows of batches) {
    count += rows.length;
    for (const row of rows.slice(0, TABLE_ROWS_MAX - shown.length)) {
      shown.push(row.map((value) => visible(textOf(value))));
    }
  }
  const lines = [columns.map(visible), ...shown];
  const widths = fittingWidths(lines, kinds, width);
  for (const line of lines) {
    const cells = widths.map((columnWidth, at) => {
      const cell = clip(line[at]!, columnWidth);
      const space = ' '.repeat(columnWidth - displayWidth(cell));
      return kinds[at] === 'number' ? space + cell : cell + space;
    });
    yield `${clip(cells.join(GAP).trimEnd(), width)}\n`;
  }
  yield `\n${clip(sizeText(count, columns.length - widths.length), width)}\n`;
}

function sizeText(rows: number, hiddenColumns: number): string {
  const shownOf = rows > TABLE_ROWS_MAX ? `${groupThousands(TABLE_ROWS_MAX)} of ` : '';
  const size = `${shownOf}${groupThousands(rows)} ${rows === 1 ? 'row' : 'rows'}`;
  const hidden =
    hiddenColumns === 0 ? '' : ` and ${hiddenColumns} more ${hiddenColumns === 1 ? 'column' : 'columns'}`;
  return shownOf === '' && hidden === '' ? size : `${size}${hidden}; --format csv writes them all`;
}

/**
 * The widths of as many columns as have room, at least one: as wide as their texts, where that is too much columns of
 * texts narrower, never those of numbers and instants.
 */
function fittingWidths(
  lines: readonly (readonly string[])[],
  kinds: readonly AnswerKind[],
  width: number,
): number[] {
  const widths = kinds.map((_, at) => Math.max(...lines.map((line) => displayWidth(line[at]!))));
  const excess = () => widths.reduce((sum, each) => sum + each + GAP.length, -GAP.length) - width;
  while (excess() > 0) {
    const texts = widths.filter((_, at) => kinds[at] === 'text');
    const widest = Math.max(0, ...texts);
    if (widest > TEXT_WIDTH_MIN)
      widths[widths.findIndex((each, at) => each === widest && kinds[at] === 'text')] = widest - 1;
    else if (widths.length > 1) widths.pop();
    else break;
  }
  return widths;
}

function textOf(value: AnswerValue): string {
  if (value === null) return '';
  return typeof value === 'number' && Number.isFinite(value) ? formatNumber(value) : String(value);
}

function isInfinite(value: AnswerValue): boolean {
  return typeof value === 'number' && !Number.isFinite(value);
}
