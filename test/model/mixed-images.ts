import type { Action, OperatingSystemImage, Scenario, ServicingChoice } from '../../src/model/scenario.ts';
import { remoteAppCollection, templateImage } from './remoteapp/remoteapp-fleet.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, uniform } from './small-fleet.ts';

/** Groups and updates of the mixed fleet, by their numbers there. */
const [OFFICE, LAB, KIOSKS, SERVERS] = [1, 3, 4, 5];
const [MAY, JUNE, NET, SERVER, STACK, OUT_OF_BAND] = [0, 1, 2, 3, 4, 5];
const OF_WINDOWS = [MAY, JUNE, NET, STACK, OUT_OF_BAND];

const [GOLDEN, OF_LAB, OF_SERVERS] = [0, 1, 2];

/** The last one is too large for the drive, once updates are applied to it. */
const IMAGES: readonly OperatingSystemImage[] = (
  [
    { name: 'golden', updates: [MAY], sizeBytes: 400_000_000, sendsDifferences: true },
    { name: 'of the lab', updates: [MAY], sizeBytes: 300_000_000, failingUpdates: [JUNE] },
    { name: 'of the servers', product: 1, candidates: [SERVER], sizeBytes: 600_000_000 },
  ] as const
).map((each, number) => ({
  kind: 'image',
  site: 0,
  product: 0,
  candidates: OF_WINDOWS,
  updates: [],
  importedMs: number === OF_LAB ? 2 * DAY_MS : 0,
  indexCount: 1,
  priority: 'medium',
  distributionPoints: number === GOLDEN ? [0, 1] : [number === OF_LAB ? 1 : 0],
  sendsDifferences: false,
  failingUpdates: [],
  ...each,
}));

function service(image: number, atMs: number, choice: Partial<ServicingChoice> = {}): Action {
  return {
    verb: 'scheduleServicing',
    atMs,
    image,
    choice: {
      updates: IMAGES[image]!.candidates,
      startAfterMs: 0,
      continuesOnError: false,
      updatesDistributionPoints: true,
      removesSuperseded: false,
      takesSuperseded: false,
      ...choice,
    },
  };
}

function servicing(files: number): Action[] {
  return [
    {
      verb: 'downloadUpdates',
      atMs: DAY_MS + 12 * HOUR_MS,
      package: files,
      updates: [JUNE, NET, SERVER, STACK],
    },
    service(GOLDEN, 2 * DAY_MS, { startAfterMs: 6 * HOUR_MS }),
    service(OF_LAB, 2 * DAY_MS + HOUR_MS, { startAfterMs: 5 * HOUR_MS, continuesOnError: true }),
    service(OF_SERVERS, 3 * DAY_MS),
    { verb: 'distributeImage', atMs: 4 * DAY_MS, image: OF_SERVERS, distributionPoints: [1] },
    service(OF_LAB, 4 * DAY_MS),
    { verb: 'chooseImage', atMs: 5 * DAY_MS, groups: [SERVERS], image: OF_SERVERS },
    { verb: 'downloadUpdates', atMs: 6 * DAY_MS + 9 * HOUR_MS, package: files, updates: [OUT_OF_BAND] },
    service(GOLDEN, 7 * DAY_MS),
    { verb: 'cancelServicing', atMs: 7 * DAY_MS + 10 * MINUTE_MS, image: GOLDEN },
    service(GOLDEN, 8 * DAY_MS, { removesSuperseded: true, updatesDistributionPoints: false }),
    { verb: 'updateDistributionPoints', atMs: 9 * DAY_MS, image: GOLDEN },
    service(GOLDEN, 10 * DAY_MS),
  ];
}

const WORK = {
  ...remoteAppCollection().work,
  jitter: uniform(0, HOUR_MS),
  attendance: 0.9,
  activeFor: { law: 'exponential', mean: HOUR_MS },
  idleFor: { law: 'exponential', mean: 20 * MINUTE_MS },
  signOutShare: 0.4,
  disconnectShare: 0.3,
} as const;

/** On an image of ours, on the provider's, and in a subnet that is too narrow for an update. */
const COLLECTIONS: Scenario['remoteAppCollections'] = [
  remoteAppCollection({ name: 'accounting', userCount: 40, work: WORK }),
  remoteAppCollection({ name: 'sales', userCount: 30, work: WORK, templateImage: 2 }),
  remoteAppCollection({ name: 'depot', kind: 'hybrid', addressCount: 1, userCount: 10, work: WORK }),
];

function updateTo(collection: number, image: number, atMs: number, graceMs: number): Action {
  const policy = graceMs > 0 ? 'grace' : 'signOutAtOnce';
  return {
    verb: 'updateCollection',
    atMs,
    remoteAppCollection: collection,
    templateImage: image,
    policy,
    graceMs,
  };
}

const REMOTE_APP_ACTIONS: readonly Action[] = [
  { verb: 'makeTemplateImage', atMs: DAY_MS + 8 * HOUR_MS, templateImage: 1, updates: [SERVER] },
  updateTo(0, 1, DAY_MS + 8 * HOUR_MS + MINUTE_MS, HOUR_MS),
  updateTo(2, 1, 2 * DAY_MS + 10 * HOUR_MS, HOUR_MS),
  updateTo(0, 0, 3 * DAY_MS + 13 * HOUR_MS, 0),
  updateTo(0, 1, 4 * DAY_MS + 10 * HOUR_MS, 30 * HOUR_MS),
  updateTo(0, 1, 4 * DAY_MS + 12 * HOUR_MS, HOUR_MS),
];

/**
 * The mixed fleet with machines that join, leave and are rebuilt from images, whose servicing ends in every way, and
 * with RemoteApp collections that are updated with every policy.
 */
export function withImages(scenario: Scenario): Scenario {
  const { groups, sites, packages, actions, assumptions } = scenario;
  const lives: Partial<Record<number, Partial<Scenario['groups'][number]>>> = {
    [OFFICE]: { joiningCount: 20, stay: { law: 'exponential', mean: 20 * DAY_MS } },
    [LAB]: { joiningCount: 30, stay: { law: 'exponential', mean: 10 * DAY_MS }, image: OF_LAB },
    [KIOSKS]: { rebuild: { law: 'exponential', mean: 5 * DAY_MS }, image: GOLDEN },
    [SERVERS]: { rebuild: { law: 'exponential', mean: 8 * DAY_MS } },
  };
  const files = { name: 'files', site: 0, priority: 'low', distributionPoints: [], updates: [] } as const;
  return {
    ...scenario,
    sites: sites.map((site) => ({ ...site, servicingDrive: { name: 'D:', freeBytes: 2_500_000_000 } })),
    groups: groups.map((group, number) => ({ ...group, ...lives[number] })),
    packages: [...packages, files],
    images: IMAGES,
    templateImages: [
      templateImage({ name: 'hosts', product: 1, updates: [] }),
      templateImage({ name: 'hosts June', product: 1, updates: null, source: 0 }),
      templateImage({ name: 'Office', kind: 'platform', product: 1, updates: [] }),
    ],
    remoteAppCollections: COLLECTIONS,
    actions: [...actions, ...servicing(packages.length), ...REMOTE_APP_ACTIONS].sort(
      (x, y) => x.atMs - y.atMs,
    ),
    assumptions: {
      ...assumptions,
      remoteApp: {
        ...assumptions.remoteApp,
        unsavedShare: 0.5,
        signOutDelay: { law: 'exponential', mean: 40 * MINUTE_MS },
        platformUpdate: uniform(DAY_MS, 3 * DAY_MS),
      },
    },
  };
}
