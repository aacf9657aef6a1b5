import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import type { ColumnType } from '../table.ts';
import { type AnswerKind, type AnswerValue, type QueryAnswer, QueryError } from './answer.ts';
import { answerValue } from './answer-values.ts';
import { failureText } from './failure.ts';
import type { ResultTable } from './result-tables.ts';

type DuckDB = typeof import('@duckdb/node-api');

/** How a column of a table is held, by what is declared of it: nothing is guessed from the cells. */
const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  timestamp: 'TIMESTAMP',
  text: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
};

/** One thread adds numbers in one order, so that a query gives the same again. Nothing is fetched or spilled to disk. */
const SETTINGS: Readonly<Record<string, string>> = {
  threads: '1',
  temp_directory: '',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
};
/** Once the tables are read: no query reaches a file or the network, or takes this back. */
const LOCKS = ["SET TimeZone = 'UTC'", 'SET enable_external_access = false', 'SET lock_configuration = true'];

/**
 * Answers a query over the tables of a folder of results, by DuckDB in memory. Only one that reads is answered; throws
 * a QueryError for any other, and when it fails. An abort of `signal` breaks it off.
 */
export async function askTables(
  tables: readonly ResultTable[],
  sql: string,
  signal: AbortSignal,
): Promise<QueryAnswer> {
  const duckdb = await loadDuckDB();
  const instance = await duckdb.DuckDBInstance.create(':memory:', { ...SETTINGS });
  const connection = await instance.connect();
  const interrupt = () => connection.interrupt();
  signal.addEventListener('abort', interrupt);
  for (const table of tables) await fill(connection, table, isNamed(table, sql));
  signal.throwIfAborted();
  for (const lock of LOCKS) await connection.run(lock);
  try {
    const statement = await onlyReading(duckdb, connection, sql);
    const result = await statement.stream();
    const kinds = result.columnTypes().map(({ typeId }) => kindOf(duckdb.DuckDBTypeId[typeId]!));
    const batches = async function* (): AsyncGenerator<readonly (readonly AnswerValue[])[]> {
      try {
        for await (const rows of result.yieldRows()) {
          signal.throwIfAborted();
          yield rows.map((row) => row.map((value) => answerValue(duckdb, value)));
        }
      } catch (error) {
        throw explained(error, tables, signal);
      } finally {
        signal.removeEventListener('abort', interrupt);
        connection.closeSync();
      }
    };
    return { columns: result.deduplicatedColumnNames(), kinds, batches: batches() };
  } catch (error) {
    throw explained(error, tables, signal);
  }
}

const NUMERIC: ReadonlySet<string> = new Set([
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'HUGEINT',
  'UTINYINT',
  'USMALLINT',
  'UINTEGER',
  'UBIGINT',
  'UHUGEINT',
  'FLOAT',
  'DOUBLE',
  'DECIMAL',
]);

function kindOf(type: string): AnswerKind {
  if (type === 'VARCHAR') return 'text';
  return NUMERIC.has(type) ? 'number' : 'other';
}

/** The package is installed only where somebody asks. */
async function loadDuckDB(): Promise<DuckDB> {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    throw new QueryError(
      'query needs DuckDB, a package that is not installed here: npm install @duckdb/node-api',
      { cause: error },
    );
  }
}

/** Whether the query can be about a table. `query_table` and `query` make names while they run. */
function isNamed({ name, sqlName }: ResultTable, sql: string): boolean {
  const text = sql.toLowerCase();
  return [name, sqlName, 'query'].some((word) => text.includes(word));
}

/** Makes a table, with its rows if they are needed, and a view with the name of its file. */
async function fill(connection: DuckDBConnection, table: ResultTable, withRows: boolean): Promise<void> {
  const { name, sqlName, path, columns } = table;
  const types = columns.map((column) => `${literal(column.name)}: ${literal(SQL_TYPES[column.type])}`);
  const cells = columns.map((column) => {
    const cell = quoted(column.name);
    return column.type === 'text' ? `${unguarded(cell)} AS ${cell}` : cell;
  });
  const file = `read_csv(${literal(path)}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', columns = {${types.join(', ')}})`;
  try {
    await connection.run(
      `CREATE TABLE ${quoted(sqlName)} AS SELECT ${cells.join(', ')} FROM ${file}${withRows ? '' : ' LIMIT 0'}`,
    );
  } catch (error) {
    const [reason] = String((error as Error).message).split('\n');
    throw new QueryError(`${path} is not as it was written: ${reason}`, { cause: error });
  }
  if (name !== sqlName) {
    await connection.run(`CREATE VIEW ${quoted(name)} AS FROM ${quoted(sqlName)}`);
  }
}

/** A text without the apostrophe that keeps a spreadsheet from taking it for a formula. */
function unguarded(cell: string): string {
  return `CASE WHEN regexp_matches(${cell}, '^''[=+\\-@\\t\\r＝＋－＠]') THEN substr(${cell}, 2) ELSE ${cell} END`;
}

/** The one statement of a query, if all it does is read. */
async function onlyReading(
  { StatementType }: DuckDB,
  connection: DuckDBConnection,
  sql: string,
): Promise<DuckDBPreparedStatement> {
  if (sql.replace(/--.*|\/\*.*?\*\/|[;\s]/gs, '') === '')
    throw new QueryError('the query is empty: write a select');
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1)
    throw new QueryError(`these are ${statements.count} statements: write one select`);
  const statement = await statements.prepare(0);
  const kind = statement.statementType;
  if (kind !== StatementType.SELECT && kind !== StatementType.EXPLAIN)
    throw new QueryError(`${StatementType[kind]} is refused: a query only reads; write a select`);
  if (statement.parameterCount > 0)
    throw new QueryError('the query has parameters ($1, ?): write their values in their place');
  return statement;
}

function explained(error: unknown, tables: readonly ResultTable[], signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof QueryError || !(error instanceof Error)) return error;
  return new QueryError(failureText(error.message, tables), { cause: error });
}

/** A name in SQL. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in SQL. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
