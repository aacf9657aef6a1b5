import { Fleet } from '../../src/model/fleet.ts';
import type { ClientGroup, Deployment, Scenario, Site } from '../../src/model/scenario.ts';
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

/** A group of always-on clients at the site with nobody signed in; `changes` on top. */
export function group(changes: Partial<ClientGroup> = {}): ClientGroup {
  return {
    name: 'clients',
    count: 1,
    product: 0,
    location: 0,
    zone: 0,
    kind: 'workstation',
    presence: { pattern: 'alwaysOn' },
    user: NOBODY,
    distributionPoint: 0,
    ...changes,
  };
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
    supersedes: [],
    ...changes,
  };
}

/** Last month's update, installed everywhere at the start, and this month's, released after a day. */
export const MAY = update({ id: 'may', kb: 'KB0000005', title: 'May', releasedMs: -20 * DAY_MS });
export const JUNE = update({ supersedes: [0] });

/** A deployment of update 1 to group 0, created two days in, with its deadline at day five noon; `changes` on top. */
export function deployment(changes: Partial<Deployment> = {}): Deployment {
  return {
    name: 'June updates',
    updates: [1],
    groups: [0],
    createdMs: 2 * DAY_MS,
    availableMs: [2 * DAY_MS],
    deadlineMs: [5 * DAY_MS + 12 * HOUR_MS],
    deadlineDelay: null,
    releasedMs: DAY_MS,
    ...changes,
  };
}

const SITE: Site = {
  name: 'P01',
  location: 0,
  synchronization: {
    startsMs: [DAY_MS + 2 * HOUR_MS],
    wsusFixedMs: 10 * SECOND_MS,
    wsusPerUpdateMs: 500,
    settleMs: 2 * MINUTE_MS,
    databaseFixedMs: 10 * SECOND_MS,
    databasePerUpdateMs: 500,
    retryMs: HOUR_MS,
  },
  stateSystem: { wakeDelayMs: 10 * SECOND_MS, loaderThreads: 4, recordMs: 5 },
  summarization: { intervalMs: HOUR_MS },
  softwareUpdatePoints: [
    { name: 'SUP1', location: 0, servers: 4, deltaScan: fixed(667), fullScanFactor: 20, queueLimit: 1000 },
  ],
  managementPoints: [
    {
      name: 'MP1',
      location: 0,
      servers: 4,
      request: fixed(20),
      queueLimit: 1000,
      fileMoverMs: 60 * SECOND_MS,
    },
  ],
  distributionPoints: [
    { name: 'DP1', location: 0, bytesPerSecond: 125_000_000, flowBytesPerSecondMax: 12_500_000 },
  ],
  internetBytesPerSecond: 125_000_000,
};

/**
 * A scenario of ten days with one always-on client, one server of each role and fixed times everywhere, so that every
 * instant can be worked out by hand; `changes` on top. Lists are replaced whole.
 */
export function smallScenario(
  changes: Partial<Scenario> & { readonly siteChanges?: Partial<Site> } = {},
): Scenario {
  const { siteChanges, ...others } = changes;
  return {
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
    site: { ...SITE, ...siteChanges },
    groups: [group()],
    deployments: [deployment()],
    actions: [],
    clientSettings: {
      policyPollMs: HOUR_MS,
      stateCycleMs: 15 * MINUTE_MS,
      scanIntervalMs: 7 * DAY_MS,
      scanJitter: uniform(0, 2 * HOUR_MS),
      firstScanDelay: uniform(0, 2 * HOUR_MS),
      scanTtlMs: DAY_MS,
      restartCountdownMs: 90 * MINUTE_MS,
      businessHours: { weekdays: 0b11111, fromMs: 5 * HOUR_MS, toMs: 22 * HOUR_MS },
    },
    assumptions: {
      stateHighIntervalMs: 2 * MINUTE_MS,
      scanRetryMs: 30 * MINUTE_MS,
      stateRetryMs: MINUTE_MS,
      scanTimeoutMs: 10 * MINUTE_MS,
      scanEvaluation: fixed(10 * SECOND_MS),
      deltaMetadataBytes: 200_000,
      deltaMetadataBytesPerUpdate: 20_000,
      fullMetadataBytes: 40_000_000,
      locationRequestMs: SECOND_MS,
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
    },
    thresholds: [],
    output: { intervalMs: HOUR_MS, clients: true },
    ...others,
  };
}

/** Builds the fleet of a scenario and runs it to an instant, by default to the horizon. */
export function runFleet(scenario: Scenario, untilMs: number = scenario.horizonMs): Fleet {
  const fleet = new Fleet(scenario, 0);
  fleet.run(untilMs);
  return fleet;
}
