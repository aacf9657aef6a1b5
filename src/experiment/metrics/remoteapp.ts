import { fsum, max } from 'd3-array';
import type { RemoteAppCollectionColumn, RemoteAppUpdateColumn, RunResult } from '../../model/results.ts';
import type { Rows } from '../../sim/rows.ts';
import type { MetricFamily } from './family.ts';
import { rowsByNumber } from './fold.ts';

const HOUR_MS = 3_600_000;

export const REMOTEAPP_METRICS: readonly MetricFamily[] = [
  added('told', 'users', 'Users told to sign out, by all updates of the collection together.'),
  added('signedOutInTime', 'users', 'Those of them who signed out before the grace ended.'),
  added('forcedOff', 'sessions', 'Sessions that updates ended.'),
  added('forcedOffActive', 'sessions', 'Those of them in which somebody was at work.'),
  added('workLost', 'sessions', 'Those that an update ended in which work was lost.'),
  hours('lostHours', 'lostMs', 'User-hours that updates cost: at work without a session, and work lost.'),
  added('reconnections', 'sign-ins', 'Sign-ins of users whom an update had made leave.'),
  peak('signInsPerMinuteMax', 'sign-ins', 'The most sign-ins in any one minute.'),
  peak(
    'reconnectionsPerMinuteMax',
    'sign-ins',
    'The most sign-ins of users whom an update had made leave in any one minute.',
  ),
  hours(
    'exposedHostHours',
    'exposedHostMs',
    'Session hosts times hours, for every released update that their image lacks, added up.',
  ),
  collection(
    'lastSessionHours',
    'hours',
    'From the release of an update to the end of the last session without it, or to its expiry: the longest of all updates released in the run; no value while one of them is not so far.',
    ({ remoteAppUpdates }) => remoteAppUpdates,
    lastSessionHours,
  ),
];

type Collections = Rows<RemoteAppCollectionColumn>;

/** Of rows of the table of updates; null while one of those released in the run is not so far, or without any. */
export function lastSessionHours(
  updates: Rows<RemoteAppUpdateColumn>,
  rows: readonly number[],
): number | null {
  const ofRun = rows.filter((row) => updates.get(row, 'releasedMs') > 0);
  if (ofRun.some((row) => updates.get(row, 'lastSessionMs') === -1)) return null;
  const longestMs = max(ofRun, (row) => updates.get(row, 'lastSessionMs') - updates.get(row, 'releasedMs'));
  return longestMs === undefined ? null : longestMs / HOUR_MS;
}

/** A column of the table of collections, added up over the intervals. */
function added(column: RemoteAppCollectionColumn, unit: string, meaning: string): MetricFamily {
  return ofIntervals(column, unit, meaning, (table, rows) => fsum(rows, (row) => table.get(row, column)));
}

function hours(figure: string, column: RemoteAppCollectionColumn, meaning: string): MetricFamily {
  return ofIntervals(figure, 'hours', meaning, (table, rows) => {
    return fsum(rows, (row) => table.get(row, column)) / HOUR_MS;
  });
}

/** The largest value of a column in any interval. */
function peak(column: RemoteAppCollectionColumn, unit: string, meaning: string): MetricFamily {
  return ofIntervals(column, unit, meaning, (table, rows) => max(rows, (row) => table.get(row, column)) ?? 0);
}

function ofIntervals(
  figure: string,
  unit: string,
  meaning: string,
  value: (table: Collections, rows: readonly number[]) => number,
): MetricFamily {
  return collection(figure, unit, meaning, ({ remoteAppCollections }) => remoteAppCollections, value);
}

/** A figure of each collection, from its rows of a table. */
function collection<Column extends string>(
  figure: string,
  unit: string,
  meaning: string,
  source: (result: RunResult) => Rows<Column | 'remoteAppCollection'>,
  value: (table: Rows<Column | 'remoteAppCollection'>, rows: readonly number[]) => number | null,
): MetricFamily {
  return {
    pattern: `remoteApp.<remoteAppCollection>.${figure}`,
    unit,
    meaning,
    read: (result) => {
      const { remoteAppCollections } = result.scenario;
      const table = source(result);
      const rows = rowsByNumber(table, 'remoteAppCollection', remoteAppCollections.length);
      return remoteAppCollections.map(({ name }, index) => [[name], value(table, rows[index]!)]);
    },
  };
}
