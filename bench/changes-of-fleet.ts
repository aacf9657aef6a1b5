import type { ClientGroup, Collection, Deployment, Scenario } from '../src/model/scenario.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

type Change = (scenario: Scenario) => Scenario;

/** What changes the fleet, switched on one by one in a scenario: content, windows, users, devices, collections. */
export const CHANGES_OF_FLEET: readonly (readonly [name: string, change: Change])[] = [
  ['content at neighbours too', ofGroups(withNeighbours)],
  ['content from peers', ofGroups(withPeers)],
  ['other content fills the caches', ofGroups(withOtherContent)],
  ['a window every night', withNightlyWindows],
  [
    'users install early',
    ofGroups((group) => ({ ...group, userInstalls: { share: 0.5, after: exponential(DAY_MS) } })),
  ],
  ['an update lost every 90 d', ofGroups((group) => ({ ...group, updateLoss: exponential(90 * DAY_MS) }))],
  ['one installation in fifty fails', withFailures],
  [
    'write filters everywhere',
    ofGroups((group) => ({ ...group, writeFilter: { kind: 'UWF', hasExclusions: true } })),
  ],
  ['a ring of one client in ten', withRing],
  ['a collection of who failed', withStatusCollection],
];

function exponential(mean: number) {
  return { law: 'exponential', mean } as const;
}

function ofGroups(change: (group: ClientGroup, scenario: Scenario) => ClientGroup): Change {
  return (scenario) => ({ ...scenario, groups: scenario.groups.map((group) => change(group, scenario)) });
}

function withNeighbours(group: ClientGroup, { distributionPoints }: Scenario): ClientGroup {
  const points = distributionPoints.flatMap((_, point) => (group.content.own.includes(point) ? [] : [point]));
  const neighbours = [{ afterMs: 2 * HOUR_MS, points, isSiteDefault: false }];
  return { ...group, content: { ...group.content, neighbours } };
}

function withPeers(group: ClientGroup): ClientGroup {
  const peers = {
    technology: 'deliveryOptimization',
    peerGroup: group.location,
    share: 0.9,
    fileBytesMin: 50e6,
    clientsPerSource: 10,
    bytesPerSecond: 12.5e6,
  } as const;
  return { ...group, content: { ...group.content, peers } };
}

function withOtherContent(group: ClientGroup): ClientGroup {
  const bytes = { law: 'fixed', value: 2e9 } as const;
  return { ...group, otherContent: { every: exponential(7 * DAY_MS), bytes } };
}

/** From 01:00 to 04:00 in UTC. */
function withNightlyWindows(scenario: Scenario): Scenario {
  const days = Math.ceil(scenario.horizonMs / DAY_MS);
  const startsMs = Array.from({ length: days }, (_, day) => day * DAY_MS + HOUR_MS);
  const window = {
    name: 'night',
    kind: 'softwareUpdates',
    durationMs: 3 * HOUR_MS,
    startsMs: scenario.zones.map(() => startsMs),
  } as const;
  const all = scenario.groups.map((_, group) => group);
  return {
    ...scenario,
    collections: [...scenario.collections, collection('nights', all, { windows: [window] })],
  };
}

function withFailures(scenario: Scenario): Scenario {
  const installFailureShare = { LCU: 0.02, DotNetCU: 0.02, SSU: 0.02, other: 0.02 };
  return { ...scenario, assumptions: { ...scenario.assumptions, installFailureShare } };
}

/** The first deployment goes to a tenth of its clients. */
function withRing(scenario: Scenario): Scenario {
  return withFirstCollection(scenario, {
    share: { key: 'ring', from: 0, to: 0.1 },
    status: null,
    compliance: null,
  });
}

/** A collection that watches what every client reports of the first deployment. */
function withStatusCollection(scenario: Scenario): Scenario {
  const { groups } = scenario.collections[scenario.deployments[0]!.collection]!;
  const query = { share: null, status: { deployment: 0, states: [3] as const }, compliance: null };
  return { ...scenario, collections: [...scenario.collections, collection('failed', groups, { query })] };
}

function withFirstCollection(scenario: Scenario, query: Collection['query']): Scenario {
  const { groups } = scenario.collections[scenario.deployments[0]!.collection]!;
  const number = scenario.collections.length;
  const deployments = scenario.deployments.map(
    (each, at): Deployment => (at === 0 ? { ...each, collection: number } : each),
  );
  return {
    ...scenario,
    deployments,
    collections: [...scenario.collections, collection('ring', groups, { query })],
  };
}

function collection(name: string, groups: readonly number[], changes: Partial<Collection>): Collection {
  return { name, groups, query: null, windows: [], evaluationIntervalMs: 5 * MINUTE_MS, ...changes };
}
