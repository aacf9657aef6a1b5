import { suggestion } from '../../scenario/closest.ts';
import type { ResultTable } from './result-tables.ts';

const LENGTH_MAX = 200;

/** What DuckDB says of a query that it cannot answer, as one line for people, with the closest name. */
export function failureText(message: string, tables: readonly ResultTable[]): string {
  const [first = ''] = message.replace(/^Failed to extract statements: /, '').split('\n');
  if (/disabled (by|through) configuration|configuration has been locked/.test(first))
    return 'a query only reads the tables of the folder: it reaches no other file, no network and no setting';
  const table = nameIn(first, /^Catalog Error: Table with name (.+) does not exist!/);
  if (table !== null)
    return `there is no table "${table}"${suggestion(
      table,
      tables.map(({ sqlName }) => sqlName),
    )}`;
  const column = nameIn(first, /Referenced column "(.+?)" not found|does not have a column named "(.+?)"/);
  if (column !== null)
    return `there is no column "${column}" there${suggestion(column, columnsNear(message, tables))}`;
  const text = first.replace(/^\w+( \w+)? Error: /, '').replace(/!$/, '');
  return text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX)}…` : text;
}

function nameIn(line: string, pattern: RegExp): string | null {
  const match = pattern.exec(line);
  return match === null ? null : (match[1] ?? match[2] ?? null);
}

/** The columns of the tables that the query names, which the message quotes; of all tables if it names none. */
function columnsNear(message: string, tables: readonly ResultTable[]): string[] {
  const line = /^LINE \d+: (.*)$/m.exec(message)?.[1]?.toLowerCase() ?? '';
  const named = tables.filter(({ sqlName, name }) => line.includes(sqlName) || line.includes(name));
  const columns = (named.length > 0 ? named : tables).flatMap((each) => each.columns);
  return [...new Set(columns.map(({ name }) => name))];
}
