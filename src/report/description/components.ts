import type { Scenario } from '../../model/scenario.ts';
import { flow } from '../../scenario/settings.ts';
import { groupThousands } from '../number.ts';
import { formatMinute } from '../time.ts';
import { type DescribedScenario, itemsOf, sitesOf, type Written } from './described.ts';
import { code, counted, list, markdownTable, plain } from './markdown.ts';

/** Section 2.5 of STRESS-DES: entities, activities, resources, queues, entry and exit. */
export function components(described: DescribedScenario, written: Written): readonly string[] {
  const { scenario } = described;
  return [
    '### 2.5 Components',
    '#### 2.5.1 Entities',
    clientsTable(written),
    ...updatesOf(scenario),
    ...usersOf(scenario),
    '#### 2.5.2 Activities',
    'Synchronizing, polling policy, scanning, evaluating, sending state messages, downloading, installing, restarting: each with a duration of its own setting (section 3 below; docs/model.md, section 7).',
    '#### 2.5.3 Resources',
    ...resourcesOf(written),
    '#### 2.5.4 Queues',
    ...queuesOf(written),
    '#### 2.5.5 Entry and exit',
    ...entryAndExit(scenario),
  ];
}

function clientsTable(written: Written): string {
  const rows = itemsOf(written, 'groups').map((group) => [
    plain(String(group.name)),
    groupThousands(Number(group.count) + Number(group.joins ?? 0)),
    plain(String(group.product)),
    plain(String(group.kind)),
    plain(String(group.location)),
    code(flow(group.presence)),
  ]);
  return markdownTable(['Group', 'Clients', 'Product', 'Kind', 'Location', 'Presence'], rows);
}

/** The updates that play a part, by the month of their release. */
function updatesOf({ catalog, startEpochMs }: Scenario): string[] {
  const months = new Map<string, { count: number; bytes: number }>();
  for (const { releasedMs, sizeBytes } of catalog.updates) {
    const month = formatMinute(startEpochMs, releasedMs).slice(0, 7);
    const { count, bytes } = months.get(month) ?? { count: 0, bytes: 0 };
    months.set(month, { count: count + 1, bytes: bytes + sizeBytes });
  }
  const rows = [...months].map(([month, { count, bytes }]) => [
    month,
    groupThousands(count),
    (bytes / 1e9).toFixed(2),
  ]);
  return [
    `${counted(catalog.updates.length, 'update')} of ${counted(catalog.products.length, 'product')}: ${catalog.products.map(plain).join(', ')}.`,
    markdownTable(['Released in', 'Updates', 'Size in GB'], rows),
  ];
}

function usersOf({ remoteAppCollections }: Scenario): string[] {
  return remoteAppCollections.map(({ name, userCount }) => {
    return `${counted(userCount, 'user')} of the RemoteApp collection ${plain(name)}.`;
  });
}

const ROLES = [
  { key: 'softwareUpdatePoints', what: 'software update point', says: ['servers', 'deltaScan'] },
  { key: 'managementPoints', what: 'management point', says: ['servers', 'request'] },
  { key: 'distributionPoints', what: 'distribution point', says: ['rate', 'machines'] },
] as const;

function resourcesOf(written: Written): string[] {
  const rows = sitesOf(written).flatMap((site) => [
    [
      plain(String(site.name)),
      `site server${site.kind === undefined ? '' : ` (${plain(String(site.kind))})`}`,
      '',
      '',
    ],
    ...ROLES.flatMap(({ key, what, says }) =>
      itemsOf(site, key).map((server) => [
        plain(String(server.name)),
        what,
        plain(String(server.location)),
        said(server, says),
      ]),
    ),
  ]);
  const links = itemsOf(written, 'locations').flatMap(({ name, link }) => {
    return link === undefined ? [] : [`${plain(String(name))}: ${code(flow(link))}`];
  });
  return [
    markdownTable(['Server', 'Role', 'Location', 'Capacity'], rows),
    links.length === 0
      ? 'No location has a link: everything stands on one network without a limit.'
      : `Links between a location and the site’s own network:\n\n${list(links)}`,
  ];
}

function said(mapping: Written, keys: readonly string[]): string {
  const parts = keys.flatMap((key) => (mapping[key] === undefined ? [] : [`${key}: ${flow(mapping[key])}`]));
  return parts.length === 0 ? '' : code(parts.join(', '));
}

function queuesOf(written: Written): string[] {
  const queues = sitesOf(written).flatMap((site) =>
    (['softwareUpdatePoints', 'managementPoints'] as const).flatMap((key) =>
      itemsOf(site, key).map(({ name, queueLimit }) => {
        return `${plain(String(name))}: first come, first served; at most ${groupThousands(Number(queueLimit))} wait, others are refused and come back later.`;
      }),
    ),
  );
  return [
    list([
      ...queues,
      'State messages: files in the inbox of the site, in passes over it (docs/model.md, section 7.5).',
      'Transfers do not queue: they share what a link or a distribution point gives, equally.',
    ]),
  ];
}

function entryAndExit({ groups }: Scenario): string[] {
  const joining = groups.reduce((sum, { joiningCount }) => sum + joiningCount, 0);
  const rebuilt = groups.filter(({ rebuild }) => rebuild !== null).map(({ name }) => plain(name));
  const leaving = groups.filter(({ stay }) => stay !== null).map(({ name }) => plain(name));
  return [
    list([
      joining === 0
        ? 'All clients are there from the start.'
        : `${counted(joining, 'client joins', 'clients join')} during the run; the others are there from the start.`,
      leaving.length === 0
        ? 'No client leaves for good.'
        : `Clients leave for good in: ${leaving.join(', ')}.`,
      ...(rebuilt.length === 0 ? [] : [`Machines are rebuilt in: ${rebuilt.join(', ')}.`]),
      'Updates enter as they are released and leave when they expire, long after they were superseded.',
    ]),
  ];
}
