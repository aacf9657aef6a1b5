import type { Table } from '../table.ts';
import { CAPACITY_TABLES } from './capacity/tables.ts';
import { changesTable, differencesTable, rankingTable } from './comparison/tables.ts';
import { JOB_TABLES } from './job-tables.ts';
import { curvesTable, responsesTable } from './response-tables.ts';
import { effectsTable } from './sweep/effects-table.ts';
import { pointsTable } from './sweep/points-table.ts';
import { leftOutTable, tornadoTable } from './sweep/tornado-table.ts';

/** What the documentation says of a table. */
export type TableDescription = Pick<Table, 'name' | 'meaning' | 'rowIs' | 'columns'>;

/** The tables of experiments, in the order of their documentation. */
export const EXPERIMENT_TABLES: readonly TableDescription[] = [
  responsesTable,
  curvesTable,
  differencesTable,
  rankingTable,
  changesTable,
  pointsTable(['<path of an axis>']),
  effectsTable,
  tornadoTable,
  leftOutTable,
  ...CAPACITY_TABLES,
  ...JOB_TABLES,
];
