import fc from 'fast-check';
import { parse } from 'yaml';
import { SMALL } from './loading.ts';

/** Two at least: the mean of a Weibull law is as low as 0.89 of its scale, and periods of presence last a minute at least. */
const MINUTES = fc.integer({ min: 2, max: 600 }).map((minutes) => `${minutes} min`);
const SHARES = fc.integer({ min: 1, max: 99 });
const LAWS = fc.oneof(
  MINUTES,
  fc.record({ uniform: fc.constant({ min: '0 s', max: '2 h' }) }),
  fc.record({ exponential: fc.record({ mean: MINUTES }) }),
  fc.record({ lognormal: fc.record({ median: MINUTES, p95: fc.constant('11 h') }) }),
  fc.record({ weibull: fc.record({ shape: fc.double({ min: 0.1, max: 5, noNaN: true }), scale: MINUTES }) }),
  fc.record({ empirical: fc.constant(['1 s', '2 s', '1 h']) }),
);
const ABSENCES = fc.constantFrom('shutdown', 'sleep', 'offNetwork');
const PRESENCES = fc.oneof(
  fc.constant('alwaysOn'),
  fc.record({
    officeHours: fc.record({
      attendance: SHARES.map((share) => `${share} %`),
      absence: ABSENCES,
      jitter: LAWS,
    }),
  }),
  fc.record({ roaming: fc.record({ days: fc.constantFrom('Mon-Fri', 'daily', 'Sat, Sun') }) }),
  fc.record({ upDown: fc.record({ up: LAWS, down: LAWS, absence: ABSENCES }) }),
  fc.record({ upDown: fc.record({ fitted: fc.constantFrom('Microsoft99', 'Nd07cpu', 'Lanl05', 'G5k06') }) }),
);
const GROUPS = fc.uniqueArray(
  fc.record({
    name: fc
      .string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' })
      .filter((name) => name.trim() === name),
    count: fc.integer({ min: 1, max: 800 }),
    product: fc.constant('Windows 11'),
    kind: fc.constantFrom('workstation', 'laptop', 'server'),
    location: fc.constantFrom('Paris', 'Tokyo'),
    presence: PRESENCES,
    user: fc.record({ signedIn: fc.constantFrom('never', 'always', 'officeHours'), restartAfter: LAWS }),
  }),
  { minLength: 1, maxLength: 5, selector: ({ name }) => name },
);

const PERCENT = SHARES.map((share) => `${share} %`);
const HOURS = fc.constantFrom(
  { from: '08:00', to: '18:00' },
  { from: '22:00', to: '06:00' },
  { from: '00:00', to: '24:00' },
);
const WINDOWS = fc.array(
  fc.record({
    for: fc.constantFrom('allDeployments', 'softwareUpdates'),
    schedule: fc.constantFrom(
      'daily at 20:00 UTC',
      'weekly on Sat, Sun at 02:30 client-local',
      'monthly on second Tuesday + 1 d at 22:00 client-local',
      'every 2 days at 00:00 client-local',
    ),
    duration: fc.constantFrom('3 h', '24 h', '90 min'),
  }),
  { maxLength: 2 },
);
const PEERS = fc.oneof(
  fc.constant('none'),
  fc.record({
    technology: fc.constantFrom('deliveryOptimization', 'branchCache', 'peerCache'),
    share: PERCENT,
    fileMin: fc.constantFrom('0 B', '50 MB'),
  }),
);
/** What groups may say beside that, each of it or not. */
const MORE_OF_GROUP = fc.record(
  {
    joins: fc.integer({ min: 0, max: 50 }),
    stay: LAWS,
    peers: PEERS,
    meteredShare: PERCENT,
    otherContent: fc.record({
      every: LAWS,
      size: fc.constantFrom('1 GB', { lognormal: { median: '500 MB', p95: '4 GB' } }),
    }),
    updateLoss: LAWS,
    writeFilter: fc.record({ kind: fc.constantFrom('FBWF', 'EWF', 'UWF'), exclusions: fc.boolean() }),
    userInstalls: fc.record({ share: PERCENT, after: LAWS }),
    maintenanceWindows: WINDOWS,
  },
  { requiredKeys: [] },
);
/** How content comes to the second distribution point. */
const DELIVERIES = fc.oneof(
  fc.record({ pullFrom: fc.constant([{ name: 'DP1' }]) }),
  fc.record(
    {
      sendingHours: fc.array(
        fc
          .record({
            days: fc.constantFrom('Mon-Fri', 'Sun', 'daily'),
            lowest: fc.constantFrom('high', 'medium', 'low', 'none'),
            hours: HOURS,
          })
          .map(({ hours, ...rest }) => ({ ...rest, ...hours })),
        { maxLength: 3 },
      ),
      rateLimit: fc.oneof(
        fc.record({ pulse: fc.constant({ block: '256 kB', silence: '1 s' }) }),
        fc.record({
          byHour: fc.tuple(HOURS, PERCENT).map(([hours, share]) => [{ ...hours, share }]),
        }),
      ),
    },
    { requiredKeys: [] },
  ),
);
const COLLECTIONS = fc.array(
  fc.record(
    {
      kinds: fc.constant(['workstation', 'laptop', 'server']),
      share: fc.record({ of: fc.constant('rings'), to: PERCENT }),
      status: fc.constant({ deployment: 'June', states: ['error', 'unknown'] }),
      compliance: fc.constant({ updates: { kinds: ['LCU'] }, states: ['required'] }),
      maintenanceWindows: WINDOWS,
      evaluationInterval: MINUTES,
    },
    { requiredKeys: [] },
  ),
  { maxLength: 3 },
);
const PACKAGES = fc.array(
  fc.record(
    {
      priority: fc.constantFrom('high', 'medium', 'low'),
      distributionPoints: fc.constantFrom('all', ['DP1'], ['DP1', 'DP2']),
      updates: fc.constant({ kinds: ['LCU'] }),
    },
    { requiredKeys: [] },
  ),
  { maxLength: 3 },
);
const IMAGES = fc.array(
  fc.record(
    {
      kind: fc.constantFrom('image', 'upgradePackage'),
      patchedTo: fc.constantFrom('2024-05-01 00:00 UTC', 'start'),
      imported: fc.constantFrom('start', '2024-06-15 00:00 UTC'),
      indexes: fc.integer({ min: 1, max: 5 }),
      priority: fc.constantFrom('high', 'medium', 'low'),
      distributionPoints: fc.constantFrom('all', ['DP1'], ['DP1', 'DP2']),
      binaryDifferentialReplication: fc.boolean(),
      failingUpdates: fc.constantFrom([], ['u1'], ['KB5039212']),
      servicing: fc.record(
        {
          every: fc.constantFrom('weekly on Wed, Fri at 09:00 UTC', 'once 2024-06-20 08:00 UTC'),
          startAfter: fc.constantFrom('0 s', '12 h', '3 d'),
          updates: fc.constant({ kinds: ['LCU'] }),
          continueOnError: fc.boolean(),
          updateDistributionPoints: fc.boolean(),
        },
        { requiredKeys: ['every'] },
      ),
    },
    { requiredKeys: [] },
  ),
  { maxLength: 2 },
);
const BOUNDARY_GROUPS = fc.constantFrom(
  [],
  [
    { name: 'A', locations: ['Paris'], distributionPoints: ['DP1'], neighbours: [{ group: 'B' }] },
    { name: 'B', locations: ['Tokyo'], distributionPoints: ['DP2'], peers: { technology: 'peerCache' } },
  ],
);

/** Nothing of RemoteApp, or two images and collections, one of which is updated. */
const REMOTEAPP = fc.oneof(
  fc.constant({}),
  fc
    .record({
      image: fc.record(
        {
          patchedTo: fc.constantFrom('start', '2024-05-31 00:00 UTC'),
          size: fc.constantFrom('40 GB', '1 MB', '127 GB'),
          transfer: fc.constantFrom('upload', 'import'),
        },
        { requiredKeys: [] },
      ),
      kind: fc.constantFrom('cloud', 'hybrid'),
      plan: fc.constantFrom('basic', 'standard', 'premium', 'premiumPlus'),
      users: fc.integer({ min: 1, max: 50 }),
      work: fc.record(
        {
          days: fc.constantFrom('Mon-Fri', 'daily', 'Sat, Sun'),
          hours: fc.constantFrom({}, { from: '22:00', to: '06:00' }, { from: '00:00', to: '24:00' }),
          jitter: LAWS,
          attendance: PERCENT,
          activeFor: MINUTES,
          idleFor: MINUTES,
          shares: fc.constantFrom({}, { signOut: '100 %', disconnect: '0 %' }),
        },
        { requiredKeys: [] },
      ),
      updates: fc.constantFrom({}, { updates: ['KB5039212'] }),
      policy: fc.constantFrom({}, { policy: 'signOutAtOnce' }, { policy: 'grace', grace: '15 min' }),
    })
    .map(({ image, kind, plan, users, work: { hours, shares, ...work }, updates, policy }) => ({
      templateImages: [
        { name: 'before', product: 'Windows 11', ...image },
        { name: 'after', from: 'before' },
        { name: 'theirs', kind: 'platform', product: 'Windows 11' },
      ],
      remoteAppCollections: [
        {
          name: 'ours',
          kind,
          plan,
          users,
          location: 'Tokyo',
          templateImage: 'before',
          work: { ...work, ...hours, ...shares },
        },
        { name: 'others', kind: 'cloud', plan: 'premiumPlus', timeZone: 'UTC', templateImage: 'theirs' },
      ],
      actions: [
        { at: '2024-06-12 08:00 UTC', do: 'makeTemplateImage', templateImage: 'after', ...updates },
        {
          at: '2024-06-13 11:00 UTC',
          do: 'updateCollection',
          remoteAppCollection: 'ours',
          templateImage: 'after',
          ...policy,
        },
      ],
    })),
);

/** Scenarios without mistakes, as a user writes them. */
export const LEGAL = fc
  .record({
    groups: GROUPS,
    more: fc.array(MORE_OF_GROUP, { maxLength: 5 }),
    delivery: DELIVERIES,
    collections: COLLECTIONS,
    packages: PACKAGES,
    images: IMAGES,
    isBuiltFromImage: fc.boolean(),
    remoteApp: REMOTEAPP,
    boundaryGroups: BOUNDARY_GROUPS,
    lag: SHARES,
    scanTimeToLive: MINUTES,
    restartDuration: LAWS,
    delay: fc.oneof(fc.constant('off'), LAWS),
    seed: fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' }),
    profile: fc.constantFrom('seed2017', 'cb2303'),
  })
  .map(({ groups, more, delivery, collections, packages, images, isBuiltFromImage, lag, ...others }) => {
    const { scanTimeToLive, restartDuration, delay, seed, profile, boundaryGroups, remoteApp } = others;
    const base = parse(SMALL);
    const [first, second] = base.site.distributionPoints;
    const imageOfGroups = isBuiltFromImage && images.length > 0 ? { image: 'i0' } : {};
    return {
      ...base,
      ...remoteApp,
      seed,
      profile,
      site: { ...base.site, distributionPoints: [first, { ...second, ...delivery }] },
      boundaryGroups,
      groups: groups.map((group, at) => ({ ...group, ...more[at], ...imageOfGroups })),
      images: images.map((one, at) => ({ name: `i${at}`, product: 'Windows 11', size: '6 GB', ...one })),
      collections: collections.map((one, at) => ({ name: `c${at}`, ...one })),
      packages: packages.map((one, at) => ({ name: `p${at}`, source: `\\\\srv\\p${at}`, ...one })),
      initial: { patched: [`${lag} %`, `${100 - lag} %`] },
      clientSettings: { scanTimeToLive },
      assumptions: { restartDuration },
      deployments: [{ ...base.deployments[0], deadlineRandomDelay: delay }],
    };
  });
