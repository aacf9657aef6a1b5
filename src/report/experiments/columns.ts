import type { ColumnDescription } from '../table.ts';

/* Columns that tables of experiments share. */

export const POINT: ColumnDescription = {
  name: 'point',
  type: 'text',
  meaning: 'The scenario of the experiment, by its name there.',
};

export const REPLICATION: ColumnDescription = {
  name: 'replication',
  type: 'integer',
  meaning: 'Number of the replication, from 0: the same number is the same luck in every scenario.',
};

export const RESPONSE: ColumnDescription = {
  name: 'response',
  type: 'text',
  meaning: 'Name of the metric, as in `summary.csv` of a run.',
};

export const UNIT: ColumnDescription = { name: 'unit', type: 'text', meaning: 'Unit; `1` for a share.' };
