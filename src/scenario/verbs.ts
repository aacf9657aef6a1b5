/** What an action can do: with which keys beside `at` or `every`, and what it is. */
const OF_RULE =
  ' With `rule`, the name is that in the rule: the deployment of its last run, and those of the runs to come.';

export const VERBS = {
  outage: {
    keys: ['server', 'link'],
    meaning:
      'A server (`PS1 state system` is that of the site PS1) answers nobody, or nothing passes a link or a distribution point, until a `restore` of it. ' +
      'Names either a server or, by its location, a link.',
  },
  retire: {
    keys: ['server'],
    meaning: 'A server is taken out of service for good: an outage without an end.',
  },
  restore: { keys: ['server', 'link'], meaning: 'Ends an outage.' },
  setCapacity: {
    keys: ['server', 'link', 'servers', 'rate'],
    meaning:
      'From now on `servers` requests at a time (software update points, management points), or a `rate` ' +
      '(distribution points, links).',
  },
  setQueueLimit: {
    keys: ['server', 'queueLimit'],
    meaning:
      'From now on at most `queueLimit` requests may wait at a software update point or management point.',
  },
  syncNow: {
    keys: ['site', 'full'],
    meaning:
      'A synchronization of a top-level site starts, unless one is under way; `full: true`: a full one. `site` may be ' +
      'left out where there is one top-level site.',
  },
  makeDefault: {
    keys: ['server'],
    meaning: 'A software update point becomes the default one of its site, the source of the others.',
  },
  scanNow: {
    keys: ['groups'],
    meaning: 'The clients of the groups, left out: all clients, are asked to scan.',
  },
  evaluateNow: {
    keys: ['groups'],
    meaning:
      'The clients of the groups, left out: all clients, run the Software Updates Deployment Evaluation Cycle.',
  },
  switchUpdatePoint: {
    keys: ['groups'],
    meaning:
      'The clients of the groups, left out: all clients, turn to the next software update point of their list at their ' +
      'next scan. Microsoft advises 100 clients per 10 to 15 minutes at most: each may need a full scan.',
  },
  enableDeployment: {
    keys: ['deployment', 'rule'],
    meaning: `Clients get a deployment from now on.${OF_RULE}`,
  },
  disableDeployment: {
    keys: ['deployment', 'rule'],
    meaning: `Clients lose a deployment until it is enabled again.${OF_RULE}`,
  },
  deleteDeployment: {
    keys: ['deployment', 'rule'],
    meaning: `A deployment is deleted for good.${OF_RULE}`,
  },
  retarget: {
    keys: ['deployment', 'rule', 'collection'],
    meaning: `A deployment gets another collection.${OF_RULE}`,
  },
  addUpdates: {
    keys: ['deployment', 'updates'],
    meaning:
      'Updates are added to the software update group of a deployment, and so to all deployments of the group.',
  },
  removeUpdates: {
    keys: ['deployment', 'updates'],
    meaning:
      'Updates are removed from the software update group of a deployment, and so from all deployments of it.',
  },
  enableRule: { keys: ['rule'], meaning: 'A rule runs from now on.' },
  disableRule: { keys: ['rule'], meaning: 'A rule no longer runs.' },
  runRule: { keys: ['rule'], meaning: 'A rule is evaluated now.' },
  addDeployment: {
    keys: ['rule', 'deployment'],
    meaning:
      'A rule gets one of its deployments that have `addedBy: action`: `deployment` is its name in the rule.',
  },
  startPhase: {
    keys: ['phasedDeployment', 'phase'],
    meaning: 'A phase begins now, whatever the one before has reached; the first is number 1.',
  },
  suspendPhases: { keys: ['phasedDeployment'], meaning: 'No further phase begins until they are resumed.' },
  resumePhases: { keys: ['phasedDeployment'], meaning: 'Phases begin again when their turn has come.' },
  downloadUpdates: {
    keys: ['package', 'updates'],
    meaning: 'Updates are downloaded to a package, from where they go to its distribution points.',
  },
  deletePackage: {
    keys: ['package'],
    meaning: 'A package is deleted. What no other package holds is on no distribution point any more.',
  },
  distributePackage: {
    keys: ['package', 'distributionPoints'],
    meaning: 'Further distribution points get a package.',
  },
  resetOrchestrationGroup: {
    keys: ['orchestrationGroup'],
    meaning: 'An orchestration group that stopped after a failure goes on.',
  },
  scheduleServicing: {
    keys: [
      'image',
      'updates',
      'startAfter',
      'continueOnError',
      'updateDistributionPoints',
      'removeSuperseded',
    ],
    meaning:
      'The wizard that schedules updates for an image: of its list, which is made then, the `updates`, left out: all that ' +
      'no other on it supersedes, are to be applied `startAfter` later.',
  },
  cancelServicing: {
    keys: ['image'],
    meaning: 'The run that services an image is cancelled, if one is in progress.',
  },
  updateDistributionPoints: {
    keys: ['image'],
    meaning: 'The current version of an image goes to its distribution points.',
  },
  distributeImage: {
    keys: ['image', 'distributionPoints'],
    meaning: 'Further distribution points get an image.',
  },
  chooseImage: {
    keys: ['groups', 'image'],
    meaning: 'Machines of the groups that join or are rebuilt come from another image from now on.',
  },
  makeTemplateImage: {
    keys: ['templateImage', 'updates'],
    meaning:
      'A template image is made from the one that its `from` names: patched with `updates`, left out: with all that ' +
      'apply, saved under its name, brought to the service. Each is made once.',
  },
  updateCollection: {
    keys: ['remoteAppCollection', 'templateImage', 'policy', 'grace'],
    meaning:
      'A RemoteApp collection is updated with another template image, once that is ready. At the end whoever is signed ' +
      'in is told and has 60 minutes (`policy: grace`), or is signed out without a word (`policy: signOutAtOnce`).',
  },
} as const satisfies Readonly<Record<string, { readonly keys: readonly string[]; readonly meaning: string }>>;

export type Verb = keyof typeof VERBS;

export const VERB_NAMES = Object.keys(VERBS) as [Verb, ...Verb[]];
