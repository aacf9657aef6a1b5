import { EVENT_CAUSES, type RunResult, SITE_EVENTS, type SiteEventColumn } from '../../model/results.ts';
import type { ServerTarget } from '../../model/scenario.ts';
import { eventTime, named } from '../columns.ts';
import { type Row, tableOf } from '../table.ts';

type SiteEvent = (typeof SITE_EVENTS)[number];

/** What the subject of an event is, by event. */
const SUBJECTS: Readonly<
  Record<
    SiteEvent,
    | 'softwareUpdatePoint'
    | 'distributionPoint'
    | 'deployment'
    | 'rule'
    | 'phasedDeployment'
    | 'package'
    | 'site'
    | 'image'
    | 'templateImage'
    | 'remoteAppCollection'
    | 'action'
  >
> = {
  syncStarted: 'softwareUpdatePoint',
  wsusSyncing: 'softwareUpdatePoint',
  databaseSyncing: 'softwareUpdatePoint',
  syncCompleted: 'softwareUpdatePoint',
  syncFailed: 'softwareUpdatePoint',
  replicaSyncing: 'softwareUpdatePoint',
  replicaSynced: 'softwareUpdatePoint',
  deploymentCreated: 'deployment',
  contentDownloaded: 'package',
  contentDistributed: 'distributionPoint',
  outage: 'action',
  restored: 'action',
  capacitySet: 'action',
  queueLimitSet: 'action',
  childRequested: 'site',
  itemsReplicated: 'site',
  deploymentReplicated: 'deployment',
  replicaSkipped: 'softwareUpdatePoint',
  defaultChanged: 'softwareUpdatePoint',
  packageUpdated: 'package',
  packageDeleted: 'package',
  distributionFailed: 'distributionPoint',
  deploymentNotCreated: 'deployment',
  deploymentChanged: 'deployment',
  deploymentEnabled: 'deployment',
  deploymentDisabled: 'deployment',
  deploymentDeleted: 'deployment',
  ruleEvaluated: 'rule',
  ruleFailed: 'rule',
  groupUpdatesAdded: 'rule',
  groupUpdatesRemoved: 'rule',
  ruleEnabled: 'rule',
  ruleDisabled: 'rule',
  phaseBegun: 'deployment',
  phasesSuspended: 'phasedDeployment',
  phasesResumed: 'phasedDeployment',
  alertRaised: 'deployment',
  imageImported: 'image',
  servicingScheduled: 'image',
  servicingNotScheduled: 'image',
  servicingStarted: 'image',
  servicingSucceeded: 'image',
  servicingFailed: 'image',
  servicingCancelled: 'image',
  servicingNotCancelled: 'image',
  imageChosen: 'image',
  imageSent: 'image',
  templateImageBegun: 'templateImage',
  templateImageReady: 'templateImage',
  collectionUpdateWaits: 'remoteAppCollection',
  collectionUpdateStarted: 'remoteAppCollection',
  collectionUpdated: 'remoteAppCollection',
  collectionUpdateFailed: 'remoteAppCollection',
};

/** What the content of an event is, by event. */
const CONTENTS: Partial<Record<SiteEvent, 'distributed' | 'templateImage'>> = {
  contentDistributed: 'distributed',
  distributionFailed: 'distributed',
  collectionUpdateWaits: 'templateImage',
  collectionUpdateStarted: 'templateImage',
  collectionUpdated: 'templateImage',
  collectionUpdateFailed: 'templateImage',
};

/** The status messages of the managers of WSUS synchronization, distribution and offline servicing (seed 002; domain). */
const STATUS_MESSAGES: Partial<Record<SiteEvent, number>> = {
  syncStarted: 6701,
  syncCompleted: 6702,
  syncFailed: 6703,
  wsusSyncing: 6704,
  databaseSyncing: 6705,
  replicaSyncing: 6706,
  packageUpdated: 2311,
  servicingStarted: 7900,
};

const SYNCHRONIZATIONS = ['delta', 'full'] as const;

const BYTES: ReadonlySet<SiteEvent> = new Set([
  'contentDownloaded',
  'contentDistributed',
  'distributionFailed',
  'imageImported',
  'imageSent',
  'templateImageReady',
]);
const UPDATES: ReadonlySet<SiteEvent> = new Set([
  'wsusSyncing',
  'databaseSyncing',
  'syncCompleted',
  'deploymentChanged',
  'ruleEvaluated',
  'ruleFailed',
  'groupUpdatesAdded',
  'groupUpdatesRemoved',
  'deploymentCreated',
  'itemsReplicated',
  'deploymentReplicated',
  'packageUpdated',
  'packageDeleted',
  'servicingScheduled',
  'servicingStarted',
  'servicingSucceeded',
  'servicingFailed',
  'servicingCancelled',
  'templateImageBegun',
]);

export const eventsTable = tableOf<SiteEventColumn>({
  name: 'events',
  meaning:
    'What an administrator sees happen at the sites over the whole run: synchronizations, replication, content, images, RemoteApp collections, actions.',
  rowIs: 'an event',
  source: (result) => result.events,
  columns: [
    ...eventTime('t'),
    {
      name: 'site',
      type: 'text',
      meaning: 'Where it happens; empty for actions.',
      read: ({ get, result }) => result.scenario.sites[get('site')]?.name ?? null,
    },
    named(
      'event',
      'code',
      `One of ${SITE_EVENTS.map((event) => `\`${event}\``).join(', ')}.`,
      () => SITE_EVENTS,
    ),
    {
      name: 'statusMessage',
      type: 'integer',
      meaning: 'Id of the status message that the site raises for it; empty for events without one.',
      read: ({ get }) => STATUS_MESSAGES[eventOf(get)] ?? null,
    },
    {
      name: 'subject',
      type: 'text',
      meaning:
        'Server, link, site, deployment, package, image or RemoteApp collection that it concerns, named as in the other tables.',
      read: subjectOf,
    },
    {
      name: 'content',
      type: 'text',
      meaning:
        'Package or image that came to the distribution point, or did not; template image of the update of a RemoteApp collection; empty for other events.',
      read: contentOf,
    },
    {
      name: 'group',
      type: 'text',
      meaning: 'Client group that is built from the image from now on; empty for other events.',
      read: ({ get, result }) =>
        eventOf(get) === 'imageChosen' ? (result.scenario.groups[get('detail')]?.name ?? null) : null,
    },
    {
      name: 'cause',
      type: 'text',
      meaning:
        'Why it failed: servicing of an image because of `diskFull`, `updateFailed` or `contentMissing`; the update of a RemoteApp collection because of `addresses` that its subnet lacks, or of the `service`; empty for other events.',
      read: ({ get }) => EVENT_CAUSES[get('cause')] ?? null,
    },
    {
      name: 'synchronization',
      type: 'text',
      meaning: '`full` or `delta`; empty for events without updates on their way through WSUS.',
      read: ({ get }) => SYNCHRONIZATIONS[get('full')] ?? null,
    },
    {
      name: 'updates',
      type: 'integer',
      meaning:
        'Updates concerned; empty where the event has none. Of the servicing of an image: those chosen, of a run that succeeded those that came into the image, of one that failed or was cancelled those that had been applied and were discarded.',
      read: ({ get }) => (UPDATES.has(eventOf(get)) ? get('detail') : null),
    },
    {
      name: 'sizeBytes',
      type: 'integer',
      meaning: 'Content concerned, or the size of the image; empty where the event has none.',
      read: ({ get }) => (BYTES.has(eventOf(get)) ? get('detail') : null),
    },
    {
      name: 'servers',
      type: 'integer',
      meaning: 'New number of requests worked on at a time; empty where the event sets none.',
      read: (row) => (capacityUnit(row) === 'servers' ? row.get('detail') : null),
    },
    {
      name: 'queueLimit',
      type: 'integer',
      meaning: 'New number of requests that may wait; empty where the event sets none.',
      read: ({ get }) => (eventOf(get) === 'queueLimitSet' ? get('detail') : null),
    },
    {
      name: 'bytesPerSecond',
      type: 'number',
      meaning: 'New rate of a link or distribution point; empty where the event sets none.',
      read: (row) => (capacityUnit(row) === 'bytesPerSecond' ? row.get('detail') : null),
    },
  ],
});

function eventOf(get: (column: SiteEventColumn) => number): SiteEvent {
  return SITE_EVENTS[get('code')]!;
}

function contentOf({ get, result }: Row<SiteEventColumn>): string | null {
  const { packages, images, templateImages } = result.scenario;
  const kind = CONTENTS[eventOf(get)];
  if (kind === undefined) return null;
  const contents = kind === 'templateImage' ? templateImages : [...packages, ...images];
  return contents[get('content')]?.name ?? null;
}

function subjectOf({ get, result }: Row<SiteEventColumn>): string | null {
  const index = get('subject');
  if (index < 0) return null;
  const { softwareUpdatePoints, distributionPoints, deployments, packages, sites } = result.scenario;
  const kind = SUBJECTS[eventOf(get)];
  if (kind === 'deployment') return deployments[index]?.name ?? null;
  if (kind === 'rule') return result.scenario.rules[index]?.name ?? null;
  if (kind === 'phasedDeployment') return result.scenario.phasedDeployments[index]?.name ?? null;
  if (kind === 'package') return packages[index]?.name ?? null;
  if (kind === 'image') return result.scenario.images[index]?.name ?? null;
  if (kind === 'templateImage') return result.scenario.templateImages[index]?.name ?? null;
  if (kind === 'remoteAppCollection') return result.scenario.remoteAppCollections[index]?.name ?? null;
  if (kind === 'site') return sites[index]?.name ?? null;
  if (kind === 'softwareUpdatePoint') return softwareUpdatePoints[index]?.name ?? null;
  if (kind === 'distributionPoint') return distributionPoints[index]?.name ?? null;
  return targetName(result, index);
}

/** What the capacity that an event sets is counted in; null for other events. */
function capacityUnit({ get, result }: Row<SiteEventColumn>): 'servers' | 'bytesPerSecond' | null {
  if (eventOf(get) !== 'capacitySet') return null;
  const role = targetOf(result, get('subject'))?.role;
  return role === 'link' || role === 'distributionPoint' ? 'bytesPerSecond' : 'servers';
}

/** The name of the server or link that an action of the scenario is aimed at. */
function targetName(result: RunResult, action: number): string | null {
  const target = targetOf(result, action);
  if (target === null) return null;
  const { sites, softwareUpdatePoints, managementPoints, distributionPoints, locations } = result.scenario;
  if (target.role === 'link') return nameAt(locations, target.index, (name) => `link to ${name}`);
  if (target.role === 'stateSystem') return nameAt(sites, target.index, (name) => `${name} state system`);
  const servers = {
    softwareUpdatePoint: softwareUpdatePoints,
    managementPoint: managementPoints,
    distributionPoint: distributionPoints,
  }[target.role];
  return nameAt(servers, target.index, (name) => name);
}

function nameAt(
  items: readonly { readonly name: string }[],
  index: number,
  text: (name: string) => string,
): string | null {
  const item = items[index];
  return item === undefined ? null : text(item.name);
}

function targetOf({ scenario }: RunResult, action: number): ServerTarget | null {
  const entry = scenario.actions[action];
  return entry !== undefined && 'target' in entry ? entry.target : null;
}
