import { z } from 'zod';
import { PRIORITIES } from '../model/scenario.ts';
import {
  count,
  duration,
  listOf,
  listOfAny,
  moment,
  name,
  notes,
  oneOf,
  recurrence,
  setting,
  size,
  text,
  updateName,
  yesNo,
} from './fields.ts';
import { filterKeys } from './schema-updates.ts';

/* Images of operating systems, how they are serviced, and on which drive (seed 001). */

/** What updates and images are made for (seed 001, servicing process, step 4; ARM64 came later). */
export const ARCHITECTURES = ['X86', 'X64', 'ARM64'] as const;

const WIZARD = 'seed 001, servicing process, step 5';

/** Updates of the product of the image that meet everything that is given (seed 001, servicing process, step 4). */
const imageFilter = z.strictObject({
  released: filterKeys.released,
  classifications: filterKeys.classifications,
  kinds: filterKeys.kinds,
  text: listOfAny(text(200).min(1, { error: 'is empty; write what to look for' })).meta({
    description: 'Texts to look for: each is in the title, the KB number or the id; left out: any update.',
  }),
});

/** The page of the wizard on which the schedule is set, as it stands before anybody touches it. */
export const WIZARD_DEFAULTS = {
  continueOnError: false,
  updateDistributionPoints: false,
  removeSuperseded: false,
} as const;

const servicing = z.strictObject({
  every: recurrence.meta({ description: 'When the administrator runs the wizard for it.' }),
  startAfter: setting(duration, '0 s', {
    grade: 'seed',
    source: WIZARD,
    meaning: 'From the wizard to the start that its schedule names.',
  }),
  updates: z.optional(imageFilter).meta({
    description:
      'Which updates of the list are chosen, of those that can be applied to an image (MA-CBS); left out: all of them.',
  }),
  superseded: setting(yesNo, false, {
    grade: 'assumed',
    source: 'MA-OSVC-CHOICE',
    meaning: 'Whether updates are chosen too that another chosen one supersedes: the list has both.',
  }),
  continueOnError: setting(yesNo, WIZARD_DEFAULTS.continueOnError, {
    grade: 'documented',
    source: 'SMS_ImageServicingSchedule, ContinueOnError',
    meaning: 'Whether the run goes on after an update that cannot be applied; else it fails.',
  }),
  updateDistributionPoints: setting(yesNo, WIZARD_DEFAULTS.updateDistributionPoints, {
    grade: 'seed',
    source: `${WIZARD}: a box that has to be selected`,
    meaning: 'Whether the serviced image goes to its distribution points by itself.',
  }),
  removeSuperseded: setting(yesNo, WIZARD_DEFAULTS.removeSuperseded, {
    grade: 'documented',
    source: 'optimised image servicing, opt-in; images with one index only',
    meaning: 'Whether superseded updates are cleaned out of the image, which is then exported to a new file.',
  }),
});

export const image = z.strictObject({
  name: name.meta({ description: 'What groups, actions and tables call it.' }),
  kind: z.prefault(oneOf(['image', 'upgradePackage']), 'image').meta({
    description: 'An operating-system image or an operating-system upgrade package; both are serviced alike.',
  }),
  site: z.optional(name).meta({
    description: 'The top-level site whose server holds and services it; left out: the only one.',
  }),
  product: name.meta({ description: 'Its operating system, by the name that the catalogue has for it.' }),
  architecture: z.prefault(oneOf(ARCHITECTURES), 'X64').meta({
    description: 'What it is made for: it takes only updates of its product that are made for the same.',
  }),
  patchedTo: z.optional(moment).meta({
    description:
      'All updates of its product and architecture that were released before are in it at the import; left out: ' +
      'before the start, or before the import if that was earlier.',
  }),
  updates: z.optional(imageFilter).meta({
    description: 'Instead of "patchedTo": which of the updates released by the import are in it then.',
  }),
  imported: z.optional(moment).meta({
    description:
      'When it is added to the site; left out: it is there, and on its distribution points, from the start.',
  }),
  size: size
    .refine((bytes) => bytes > 0, { error: 'has to be more than 0; write for example 6 GB' })
    .meta({ description: 'Of its file when it is imported.' }),
  indexes: z.prefault(count(1, 64), 1).meta({ description: 'Editions in its file: each is serviced.' }),
  priority: setting(oneOf(PRIORITIES), 'medium', {
    grade: 'documented',
    source: 'distribution settings of images',
    meaning: 'What has more of it is sent to distribution points first.',
  }),
  distributionPoints: z
    .prefault(
      z.union([oneOf(['all']), z.array(name).min(1, { error: 'is empty; name at least one' })]),
      'all',
    )
    .meta({ description: 'Where it goes; all: to those of the hierarchy.' }),
  binaryDifferentialReplication: setting(yesNo, false, {
    grade: 'documented',
    source: 'fundamental concepts for content management; off for packages unless chosen',
    meaning:
      'Whether only what changed in its file is sent, where a distribution point has the version before: five times, then ' +
      'the next whole.',
  }),
  failingUpdates: z.prefault(z.array(updateName), []).meta({
    description: 'Ids or KB numbers of updates that can never be applied to it.',
  }),
  servicing: z.optional(servicing).meta({
    description:
      'The wizard that schedules updates for it, run again and again: a "scheduleServicing" at each occurrence, from the ' +
      'import on; left out: only by actions. Content of updates released by the start that no package holds is in ' +
      "the site's library (MA-CONTENT-BEFORE).",
  }),
});

function driveHint(written: string): string {
  return /^[a-z]:$/.test(written)
    ? `write a capital letter, "${written.toUpperCase()}"`
    : 'write for example "D:"';
}

const driveName = z
  .string({ error: 'has to be a text; put it in quotes' })
  .regex(/^[A-Z]:$/, { error: ({ input }) => `is not the name of a drive; ${driveHint(String(input))}` })
  .register(notes, { unit: 'drive' });

const drive = z.strictObject({
  name: driveName.meta({ description: 'Its letter, with a colon.' }),
  free: size.meta({ description: 'Room on it for the temporary files of servicing.' }),
});

/** Drives of a site server. */
export const driveKeys = {
  drives: setting(listOf(drive, 'drives', 1, 26), [{ name: 'C:', free: '200 GB' }], {
    grade: 'assumed',
    source: 'MA-OSVC-DRIVE; nothing published',
    meaning: 'Top-level site: the local drives of its server, and what is free on them.',
  }),
  installedOn: setting(driveName, 'C:', {
    grade: 'assumed',
    source: 'MA-OSVC-DRIVE',
    meaning: 'Top-level site: the drive on which Configuration Manager is installed.',
  }),
  offlineServicingDrive: setting(z.union([oneOf(['automatic']), driveName]), 'automatic', {
    grade: 'seed',
    source: 'seed 001, drive for offline servicing',
    meaning:
      'Top-level site: the drive on which images are serviced; automatic, or one that does not exist: that of the installation.',
  }),
};
