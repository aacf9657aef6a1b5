import { z } from 'zod';
import { REMOTEAPP_PLANS } from '../model/scenario.ts';
import { mean } from '../sim/distribution.ts';
import {
  acrossMidnight,
  count,
  distribution,
  duration,
  MINUTE_MS,
  moment,
  name,
  oneOf,
  rate,
  setting,
  share,
  size,
  timeOfDay,
  timeZone,
  weekdays,
} from './fields.ts';

/* Azure RemoteApp: template images, collections, what its documents say of the service, and what they do not. */

const LIMITS = 'RemoteApp limits and timers';
const UPDATE = 'ASSUME-ARA-UPDATE';
const USERS = 'ASSUME-ARA-USERS';

export const remoteAppService = z.strictObject({
  idleTimeout: setting(duration, '4 h', {
    grade: 'documented',
    source: `${LIMITS}; ASSUME-ARA-IDLE`,
    meaning: 'After so long without input a session is disconnected.',
  }),
  disconnectedTimeout: setting(duration, '4 h', {
    grade: 'documented',
    source: `${LIMITS}; ASSUME-ARA-IDLE`,
    meaning: 'A session that is disconnected for so long is signed off; 0 s: at once.',
  }),
  updateFixed: setting(duration, '30 min', {
    grade: 'assumed',
    source: UPDATE,
    meaning: 'Update of a collection: the part that does not depend on its size.',
  }),
  updatePerBatch: setting(duration, '2 min', {
    grade: 'assumed',
    source: UPDATE,
    meaning: 'Update of a collection: per batch of session hosts.',
  }),
  hostsPerBatch: setting(count(1, 1000), 10, {
    grade: 'assumed',
    source: UPDATE,
    meaning: 'Session hosts that are built at a time.',
  }),
  updateFailure: setting(share, '0 %', {
    grade: 'assumed',
    source: 'MA-ARA-FAILURE; no share is published',
    meaning: 'Updates of collections that fail at their end: the old image stays.',
  }),
  signOutDelay: setting(
    distribution,
    { exponential: { mean: '20 min' } },
    {
      grade: 'assumed',
      source: USERS,
      meaning: 'From the message to the sign-out of a user who was told.',
    },
  ),
  unsaved: setting(share, '30 %', {
    grade: 'assumed',
    source: USERS,
    meaning: 'Active users who have work that is not saved when they are forced off.',
  }),
  unsavedIdle: setting(share, '0 %', {
    grade: 'assumed',
    source: USERS,
    meaning: 'The same of users whose session is idle or disconnected: the default takes them to have saved.',
  }),
  unsavedWork: setting(
    distribution,
    { exponential: { mean: '15 min' } },
    { grade: 'assumed', source: USERS, meaning: 'How much work that is.' },
  ),
  reconnectDelay: setting(
    distribution,
    { exponential: { mean: '2 min' } },
    {
      grade: 'assumed',
      source: USERS,
      meaning: 'From the end of a session to the next sign-in of a user who goes on working.',
    },
  ),
  signIn: setting(distribution, '30 s', {
    grade: 'assumed',
    source: USERS,
    meaning: 'How long a sign-in takes.',
  }),
  save: setting(distribution, '20 min', {
    grade: 'assumed',
    source: 'MA-ARA-MAKE',
    meaning: 'To generalize a patched custom image and save it under its new name.',
  }),
  import: setting(distribution, '25 min', {
    grade: 'documented',
    source: 'RemoteApp images: up to 25 min',
    meaning: 'To import an image from a virtual machine.',
  }),
  provision: setting(distribution, '15 min', {
    grade: 'assumed',
    source: 'MA-ARA-MAKE',
    meaning: 'From the arrival of an image at the service until collections can use it.',
  }),
  uploadRate: setting(rate, '100 Mbit/s', {
    grade: 'assumed',
    source: 'MA-ARA-UPLOAD',
    meaning: 'An upload gets no more than this of the internet access of its site.',
  }),
  platformUpdate: setting(distribution, '7 d', {
    grade: 'assumed',
    source: 'MA-ARA-PLATFORM',
    meaning: "From the release of an update to the provider's update of collections on platform images.",
  }),
});

export const templateImage = z.strictObject({
  name: name.meta({ description: 'What collections, actions and tables call it.' }),
  kind: z.prefault(oneOf(['custom', 'platform']), 'custom').meta({
    description: 'Serviced by the administrator, or by the provider, who also updates the collections on it.',
  }),
  from: z.optional(name).meta({
    description:
      'The template image that it is made from during the run, by "makeTemplateImage"; left out: it is there from the start.',
  }),
  product: z.optional(name).meta({
    description:
      'Its operating system, by the name that the catalogue has for it; left out: that of the image it is made from.',
  }),
  patchedTo: z.optional(moment).meta({
    description:
      'All updates of its product that were released by then are in it at the start; left out: by the start.',
  }),
  size: z.optional(size).meta({
    description:
      'Of its file, at most 127 GB and whole MB; left out: that of the image it is made from, else 40 GB (documented: ' +
      'RemoteApp images).',
  }),
  transfer: z.optional(oneOf(['upload', 'import'])).meta({
    description:
      'How a custom image comes to the service: uploaded over the internet access of a site, or imported from a virtual ' +
      'machine; left out: as the image it is made from, else upload.',
  }),
  site: z.optional(name).meta({
    description:
      'The top-level site that uploads it; left out: that of the image it is made from, else the only one.',
  }),
});

const WORK = 'MA-ARA-WORK';

/** Users do not change between work and pause without end: shorter times would only keep the simulation from going on. */
const spell = distribution.refine((law) => mean(law) >= MINUTE_MS, {
  error: 'is less than 1 min on average; write for example { exponential: { mean: 30 min } }',
});

const work = z
  .strictObject({
    days: setting(weekdays, 'Mon-Fri', {
      grade: 'assumed',
      source: WORK,
      meaning: 'On which days users come; hours across midnight belong to the day on which they begin.',
    }),
    from: setting(timeOfDay, '08:30', {
      grade: 'assumed',
      source: WORK,
      meaning: 'Local time at which users come, before jitter.',
    }),
    to: setting(timeOfDay, '17:30', {
      grade: 'assumed',
      source: WORK,
      meaning: 'Local time at which they go, before jitter. Earlier than "from": on the next day.',
    }),
    jitter: setting(
      distribution,
      { uniform: { min: '0 min', max: '60 min' } },
      { grade: 'assumed', source: WORK, meaning: 'Added to both ends, drawn for each user and day.' },
    ),
    attendance: setting(share, '90 %', {
      grade: 'assumed',
      source: WORK,
      meaning: 'Share of those days on which a user comes at all.',
    }),
    activeFor: setting(
      spell,
      { exponential: { mean: '30 min' } },
      { grade: 'assumed', source: WORK, meaning: 'Work with input, until the next pause.' },
    ),
    idleFor: setting(
      spell,
      { exponential: { mean: '10 min' } },
      { grade: 'assumed', source: WORK, meaning: 'A pause without input, until work goes on.' },
    ),
    signOut: setting(share, '40 %', {
      grade: 'assumed',
      source: WORK,
      meaning: 'Share of users who sign out at the end of their day.',
    }),
    disconnect: setting(share, '30 %', {
      grade: 'assumed',
      source: WORK,
      meaning: 'Share of users who disconnect then; the others just go, and their session is idle.',
    }),
  })
  .transform(acrossMidnight)
  .refine(({ signOut, disconnect }) => signOut + disconnect <= 1 + 1e-9, {
    path: ['disconnect'],
    error: 'is more than 100 % together with "signOut"; the shares are of all users at the end of their day',
  });

/** Addresses for hosts in a subnet of the smallest size that the service takes, /27, as its documents count them. */
const SUBNET_MIN = 30;

export const remoteAppCollection = z.strictObject({
  name: name.meta({ description: 'What actions and tables call it.' }),
  kind: oneOf(['cloud', 'hybrid']).meta({
    description:
      'In a network of the service, or in a subnet of the customer, whose addresses its hosts share.',
  }),
  addresses: z
    .optional(
      count(1, 65_536).refine((addresses) => addresses >= SUBNET_MIN, {
        error: `is less than a /27 subnet, the smallest that the service takes; write at least ${SUBNET_MIN}`,
      }),
    )
    .meta({
      description:
        'Of a hybrid one: addresses of its subnet, one per session host; left out: 100 (documented: RemoteApp limits).',
    }),
  plan: oneOf(REMOTEAPP_PLANS).meta({
    description:
      'Decides how many users one session host takes (16, 10, 4, 2) and how many the collection takes.',
  }),
  users: z.optional(count(1, 1_000_000)).meta({
    description:
      'How many users it has; left out: the default of its plan, 400, 250, 100, 50 (documented: RemoteApp limits). Basic ' +
      'and standard can be raised to 800 and 500.',
  }),
  location: z
    .optional(name)
    .meta({ description: 'Where its users are; needed only for their clock, where there is no "timeZone".' }),
  timeZone: z
    .optional(timeZone)
    .meta({ description: 'IANA time zone of its users; left out: that of the location.' }),
  templateImage: name.meta({ description: 'What its session hosts are made from at the start.' }),
  work: z.prefault(work, {}).meta({ description: 'A day of its users.' }),
});
