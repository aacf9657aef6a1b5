import { z } from 'zod';
import {
  acrossMidnight,
  atMost,
  count,
  DAY_MS,
  days,
  distribution,
  duration,
  HOUR_MS,
  interval,
  MINUTE_MS,
  oneOf,
  runTime,
  setting,
  share,
  size,
  timeOfDay,
  weekdays,
  yesNo,
} from './fields.ts';
import { remoteAppService } from './schema-remoteapp.ts';
import { offlineServicing } from './schema-servicing.ts';

/* How clients behave: what administrators set, and what no document says. Sources: see docs/settings.md. */

const businessHours = z
  .strictObject({
    days: weekdays.meta({ description: 'On which days.' }),
    from: timeOfDay.meta({ description: 'Local time at which they begin.' }),
    to: timeOfDay.meta({
      description: 'Local time at which they end. Earlier than "from": on the next day.',
    }),
  })
  .transform(acrossMidnight);

export const clientSettings = z.strictObject({
  policyPoll: setting(interval, '60 min', {
    grade: 'documented',
    source: 'client settings, policy polling interval',
    meaning: 'How often a client asks its management point for policy.',
  }),
  stateCycle: setting(interval, '15 min', {
    grade: 'seed',
    source: 'seed 002, scan process',
    meaning: 'How often a client sends the state messages that it has collected.',
  }),
  scanInterval: setting(days, '7 d', {
    grade: 'documented',
    source: 'client settings, software update scan schedule',
    meaning: 'The scan schedule: how often a client looks whether its updates are complete.',
  }),
  scanJitter: setting(
    distribution,
    { uniform: { min: '0 min', max: '120 min' } },
    {
      grade: 'documented',
      source: 'client settings; MA-SCHED-JITTER',
      meaning: 'Added to each start of the scan schedule, drawn anew.',
    },
  ),
  reevaluationInterval: setting(days, '7 d', {
    grade: 'seed',
    source: 'seed 002, deployment re-evaluation schedule; client settings',
    meaning: 'How often a client evaluates its deployments again.',
  }),
  reevaluationJitter: setting(
    distribution,
    { uniform: { min: '0 min', max: '120 min' } },
    {
      grade: 'assumed',
      source: 'MA-SCHED-JITTER, J4',
      meaning: 'Added to each start of the re-evaluation schedule, drawn anew.',
    },
  ),
  firstScanDelay: setting(
    distribution,
    { uniform: { min: '0 min', max: '120 min' } },
    {
      grade: 'seed',
      source: 'seed 002, scan process',
      meaning: 'From the first policy that enables software updates to the first scan.',
    },
  ),
  scanTimeToLive: setting(duration, '24 h', {
    grade: 'seed',
    source: 'seed 002, time to live',
    meaning: 'A scan goes to the WSUS server only if the last one that did is older than this.',
  }),
  restartCountdown: setting(atMost(20_160 * MINUTE_MS, '90 min'), '90 min', {
    grade: 'documented',
    source: 'client settings, computer restart',
    meaning: 'Countdown shown to a signed-in user before a restart after the deadline.',
  }),
  restartFinal: setting(duration, '15 min', {
    grade: 'documented',
    source: 'client settings, computer restart',
    meaning: 'The last part of the countdown, which cannot be dismissed.',
  }),
  forcesRestart: setting(yesNo, true, {
    grade: 'documented',
    source: 'client settings, computer restart',
    meaning: 'Whether a client may restart by itself; else it waits for its user.',
  }),
  grace: setting(atMost(120 * HOUR_MS, '24 h'), '0 h', {
    grade: 'documented',
    source: 'client settings; CF-16: 0 to 120 h',
    meaning:
      'After the deadline of a deployment that allows it, installation waits so long for a time outside business hours.',
  }),
  randomizesDeadline: setting(yesNo, false, {
    grade: 'documented',
    source: 'CF-4, J7: off for deployments made by hand',
    meaning: 'Whether up to 2 h, drawn per client, are added to deadlines; those of rules always are.',
  }),
  lookAhead: setting(atMost(365 * DAY_MS, '7 d'), '0 h', {
    grade: 'documented',
    source: 'client settings, software updates',
    meaning: 'At a deadline, deployments whose own is at most this far ahead are installed too; 0 h: none.',
  }),
  usesAllDeploymentsWindows: setting(yesNo, false, {
    grade: 'documented',
    source: 'client settings, software updates',
    meaning:
      'Whether windows for all deployments count for updates where there are windows for software updates.',
  }),
  metered: setting(oneOf(['block', 'limit', 'allow']), 'block', {
    grade: 'documented',
    source: 'client settings, metered internet connections',
    meaning: 'What clients do on a metered connection: nothing, only the necessary, or as always.',
  }),
  cacheSize: setting(size, '5120 MiB', {
    grade: 'documented',
    source: 'client settings, client cache',
    meaning: 'Room in the cache of a client. Updates are downloaded all the same.',
  }),
  cacheMinimumAge: setting(atMost(10_080 * MINUTE_MS, '1440 min'), '1440 min', {
    grade: 'documented',
    source: 'client settings, client cache',
    meaning: 'Content younger than this is not evicted from the cache.',
  }),
  businessHours: setting(
    businessHours,
    { days: 'Mon-Fri', from: '05:00', to: '22:00' },
    {
      grade: 'documented',
      source: 'Software Center, business hours',
      meaning: 'Local hours in which a restart disturbs; the others count as outside business hours.',
    },
  ),
});

const installDuration = z.strictObject({
  LCU: installSetting({ lognormal: { median: '15 min', p95: '45 min' } }, 'a cumulative update'),
  DotNetCU: installSetting({ lognormal: { median: '4 min', p95: '12 min' } }, 'a .NET cumulative update'),
  SSU: installSetting({ uniform: { min: '1 min', max: '3 min' } }, 'a servicing stack update'),
  other: installSetting('2 min', 'any other update'),
});

function installSetting(value: z.input<typeof distribution>, what: string) {
  const source = 'no document has durations; after ASSUME-OSVC-TIME';
  return setting(distribution, value, { grade: 'assumed', source, meaning: `Installation of ${what}.` });
}

const installFailure = z.strictObject({
  LCU: failureSetting('a cumulative update'),
  DotNetCU: failureSetting('a .NET cumulative update'),
  SSU: failureSetting('a servicing stack update'),
  other: failureSetting('any other update'),
});

function failureSetting(what: string) {
  const source = 'MA-INSTALL-RETRY; no share is published';
  return setting(share, '0 %', { grade: 'assumed', source, meaning: `Installations of ${what} that fail.` });
}

const maxRunTime = z.strictObject({
  featureUpdate: runTimeSetting('120 min', 'a feature update (classification Upgrades)'),
  LCU: runTimeSetting('60 min', 'a cumulative update'),
  DotNetCU: runTimeSetting('60 min', 'a .NET cumulative update'),
  SSU: runTimeSetting('60 min', 'a servicing stack update'),
  other: runTimeSetting('60 min', 'any other update'),
});

function runTimeSetting(value: string, what: string) {
  const source = 'MA-RUNTIME, CF-12; 10 min where the site was set up with a version from 1511 to 2010';
  return setting(runTime, value, { grade: 'documented', source, meaning: `Maximum run time of ${what}.` });
}

const restartNeeded = z.strictObject({
  LCU: restartSetting(true, 'A cumulative update'),
  DotNetCU: restartSetting(true, 'A .NET cumulative update'),
  SSU: restartSetting(false, 'A servicing stack update'),
  other: restartSetting(false, 'Any other update'),
});

function restartSetting(value: boolean, what: string) {
  const source = 'usual behaviour of these packages';
  return setting(yesNo, value, { grade: 'assumed', source, meaning: `${what} needs a restart to finish.` });
}

export const assumptions = z.strictObject({
  stateHighInterval: setting(duration, '2 min', {
    grade: 'seed',
    source: 'seed 002, compliance states; MA-STATE-HIGH',
    meaning: 'State messages of the scans after an installation or a restart leave within this time.',
  }),
  scanRetry: setting(interval, '30 min', {
    grade: 'documented',
    source: 'MA-SUP-RETRY',
    meaning: 'Wait before a scan that failed with a code worth a retry is tried again.',
  }),
  scanRetries: setting(count(0, 1000), 4, {
    grade: 'documented',
    source: 'MA-SUP-RETRY',
    meaning: 'Retries at one software update point before the client turns to another.',
  }),
  supSwitchExtra: setting(duration, '2 min', {
    grade: 'documented',
    source: 'MA-SUP-RETRY',
    meaning: 'Wait after the last of them before the next software update point is tried.',
  }),
  shortCycle: setting(interval, '2 min', {
    grade: 'assumed',
    source: 'MA-SUP-SHORT',
    meaning: 'Wait between tries at further software update points.',
  }),
  lastKnownGood: setting(duration, '120 min', {
    grade: 'documented',
    source: 'boundary groups, software update points',
    meaning:
      'The last good software update point is kept at least this long before those of a neighbour are used.',
  }),
  scanTimeoutIsRetried: setting(yesNo, false, {
    grade: 'assumed',
    source: 'MA-NONRETRY: a timeout is not among the documented codes',
    meaning: 'Whether a scan that got no answer in time is tried again like a refused one.',
  }),
  sourceWait: setting(
    distribution,
    { uniform: { min: '0 min', max: '2 min' } },
    {
      grade: 'documented',
      source: 'compliance assessment, MA-NEW-SOURCE; the spread is assumed',
      meaning: 'A new update source: wait for group policy to name it.',
    },
  ),
  sourceSettle: setting(duration, '30 s', {
    grade: 'documented',
    source: 'compliance assessment, MA-NEW-SOURCE',
    meaning: 'A new update source: wait after that.',
  }),
  scanStates: setting(oneOf(['changes', 'all']), 'changes', {
    grade: 'assumed',
    source: 'MA-SCAN-STATE',
    meaning:
      'Which messages about scans a client sends: one when the outcome differs from the last reported, or every state.',
  }),
  stateRetry: setting(interval, '15 min', {
    grade: 'assumed',
    source: 'the next state cycle',
    meaning: 'Wait before a batch of state messages that no management point took is sent again.',
  }),
  scanTimeout: setting(interval, '10 min', {
    grade: 'assumed',
    source: 'the default of the agent is not published',
    meaning: 'A scan that has waited this long in the queue of WSUS is given up.',
  }),
  scanEvaluation: setting(
    distribution,
    { lognormal: { median: '10 s', p95: '30 s' } },
    {
      grade: 'measured',
      source: '10.4 s in the log of the documented scan of 2014-01-20; the spread is assumed',
      meaning: "The client's own part of a scan: searching with the metadata that it holds.",
    },
  ),
  deltaMetadata: setting(size, '0.2 MB', {
    grade: 'assumed',
    source: 'ASSUME-SCANMB',
    meaning: 'Metadata that a delta scan fetches in any case.',
  }),
  deltaMetadataPerUpdate: setting(size, '0.02 MB', {
    grade: 'assumed',
    source: 'ASSUME-SCANMB',
    meaning: 'Metadata that a delta scan fetches per update new to the client.',
  }),
  fullMetadata: setting(size, '40 MB', {
    grade: 'assumed',
    source: 'ASSUME-SCANMB',
    meaning: 'Metadata that a full scan fetches.',
  }),
  locationRequest: setting(duration, '1 s', {
    grade: 'measured',
    source: 'a second or two in the log of the documented scan of 2014-01-20',
    meaning: 'Round trip to a management point for the location of a server.',
  }),
  installDuration: z
    .prefault(installDuration, {})
    .meta({ description: 'How long installations take, by kind of update.' }),
  installFailure: z
    .prefault(installFailure, {})
    .meta({ description: 'Which share of installations fails, by kind of update.' }),
  maxRunTime: z
    .prefault(maxRunTime, {})
    .meta({ description: 'Maximum run times: what a maintenance window has to have room for.' }),
  restartNeeded: z
    .prefault(restartNeeded, {})
    .meta({ description: 'Which kinds of update need a restart to finish.' }),
  contentRetry: setting(interval, '30 min', {
    grade: 'assumed',
    source: 'retries of the other kinds of content',
    meaning: 'Between two looks of a client that waits for content on its distribution point.',
  }),
  restartDuration: setting(
    distribution,
    { lognormal: { median: '3 min', p95: '10 min' } },
    {
      grade: 'assumed',
      source: 'nothing published',
      meaning: 'From the start of a restart until the machine works again.',
    },
  ),
  distributionPointTry: setting(duration, '2 min', {
    grade: 'assumed',
    source: 'ASSUME-DPTIMEOUT',
    meaning: 'How long a client tries a distribution point that does not answer before it turns to the next.',
  }),
  stalledTransfer: setting(duration, '60 min', {
    grade: 'documented',
    source: 'inactivity per distribution point, its default; ASSUME-DPTIMEOUT',
    meaning:
      'How long a client waits for a transfer that has stalled before it turns to the next distribution point.',
  }),
  registration: setting(distribution, '0 s', {
    grade: 'assumed',
    source: 'nothing published',
    meaning: 'From the installation of a client that joins to its registration at the site.',
  }),
  deletedAfter: setting(duration, '90 d', {
    grade: 'documented',
    source: 'Delete Aged Discovery Data, its default',
    meaning: 'So long after a client has left, its site deletes it.',
  }),
  windowRestart: setting(duration, '5 min', {
    grade: 'documented',
    source: 'mwRestartAllowance',
    meaning: 'What a maintenance window has to hold beside the maximum run time of an update.',
  }),
  wokenFor: setting(duration, '2 h', {
    grade: 'assumed',
    source: 'nothing published',
    meaning: 'How long a client that was woken stays awake at least.',
  }),
  filterSwitch: setting(distribution, '1 min', {
    grade: 'assumed',
    source: 'MA-EMB-SEQ',
    meaning: 'Switching a write filter, without the restart that it takes.',
  }),
  availableDelay: setting(
    distribution,
    { uniform: { min: '0 min', max: '120 min' } },
    {
      grade: 'documented',
      source: 'CF-2, J5; profile cb2303 only',
      meaning: 'From the available time to the start of downloads.',
    },
  ),
  policyPollWork: setting(distribution, '20 ms', {
    grade: 'assumed',
    source: 'ASSUME-MPRATE',
    meaning: 'Work of a policy poll without news at the management point.',
  }),
  imagingDuration: setting(
    distribution,
    { lognormal: { median: '45 min', p95: '90 min' } },
    {
      grade: 'assumed',
      source: 'MA-IMAGING-TIME; nothing published',
      meaning: 'From the arrival of an image at a machine to a client that works on it.',
    },
  ),
  offlineServicing: z
    .prefault(offlineServicing, {})
    .meta({ description: 'How images are serviced: times, room, failures.' }),
  remoteApp: z.prefault(remoteAppService, {}).meta({ description: 'What Azure RemoteApp and its users do.' }),
  catalogVersionForcesOnline: z.optional(yesNo).meta({
    description:
      'A newer catalogue version makes a scan go online inside the time to live (MA-CATVER). Left out: true in cb2303, false in seed2017.',
  }),
});
