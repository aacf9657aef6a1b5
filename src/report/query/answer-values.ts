import type { DuckDBValue } from '@duckdb/node-api';
import { formatInstant } from '../time.ts';
import type { AnswerValue } from './answer.ts';

type DuckDB = typeof import('@duckdb/node-api');

/** Beyond it, JavaScript has no dates. */
const EPOCH_MS_MAX = 8.64e15;

/** A value of DuckDB as an answer shows it: instants as the tables have them, decimals as numbers where these hold them. */
export function answerValue(duckdb: DuckDB, value: DuckDBValue): AnswerValue {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof duckdb.DuckDBTimestampValue || value instanceof duckdb.DuckDBTimestampTZValue) {
    const epochMs = Number(value.micros / 1000n);
    return Math.abs(epochMs) <= EPOCH_MS_MAX ? formatInstant(0, epochMs) : String(value);
  }
  if (value instanceof duckdb.DuckDBDecimalValue) {
    const number = value.toDouble();
    return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : String(value);
  }
  return String(value);
}
