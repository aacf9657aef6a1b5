import { z } from 'zod';
import type { Presence, UserPresence } from '../model/scenario.ts';
import { mean } from '../sim/distribution.ts';
import {
  acrossMidnight,
  count,
  distribution,
  duration,
  fittedName,
  listOf,
  name,
  notes,
  oneOf,
  rate,
  setting,
  share,
  timeOfDay,
  timeZone,
  weekdays,
  yesNo,
} from './fields.ts';
import { FITTED_AVAILABILITY } from './fitted-availability.ts';
import { maintenanceWindows } from './schema-collections.ts';
import { otherContent, peers } from './schema-content.ts';

/* Where clients are, what they are and when they are there. */

const link = z.strictObject({
  rate: rate.meta({ description: 'What passes in all.' }),
  latency: setting(duration, '20 ms', {
    grade: 'assumed',
    source: 'a usual wide-area link',
    meaning:
      'One way. Location requests and policy polls over the link take two of it longer, message batches one; transfers do not.',
  }),
  clientRate: z.optional(rate).meta({ description: 'What one flow gets at most; left out: the whole link.' }),
});

export const location = z.strictObject({
  name: name.meta({ description: 'What servers, groups and actions call it.' }),
  timeZone: z.optional(timeZone).meta({ description: 'IANA time zone of the clients that are there.' }),
  link: z
    .optional(link)
    .meta({ description: "To the site's own network; left out: no limit worth modelling." }),
});

const DAYS = 'On which days; hours across midnight belong to the day on which they begin.';
const NEXT_DAY = 'Earlier than "from": on the next day.';
const ABSENCE = 'What being away is: switched off, asleep, or at work out of reach of every server.';

const absence = oneOf(['shutdown', 'sleep', 'offNetwork']);

function hoursWith<const A extends 'shutdown' | 'offNetwork'>(absenceDefault: A, attendanceDefault: string) {
  const shape = z.strictObject({
    days: z.prefault(weekdays, 'Mon-Fri').meta({ description: DAYS }),
    from: z
      .prefault(timeOfDay, '08:30')
      .meta({ description: 'Local time at which clients come, before jitter.' }),
    to: z
      .prefault(timeOfDay, '17:30')
      .meta({ description: `Local time at which they go, before jitter. ${NEXT_DAY}` }),
    jitter: setting(
      distribution,
      { uniform: { min: '0 min', max: '60 min' } },
      {
        grade: 'assumed',
        source: 'nothing published',
        meaning: 'Added to both ends of each day of presence, drawn anew for each.',
      },
    ),
    attendance: setting(share, attendanceDefault, {
      grade: 'assumed',
      source: 'nothing published',
      meaning: 'Share of those days on which the client is present at all.',
    }),
    absence: z.prefault(absence, absenceDefault).meta({ description: ABSENCE }),
  });
  return shape.transform(acrossMidnight);
}

/** Shorter periods are noise to everything that is modelled, and each costs a draw. */
const PERIOD_MEAN_MIN_MS = 60_000;

const upDown = z
  .strictObject({
    fitted: z.optional(fittedName).meta({
      description:
        'Periods of real machines instead of "up" and "down": desktops of Microsoft, the desktop grid of Notre Dame, ' +
        "nodes of Los Alamos, nodes of Grid'5000.",
    }),
    up: z.optional(distribution).meta({ description: 'Length of a period of presence.' }),
    down: z.optional(distribution).meta({ description: 'Length of a period of absence.' }),
    absence: z.prefault(absence, 'shutdown').meta({ description: ABSENCE }),
  })
  .refine(({ fitted, up, down }) => (fitted === undefined) === (up !== undefined && down !== undefined), {
    error: 'needs either "fitted" or both "up" and "down"',
  })
  .refine(({ fitted, up, down }) => fitted === undefined || (up === undefined && down === undefined), {
    error: 'has "fitted"; leave "up" and "down" out',
  })
  .refine(({ up, down }) => [up, down].every((law) => law === undefined || mean(law) >= PERIOD_MEAN_MIN_MS), {
    error: 'has periods of less than 1 min on average; write at least 1 min for "up" and for "down"',
  });

const presencePatterns = z
  .strictObject({
    officeHours: hoursWith('shutdown', '95 %')
      .optional()
      .meta({ description: 'Present at certain hours of certain days.' }),
    roaming: hoursWith('offNetwork', '60 %')
      .optional()
      .meta({ description: 'The same with other defaults: laptops that are often out of reach.' }),
    upDown: upDown.optional().meta({ description: 'Periods up and down in turn, whatever the hour.' }),
  })
  .register(notes, { isChoice: true });

export const presence = z.union([
  oneOf(['alwaysOn']).transform((): Presence => ({ pattern: 'alwaysOn' })),
  presencePatterns.transform(presenceOf),
]);

function presenceOf(given: z.output<typeof presencePatterns>): Presence {
  const hours = given.officeHours ?? given.roaming;
  if (hours !== undefined) {
    const { days, from, to, jitter, attendance, absence } = hours;
    return { pattern: 'officeHours', weekdays: days, fromMs: from, toMs: to, jitter, attendance, absence };
  }
  const { fitted, up, down, absence } = given.upDown!;
  if (fitted !== undefined) return { pattern: 'upDown', ...FITTED_AVAILABILITY[fitted], absence };
  return { pattern: 'upDown', up: up!, down: down!, absence };
}

export const user = z
  .strictObject({
    signedIn: oneOf(['never', 'always', 'officeHours']).meta({
      description: 'When somebody is signed in; officeHours: from … to on the days below.',
    }),
    days: z.prefault(weekdays, 'Mon-Fri').meta({ description: DAYS }),
    from: z.prefault(timeOfDay, '09:00').meta({ description: 'Local time of signing in.' }),
    to: z.prefault(timeOfDay, '17:30').meta({ description: `Local time of signing out. ${NEXT_DAY}` }),
    restartShare: setting(share, '20 %', {
      grade: 'assumed',
      source: 'nothing published',
      meaning: 'Share of users who restart by themselves during a countdown.',
    }),
    restartAfter: setting(
      distribution,
      { exponential: { mean: '30 min' } },
      {
        grade: 'assumed',
        source: 'nothing published',
        meaning: 'How long into the countdown such a user restarts.',
      },
    ),
  })
  .transform(acrossMidnight)
  .transform(
    ({ signedIn, days, from, to, restartShare, restartAfter }): UserPresence => ({
      signedIn,
      weekdays: days,
      fromMs: from,
      toMs: to,
      restartShare,
      restartAfter,
    }),
  );

export const CLIENT_COUNT_MAX = 16_000_000;

/** Users do not act without a pause: shorter times would only keep the simulation from going on. */
const timeBetweenActs = distribution.refine((law) => mean(law) >= PERIOD_MEAN_MIN_MS, {
  error:
    'is less than 1 min on average; write for example { exponential: { mean: 90 d } }, or leave the key out for never',
});

const writeFilter = z.strictObject({
  kind: oneOf(['FBWF', 'EWF', 'UWF']).meta({
    description: 'File-based, enhanced or unified write filter.',
  }),
  exclusions: setting(yesNo, true, {
    grade: 'documented',
    source: 'planning for client deployment to Windows Embedded devices',
    meaning: 'Whether exclusions keep the state of the client through a restart.',
  }),
});

const userInstalls = z.strictObject({
  share: share.meta({ description: 'Share of users who do.' }),
  after: setting(
    distribution,
    { exponential: { mean: '8 h' } },
    {
      grade: 'assumed',
      source: 'MA-USER-INSTALL',
      meaning: 'How long after it is available to the client such a user installs it.',
    },
  ),
});

export const group = z.strictObject({
  name: name.meta({ description: 'What deployments, actions and tables call it.' }),
  count: count(1, CLIENT_COUNT_MAX).meta({ description: 'How many clients there are at the start.' }),
  joins: setting(count(0, CLIENT_COUNT_MAX), 0, {
    grade: 'assumed',
    source: 'MA-JOINS',
    meaning: 'How many more join during the run, each at an instant of its own.',
  }),
  stay: z.optional(timeBetweenActs).meta({
    description: 'From the start, or from joining, until a client leaves for good; left out: none does.',
  }),
  rebuild: z.optional(timeBetweenActs).meta({
    description: 'Time between two rebuilds of a machine; left out: none is rebuilt.',
  }),
  image: z.optional(name).meta({
    description:
      'What machines that join or are rebuilt come from; left out: they come patched as those at the start.',
  }),
  product: name.meta({ description: 'Operating system, by the name that the catalogue has for it.' }),
  kind: oneOf(['workstation', 'laptop', 'server']).meta({
    description:
      'What its clients are. A boot of a server counts as a restart of its own, of others as a shutdown.',
  }),
  location: name.meta({ description: 'Where its clients are.' }),
  timeZone: z.optional(timeZone).meta({ description: 'IANA time zone; left out: that of the location.' }),
  site: z.optional(name).meta({
    description:
      'The primary site that its clients are assigned to, or a secondary site below it; left out: the only one there is.',
  }),
  internet: z.prefault(yesNo, false).meta({
    description: 'Whether its clients are on the internet: they use only software update points with TLS.',
  }),
  softwareUpdates: setting(yesNo, true, {
    grade: 'seed',
    source: 'seed 002, synchronization; client settings of the collection',
    meaning: 'Whether software updates are enabled; false: its clients are told of no software update point.',
  }),
  scanCycle: z.optional(timeBetweenActs).meta({
    description: "Time between two Software Updates Scan Cycles that a client's user runs; left out: never.",
  }),
  evaluationCycle: z.optional(timeBetweenActs).meta({
    description:
      "Time between two Software Updates Deployment Evaluation Cycles that a client's user runs; left out: never.",
  }),
  distributionPoint: z.optional(name).meta({
    description:
      'Where its clients fetch content; left out: at those of their boundary group, or, where there are none, the ' +
      'first at its location, else the first.',
  }),
  peers: z.optional(peers).meta({
    description:
      'What its clients get from each other; left out: what their boundary group says, or nothing.',
  }),
  internetRate: setting(rate, '100 Mbit/s', {
    grade: 'assumed',
    source: 'MA-INTERNET-CLIENT',
    meaning: 'What each of its clients gets from Microsoft Update.',
  }),
  meteredShare: setting(share, '0 %', {
    grade: 'assumed',
    source: 'MA-METERED-SHARE',
    meaning: 'Share of its clients whose connection is a metered one.',
  }),
  otherContent: z.optional(otherContent).meta({
    description: 'Content of other software that fills the cache of a client; left out: none.',
  }),
  updateLoss: z.optional(timeBetweenActs).meta({
    description: 'Time between two losses of an installed update on a client; left out: none goes missing.',
  }),
  writeFilter: z.optional(writeFilter).meta({
    description: 'The write filter of Windows Embedded devices; left out: none.',
  }),
  userInstalls: z.optional(userInstalls).meta({
    description: 'Users who install what is available before its deadline; left out: none does.',
  }),
  maintenanceWindows: z.prefault(maintenanceWindows, []).meta({
    description:
      'When updates may be installed on its clients, instead of a collection of them with windows.',
  }),
  presence: z.prefault(presence, 'alwaysOn').meta({ description: 'When its clients are there.' }),
  user: z
    .prefault(user, { signedIn: 'never' })
    .meta({ description: 'When somebody is signed in, and what they do about a restart countdown.' }),
});

const neighbour = z.strictObject({
  group: name.meta({ description: 'Another boundary group.' }),
  after: setting(z.union([oneOf(['never']), duration]), '120 min', {
    grade: 'documented',
    source: 'boundary groups, fallback time',
    meaning: 'How long after the first failure clients may use its software update points.',
  }),
  contentAfter: setting(z.union([oneOf(['never']), duration]), '120 min', {
    grade: 'documented',
    source: 'boundary groups, fallback time',
    meaning: 'How long after the first try for content clients may use its distribution points.',
  }),
});

export const boundaryGroup = z
  .strictObject({
    name: name.meta({ description: 'What its neighbours call it.' }),
    locations: z.prefault(z.array(name), []).meta({
      description:
        'Where its clients are. A location is in one boundary group at most; a group without any is only a neighbour of others.',
    }),
    softwareUpdatePoints: z.prefault(z.array(name), []).meta({
      description: 'Where its clients scan; those of their primary site and its secondary sites count.',
    }),
    distributionPoints: z.prefault(z.array(name), []).meta({
      description: 'Where its clients fetch content; those of their hierarchy count.',
    }),
    peers: z.optional(peers).meta({
      description: 'What its clients get from each other; left out: nothing.',
    }),
    neighbours: z
      .prefault(listOf(neighbour, 'neighbours', 0), [])
      .meta({ description: 'Where else they may scan and fetch content when that fails.' }),
  })
  .register(notes, { isRead: 'byParts' });
