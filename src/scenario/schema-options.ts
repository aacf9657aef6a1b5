import { z } from 'zod';
import { VERBOSITIES } from '../model/scenario.ts';
import { count, duration, listOfAny, moment, name, oneOf, setting, share, text, yesNo } from './fields.ts';
import { CLIENT_COUNT_MAX } from './schema-fleet.ts';
import { filterKeys } from './schema-updates.ts';

/* What deployments have in common, whoever creates them: which updates, to whom, and the pages of the wizard. */

const released = z
  .strictObject({
    from: z.optional(moment).meta({ description: 'Released at this instant or later.' }),
    to: z.optional(moment).meta({ description: 'Released before this instant.' }),
    within: z
      .optional(duration)
      .meta({ description: 'Released at most this long before the deployment is created or the rule runs.' }),
  })
  .superRefine(({ from, to, within }, context) => {
    const lacking = (key: string) =>
      context.addIssue({ code: 'custom', message: `lacks "${key}"; write "${key}: …"` });
    if (within === undefined && from === undefined) lacking('from');
    if (within === undefined && to === undefined) lacking('to');
    if (within !== undefined && (from !== undefined || to !== undefined)) {
      context.addIssue({ code: 'custom', message: 'takes either "from" and "to" or "within"' });
    }
  });

export const deployedUpdates = z
  .strictObject({
    ...filterKeys,
    released: z.optional(released).meta({ description: 'When they were released; left out: whenever.' }),
    title: listOfAny(text(200).min(1, { error: 'is empty; write a word of the title' })).meta({
      description: 'Words that the title holds, all of them; left out: any title.',
    }),
    requiredOnMoreThan: z.optional(count(0, CLIENT_COUNT_MAX)).meta({
      description: 'Only those that the site shows as required on more clients than this; left out: all.',
    }),
    superseded: z.optional(yesNo).meta({
      description:
        'Whether updates are taken that another known one supersedes; left out: true by hand, false for rules.',
    }),
  })
  .meta({ description: 'Which updates of the catalogue: those that meet everything that is given.' });

/** To whom. */
export const target = {
  groups: z
    .optional(z.union([oneOf(['all']), z.array(name).min(1, { error: 'is empty; name at least one group' })]))
    .meta({ description: 'The collection in short: groups of clients; left out without "collection": all.' }),
  collection: z.optional(name).meta({ description: 'Instead of "groups": the collection.' }),
};

export const packageName = z.optional(name).meta({
  description:
    'The package that its updates are downloaded to; none: not downloaded; left out: one of its own.',
});

const wizard = (meaning: string, byDefault: boolean, source = 'deployment wizard') =>
  setting(yesNo, byDefault, { grade: 'documented', source, meaning });

const alert = z
  .strictObject({
    below: share.meta({ description: 'Raised when a smaller share than this is shown as compliant …' }),
    after: duration.meta({ description: '… so long after the deadline.' }),
  })
  .meta({ description: 'The alert of the deployment; left out: none.' });

/** The pages of the wizard: user experience, download settings, alerts. */
export const options = {
  installOutsideWindows: wizard(
    'Past the deadline it is installed outside of maintenance windows too.',
    false,
  ),
  restartOutsideWindows: wizard('Past the deadline it restarts outside of maintenance windows too.', false),
  suppressRestart: setting(z.array(oneOf(['workstations', 'servers'])), [], {
    grade: 'seed',
    source: 'seed 002, required system restart; deployment wizard',
    meaning: 'Clients that do not restart by themselves for it; laptops are workstations.',
  }),
  commitsChanges: wizard(
    'Write filters of embedded devices are switched off for it, which takes restarts.',
    true,
    'CF-15; false for definition updates',
  ),
  grace: wizard('The grace period of the client settings holds for it.', false),
  userExperience: setting(oneOf(['shown', 'hidden']), 'shown', {
    grade: 'documented',
    source: 'deployment wizard',
    meaning: 'Whether users see it in Software Center, and so can install it before its deadline.',
  }),
  wakeOnLan: wizard('Wakes sleeping clients at the deadline that require something of it.', false),
  evaluatesAfterRestart: wizard('A full evaluation after the restart, not only the offline scan.', false),
  neighbourContent: wizard('Content from distribution points of neighbour boundary groups.', true),
  siteDefaultContent: wizard("Content from the site's default boundary group.", false),
  microsoftUpdateContent: wizard('Content from Microsoft Update where no distribution point has it.', false),
  meteredAtDeadline: wizard('Past the deadline it is downloaded over metered connections too.', false),
  alert: z.optional(alert),
  verbosity: setting(oneOf(VERBOSITIES), 'successAndErrors', {
    grade: 'documented',
    source: 'deployment wizard, its sample',
    meaning: 'Which messages about its enforcement clients send.',
  }),
  enabled: setting(yesNo, true, {
    grade: 'seed',
    source: 'seed 002, automatic deployment',
    meaning: 'Whether clients get it from its creation on, or first when an action enables it.',
  }),
};

const optionsOnly = z.strictObject(options);
export type WrittenOptions = z.output<typeof optionsOnly>;
