import { z } from 'zod';
import { PRIORITIES } from '../model/scenario.ts';
import {
  count,
  DAY_MS,
  distribution,
  duration,
  interval,
  listOf,
  name,
  notes,
  oneOf,
  rate,
  setting,
  share,
  size,
  sizeDistribution,
  text,
  timeOfDay,
  weekdays,
} from './fields.ts';
import { updateFilter } from './schema-updates.ts';

/* Content: packages, its way to distribution points, and from other clients. */

const HOUR_MS = 3_600_000;
const THREADS = 'components and threads, distribution manager';

export const contentDistribution = z.strictObject({
  packages: setting(count(1, 50), 3, {
    grade: 'documented',
    source: THREADS,
    meaning: 'Packages and images that the site server sends at a time.',
  }),
  threadsPerPackage: setting(count(1, 999), 5, {
    grade: 'documented',
    source: THREADS,
    meaning: 'Transfers of one package or image at a time.',
  }),
  retries: setting(count(0, 1000), 100, {
    grade: 'documented',
    source: 'software distribution component, retry settings',
    meaning: 'How often a transfer that failed is tried again.',
  }),
  retry: setting(interval, '30 min', {
    grade: 'documented',
    source: 'software distribution component, retry settings',
    meaning: 'Wait before a transfer that failed is tried again.',
  }),
  pullRetry: setting(interval, '30 min', {
    grade: 'documented',
    source: 'pull-distribution points',
    meaning: 'Wait of a pull-distribution point that finds no source with the content.',
  }),
});

/** Hours of the day, whole ones, that may end on the next day. */
function wholeHours<T extends { readonly from: number; readonly to: number }>(
  hours: T,
  context: z.RefinementCtx,
): T {
  if (hours.from % HOUR_MS === 0 && hours.to % HOUR_MS === 0 && hours.from !== hours.to) {
    return hours.to > hours.from ? hours : { ...hours, to: hours.to + DAY_MS };
  }
  const message = 'has to be whole hours, such as from: 08:00 and to: 18:00; a whole day is 00:00 to 24:00';
  context.addIssue({ code: 'custom', path: hours.from % HOUR_MS === 0 ? ['to'] : ['from'], message });
  return z.NEVER;
}

const sendingHours = z
  .strictObject({
    days: z
      .prefault(weekdays, 'daily')
      .meta({ description: 'On which days; hours across midnight belong to the first.' }),
    from: timeOfDay.meta({ description: 'Whole hour at which this begins, by the clock of the site.' }),
    to: timeOfDay.meta({ description: 'Whole hour at which it ends. Earlier than "from": on the next day.' }),
    lowest: oneOf([...PRIORITIES, 'none']).meta({
      description: 'The lowest priority that is sent then; none: nothing is.',
    }),
  })
  .transform(wholeHours);

const rateHours = z
  .strictObject({
    from: timeOfDay.meta({ description: 'Whole hour at which this begins, by the clock of the site.' }),
    to: timeOfDay.meta({ description: 'Whole hour at which it ends. Earlier than "from": on the next day.' }),
    share: share
      .refine((part) => part >= 0.01, { error: 'is less than 1 %; close hours with "sendingHours"' })
      .meta({ description: 'Share of the rate.' }),
  })
  .transform(wholeHours);

const pulse = z.strictObject({
  block: size
    .refine((bytes) => bytes > 0, { error: 'has to be more than 0; write for example 256 kB' })
    .meta({ description: 'What is sent at once.' }),
  silence: duration.meta({ description: 'How long nothing is sent after it.' }),
});

const rateLimit = z
  .strictObject({
    byHour: listOf(rateHours, 'hours', 1)
      .optional()
      .meta({ description: 'Hours of the day with less than the whole rate; the later of two counts.' }),
    pulse: pulse.optional().meta({ description: 'Pulse mode: a block, then silence.' }),
  })
  .register(notes, { isChoice: true });

const pullSource = z.strictObject({
  name: name.meta({ description: 'A distribution point of the same hierarchy.' }),
  priority: setting(count(1, 100), 1, {
    grade: 'documented',
    source: 'pull-distribution points',
    meaning: 'The lowest number first; among equals by luck.',
  }),
});

/** How content comes to a distribution point. */
export const deliveryKeys = {
  sendingHours: z.prefault(listOf(sendingHours, 'hours', 0), []).meta({
    description: 'When the site server sends it only what is urgent, or nothing; the later of two counts.',
  }),
  rateLimit: z.optional(rateLimit).meta({
    description: 'How fast the site server sends to it; left out: as fast as it goes.',
  }),
  pullFrom: z.optional(listOf(pullSource, 'sources', 1)).meta({
    description:
      'Makes it a pull-distribution point, which fetches content from these; left out: the site server sends it.',
  }),
};

/** `\\server\share`, and folders in it. */
const UNC_PATH = /^\\\\[^\\/:*?"<>|]+(\\[^\\/:*?"<>|]+)+\\?$/;

const PACKAGES = 'deployment package wizard';

export const deploymentPackage = z.strictObject({
  name: name.meta({ description: 'What deployments and actions call it.' }),
  site: z.optional(name).meta({ description: 'Where it is created; left out: the only top-level site.' }),
  source: text(400)
    .regex(UNC_PATH, {
      error: 'is not the path of a shared folder; write for example \\\\server\\updates\\june',
    })
    .meta({
      description: 'The shared folder that its files are downloaded to; no other package has it.',
    }),
  priority: setting(oneOf(PRIORITIES), 'medium', {
    grade: 'documented',
    source: PACKAGES,
    meaning: 'What has more of it is sent to distribution points first.',
  }),
  distributionPoints: z
    .prefault(
      z.union([oneOf(['all']), z.array(name).min(1, { error: 'is empty; name at least one' })]),
      'all',
    )
    .meta({ description: 'Where its content goes; all: to those of the hierarchy.' }),
  updates: z.optional(updateFilter).meta({
    description: 'What it holds at the start, there and on its distribution points; left out: nothing.',
  }),
});

const sharing = z.strictObject({
  technology: oneOf(['deliveryOptimization', 'branchCache', 'peerCache']).meta({
    description: 'How clients fetch content from each other.',
  }),
  share: setting(share, '90 %', {
    grade: 'assumed',
    source: 'ASSUME-DOSHARE',
    meaning: 'Share of a file that peers give once another client of the peer group has it.',
  }),
  fileMin: setting(size, '50 MB', {
    grade: 'documented',
    source: 'Delivery Optimization, minimum file size to peer',
    meaning:
      'Smaller files are not shared. Branch Cache and Peer Cache know no such size: write 0 B for them.',
  }),
  clientsPerSource: setting(count(1, 10_000), 10, {
    grade: 'assumed',
    source: 'ASSUME-PEERCONN',
    meaning: 'How many clients one source serves at a time.',
  }),
  rate: setting(rate, '100 Mbit/s', {
    grade: 'assumed',
    source: 'MA-PEER-RATE',
    meaning: 'What a client gets from its peers.',
  }),
});

export const peers = z.union([oneOf(['none']), sharing]);

export const otherContent = z.strictObject({
  every: distribution.meta({ description: 'Time between two of them.' }),
  size: sizeDistribution.meta({ description: 'How much it is.' }),
});
