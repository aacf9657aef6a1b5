import { z } from 'zod';
import { count, duration, moment, name, oneOf, rate, recurrence, updateName, yesNo } from './fields.ts';
import { VERB_NAMES } from './verbs.ts';

/* What happens at instants of the run. */

const named = (verbs: string, what: string) => z.optional(name).meta({ description: `${verbs}: ${what}.` });

const DEPLOYMENT_VERBS =
  'enableDeployment, disableDeployment, deleteDeployment, retarget, addUpdates, removeUpdates, addDeployment';
const PHASE_VERBS = 'startPhase, suspendPhases, resumePhases';

const imageKeys = {
  image: named(
    'scheduleServicing, cancelServicing, updateDistributionPoints, distributeImage, chooseImage',
    'which image',
  ),
  startAfter: z
    .optional(duration)
    .meta({ description: 'scheduleServicing: from the wizard to the start of the run; left out: 0 s.' }),
  continueOnError: z.optional(yesNo).meta({
    description:
      'scheduleServicing: whether it goes on after an update that cannot be applied; left out: false.',
  }),
  updateDistributionPoints: z.optional(yesNo).meta({
    description:
      'scheduleServicing: whether the serviced image goes to its distribution points; left out: false.',
  }),
  removeSuperseded: z.optional(yesNo).meta({
    description:
      'scheduleServicing: whether superseded updates are cleaned out of the image; left out: false.',
  }),
};

const remoteAppKeys = {
  remoteAppCollection: named('updateCollection', 'which RemoteApp collection'),
  templateImage: named(
    'makeTemplateImage, updateCollection',
    'the template image that is made, or that the collection gets',
  ),
  policy: z.optional(oneOf(['grace', 'signOutAtOnce'])).meta({
    description:
      'updateCollection: what becomes of whoever is signed in when it ends; left out: grace (documented: update of a ' +
      'collection).',
  }),
  grace: z.optional(duration).meta({
    description: 'updateCollection: how long who is told may stay; left out: 60 min (seed).',
  }),
};

export const action = z.strictObject({
  at: z.optional(moment).meta({ description: 'When it happens.' }),
  every: z.optional(recurrence).meta({ description: 'When it happens again and again, instead of "at".' }),
  do: oneOf(VERB_NAMES).meta({ description: 'What happens.' }),
  server: named('outage, restore, setCapacity, setQueueLimit, makeDefault', 'which server'),
  link: named('outage, restore, setCapacity', 'the link of which location'),
  servers: z.optional(count(1, 1024)).meta({ description: 'setCapacity of a SUP or an MP.' }),
  rate: z.optional(rate).meta({ description: 'setCapacity of a distribution point or a link.' }),
  queueLimit: z
    .optional(count(0, 1_000_000))
    .meta({ description: 'setQueueLimit: how many may wait from now on.' }),
  site: named('syncNow', 'which top-level site; left out: the only one'),
  full: z
    .optional(yesNo)
    .meta({ description: 'syncNow: whether everything is synchronized anew; left out: false.' }),
  groups: z.optional(z.array(name).min(1, { error: 'is empty; name at least one group' })).meta({
    description:
      'scanNow, evaluateNow, switchUpdatePoint: which groups; left out: all. chooseImage: which groups.',
  }),
  deployment: named(DEPLOYMENT_VERBS, 'which deployment; with "rule" which of those of the rule'),
  collection: named('retarget', 'the collection that the deployment gets'),
  updates: z.optional(z.array(updateName).min(1, { error: 'is empty; name at least one update' })).meta({
    description:
      'addUpdates, removeUpdates, downloadUpdates, scheduleServicing, makeTemplateImage: ids or KB numbers of updates; ' +
      'left out of scheduleServicing: all on its list, of makeTemplateImage: all that apply.',
  }),
  rule: named(
    'enableRule, disableRule, runRule, addDeployment, and of the others about deployments those about a deployment of a rule',
    'which rule',
  ),
  phasedDeployment: named(PHASE_VERBS, 'which phased deployment'),
  phase: z
    .optional(count(1, 12))
    .meta({ description: 'startPhase: the number of the phase, the first is 1.' }),
  package: named('downloadUpdates, deletePackage, distributePackage', 'which package'),
  distributionPoints: z
    .optional(z.array(name).min(1, { error: 'is empty; name at least one distribution point' }))
    .meta({ description: 'distributePackage, distributeImage: which distribution points get it.' }),
  orchestrationGroup: named('resetOrchestrationGroup', 'which orchestration group'),
  ...imageKeys,
  ...remoteAppKeys,
});
