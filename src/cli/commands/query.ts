import type { CommandModule } from 'yargs';
import { ResultsError } from '../../report/opened-folder.ts';
import { QueryError } from '../../report/query/answer.ts';
import { askTables } from '../../report/query/duckdb.ts';
import { answerText, QUERY_FORMATS, type QueryFormat } from '../../report/query/formats.ts';
import { tableListing, tableListingAnswer } from '../../report/query/listing.ts';
import { type ResultTable, resultTables } from '../../report/query/result-tables.ts';
import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';
import { interruptible } from '../interrupt.ts';
import { COMMON_OPTIONS, last } from '../options.ts';
import { openFolder } from '../replay/run-folder.ts';
import { writeLines } from '../terminal.ts';

interface Arguments {
  readonly results: string;
  readonly sql: string | undefined;
  readonly tables: boolean;
  readonly format: QueryFormat | undefined;
}

/** Columns of a table where no terminal says how wide it is. */
const WIDTH = 120;

/** `fleetsim query RESULTS "select …"`: what the tables of a folder of results say to a question in SQL. */
export const queryCommand: CommandModule<object, Arguments> = {
  command: 'query <results> [sql]',
  describe: 'Ask the tables of a folder of results in SQL',
  builder: (yargs) =>
    yargs
      .positional('results', {
        type: 'string',
        demandOption: true,
        describe: 'Folder of results of a run or an experiment',
      })
      .positional('sql', {
        type: 'string',
        describe: 'A select; every file such as image-updates.csv is a table, here image_updates',
      })
      .options({
        ...COMMON_OPTIONS,
        tables: { type: 'boolean', default: false, describe: 'List the tables and what their columns mean' },
        format: {
          choices: QUERY_FORMATS,
          describe: 'How to write the answer [default: table in a terminal, csv elsewhere]',
          coerce: last,
        } as never,
      }) as never,
  handler: (options) => interruptible((signal) => query(options, signal)),
};

async function query(options: Arguments, signal: AbortSignal): Promise<void> {
  const { results, sql, tables: isListing, format = process.stdout.isTTY ? 'table' : 'csv' } = options;
  if (isListing === (sql !== undefined))
    throw new Ending(
      EXIT.usage,
      isListing
        ? '--tables lists what there is to ask: write it without a query'
        : 'write what to ask, such as "select * from summary"; --tables lists the tables',
    );
  const folder = openFolder(results);
  try {
    const tables = resultTables(folder);
    if (sql === undefined) await list(tables, options.format, signal);
    else await write(answerText(await askTables(tables, sql, signal), format, width()), format, signal);
  } catch (error) {
    if (!(error instanceof QueryError || error instanceof ResultsError)) throw error;
    throw new Ending(EXIT.usage, visible(error.message));
  }
}

async function list(
  tables: readonly ResultTable[],
  format: QueryFormat | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (format === undefined) writeLines(process.stdout, tableListing(tables));
  else await write(answerText(tableListingAnswer(tables), format, width()), format, signal);
}

function width(): number {
  return process.stdout.columns || WIDTH;
}

/** Piece by piece, no faster than it is taken. What goes to a terminal does not steer it. */
async function write(pieces: AsyncIterable<string>, format: QueryFormat, signal: AbortSignal): Promise<void> {
  const isSafe = format === 'table' || !process.stdout.isTTY;
  for await (const piece of pieces) {
    signal.throwIfAborted();
    const text = isSafe ? piece : piece.split('\n').map(visible).join('\n');
    if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
}
