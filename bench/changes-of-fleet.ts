import type {
  ClientGroup,
  Collection,
  Deployment,
  OperatingSystemImage,
  Scenario,
} from '../src/model/scenario.ts';

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
  ['5 % rebuilt a month', ofGroups((group) => ({ ...group, rebuild: REBUILD }))],
  ['the same from images', withImages],
  ['three RemoteApp collections', withRemoteApp],
];

/** 5 % of the machines a month. */
const REBUILD = exponential(600 * DAY_MS);

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

/** An image of each product on all distribution points, from which the machines are rebuilt. */
function withImages(scenario: Scenario): Scenario {
  const { catalog, distributionPoints, groups } = scenario;
  return {
    ...scenario,
    images: catalog.products.map((name, product): OperatingSystemImage => {
      const candidates = catalog.updates.flatMap((update, number) =>
        update.product === product ? [number] : [],
      );
      return {
        name,
        kind: 'image',
        site: 0,
        product,
        candidates,
        updates: candidates.filter((number) => catalog.updates[number]!.releasedMs <= 0),
        importedMs: 0,
        sizeBytes: 6e9,
        indexCount: 1,
        priority: 'medium',
        distributionPoints: [...distributionPoints.keys()],
        sendsDifferences: false,
        failingUpdates: [],
      };
    }),
    groups: groups.map((group) => ({ ...group, rebuild: REBUILD, image: group.product })),
  };
}

/** Of 400 users each. */
function withRemoteApp(scenario: Scenario): Scenario {
  const templateImage = {
    name: 'session hosts',
    kind: 'platform',
    product: 0,
    sizeBytes: 40e9,
    updates: [],
    source: -1,
    transfer: 'upload',
    site: 0,
  } as const;
  const work = {
    weekdays: 0b11111,
    fromMs: 9 * HOUR_MS,
    toMs: 17 * HOUR_MS,
    jitter: exponential(30 * MINUTE_MS),
    attendance: 0.9,
    activeFor: exponential(45 * MINUTE_MS),
    idleFor: exponential(15 * MINUTE_MS),
    signOutShare: 0.4,
    disconnectShare: 0.3,
  };
  return {
    ...scenario,
    templateImages: [templateImage],
    remoteAppCollections: ['A', 'B', 'C'].map((name) => ({
      name,
      kind: 'cloud',
      plan: 'basic',
      usersPerHost: 16,
      addressCount: null,
      userCount: 400,
      zone: 0,
      templateImage: 0,
      work,
    })),
  };
}
