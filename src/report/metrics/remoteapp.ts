import type { RemoteAppCollectionColumn, RunResult } from '../../model/results.ts';
import { rowsWhere, sumWhere } from '../fold.ts';
import type { MetricFamily } from './family.ts';

const HOUR_MS = 3_600_000;

export const REMOTEAPP_METRICS: readonly MetricFamily[] = [
  added('told', 'users', 'Users told to sign out, by all updates of the collection together.'),
  added('signedOutInTime', 'users', 'Those of them who signed out before the grace ended.'),
  added('forcedOff', 'sessions', 'Sessions that updates ended.'),
  added('forcedOffActive', 'sessions', 'Those of them in which somebody was at work.'),
  added('workLost', 'sessions', 'Those of these in which work was lost.'),
  collection(
    'lostHours',
    'hours',
    'User-hours that updates cost: at work without a session, and work lost.',
    ({ remoteAppCollections }, remoteAppCollection) =>
      sumWhere(remoteAppCollections, 'lostMs', { remoteAppCollection }) / HOUR_MS,
  ),
  added('reconnections', 'sign-ins', 'Sign-ins of users whom an update had made leave.'),
  collection('signInsPerMinuteMax', 'sign-ins', 'The most sign-ins in any one minute.', signInsPeak),
  collection(
    'exposedHostHours',
    'hours',
    'Session hosts times hours, for every released update that their image lacks, added up.',
    ({ remoteAppCollections }, remoteAppCollection) =>
      sumWhere(remoteAppCollections, 'exposedHostMs', { remoteAppCollection }) / HOUR_MS,
  ),
  collection(
    'lastSessionHours',
    'hours',
    'From the release of an update to the end of the last session without it: the longest of all updates of the run; no value while one of them is not so far.',
    lastSessionHours,
  ),
];

/** The most sign-ins of a collection in any one minute. */
function signInsPeak({ remoteAppCollections }: RunResult, remoteAppCollection: number): number {
  const rows = rowsWhere(remoteAppCollections, { remoteAppCollection });
  return rows.reduce((peak, row) => Math.max(peak, remoteAppCollections.get(row, 'signInsPerMinuteMax')), 0);
}

function lastSessionHours({ remoteAppUpdates }: RunResult, remoteAppCollection: number): number | null {
  const rows = rowsWhere(remoteAppUpdates, { remoteAppCollection });
  if (rows.length === 0) return null;
  if (rows.some((row) => remoteAppUpdates.get(row, 'lastSessionMs') === -1)) return null;
  const spansMs = rows.map(
    (row) => remoteAppUpdates.get(row, 'lastSessionMs') - remoteAppUpdates.get(row, 'releasedMs'),
  );
  return Math.max(...spansMs) / HOUR_MS;
}

/** A column of the table of collections, added up over the intervals. */
function added(column: RemoteAppCollectionColumn, unit: string, meaning: string): MetricFamily {
  return collection(column, unit, meaning, ({ remoteAppCollections }, remoteAppCollection) =>
    sumWhere(remoteAppCollections, column, { remoteAppCollection }),
  );
}

function collection(
  figure: string,
  unit: string,
  meaning: string,
  value: (result: RunResult, remoteAppCollection: number) => number | null,
): MetricFamily {
  return {
    pattern: `remoteApp.<remoteAppCollection>.${figure}`,
    unit,
    meaning,
    read: (result) =>
      result.scenario.remoteAppCollections.map(({ name }, index) => [[name], value(result, index)]),
  };
}
