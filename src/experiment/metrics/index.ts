import { RESTART_CAUSES, type RunResult, SCAN_KINDS, SCAN_OUTCOMES } from '../../model/results.ts';
import { COMPLIANCE_METRICS } from './compliance.ts';
import { fill, type Metric, type MetricFamily, single } from './family.ts';
import { sumWhere } from './fold.ts';
import { IMAGE_METRICS } from './images.ts';
import { REMOTEAPP_METRICS } from './remoteapp.ts';
import { ROLE_METRICS } from './roles.ts';
import { SERVER_METRICS } from './servers.ts';

const COMPLETED = SCAN_OUTCOMES.indexOf('completed');
const HOUR_MS = 3_600_000;
const OFFLINE = SCAN_KINDS.indexOf('offline');

const SCAN_METRICS: readonly MetricFamily[] = [
  {
    pattern: 'scans.<outcome>',
    unit: 'scans',
    meaning: `Scans by outcome: ${SCAN_OUTCOMES.join(', ')}.`,
    read: ({ scans }) =>
      SCAN_OUTCOMES.map((name, outcome) => [[name], sumWhere(scans, 'count', { outcome })]),
  },
  single(
    'scans.online',
    'scans',
    'Scans that completed at WSUS.',
    ({ scans }) =>
      sumWhere(scans, 'count', { outcome: COMPLETED }) -
      sumWhere(scans, 'count', { outcome: COMPLETED, kind: OFFLINE }),
  ),
];

const RESTART_METRICS: readonly MetricFamily[] = [
  {
    pattern: 'restarts.<restartCause>',
    unit: 'restarts',
    meaning: `Restarts by cause: ${RESTART_CAUSES.join(', ')}.`,
    read: ({ restarts }) =>
      RESTART_CAUSES.map((name, cause) => [[name], sumWhere(restarts, 'count', { cause })]),
  },
  single(
    'restarts.outsideBusinessHours',
    'restarts',
    'Restarts outside the local `clientSettings.businessHours`.',
    ({ restarts }) => sumWhere(restarts, 'outsideBusinessHours'),
  ),
  single(
    'restarts.countdownsMetUser',
    'restarts',
    'Restarts whose countdown met a signed-in user.',
    ({ restarts }) => sumWhere(restarts, 'countdownMetUser'),
  ),
];

const INSTALLATION_METRICS: readonly MetricFamily[] = [
  single('installations.hours', 'hours', 'Client-hours spent installing.', ({ installations }) => {
    return sumWhere(installations, 'busyMs') / HOUR_MS;
  }),
];

const TRAFFIC_METRICS: readonly MetricFamily[] = [
  single('downloads.bytes', 'bytes', 'Content that arrived at clients.', ({ downloads }) =>
    sumWhere(downloads, 'bytes'),
  ),
  single('downloads.interrupted', 'downloads', 'Downloads that were interrupted.', ({ downloads }) =>
    sumWhere(downloads, 'interrupted'),
  ),
  single('stateMessages.emitted', 'messages', 'State messages that clients emitted.', ({ stateMessages }) =>
    sumWhere(stateMessages, 'emitted'),
  ),
  single(
    'stateMessages.stored',
    'messages',
    'State messages stored in the site database.',
    ({ stateMessages }) => sumWhere(stateMessages, 'stored'),
  ),
];

/** The registry: every figure that `summary.csv` holds and a threshold can bound. */
export const METRIC_FAMILIES: readonly MetricFamily[] = [
  single('clients', 'clients', 'Clients of the fleet.', (result) => result.clientCount),
  single('events', 'events', 'Events that the simulation executed.', (result) => result.eventCount),
  ...COMPLIANCE_METRICS,
  ...SCAN_METRICS,
  ...INSTALLATION_METRICS,
  ...RESTART_METRICS,
  ...TRAFFIC_METRICS,
  ...SERVER_METRICS,
  ...ROLE_METRICS,
  ...IMAGE_METRICS,
  ...REMOTEAPP_METRICS,
];

/** All figures of a run, in the order of the registry. */
export function readMetrics(result: RunResult): Metric[] {
  return METRIC_FAMILIES.flatMap(({ pattern, unit, read }) =>
    read(result).map(([words, value]) => ({ name: fill(pattern, words), value, unit })),
  );
}
