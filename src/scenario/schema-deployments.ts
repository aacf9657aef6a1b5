import { z } from 'zod';
import {
  count,
  distribution,
  duration,
  listOf,
  moment,
  name,
  notes,
  oneOf,
  recurrence,
  setting,
  share,
  yesNo,
} from './fields.ts';
import { CLIENT_COUNT_MAX } from './schema-fleet.ts';
import { deployedUpdates, options, packageName, target } from './schema-options.ts';

/* Deployments and what creates them: the administrator, rules, phases; and orchestration groups. */

export const deployment = z.strictObject({
  name: name.meta({ description: 'What tables and metrics call it.' }),
  purpose: setting(oneOf(['required', 'available']), 'required', {
    grade: 'documented',
    source: 'deployment wizard',
    meaning: 'Whether it is installed at a deadline, or only when a user wants it: then it has no deadline.',
  }),
  updates: deployedUpdates,
  ...target,
  package: packageName,
  created: moment.meta({ description: 'When the administrator creates it.' }),
  available: setting(moment, 'created', {
    grade: 'documented',
    source: 'deployment wizard',
    meaning: 'From when users may install: an instant, or a client-local time.',
  }),
  deadline: setting(z.union([oneOf(['none']), moment]), 'created + 7 d', {
    grade: 'documented',
    source: 'defaultDeadlineOffset, deployment wizard',
    meaning:
      'When installation is enforced: an instant, or a client-local time; none: it is an available one.',
  }),
  deadlineRandomDelay: z.optional(z.union([oneOf(['off']), distribution])).meta({
    description:
      'Added to the deadline, drawn per client (CF-4, J7); left out: as clientSettings.randomizesDeadline has it.',
  }),
  ...options,
});

/** Times of what is created while the simulation runs, counted from then. */
const relativeTimes = {
  availableAfter: setting(duration, '0 s', {
    grade: 'documented',
    source: 'deployment wizard',
    meaning: 'From its creation to the available time.',
  }),
  deadlineAfter: setting(z.union([oneOf(['none']), duration]), '7 d', {
    grade: 'documented',
    source: 'defaultDeadlineOffset, phaseDeadline',
    meaning: 'From the available time to the deadline; none: it has no deadline.',
  }),
};

const ruleDeployment = z.strictObject({
  name: z.optional(name).meta({
    description: 'Tells the deployments of one rule apart; may be left out where there is one.',
  }),
  ...target,
  ...relativeTimes,
  times: setting(oneOf(['clientLocal', 'UTC']), 'clientLocal', {
    grade: 'documented',
    source: 'deployment wizard, its sample',
    meaning:
      "Whether what the site's clock shows at these times each client's clock has to show, or they are instants.",
  }),
  addedBy: setting(oneOf(['rule', 'action']), 'rule', {
    grade: 'seed',
    source: 'seed 002, automatic deployment',
    meaning: 'Whether it is there from the start, or an action (addDeployment) adds it.',
  }),
  ...options,
});

export const rule = z.strictObject({
  name: name.meta({ description: 'What its deployments are called, with the day of the run.' }),
  site: z
    .optional(name)
    .meta({ description: 'The top-level site whose rule it is; left out: the only one.' }),
  updates: deployedUpdates,
  run: z.union([oneOf(['afterSynchronization', 'manual']), recurrence]).meta({
    description:
      'When it is evaluated: by schedule, after every synchronization of its site, or by actions only.',
  }),
  group: setting(oneOf(['new', 'existing']), 'new', {
    grade: 'seed',
    source: 'seed 002, automatic deployment; best practices',
    meaning:
      'A new software update group and new deployments in each run, or one that is emptied and refilled.',
  }),
  package: packageName,
  enabled: setting(yesNo, true, {
    grade: 'seed',
    source: 'seed 002, automatic deployment',
    meaning: 'Whether it runs from the start, or first when an action enables it.',
  }),
  deployments: listOf(ruleDeployment, 'deployments', 1, 16).meta({
    description: 'What each run deploys: the same updates, to collections and at times of their own.',
  }),
});

const clients = z.strictObject({
  clients: count(1, CLIENT_COUNT_MAX).meta({ description: 'Compliant clients.' }),
});

const phase = z.strictObject({
  ...target,
  begins: setting(oneOf(['automatically', 'manually']), 'automatically', {
    grade: 'documented',
    source: 'phased deployments',
    meaning:
      'Whether the success of the phase before begins it, or an action (startPhase). Nothing in the first.',
  }),
  success: setting(z.union([share, clients]), '95 %', {
    grade: 'documented',
    source: 'phased deployments, phasePct',
    meaning: 'What the phase before has to reach, as the site shows it. Nothing in the first.',
  }),
  startAfter: setting(duration, '1 d', {
    grade: 'documented',
    source: 'phased deployments, phaseDelay',
    meaning: 'From that success to the beginning. Nothing in the first.',
  }),
  gradual: setting(duration, '0 d', {
    grade: 'documented',
    source: 'phased deployments, throttle',
    meaning: 'Clients get it over this time, one after another; 0 d: all at once.',
  }),
  ...relativeTimes,
});

const PHASES_MAX = 12;

export const phasedDeployment = z.strictObject({
  name: name.meta({ description: 'What its deployments are called, with the number of the phase.' }),
  updates: deployedUpdates,
  package: packageName,
  created: moment.meta({ description: 'When the first phase begins.' }),
  ...options,
  phases: listOf(phase, 'phases', 1, PHASES_MAX).meta({ description: 'In their order, at most 12.' }),
});

const script = (when: string) =>
  z
    .optional(
      z.strictObject({
        duration: distribution.meta({ description: 'How long it runs.' }),
        failures: z.prefault(share, '0 %').meta({ description: 'Share of its runs that fail.' }),
      }),
    )
    .meta({ description: `Runs on a member ${when} it installs; left out: none.` });

const orchestrationRule = z
  .strictObject({
    share: z.optional(share).meta({ description: 'So many of its members, rounded down, at least one.' }),
    number: z.optional(count(1, 1000)).meta({ description: 'So many members.' }),
  })
  .register(notes, { isChoice: true });

export const orchestrationGroup = z.strictObject({
  name: name.meta({ description: 'What actions and tables call it.' }),
  groups: z.array(name).min(1, { error: 'is empty; name at least one group' }).meta({
    description:
      'Groups whose clients are its members, in the order of a sequence: at most 1000, all of one site.',
  }),
  rule: z.union([oneOf(['sequence']), orchestrationRule]).meta({
    description: 'How many install at a time; sequence: one after another, in their order.',
  }),
  memberTimeout: setting(duration, '60 min', {
    grade: 'assumed',
    source: 'MA-OG-TIMEOUT: no default is published',
    meaning: 'How long a member may hold its place.',
  }),
  groupTimeout: setting(duration, '180 min', {
    grade: 'assumed',
    source: 'MA-OG-TIMEOUT: no default is published',
    meaning: 'How long all members together may take.',
  }),
  preScript: script('before'),
  postScript: script('after'),
});
