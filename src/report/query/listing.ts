import { visible } from '../../scenario/issue.ts';
import { groupThousands } from '../number.ts';
import type { QueryAnswer } from './answer.ts';
import type { ResultTable } from './result-tables.ts';

const COLUMNS = ['table', 'rows', 'column', 'type', 'meaning'] as const;

/** The tables that can be asked, in words: their columns and what these mean. */
export function tableListing(tables: readonly ResultTable[]): string {
  return tables.map(listed).join('\n\n');
}

function listed({ sqlName, rows, rowIs, columns }: ResultTable): string {
  const meaning = rowIs === null ? '' : `, each ${rowIs}`;
  const nameWidth = Math.max(...columns.map(({ name }) => name.length));
  const typeWidth = Math.max(...columns.map(({ type }) => type.length));
  const lines = columns.map(({ name, type, meaning: text }) =>
    `  ${name.padEnd(nameWidth)}  ${type.padEnd(typeWidth)}  ${text}`.trimEnd(),
  );
  return [`${sqlName}: ${groupThousands(rows)} ${rows === 1 ? 'row' : 'rows'}${meaning}`, ...lines]
    .map(visible)
    .join('\n');
}

/** The same as an answer: a row for every column of every table. */
export function tableListingAnswer(tables: readonly ResultTable[]): QueryAnswer {
  const rows = tables.flatMap(({ sqlName, rows: count, columns }) =>
    columns.map(({ name, type, meaning }) => [sqlName, count, name, type, meaning]),
  );
  const batches = async function* () {
    yield rows;
  };
  return {
    columns: COLUMNS,
    kinds: COLUMNS.map((name) => (name === 'rows' ? 'number' : 'text')),
    batches: batches(),
  };
}
