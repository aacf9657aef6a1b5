import { type RunResult, SITE_EVENTS, type SiteEventColumn } from '../../model/results.ts';
import type { ServerTarget } from '../../model/scenario.ts';
import { eventTime, named } from '../columns.ts';
import { type Row, tableOf } from '../table.ts';

type SiteEvent = (typeof SITE_EVENTS)[number];

/** What the numbers of an event mean, by event. */
const SUBJECTS: Readonly<
  Record<SiteEvent, 'softwareUpdatePoint' | 'distributionPoint' | 'deployment' | 'action'>
> = {
  syncStarted: 'softwareUpdatePoint',
  wsusSyncing: 'softwareUpdatePoint',
  databaseSyncing: 'softwareUpdatePoint',
  syncCompleted: 'softwareUpdatePoint',
  syncFailed: 'softwareUpdatePoint',
  replicaSyncing: 'softwareUpdatePoint',
  replicaSynced: 'softwareUpdatePoint',
  deploymentCreated: 'deployment',
  contentDownloaded: 'deployment',
  contentDistributed: 'distributionPoint',
  outage: 'action',
  restored: 'action',
  capacitySet: 'action',
  queueLimitSet: 'action',
};

const BYTES: ReadonlySet<SiteEvent> = new Set(['contentDownloaded', 'contentDistributed']);
const UPDATES: ReadonlySet<SiteEvent> = new Set([
  'wsusSyncing',
  'databaseSyncing',
  'syncCompleted',
  'deploymentCreated',
]);

export const eventsTable = tableOf<SiteEventColumn>({
  name: 'events',
  meaning:
    'What an administrator sees happen at the site over the whole run: synchronizations, content, actions.',
  rowIs: 'an event',
  source: (result) => result.events,
  columns: [
    ...eventTime('t'),
    named(
      'event',
      'code',
      `One of ${SITE_EVENTS.map((event) => `\`${event}\``).join(', ')}.`,
      () => SITE_EVENTS,
    ),
    {
      name: 'subject',
      type: 'text',
      meaning: 'Server, link or deployment that it concerns, named as in the other tables.',
      read: subjectOf,
    },
    {
      name: 'updates',
      type: 'integer',
      meaning: 'Updates concerned; empty where the event has none.',
      read: ({ get }) => (UPDATES.has(eventOf(get)) ? get('detail') : null),
    },
    {
      name: 'sizeBytes',
      type: 'integer',
      meaning: 'Content concerned; empty where the event has none.',
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

function subjectOf({ get, result }: Row<SiteEventColumn>): string | null {
  const index = get('subject');
  if (index < 0) return null;
  const { softwareUpdatePoints, distributionPoints, deployments } = result.scenario;
  const kind = SUBJECTS[eventOf(get)];
  if (kind === 'deployment') return deployments[index]?.name ?? null;
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
