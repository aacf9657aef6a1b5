import { z } from 'zod';
import {
  count,
  duration,
  interval,
  listOf,
  listOfAny,
  months,
  name,
  notes,
  oneOf,
  rate,
  recurrence,
  setting,
  share,
  size,
  summaryInterval,
} from './fields.ts';
import { contentDistribution } from './schema-content.ts';
import { driveKeys } from './schema-images.ts';
import { distributionPoint, managementPoint, softwareUpdatePoint } from './schema-servers.ts';

/* Sites: a stand-alone primary site, and those of a hierarchy. */

const SERVERS_MAX = 1024;
const SERVER_LIST_MAX = 1000;
const CHUNK_MAX = 1_000_000;
const RETRIES_MAX = 20;
const SITE_TYPES = ['centralAdministration', 'primary', 'secondary'] as const;
export const MICROSOFT_UPDATE = 'Microsoft Update';

const outsideSource = z.strictObject({
  wsus: name.meta({ description: 'What the WSUS server outside the hierarchy is called.' }),
  delay: duration.meta({ description: 'How long after its release that server offers an update.' }),
});

const synchronization = z.strictObject({
  schedule: setting(z.union([oneOf(['off']), recurrence]), 'every 7 days at 00:00 UTC', {
    grade: 'assumed',
    source: 'MA-SYNC-SCHED',
    meaning: 'When the top-level site synchronizes with the source of updates; off: only by hand.',
  }),
  source: setting(z.union([oneOf([MICROSOFT_UPDATE]), outsideSource]), MICROSOFT_UPDATE, {
    grade: 'seed',
    source: 'seed 002, synchronization on the top-level site',
    meaning:
      'Where the top-level site gets updates: from Microsoft Update, or from a WSUS server outside the hierarchy that ' +
      'offers an update a "delay" after its release.',
  }),
  classifications: listOfAny(name).meta({
    description: 'Top-level site: which classifications are synchronized; left out: all.',
  }),
  products: listOfAny(name).meta({
    description: 'Top-level site: which products are synchronized; left out: all.',
  }),
  fullEvery: setting(interval, '7 d', {
    grade: 'documented',
    source: 'CF-9',
    meaning: 'A synchronization is full when the last full one is at least this old, else a delta.',
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
  updateSize: setting(size, '0.02 MB', {
    grade: 'assumed',
    source: 'ASSUME-SCANMB: what an update adds to the metadata of a scan',
    meaning: 'Metadata per update on the way from one WSUS server to another.',
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
  chunkSize: setting(count(1, CHUNK_MAX), 256, {
    grade: 'documented',
    source: 'Loader Chunk Size',
    meaning: 'Files of state messages per chunk.',
  }),
  chunksMax: setting(count(1, CHUNK_MAX), 100, {
    grade: 'documented',
    source: 'Max Chunks Fetched',
    meaning: 'Chunks that one pass over the inbox fetches at most.',
  }),
  inboxPoll: setting(interval, '900 s', {
    grade: 'documented',
    source: 'Inbox Polling Interval',
    meaning: 'The state system looks into its inbox at least this often.',
  }),
  corruptFiles: setting(share, '0 %', {
    grade: 'assumed',
    source: 'seed 002, compliance states; MA-STATE-CORRUPT',
    meaning: 'Share of files that arrive damaged and cannot be processed.',
  }),
  missingMessageAge: setting(duration, '48 h', {
    grade: 'documented',
    source: 'Min Missing Message Age',
    meaning: "How old a gap in a client's serial numbers is before a resynchronization is asked for.",
  }),
  resyncCheck: setting(interval, '60 min', {
    grade: 'documented',
    source: 'CF-6',
    meaning: 'How often the site looks for such gaps.',
  }),
  resyncRetry: setting(listOf(interval, 'waits', 1, RETRIES_MAX), ['2 h', '8 h', '24 h'], {
    grade: 'documented',
    source: 'Retry Config (7200, 28800, 86400 s); MA-RESYNC: what these numbers are applied to',
    meaning:
      'How long after a request for a resynchronization the site asks again, while the gap stays open: after the first, ' +
      'the second and so on; the last repeats.',
  }),
});

const summarization = z.strictObject({
  interval: setting(summaryInterval, '60 min', {
    grade: 'documented',
    source: 'compliance assessment, summarization',
    meaning: 'How often the figures that consoles show are counted anew.',
  }),
});

const supersedence = z.strictObject({
  expireAfter: setting(months, '3 months', {
    grade: 'documented',
    source: 'supersedeMonths, software update point',
    meaning:
      'A superseded update expires this long after the release of the update that supersedes it; 0 months: at once. ' +
      'Definition updates never do.',
  }),
  featureUpdatesExpireAfter: setting(months, '3 months', {
    grade: 'documented',
    source: 'supersedence rules, feature updates apart',
    meaning: 'The same for feature updates, which are those of the classification Upgrades.',
  }),
});

const replication = z.strictObject({
  global: setting(interval, '2 min', {
    grade: 'assumed',
    source: 'ASSUME-DRS',
    meaning: 'How often configuration items and deployments are sent down to the site.',
  }),
  itemSize: setting(size, '0.05 MB', {
    grade: 'assumed',
    source: 'ASSUME-DRS',
    meaning: 'A configuration item or deployment on the way to the site.',
  }),
  state: setting(interval, '5 min', {
    grade: 'assumed',
    source: 'ASSUME-DRS',
    meaning: 'How often a primary site sends the state of clients up to its parent.',
  }),
  files: setting(interval, '1 min', {
    grade: 'assumed',
    source: 'MA-SITE-SENDER',
    meaning:
      'How long state files wait at a secondary site from the first on, until a package takes them to the parent.',
  }),
  messageSize: setting(size, '1 kB', {
    grade: 'assumed',
    source: 'ASSUME-DRS',
    meaning: 'A state message on the way to the parent.',
  }),
});

/** What every site has. */
const common = {
  location: z
    .optional(name)
    .meta({ description: 'Where the site server stands; left out: the first location.' }),
  synchronization: z.prefault(synchronization, {}).meta({ description: 'How new updates come to the site.' }),
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
  contentDistribution: z
    .prefault(contentDistribution, {})
    .meta({ description: 'How the site server sends packages to its distribution points.' }),
  ...driveKeys,
  defaultBoundaryGroup: z.optional(name).meta({
    description:
      'The boundary group whose distribution points clients of the site fall back to; those in no boundary group have ' +
      'no other.',
  }),
};

function servers<T extends z.ZodType>(element: T, what: string, lengthMin: 0 | 1) {
  return listOf(element, what, lengthMin, SERVER_LIST_MAX);
}

const UPDATE_POINTS = 'WSUS servers; the first is the default one, the source of the others.';
const MANAGEMENT_POINTS = 'Where clients ask for policy and locations, and send state messages.';
const DISTRIBUTION_POINTS = 'Where clients fetch content.';

export const site = z
  .strictObject({
    name: z.prefault(name, 'PS1').meta({ description: 'The site code.' }),
    ...common,
    softwareUpdatePoints: servers(softwareUpdatePoint, 'software update points', 1).meta({
      description: UPDATE_POINTS,
    }),
    managementPoints: servers(managementPoint, 'management points', 1).meta({
      description: MANAGEMENT_POINTS,
    }),
    distributionPoints: servers(distributionPoint, 'distribution points', 1).meta({
      description: DISTRIBUTION_POINTS,
    }),
  })
  .register(notes, { isRead: 'byParts' });

const siteOfHierarchy = z
  .strictObject({
    name: name.meta({ description: 'The site code; no other site has it.' }),
    type: z.prefault(oneOf(SITE_TYPES), 'primary').meta({ description: 'What it is in its hierarchy.' }),
    parent: z.optional(name).meta({
      description:
        'The site above it: of a primary site a central administration site, of a secondary site a primary one. ' +
        'Left out: it is at the top.',
    }),
    ...common,
    replication: z
      .prefault(replication, {})
      .meta({ description: 'How data travel between the site and its parent. Not at the top.' }),
    softwareUpdatePoints: z
      .prefault(servers(softwareUpdatePoint, 'software update points', 0), [])
      .meta({ description: UPDATE_POINTS }),
    managementPoints: z
      .prefault(servers(managementPoint, 'management points', 0), [])
      .meta({ description: MANAGEMENT_POINTS }),
    distributionPoints: z
      .prefault(servers(distributionPoint, 'distribution points', 0), [])
      .meta({ description: DISTRIBUTION_POINTS }),
  })
  .register(notes, { isRead: 'byParts' });

export const sites = listOf(siteOfHierarchy, 'sites', 1);
