import { Fleet } from '../../../src/model/fleet.ts';
import type { RunResult } from '../../../src/model/results.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import type { Cell } from '../../../src/report/table.ts';
import { TABLES } from '../../../src/report/tables/index.ts';

/** Rows of the tables of a run, by the name of the table; one text per row, sorted. Things go by name, not by number. */
export type Rows = ReadonlyMap<string, readonly string[]>;

/** The number of a client is its rank in the fleet, and the number of events is of the machinery. */
const OF_THE_FLEET = new Set(['client']);

/** Tables that speak of the whole fleet: their rows add up, where others stand side by side. */
const ADDING_UP = new Set(['summary', 'scans', 'state-messages']);

/** Every table of results as a user finds it, in an order that does not hang from the order of the scenario's lists. */
export function rowsOf(result: RunResult, read: (cell: Cell, column: string) => Cell = (cell) => cell): Rows {
  const tables = TABLES.filter(({ name }) => !ADDING_UP.has(name));
  return new Map(
    tables.map(({ name, columns, rows }) => [
      name,
      Array.from(rows(result)!, (cells) =>
        cells
          .flatMap((cell, at) => {
            const column = columns[at]!.name;
            return OF_THE_FLEET.has(column) ? [] : [read(cell, column)];
          })
          .join(' | '),
      ).sort(),
    ]),
  );
}

/** The rows that are not the same in two runs, by table: those of the first only, then those of the second only. */
export function differences(one: Rows, other: Rows): Record<string, readonly string[]> {
  const different = [...one].flatMap(([name, rows]) => {
    const [missing, more] = [without(rows, other.get(name)!), without(other.get(name)!, rows)];
    const lines = [...missing.map((row) => `- ${row}`), ...more.map((row) => `+ ${row}`)];
    return lines.length === 0 ? [] : [[name, lines.slice(0, 5)] as const];
  });
  return Object.fromEntries(different);
}

function without(rows: readonly string[], others: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const row of others) counts.set(row, (counts.get(row) ?? 0) + 1);
  return rows.filter((row) => {
    const left = counts.get(row) ?? 0;
    counts.set(row, left - 1);
    return left <= 0;
  });
}

/** Rows of several runs as if they were of one. */
export function together(...runs: readonly Rows[]): Rows {
  return new Map(
    [...runs[0]!.keys()].map((name) => [name, runs.flatMap((rows) => rows.get(name)!).sort()] as const),
  );
}

/** Counts that speak of the whole fleet: scans by interval, trigger, kind and outcome, and messages by interval. */
export function countsOf({ scans, stateMessages }: RunResult): Map<string, number> {
  const counts = new Map<string, number>();
  for (let row = 0; row < scans.length; row++) {
    const key = scans.columns.slice(0, -1).map((column) => scans.get(row, column));
    counts.set(`scans ${key.join(' ')}`, scans.get(row, 'count'));
  }
  const columns = stateMessages.columns.filter((column) => column !== 't' && !column.startsWith('age'));
  for (let row = 0; row < stateMessages.length; row++) {
    for (const column of columns) {
      counts.set(`${column} ${stateMessages.get(row, 't')}`, stateMessages.get(row, column));
    }
  }
  return counts;
}

/** Counts of several runs, added up. */
export function sumOf(...runs: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const run of runs) for (const [key, count] of run) sums.set(key, (sums.get(key) ?? 0) + count);
  return sums;
}

/** Runs a scenario to its horizon. */
export function resultOf(scenario: Scenario): RunResult {
  const fleet = new Fleet(scenario, 0);
  fleet.run(scenario.horizonMs);
  return fleet.result();
}
