import { z } from 'zod';
import {
  count,
  distribution,
  duration,
  factor,
  interval,
  months,
  name,
  notes,
  rate,
  recurrence,
  setting,
} from './fields.ts';

/* A stand-alone primary site and its servers. */

const SERVERS_MAX = 1024;
const LIST_MAX = 1000;

const synchronization = z.strictObject({
  schedule: setting(recurrence, 'every 7 days at 00:00 UTC', {
    grade: 'assumed',
    source: 'MA-SYNC-SCHED',
    meaning: 'When the site synchronizes with Microsoft Update.',
  }),
  wsusFixed: setting(duration, '6 s', {
    grade: 'measured',
    source: 'documented log: 130 updates in 71 s',
    meaning: 'WSUS step of a synchronization: the part that every one takes.',
  }),
  wsusPerUpdate: setting(duration, '500 ms', {
    grade: 'measured',
    source: 'documented log: 130 updates in 71 s',
    meaning: 'WSUS step of a synchronization: the part per new update.',
  }),
  settle: setting(duration, '2 min', {
    grade: 'documented',
    source: 'wsusSettle, synchronization troubleshooting',
    meaning: 'Wait for results to settle after the WSUS step.',
  }),
  databaseFixed: setting(duration, '3 s', {
    grade: 'measured',
    source: 'documented log: 130 updates in 3 min 53 s in all',
    meaning: 'Step from the WSUS database to the site database: the part that every one takes.',
  }),
  databasePerUpdate: setting(duration, '300 ms', {
    grade: 'measured',
    source: 'documented log: 130 updates in 3 min 53 s in all',
    meaning: 'Step from the WSUS database to the site database: the part per new update.',
  }),
  retry: setting(interval, '60 min', {
    grade: 'documented',
    source: 'syncRetry, synchronization troubleshooting',
    meaning: 'Wait before a failed synchronization is tried again.',
  }),
});

const stateSystem = z.strictObject({
  wakeDelay: setting(duration, '10 s', {
    grade: 'measured',
    source: 'statesysPause, documented log',
    meaning: 'From the arrival of a file in the inbox of an idle state system to the start of its work.',
  }),
  loaderThreads: setting(count(1, SERVERS_MAX), 4, {
    grade: 'documented',
    source: 'Loader Threads',
    meaning: 'Files of state messages that are worked on at a time.',
  }),
  record: setting(duration, '5 ms', {
    grade: 'assumed',
    source: 'MA-STATESYS',
    meaning: 'Work per state message.',
  }),
});

const summarization = z.strictObject({
  interval: setting(interval, '60 min', {
    grade: 'documented',
    source: 'compliance assessment, summarization',
    meaning: 'How often the figures that consoles show are counted anew.',
  }),
});

const supersedence = z.strictObject({
  expireAfter: setting(months, '3 months', {
    grade: 'documented',
    source: 'supersedeMonths, software update point',
    meaning: 'A superseded update expires this long after the release of the update that supersedes it.',
  }),
});

const softwareUpdatePoint = z.strictObject({
  name: name.meta({ description: 'No other server of the site has it.' }),
  location: name.meta({ description: 'Where it stands.' }),
  servers: setting(count(1, SERVERS_MAX), 4, {
    grade: 'assumed',
    source: 'ASSUME-WSUS-SVC: the measured machine had four cores',
    meaning: 'Clients that the WSUS server works for at a time.',
  }),
  deltaScan: setting(
    distribution,
    { exponential: { mean: '667 ms' } },
    {
      grade: 'measured',
      source: 'ASSUME-WSUS-SVC: 6 clients/s on four cores',
      meaning: 'Work of one delta scan at the WSUS server.',
    },
  ),
  fullScanFactor: setting(factor, 20, {
    grade: 'assumed',
    source: 'ASSUME-WSUS-SVC',
    meaning: 'A full scan is as much work as this many delta scans.',
  }),
  queueLimit: setting(count(0, 1_000_000), 1000, {
    grade: 'documented',
    source: 'queue length of WsusPool',
    meaning: 'Scans that may wait; further ones are refused (HTTP 503).',
  }),
});

const managementPoint = z.strictObject({
  name: name.meta({ description: 'No other server of the site has it.' }),
  location: name.meta({ description: 'Where it stands.' }),
  servers: setting(count(1, SERVERS_MAX), 4, {
    grade: 'assumed',
    source: 'ASSUME-MPRATE: four cores',
    meaning: 'Requests that the management point works on at a time.',
  }),
  request: setting(
    distribution,
    { exponential: { mean: '20 ms' } },
    {
      grade: 'assumed',
      source: 'ASSUME-MPRATE: 50 requests/s per core',
      meaning: 'Work of one request at the management point.',
    },
  ),
  queueLimit: setting(count(0, 1_000_000), 1000, {
    grade: 'assumed',
    source: 'the default queue length of an IIS application pool',
    meaning: 'Requests that may wait; further ones are refused.',
  }),
  fileMover: setting(duration, '60 s', {
    grade: 'assumed',
    source: 'MA-MPFDM',
    meaning: "From a management point to the site server's inbox; write 0 s for one on the site server.",
  }),
});

const distributionPoint = z.strictObject({
  name: name.meta({ description: 'No other server of the site has it.' }),
  location: name.meta({ description: 'Where it stands.' }),
  rate: setting(rate, '1 Gbit/s', {
    grade: 'assumed',
    source: 'ASSUME-DPRATE',
    meaning: 'What the distribution point sends in all.',
  }),
  clientRate: setting(rate, '1 Gbit/s', {
    grade: 'assumed',
    source: 'ASSUME-DPRATE',
    meaning: 'What one client gets from the distribution point at most.',
  }),
});

function listOf<T extends z.ZodType>(element: T, what: string) {
  return z
    .array(element, { error: `has to be a list of ${what}` })
    .min(1, { error: `is empty; name at least one of the ${what}` })
    .max(LIST_MAX, { error: `has more than ${LIST_MAX} entries` })
    .register(notes, { isRead: 'byParts' });
}

export const site = z
  .strictObject({
    name: z.prefault(name, 'PS1').meta({ description: 'The site code.' }),
    location: z
      .optional(name)
      .meta({ description: 'Where the site server stands; left out: the first location.' }),
    synchronization: z
      .prefault(synchronization, {})
      .meta({ description: 'How new updates come from Microsoft to the site.' }),
    supersedence: z.prefault(supersedence, {}).meta({ description: 'What becomes of replaced updates.' }),
    stateSystem: z
      .prefault(stateSystem, {})
      .meta({ description: 'The part of the site server that stores state messages.' }),
    summarization: z.prefault(summarization, {}).meta({ description: 'What consoles show.' }),
    internet: setting(rate, '1 Gbit/s', {
      grade: 'assumed',
      source: 'ASSUME-DPRATE',
      meaning: 'Download of update files from Microsoft to the package source.',
    }),
    softwareUpdatePoints: listOf(softwareUpdatePoint, 'software update points').meta({
      description: 'WSUS servers; the first synchronizes with Microsoft, the others from it.',
    }),
    managementPoints: listOf(managementPoint, 'management points').meta({
      description: 'Where clients ask for policy and locations, and send state messages.',
    }),
    distributionPoints: listOf(distributionPoint, 'distribution points').meta({
      description: 'Where clients fetch content.',
    }),
  })
  .register(notes, { isRead: 'byParts' });
