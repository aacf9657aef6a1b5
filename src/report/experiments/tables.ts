import type { Table } from '../table.ts';
import { JOB_TABLES } from './job-tables.ts';
import { curvesTable, responsesTable } from './response-tables.ts';

/** What the documentation says of a table. */
export type TableDescription = Pick<Table, 'name' | 'meaning' | 'rowIs' | 'columns'>;

/** The tables of experiments, in the order of their documentation. */
export const EXPERIMENT_TABLES: readonly TableDescription[] = [responsesTable, curvesTable, ...JOB_TABLES];
