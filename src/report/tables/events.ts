import { type RunResult, SITE_EVENTS, type SiteEventColumn } from '../../model/results.ts';
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
  meaning: 'What an administrator sees happen at the site: synchronizations, content, actions.',
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
      meaning: 'Server, link or deployment that it concerns.',
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
      name: 'capacity',
      type: 'number',
      meaning: 'New capacity: servers, or bytes per second; empty where the event sets none.',
      read: ({ get }) => (eventOf(get) === 'capacitySet' ? get('detail') : null),
    },
  ],
});

function eventOf(get: (column: SiteEventColumn) => number): SiteEvent {
  return SITE_EVENTS[get('code')]!;
}

function subjectOf({ get, result }: Row<SiteEventColumn>): string | null {
  const index = get('subject');
  if (index < 0) return null;
  const { site, deployments } = result.scenario;
  const kind = SUBJECTS[eventOf(get)];
  if (kind === 'deployment') return deployments[index]?.name ?? null;
  if (kind === 'softwareUpdatePoint') return site.softwareUpdatePoints[index]?.name ?? null;
  if (kind === 'distributionPoint') return site.distributionPoints[index]?.name ?? null;
  return targetName(result, index);
}

/** The server or link that an action of the scenario is aimed at. */
function targetName({ scenario }: RunResult, action: number): string | null {
  const entry = scenario.actions[action];
  if (entry === undefined || !('target' in entry)) return null;
  const { role, index } = entry.target;
  if (role === 'link') return scenario.locations[index]?.name ?? null;
  const servers = {
    softwareUpdatePoint: scenario.site.softwareUpdatePoints,
    managementPoint: scenario.site.managementPoints,
    distributionPoint: scenario.site.distributionPoints,
  }[role];
  return servers[index]?.name ?? null;
}
