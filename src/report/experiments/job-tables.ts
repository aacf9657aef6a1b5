import type { JobResult } from '../../experiment/jobs/result.ts';
import type { Outcome } from '../../experiment/outcome.ts';
import type { Cell, Table } from '../table.ts';
import { POINT, REPLICATION, RESPONSE, UNIT } from './columns.ts';

const jobsTable: Table<Outcome> = {
  name: 'jobs',
  meaning: 'The runs of the experiment.',
  rowIs: 'a run of a scenario with the luck of a replication',
  columns: [
    POINT,
    REPLICATION,
    { name: 'fingerprint', type: 'text', meaning: 'Fingerprint of its history.' },
    { name: 'events', type: 'integer', meaning: 'Events that were executed.' },
    { name: 'clients', type: 'integer', meaning: 'Clients of the fleet.' },
  ],
  rows: (outcome) =>
    perJob(outcome, ({ fingerprint, eventCount, clientCount }) => [[fingerprint, eventCount, clientCount]]),
};

const replicationsTable: Table<Outcome> = {
  name: 'replications',
  meaning: 'The metrics of every run of the experiment: what all other tables are made from.',
  rowIs: 'a run and a metric',
  columns: [
    POINT,
    REPLICATION,
    RESPONSE,
    { name: 'value', type: 'number', meaning: 'Its value; empty if it has none.' },
    UNIT,
  ],
  rows: (outcome) =>
    perJob(outcome, ({ metrics }) => metrics.map(({ name, value, unit }) => [name, value, unit])),
};

/** The tables that the folder of every experiment has. */
export const JOB_TABLES: readonly Table<Outcome>[] = [jobsTable, replicationsTable];

/** Rows that begin with point and replication, in the order of jobs, one result in memory at a time. */
function* perJob(
  { plan, results, indices, failures }: Outcome,
  cellsOf: (result: JobResult) => Iterable<readonly Cell[]>,
): Generator<readonly Cell[]> {
  const failed = new Set(failures.map(({ index }) => index));
  for (const index of indices) {
    if (failed.has(index)) continue;
    const result = results.read(index);
    const point = plan.points[result.point]!.name;
    for (const cells of cellsOf(result)) yield [point, result.replication, ...cells];
  }
}
