import { Fleet } from '../../src/model/fleet.ts';
import type {
  ClientGroup,
  Deployment,
  DistributionPoint,
  ManagementPoint,
  Scenario,
  Site,
  SoftwareUpdatePoint,
} from '../../src/model/scenario.ts';
import type { Update } from '../../src/model/updates/catalog.ts';

export const SECOND_MS = 1000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Monday 2024-06-03T00:00Z: local days and weekdays are easy to read off. */
export const START_EPOCH_MS = Date.UTC(2024, 5, 3);

export const fixed = (value: number) => ({ law: 'fixed', value }) as const;
export const uniform = (min: number, max: number) => ({ law: 'uniform', min, max }) as const;

export const NOBODY = {
  signedIn: 'never',
  weekdays: 0b11111,
  fromMs: 9 * HOUR_MS,
  toMs: 17 * HOUR_MS,
  restartShare: 0,
  restartAfter: fixed(0),
} as const;

/** Stands for every server of its role at the site of the group: `completed` puts their numbers. */
const ALL_OF_SITE: readonly number[] = [-1];

/** A group of always-on clients at the site with nobody signed in; `changes` on top. */
export function group(changes: Partial<ClientGroup> = {}): ClientGroup {
  return {
    name: 'clients',
    count: 1,
    joiningCount: 0,
    stay: null,
    rebuild: null,
    image: -1,
    product: 0,
    location: 0,
    zone: 0,
    kind: 'workstation',
    presence: { pattern: 'alwaysOn' },
    user: NOBODY,
    site: 0,
    updatePoints: { own: ALL_OF_SITE, neighbours: [] },
    managementPoints: ALL_OF_SITE,
    content: contentFrom(0),
    meteredShare: 0,
    otherContent: null,
    updateLoss: null,
    writeFilter: null,
    userInstalls: null,
    scanCycle: null,
    evaluationCycle: null,
    ...changes,
  };
}

/** Content from distribution points of the clients' own boundary group, and nowhere else. */
export function contentFrom(...own: readonly number[]): ClientGroup['content'] {
  return { own, neighbours: [], peers: null, internetBytesPerSecond: 12_500_000 };
}

/** Present from 09:00 to 17:00 UTC on weekdays, to the millisecond. */
export function nineToFive(absence: 'shutdown' | 'sleep' | 'offNetwork'): ClientGroup['presence'] {
  return {
    pattern: 'officeHours',
    weekdays: 0b11111,
    fromMs: 9 * HOUR_MS,
    toMs: 17 * HOUR_MS,
    jitter: fixed(0),
    attendance: 1,
    absence,
  };
}

/** An update of product 0 that needs a restart; `changes` on top. */
export function update(changes: Partial<Update> = {}): Update {
  return {
    id: 'june',
    kb: 'KB0000006',
    title: 'June',
    product: 0,
    kind: 'LCU',
    classification: 'Security Updates',
    releasedMs: DAY_MS,
    expiresMs: Infinity,
    sizeBytes: 100_000_000,
    runTimeMaxMs: 60 * MINUTE_MS,
    supersedes: [],
    ...changes,
  };
}

/** Last month's update, installed everywhere at the start, and this month's, released after a day. */
export const MAY = update({ id: 'may', kb: 'KB0000005', title: 'May', releasedMs: -20 * DAY_MS });
export const JUNE = update({ supersedes: [0] });

/**
 * A deployment to whole groups: `completed` makes a collection of them, and a package at the top of each of their
 * hierarchies when `hasOwnPackages`. These keys stay, so that a scenario can be completed again with other groups.
 */
export type PlainDeployment = Deployment & {
  readonly groups?: readonly number[];
  readonly hasOwnPackages?: boolean;
};

/** What the wizard proposes. */
export const OPTIONS: Deployment['options'] = {
  installOutsideWindows: false,
  restartOutsideWindows: false,
  suppressRestart: { workstations: false, servers: false },
  commitsChanges: true,
  grace: false,
  isShown: true,
  wakeOnLan: false,
  evaluatesAfterRestart: false,
  neighbourContent: true,
  siteDefaultContent: false,
  microsoftUpdateContent: false,
  meteredAtDeadline: false,
};

/**
 * A deployment of update 1 to group 0, created two days in, with its deadline at day five noon, of which clients report
 * only what they detect; `changes` on top.
 */
export function deployment(changes: Partial<PlainDeployment> = {}): PlainDeployment {
  return {
    name: 'June updates',
    updates: [1],
    selection: null,
    groups: [0],
    collection: -1,
    hasOwnPackages: changes.packages === undefined,
    packages: [],
    createdMs: 2 * DAY_MS,
    availableMs: [2 * DAY_MS],
    deadlineMs: [5 * DAY_MS + 12 * HOUR_MS],
    relative: null,
    enabled: true,
    gradualMs: 0,
    deadlineDelay: null,
    options: OPTIONS,
    alert: null,
    verbosity: 'none',
    releasedMs: DAY_MS,
    ...changes,
  };
}

/** A stand-alone primary site; `changes` on top. */
export function site(changes: Partial<Site> = {}): Site {
  return {
    name: 'P01',
    kind: 'primary',
    parent: -1,
    location: 0,
    zone: 0,
    synchronization: SYNCHRONIZATION,
    stateSystem: STATE_SYSTEM,
    summarization: { intervalMs: HOUR_MS },
    replication: null,
    contentDistribution: CONTENT_DISTRIBUTION,
    servicingDrive: { name: 'C:', freeBytes: 200e9 },
    internetBytesPerSecond: 125_000_000,
    ...changes,
  };
}

export const SYNCHRONIZATION: Site['synchronization'] = {
  startsMs: [DAY_MS + 2 * HOUR_MS],
  offeredMs: [],
  fullEveryMs: 100 * DAY_MS,
  wsusFixedMs: 10 * SECOND_MS,
  wsusPerUpdateMs: 500,
  updateBytes: 20_000,
  settleMs: 2 * MINUTE_MS,
  databaseFixedMs: 10 * SECOND_MS,
  databasePerUpdateMs: 500,
  retryMs: HOUR_MS,
};

export const CONTENT_DISTRIBUTION: Site['contentDistribution'] = {
  packagesMax: 3,
  threadsPerPackage: 5,
  retriesMax: 100,
  retryMs: 30 * MINUTE_MS,
  pullRetryMs: 30 * MINUTE_MS,
};

export const STATE_SYSTEM: NonNullable<Site['stateSystem']> = {
  wakeDelayMs: 10 * SECOND_MS,
  loaderThreads: 4,
  chunkFiles: 256,
  chunksMax: 100,
  inboxPollMs: 15 * MINUTE_MS,
  recordMs: 5,
  corruptShare: 0,
  missingMessageAgeMs: 48 * HOUR_MS,
  resyncCheckMs: HOUR_MS,
  resyncRetryMs: [2 * HOUR_MS, 8 * HOUR_MS, 24 * HOUR_MS],
};

export const OFFLINE_SERVICING: Scenario['assumptions']['offlineServicing'] = {
  copyBytesPerSecond: 100_000_000,
  mount: fixed(3 * MINUTE_MS),
  applicabilityCheck: fixed(15 * SECOND_MS),
  apply: {
    LCU: fixed(20 * MINUTE_MS),
    DotNetCU: fixed(5 * MINUTE_MS),
    SSU: fixed(MINUTE_MS),
    other: fixed(MINUTE_MS),
  },
  commit: fixed(8 * MINUTE_MS),
  cleanup: fixed(15 * MINUTE_MS),
  export: fixed(8 * MINUTE_MS),
  failureShare: { LCU: 0, DotNetCU: 0, SSU: 0, other: 0 },
  mountedFactor: 3,
  scratchFactor: 0.5,
  growthShare: 0.6,
  growthShareCleaned: 0.1,
  changedShare: 0.1,
};

export const REMOTE_APP: Scenario['assumptions']['remoteApp'] = {
  idleTimeoutMs: 4 * HOUR_MS,
  disconnectedTimeoutMs: 4 * HOUR_MS,
  updateFixedMs: 30 * MINUTE_MS,
  updatePerBatchMs: 2 * MINUTE_MS,
  hostsPerBatch: 10,
  updateFailureShare: 0,
  signOutDelay: fixed(20 * MINUTE_MS),
  unsavedShare: 0,
  unsavedIdleShare: 0,
  unsavedWork: fixed(15 * MINUTE_MS),
  reconnectDelay: fixed(2 * MINUTE_MS),
  signIn: fixed(30 * SECOND_MS),
  save: fixed(20 * MINUTE_MS),
  import: fixed(25 * MINUTE_MS),
  provision: fixed(15 * MINUTE_MS),
  uploadBytesPerSecondMax: 12_500_000,
  platformUpdate: fixed(7 * DAY_MS),
};

/** A software update point of the first site with a database of its own; `changes` on top. */
export function updatePoint(changes: Partial<SoftwareUpdatePoint> = {}): SoftwareUpdatePoint {
  return {
    name: 'SUP1',
    site: 0,
    location: 0,
    servers: 4,
    deltaScan: fixed(667),
    fullScanFactor: 20,
    queueLimit: 1000,
    abandonedWork: 'dropped',
    database: 0,
    ...changes,
  };
}

export function managementPoint(changes: Partial<ManagementPoint> = {}): ManagementPoint {
  return {
    name: 'MP1',
    site: 0,
    location: 0,
    servers: 4,
    request: fixed(20),
    queueLimit: 1000,
    fileMoverMs: 60 * SECOND_MS,
    ...changes,
  };
}

export function distributionPoint(changes: Partial<DistributionPoint> = {}): DistributionPoint {
  return {
    name: 'DP1',
    site: 0,
    location: 0,
    bytesPerSecond: 125_000_000,
    flowBytesPerSecondMax: 12_500_000,
    delivery: { kind: 'sent', hours: null, limit: null },
    ...changes,
  };
}

/** Changes of the only site; of its state system only what differs. */
export type SiteChanges = Partial<Omit<Site, 'stateSystem'>> & {
  readonly stateSystem?: Partial<Site['stateSystem']>;
};

/**
 * A scenario of ten days with one always-on client, one server of each role and fixed times everywhere, so that every
 * instant can be worked out by hand; `changes` on top. Lists are replaced whole.
 */
export function smallScenario(
  changes: Partial<PlainScenario> & { readonly siteChanges?: SiteChanges } = {},
): Scenario {
  const { siteChanges: { stateSystem, ...siteChanges } = {}, ...others } = changes;
  return completed({
    name: 'small',
    description: '',
    seed: '1',
    profile: 'seed2017',
    startEpochMs: START_EPOCH_MS,
    horizonMs: 10 * DAY_MS,
    measureFromMs: 0,
    initial: { mode: 'steadyState', patchedShareByLag: [1] },
    catalog: { products: ['Windows'], updates: [MAY, JUNE], origin: 'made for tests' },
    zones: [{ name: 'UTC', transitions: [{ fromMs: -60 * DAY_MS, offsetMs: 0 }] }],
    locations: [{ name: 'head office', link: null }],
    sites: [site({ ...siteChanges, stateSystem: { ...STATE_SYSTEM, ...stateSystem } })],
    softwareUpdatePoints: [updatePoint()],
    managementPoints: [managementPoint()],
    distributionPoints: [distributionPoint()],
    groups: [group()],
    packages: [],
    collections: [],
    deployments: [deployment()],
    rules: [],
    phasedDeployments: [],
    orchestrationGroups: [],
    images: [],
    templateImages: [],
    remoteAppCollections: [],
    actions: [],
    clientSettings: {
      policyPollMs: HOUR_MS,
      stateCycleMs: 15 * MINUTE_MS,
      scanIntervalMs: 7 * DAY_MS,
      scanJitter: uniform(0, 2 * HOUR_MS),
      firstScanDelay: uniform(0, 2 * HOUR_MS),
      scanTtlMs: DAY_MS,
      reevaluationIntervalMs: 1_000_000 * DAY_MS,
      reevaluationJitter: fixed(0),
      restartCountdownMs: 90 * MINUTE_MS,
      restartFinalMs: 15 * MINUTE_MS,
      forcesRestart: true,
      graceMs: 0,
      usesAllDeploymentsWindows: false,
      lookAheadMs: 0,
      metered: 'block',
      cacheBytes: 5120 * 2 ** 20,
      cacheAgeMinMs: DAY_MS,
      businessHours: { weekdays: 0b11111, fromMs: 5 * HOUR_MS, toMs: 22 * HOUR_MS },
    },
    assumptions: {
      stateHighIntervalMs: 2 * MINUTE_MS,
      scanRetryMs: 30 * MINUTE_MS,
      scanRetriesMax: 4,
      switchExtraMs: 2 * MINUTE_MS,
      shortCycleMs: 2 * MINUTE_MS,
      lastKnownGoodMs: 2 * HOUR_MS,
      timeoutIsRetried: false,
      sourceWait: fixed(0),
      sourceSettleMs: 0,
      scanStates: 'changes',
      stateRetryMs: MINUTE_MS,
      scanTimeoutMs: 10 * MINUTE_MS,
      scanEvaluation: fixed(10 * SECOND_MS),
      deltaMetadataBytes: 200_000,
      deltaMetadataBytesPerUpdate: 20_000,
      fullMetadataBytes: 40_000_000,
      locationRequestMs: SECOND_MS,
      distributionPointTryMs: 2 * MINUTE_MS,
      stalledTransferMs: HOUR_MS,
      registration: fixed(0),
      deletedAfterMs: 90 * DAY_MS,
      installFailureShare: { LCU: 0, DotNetCU: 0, SSU: 0, other: 0 },
      windowRestartMs: 5 * MINUTE_MS,
      wokenForMs: 2 * HOUR_MS,
      filterSwitch: fixed(MINUTE_MS),
      installDuration: {
        LCU: fixed(15 * MINUTE_MS),
        DotNetCU: fixed(4 * MINUTE_MS),
        SSU: fixed(MINUTE_MS),
        other: fixed(2 * MINUTE_MS),
      },
      restartNeeded: { LCU: true, DotNetCU: true, SSU: false, other: false },
      contentRetryMs: 2 * MINUTE_MS,
      restartDuration: fixed(3 * MINUTE_MS),
      availableDelay: uniform(0, 2 * HOUR_MS),
      catalogVersionForcesOnline: false,
      policyPollWork: fixed(20),
      imagingDuration: fixed(45 * MINUTE_MS),
      offlineServicing: OFFLINE_SERVICING,
      remoteApp: REMOTE_APP,
    },
    thresholds: [],
    output: { intervalMs: HOUR_MS, clients: true, servicingLog: true },
    ...others,
  });
}

/** A scenario whose deployments may name groups instead of a collection. */
export type PlainScenario = Omit<Scenario, 'deployments'> & {
  readonly deployments: readonly PlainDeployment[];
};

/** Gives deployments the collections and packages that they need, groups the servers of their site, and top-level sites all updates from their release on. */
export function completed(plain: PlainScenario): Scenario {
  const scenario = withPackages(withCollections(plain));
  const numbersAt = (points: readonly { readonly site: number }[], at: number) =>
    points.flatMap((point, number) => (point.site === at ? [number] : []));
  const { softwareUpdatePoints, managementPoints } = scenario;
  return {
    ...scenario,
    sites: scenario.sites.map((each) =>
      each.parent >= 0 || each.synchronization.offeredMs.length > 0
        ? each
        : {
            ...each,
            synchronization: {
              ...each.synchronization,
              offeredMs: scenario.catalog.updates.map(({ releasedMs }) => releasedMs),
            },
          },
    ),
    groups: scenario.groups.map((each) => ({
      ...each,
      updatePoints:
        each.updatePoints?.own === ALL_OF_SITE
          ? { ...each.updatePoints, own: numbersAt(softwareUpdatePoints, each.site) }
          : each.updatePoints,
      managementPoints:
        each.managementPoints === ALL_OF_SITE
          ? numbersAt(managementPoints, each.site)
          : each.managementPoints,
    })),
  };
}

function withCollections(plain: PlainScenario): Scenario {
  const collections = [...plain.collections];
  const deployments = plain.deployments.map((each): Deployment => {
    const { name, groups } = each;
    if (groups === undefined) return each;
    const made = { name, groups, query: null, windows: [], evaluationIntervalMs: 5 * MINUTE_MS };
    return { ...each, collection: collections.push(made) - 1 };
  });
  return { ...plain, collections, deployments };
}

/** Packages at the top of every hierarchy that has members, which go to all its distribution points. */
function withPackages(scenario: Scenario): Scenario {
  const { sites, groups, collections, distributionPoints } = scenario;
  const packages = [...scenario.packages];
  const topOf = (number: number): number =>
    sites[number]!.parent < 0 ? number : topOf(sites[number]!.parent);
  const deployments = scenario.deployments.map((each: PlainDeployment): Deployment => {
    if (each.hasOwnPackages !== true) return each;
    const tops = new Set(collections[each.collection]!.groups.map((group) => topOf(groups[group]!.site)));
    const numbers = [...tops].map((top) => {
      const points = distributionPoints.flatMap(({ site }, point) => (topOf(site) === top ? [point] : []));
      const made = { site: top, priority: 'medium', distributionPoints: points, updates: [] } as const;
      return packages.push({ name: each.name, ...made }) - 1;
    });
    return { ...each, packages: numbers };
  });
  return { ...scenario, packages, deployments };
}

/** Builds the fleet of a scenario and runs it to an instant, by default to the horizon. */
export function runFleet(scenario: Scenario, untilMs: number = scenario.horizonMs): Fleet {
  const fleet = new Fleet(scenario, 0);
  fleet.run(untilMs);
  return fleet;
}
