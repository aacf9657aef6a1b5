import {
  COLLECTION_COLUMNS,
  DEPLOYMENT_COLUMNS,
  DOWNLOAD_COLUMNS,
  IMAGE_COLUMNS,
  IMAGE_UPDATE_COLUMNS,
  IMAGING_COLUMNS,
  INSTALLATION_COLUMNS,
  ORCHESTRATION_COLUMNS,
  PACKAGE_COLUMNS,
  REMOTEAPP_COLLECTION_COLUMNS,
  REMOTEAPP_COLLECTION_UPDATE_COLUMNS,
  REMOTEAPP_SESSION_COLUMNS,
  REMOTEAPP_SIGN_OFF_COLUMNS,
  REMOTEAPP_UPDATE_COLUMNS,
  type RunResult,
  SCAN_TRIGGERS,
  SITE_EVENT_COLUMNS,
  UNFINISHED_CAUSES,
  UPDATE_STATE_COLUMNS,
  WRITE_FILTER_COLUMNS,
} from '../../src/model/results.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { Topic } from '../../src/model/topics.ts';
import { Rows } from '../../src/sim/rows.ts';
import { group as clientGroup } from '../model/small-fleet.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

type Cells<Name extends string> = Partial<Record<Name, number>>;

/** A table of numbers from partial rows; what is not said is 0. */
export function rowsOf<Name extends string>(
  columns: readonly Name[],
  rows: readonly Cells<Name>[] = [],
): Rows<Name> {
  const table = new Rows(columns);
  for (const row of rows) table.add(...columns.map((column) => row[column] ?? 0));
  return table;
}

/** A scenario of two groups, one deployment and few servers, as far as the report floor reads one. */
export function scenarioOf(changes: Partial<Scenario> = {}): Scenario {
  const group = (name: string, count: number) =>
    clientGroup({ name, count, updatePoints: { own: [0], neighbours: [] }, managementPoints: [0] });
  const scenario = {
    name: 'hand-made',
    description: '',
    seed: '42',
    profile: 'seed2017',
    startEpochMs: Date.UTC(2024, 3, 1),
    horizonMs: 28 * DAY_MS,
    measureFromMs: 8 * DAY_MS,
    catalog: {
      products: ['Windows 11'],
      updates: [
        {
          id: 'a',
          kb: 'KB5036893',
          title: '',
          product: 0,
          kind: 'LCU',
          classification: 'Security Updates',
          releasedMs: 8 * DAY_MS,
          expiresMs: Number.POSITIVE_INFINITY,
          sizeBytes: 700e6,
          supersedes: [],
        },
      ],
      origin: 'made by hand',
    },
    locations: [{ name: 'Head office', link: null }],
    sites: [{ name: 'P01', kind: 'primary', parent: -1 }],
    softwareUpdatePoints: [{ name: 'SUP1', site: 0 }],
    managementPoints: [{ name: 'MP1', site: 0 }],
    distributionPoints: [{ name: 'DP1', site: 0 }],
    groups: [group('Office', 60), group('Shops', 40)],
    packages: [{ name: 'April', site: 0, priority: 'medium', distributionPoints: [0], updates: [] }],
    collections: [{ name: 'April', groups: [0, 1], query: null, windows: [] }],
    orchestrationGroups: [],
    images: [],
    templateImages: [],
    remoteAppCollections: [],
    deployments: [
      {
        name: 'April',
        updates: [0],
        collection: 0,
        createdMs: 8 * DAY_MS,
        availableMs: [8 * DAY_MS],
        deadlineMs: [15 * DAY_MS],
        deadlineDelay: null,
        verbosity: 'successAndErrors',
        releasedMs: 8 * DAY_MS,
      },
    ],
    actions: [],
    zones: [{ name: 'UTC', transitions: [{ fromMs: -60 * DAY_MS, offsetMs: 0 }] }],
    clientSettings: { businessHours: { weekdays: 0b11111, fromMs: 9 * HOUR_MS, toMs: 17 * HOUR_MS } },
    thresholds: [],
    output: { intervalMs: HOUR_MS, clients: true, servicingLog: false },
    ...changes,
  };
  return scenario as unknown as Scenario;
}

/** A run of `scenarioOf()` in which compliance rises evenly from 0 to 90 % in 20 days; the console lags by an hour. */
export function resultOf(changes: Partial<RunResult> = {}): RunResult {
  const scenario = changes.scenario ?? scenarioOf();
  const share = (hour: number) => Math.min(0.9, Math.max(0, (0.9 * hour) / 480));
  const hours = Array.from({ length: 480 }, (_, index) => index + 1);
  const t = (hour: number) => scenario.measureFromMs + hour * HOUR_MS;
  const complianceRow = (hour: number, group: number) => {
    const members = scenario.groups[group]!.count;
    const actual = Math.floor(members * share(hour));
    const shown = Math.floor(members * share(hour - 1));
    return {
      t: t(hour),
      group,
      members,
      actualCompliant: actual,
      knownCompliant: actual,
      storedCompliant: shown,
      shownCompliant: shown,
    };
  };
  const server = { arrivals: 110, served: 100, refused: 10, queueMax: 7, utilisation: 0.25, waitP95Ms: 1500 };
  return {
    scenario,
    replication: 0,
    clientCount: scenario.groups.reduce((sum, { count }) => sum + count, 0),
    eventCount: 12_345,
    fingerprint: '00112233aabbccdd',
    hourlyFingerprints: ['00000000aaaaaaaa', '00112233aabbccdd'],
    stateBytes: 512,
    serverNames: [
      { name: 'SUP1', role: 'softwareUpdatePoint', servers: 4 },
      { name: 'MP1', role: 'managementPoint', servers: 8 },
    ],
    linkNames: [{ name: 'Shops', bytesPerSecond: 12.5e6 }],
    compliance: rowsOf(
      [
        't',
        'site',
        'belowTop',
        'deployment',
        'group',
        'members',
        'actualCompliant',
        'actualBySuperseding',
        'knownCompliant',
        'storedCompliant',
        'shownCompliant',
        'knownUnknown',
        'storedUnknown',
        'shownUnknown',
        'actualPendingRestart',
        'storedPendingRestart',
        'policyReceived',
        'downloaded',
        'statusSuccess',
        'statusInProgress',
        'statusError',
        'statusUnknown',
      ],
      hours.flatMap((hour) => [complianceRow(hour, 0), complianceRow(hour, 1)]),
    ),
    updateStates: rowsOf(UPDATE_STATE_COLUMNS, [{ t: t(1), clients: 40, required: 40, notDeployed: 40 }]),
    coverage: rowsOf(
      ['deployment', 'reading', 'level', 'reachedMs', 'sinceReleaseMs'],
      [
        { reading: 0, level: 0.5, reachedMs: 20 * DAY_MS, sinceReleaseMs: 12 * DAY_MS },
        { reading: 0, level: 0.95, reachedMs: -1, sinceReleaseMs: -1 },
      ],
    ),
    timeToCompliant: rowsOf(
      [
        'deployment',
        'group',
        'members',
        'compliantAtRelease',
        'becameCompliant',
        'bySuperseding',
        'censored',
        'meanMs',
        'p50Ms',
        'p90Ms',
        'p95Ms',
        'p99Ms',
        'maxMs',
      ],
      [
        {
          group: -1,
          members: 100,
          becameCompliant: 90,
          censored: 10,
          p50Ms: 11 * DAY_MS,
          p90Ms: -1,
          p95Ms: -1,
          p99Ms: -1,
        },
      ],
    ),
    lifeTable: rowsOf(
      ['deployment', 'sinceReleaseMs', 'entered', 'becameCompliant', 'censored', 'meanMs'],
      [
        { sinceReleaseMs: 0, entered: 100, meanMs: -1 },
        { sinceReleaseMs: 11 * DAY_MS, becameCompliant: 90, meanMs: 11 * DAY_MS },
        { sinceReleaseMs: 20 * DAY_MS, censored: 10, meanMs: -1 },
      ],
    ),
    scans: rowsOf(
      ['t', 'trigger', 'kind', 'outcome', 'count'],
      [
        { t: t(1), trigger: 1, kind: 1, outcome: 0, count: 50 },
        { t: t(1), trigger: 1, kind: 1, outcome: 1, count: 40 },
        { t: t(1), trigger: SCAN_TRIGGERS.indexOf('afterRestart'), kind: 0, outcome: 1, count: 7 },
        { t: t(2), trigger: 1, kind: 1, outcome: 2, count: 10 },
      ],
    ),
    updatePoints: rowsOf(
      ['t', 'server', 'clients', 'came', 'left', 'metadataVersion', 'updates'],
      [{ t: t(1), server: 0, clients: 100, updates: 1 }],
    ),
    servers: rowsOf(SERVER_COLUMNS, [
      { t: t(1), server: 0, ...server },
      { t: t(1), server: 1, arrivals: 5, served: 5, utilisation: 0.7, offeredUtilisation: 0.1 },
    ]),
    links: rowsOf(LINK_COLUMNS, [{ t: t(1), link: 0, bytes: 1e9, bookedBytes: 5e8, utilisation: 0.4 }]),
    stateMessages: rowsOf(
      [
        't',
        'emitted',
        'batchesSent',
        'batchesRefused',
        'stored',
        'corruptFiles',
        'lost',
        'backlogAtClients',
        'backlogAtManagementPoints',
        'backlogAtSite',
        'gapsOpen',
        'resyncsRequested',
        'resyncsDone',
        'backlogToParent',
        'ageMeanMs',
        'ageP50Ms',
        'ageP95Ms',
        'ageMaxMs',
      ],
      [{ t: t(1), emitted: 300, stored: 250, backlogAtClients: 50 }],
    ),
    enforcement: rowsOf(
      ['t', 'site', 'topic', 'deployment', 'update', 'state', 'clients'],
      [
        { t: t(1), topic: Topic.deploymentEnforcement, update: -1, state: 5, clients: 40 },
        { t: t(1), topic: Topic.updateEnforcement, deployment: -1, state: 10, clients: 30 },
        { t: t(1), topic: Topic.scan, deployment: -1, update: -1, state: 3, clients: 100 },
      ],
    ),
    collections: rowsOf(COLLECTION_COLUMNS, [{ t: t(1), collection: 0, members: 100 }]),
    deployments: rowsOf(DEPLOYMENT_COLUMNS, [
      { t: t(1), site: 0, deployment: 0, exists: 1, enabled: 1, updates: 1 },
    ]),
    packages: rowsOf(PACKAGE_COLUMNS, [
      { t: t(1), package: 0, version: 2, updates: 1, sizeBytes: 700e6, distributionPoints: 1, current: 1 },
    ]),
    downloads: rowsOf(DOWNLOAD_COLUMNS, [
      { t: t(1), group: 0, started: 60, completed: 59, interrupted: 1, bytes: 42e9 },
      { t: t(1), group: 1, started: 40, completed: 40, bytes: 28e9 },
    ]),
    installations: rowsOf(INSTALLATION_COLUMNS, [
      { t: t(3), group: 0, started: 60, completed: 58, failed: 1, timedOut: 1 },
    ]),
    restarts: rowsOf(
      ['t', 'group', 'cause', 'count', 'outsideBusinessHours', 'countdownMetUser', 'inFinalCountdown'],
      [
        { t: t(3), group: 0, cause: 0, count: 30, outsideBusinessHours: 12, countdownMetUser: 4 },
        { t: t(4), group: 1, cause: 1, count: 20, outsideBusinessHours: 0, countdownMetUser: 20 },
      ],
    ),
    exposure: rowsOf(
      ['update', 'group', 'clients', 'clientMs', 'requiredAtEnd'],
      [{ update: 0, group: 0, clients: 60, clientMs: 60 * DAY_MS, requiredAtEnd: 6 }],
    ),
    events: rowsOf(SITE_EVENT_COLUMNS, [
      { t: t(0), code: 0, subject: -1, full: -1, content: -1, cause: -1 },
      { t: t(1), code: 3, subject: -1, detail: 17, full: 1, content: -1, cause: -1 },
      { t: t(2), code: 7, subject: 0, detail: 1, full: -1, content: -1, cause: -1 },
      { t: t(3), code: 9, subject: 0, detail: 700e6, full: -1, content: 0, cause: -1 },
    ]),
    clients: rowsOf(
      [
        'client',
        'group',
        'numberInGroup',
        'build',
        'joinedMs',
        'leftMs',
        'lastOnlineScanMs',
        'metadataVersion',
        'onlineScans',
        'updatePoint',
        'updatePointSwitches',
        'refusals',
        'failedScans',
        'restarts',
        'requiredUpdates',
        'installedUpdates',
        'compliantMs',
        'storedCompliantMs',
        'downloadedBytes',
      ],
      [
        {
          client: 0,
          group: 0,
          leftMs: -1,
          lastOnlineScanMs: 1500,
          compliantMs: 10 * DAY_MS,
          storedCompliantMs: -1,
        },
        {
          client: 60,
          group: 1,
          joinedMs: 12 * DAY_MS,
          leftMs: -1,
          lastOnlineScanMs: -1,
          metadataVersion: -1,
          compliantMs: -1,
          storedCompliantMs: -1,
        },
      ],
    ),
    serverTotals: rowsOf(SERVER_COLUMNS, [
      { t: scenario.horizonMs, server: 0, ...server },
      { t: scenario.horizonMs, server: 1, utilisation: 0.5, offeredUtilisation: 0.1, waitP95Ms: -1 },
    ]),
    linkTotals: rowsOf(LINK_COLUMNS, [
      { t: scenario.horizonMs, link: 0, bytes: 1e9, bookedBytes: 5e8, utilisation: 0.4, flowsMax: 9 },
    ]),
    orchestrationGroups: rowsOf(ORCHESTRATION_COLUMNS),
    writeFilters: rowsOf(WRITE_FILTER_COLUMNS),
    images: rowsOf(IMAGE_COLUMNS),
    imageUpdates: rowsOf(IMAGE_UPDATE_COLUMNS),
    imaging: rowsOf(IMAGING_COLUMNS),
    servicingLog: null,
    remoteAppCollections: rowsOf(REMOTEAPP_COLLECTION_COLUMNS),
    remoteAppCollectionUpdates: rowsOf(REMOTEAPP_COLLECTION_UPDATE_COLUMNS),
    remoteAppSessions: rowsOf(REMOTEAPP_SESSION_COLUMNS),
    remoteAppSignOffs: rowsOf(REMOTEAPP_SIGN_OFF_COLUMNS),
    remoteAppUpdates: rowsOf(REMOTEAPP_UPDATE_COLUMNS),
    unfinished: rowsOf(
      ['deployment', 'group', 'cause', 'count'],
      [
        { group: 0, cause: UNFINISHED_CAUSES.indexOf('pendingRestart'), count: 6 },
        { group: 1, cause: UNFINISHED_CAUSES.indexOf('downloading'), count: 4 },
      ],
    ),
    clientOutcomes: [],
    ...changes,
  };
}

const SERVER_COLUMNS = [
  't',
  'server',
  'arrivals',
  'served',
  'refused',
  'abandoned',
  'present',
  'servedInVain',
  'queueMean',
  'queueMax',
  'utilisation',
  'offeredUtilisation',
  'waitMeanMs',
  'waitP50Ms',
  'waitP95Ms',
  'waitP99Ms',
] as const;

const LINK_COLUMNS = [
  't',
  'link',
  'bytes',
  'bookedBytes',
  'utilisation',
  'flowsMean',
  'flowsMax',
  'started',
  'completed',
  'aborted',
] as const;
