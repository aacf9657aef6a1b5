import fc from 'fast-check';
import {
  type Action,
  type ClientGroup,
  type Scenario,
  type UpdatePointList,
  VERBOSITIES,
} from '../../src/model/scenario.ts';
import type { Update } from '../../src/model/updates/catalog.ts';
import type { Distribution } from '../../src/sim/distribution.ts';
import { withFeatures } from './random-features.ts';
import { withImages } from './random-images.ts';
import { withRemoteApp } from './random-remoteapp.ts';
import { instant, inTenths, wait } from './random-values.ts';
import {
  DAY_MS,
  deployment,
  distributionPoint,
  fixed,
  group,
  HOUR_MS,
  MINUTE_MS,
  managementPoint,
  nineToFive,
  type PlainDeployment,
  SECOND_MS,
  type SiteChanges,
  SYNCHRONIZATION,
  smallScenario,
  uniform,
  update,
  updatePoint,
} from './small-fleet.ts';

const KINDS = ['LCU', 'DotNetCU', 'SSU', 'other'] as const;
const PRODUCT_COUNT = 2;
const LOCATION_COUNT = 3;
const ZONES: Scenario['zones'] = [
  { name: 'UTC', transitions: [{ fromMs: -60 * DAY_MS, offsetMs: 0 }] },
  {
    name: 'far',
    transitions: [
      { fromMs: -60 * DAY_MS, offsetMs: 9 * HOUR_MS },
      { fromMs: 2 * DAY_MS, offsetMs: 10 * HOUR_MS },
    ],
  },
];

const absence = fc.constantFrom('shutdown', 'sleep', 'offNetwork');

const presence: fc.Arbitrary<ClientGroup['presence']> = fc.oneof(
  fc.constant({ pattern: 'alwaysOn' } as const),
  absence.map(nineToFive),
  fc
    .tuple(absence, fc.integer({ min: 1, max: 127 }), wait(4 * HOUR_MS), fc.constantFrom(0.3, 0.7, 1))
    .chain(([away, weekdays, jitter, attendance]) =>
      fc.constantFrom([9, 17], [0, 24], [20, 24], [12, 13]).map(([from, to]) => ({
        ...{ pattern: 'officeHours' as const, weekdays, jitter, attendance, absence: away },
        ...{ fromMs: from! * HOUR_MS, toMs: to! * HOUR_MS },
      })),
    ),
  fc.tuple(absence, wait(DAY_MS), wait(DAY_MS)).map(([away, up, down]) => ({
    pattern: 'upDown' as const,
    up: atLeast(up, 5 * MINUTE_MS),
    down: atLeast(down, 5 * MINUTE_MS),
    absence: away,
  })),
);

/** The same law, but with a mean that keeps the number of periods small. */
function atLeast(law: Distribution, minMs: number): Distribution {
  if (law.law === 'fixed') return fixed(Math.max(minMs, law.value));
  if (law.law === 'exponential') return { law: 'exponential', mean: Math.max(minMs, law.mean) };
  return law.law === 'uniform' ? uniform(0, Math.max(2 * minMs, law.max)) : law;
}

/** Often all points, and sometimes none; what is not a client's own may be a neighbour's. */
const updatePointList = (count: number): fc.Arbitrary<UpdatePointList | null> => {
  const all = Array.from({ length: count }, (_, point) => point);
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant({ own: all, neighbours: [] }) },
    {
      weight: 4,
      arbitrary: fc
        .record({ own: fc.subarray(all), afterMs: fc.constantFrom(0, HOUR_MS, 3 * HOUR_MS) })
        .map(({ own, afterMs }) => ({
          own,
          neighbours: [{ afterMs, points: all.filter((point) => !own.includes(point)) }],
        })),
    },
    { weight: 1, arbitrary: fc.constant(null) },
  );
};

const userCycle: fc.Arbitrary<Distribution | null> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  fc.constantFrom(fixed(DAY_MS), { law: 'exponential', mean: 5 * HOUR_MS } as const),
);

const clientGroup = (
  number: number,
  pointCount: number,
  updatePointCount: number,
): fc.Arbitrary<ClientGroup> =>
  fc
    .record({
      count: fc.integer({ min: 1, max: 15 }),
      product: fc.nat(PRODUCT_COUNT - 1),
      location: fc.nat(LOCATION_COUNT - 1),
      zone: fc.nat(ZONES.length - 1),
      kind: fc.constantFrom('workstation', 'laptop', 'server'),
      presence,
      user: fc.record({
        signedIn: fc.constantFrom('never', 'always', 'officeHours'),
        weekdays: fc.constant(0b11111),
        fromMs: fc.constant(9 * HOUR_MS),
        toMs: fc.constant(17 * HOUR_MS),
        restartShare: fc.constantFrom(0, 0.5, 1),
        restartAfter: wait(2 * HOUR_MS),
      }),
      distributionPoint: fc.nat(pointCount - 1),
      updatePoints: updatePointList(updatePointCount),
      scanCycle: userCycle,
      evaluationCycle: userCycle,
    })
    .map((changes) => group({ name: `group ${number}`, ...changes }));

const update_ = (number: number): fc.Arbitrary<Update> =>
  fc
    .record({
      product: fc.nat(PRODUCT_COUNT - 1),
      kind: fc.constantFrom(...KINDS),
      releasedMs: fc.oneof(instant(3 * DAY_MS), fc.constantFrom(0, -5 * DAY_MS, -40 * DAY_MS)),
      expiresAfterMs: fc.oneof({ weight: 4, arbitrary: fc.constant(Infinity) }, instant(6 * DAY_MS)),
      sizeBytes: fc.constantFrom(1, 1_000_000, 100_000_000),
    })
    .map(({ expiresAfterMs, ...changes }) =>
      update({ ...changes, id: `u${number}`, expiresMs: changes.releasedMs + 1 + expiresAfterMs }),
    );

/** Updates in order of release, each of which may replace earlier ones of its product. */
const updates: fc.Arbitrary<Update[]> = fc
  .integer({ min: 1, max: 6 })
  .chain((count) => fc.tuple(fc.tuple(...Array.from({ length: count }, (_, n) => update_(n))), fc.nat()))
  .map(([list, choice]) => {
    const sorted = list.sort((x, y) => x.releasedMs - y.releasedMs || (x.id < y.id ? -1 : 1));
    return sorted.map((item, number) => ({
      ...item,
      supersedes: sorted.flatMap(({ product }, older) =>
        older < number && product === item.product && ((choice >> ((number + older) % 20)) & 1) === 1
          ? [older]
          : [],
      ),
    }));
  });

const servers = fc.integer({ min: 1, max: 4 });
const queueLimit = fc.constantFrom(0, 1, 5, 1000);

const site: fc.Arbitrary<SiteChanges> = fc.record({
  synchronization: fc
    .record({
      startsMs: fc.array(instant(5 * DAY_MS), { maxLength: 5 }).map((list) => list.sort((x, y) => x - y)),
      wsusFixedMs: fc.constantFrom(0, 10 * SECOND_MS, HOUR_MS),
      wsusPerUpdateMs: fc.constantFrom(0, 500),
      settleMs: fc.constantFrom(0, 2 * MINUTE_MS),
      databaseFixedMs: fc.constantFrom(0, 10 * SECOND_MS),
      databasePerUpdateMs: fc.constantFrom(0, 500),
      retryMs: fc.constantFrom(SECOND_MS * 60, HOUR_MS),
    })
    .map((changes) => ({ ...SYNCHRONIZATION, ...changes })),
  stateSystem: fc.record({
    wakeDelayMs: fc.constantFrom(0, 10 * SECOND_MS, HOUR_MS),
    loaderThreads: servers,
    recordMs: fc.constantFrom(1, 5, 60_000),
  }),
  summarization: fc.record({ intervalMs: fc.constantFrom(7 * MINUTE_MS, HOUR_MS, DAY_MS) }),
  internetBytesPerSecond: fc.constantFrom(50_000, 125_000_000),
});

type Roles = Pick<Scenario, 'softwareUpdatePoints' | 'managementPoints' | 'distributionPoints'>;

const roles: fc.Arbitrary<Roles> = fc.record({
  softwareUpdatePoints: fc
    .array(
      fc.record({
        location: fc.nat(LOCATION_COUNT - 1),
        servers,
        deltaScan: wait(10 * MINUTE_MS),
        fullScanFactor: fc.constantFrom(1, 20),
        queueLimit,
        abandonedWork: fc.constantFrom('dropped', 'done'),
        database: fc.nat(1),
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map((list) => list.map((point, number) => updatePoint({ ...point, name: `SUP${number}` }))),
  managementPoints: fc
    .array(
      fc.record({
        location: fc.nat(LOCATION_COUNT - 1),
        servers,
        request: wait(5 * MINUTE_MS),
        queueLimit,
        fileMoverMs: fc.constantFrom(0, MINUTE_MS),
      }),
      { minLength: 1, maxLength: 2 },
    )
    .map((list) => list.map((point, number) => managementPoint({ ...point, name: `MP${number}` }))),
  distributionPoints: fc
    .array(
      fc.record({
        location: fc.nat(LOCATION_COUNT - 1),
        bytesPerSecond: fc.constantFrom(20_000, 1_000_000, 125_000_000),
        flowBytesPerSecondMax: fc.constantFrom(10_000, 12_500_000),
      }),
      { minLength: 1, maxLength: 2 },
    )
    .map((list) => list.map((point, number) => distributionPoint({ ...point, name: `DP${number}` }))),
});

const link = fc.oneof(
  fc.constant(null),
  fc.record({
    bytesPerSecond: fc.constantFrom(10_000, 500_000, 12_500_000),
    latencyMs: fc.constant(10),
    flowBytesPerSecondMax: fc.constantFrom(10_000, 12_500_000),
  }),
);

const anyDeployment = (
  number: number,
  catalog: readonly Update[],
  groupCount: number,
  horizonMs: number,
): fc.Arbitrary<PlainDeployment> =>
  fc
    .record({
      updates: fc.subarray([...catalog.keys()], { minLength: 1 }),
      groups: fc.subarray(
        Array.from({ length: groupCount }, (_, index) => index),
        { minLength: 1 },
      ),
      createdMs: instant(horizonMs),
      availableMs: fc.tuple(instant(horizonMs), instant(horizonMs)),
      deadlineMs: fc.tuple(instant(horizonMs), instant(horizonMs)),
      deadlineDelay: fc.oneof(fc.constant(null), wait(4 * HOUR_MS)),
      verbosity: fc.constantFrom(...VERBOSITIES),
    })
    .map((changes) =>
      deployment({
        ...changes,
        name: `deployment ${number}`,
        releasedMs: Math.max(...changes.updates.map((index) => catalog[index]!.releasedMs)),
      }),
    );

const actions = (present: Roles, horizonMs: number, groupCount: number): fc.Arbitrary<Action[]> => {
  const target = fc.oneof(
    fc
      .nat(present.softwareUpdatePoints.length - 1)
      .map((index) => ({ role: 'softwareUpdatePoint', index }) as const),
    fc.nat(present.managementPoints.length - 1).map((index) => ({ role: 'managementPoint', index }) as const),
    fc
      .nat(present.distributionPoints.length - 1)
      .map((index) => ({ role: 'distributionPoint', index }) as const),
  );
  // Measurement starts at the end of instant 0: what was done before is not counted.
  const atMs = instant(horizonMs).map((ms) => Math.max(1, ms));
  const act: fc.Arbitrary<Action[]> = fc.oneof(
    fc.tuple(target, atMs, wait(DAY_MS)).map(([at, fromMs, length]) => [
      { verb: 'outage' as const, atMs: fromMs, target: at },
      {
        verb: 'restore' as const,
        atMs: fromMs + (length.law === 'fixed' ? length.value : HOUR_MS),
        target: at,
      },
    ]),
    fc.tuple(target, atMs).map(([at, fromMs]) => [{ verb: 'outage' as const, atMs: fromMs, target: at }]),
    fc.tuple(target, atMs, fc.nat(3)).map(([at, fromMs, value]) => [
      {
        verb: 'setCapacity' as const,
        atMs: fromMs,
        target: at,
        value: at.role === 'distributionPoint' ? value * 400_000 : value,
      },
    ]),
    fc
      .tuple(
        target.filter(({ role }) => role !== 'distributionPoint'),
        atMs,
        queueLimit,
      )
      .map(([at, fromMs, value]) => [{ verb: 'setQueueLimit' as const, atMs: fromMs, target: at, value }]),
    atMs.map((at) => [{ verb: 'syncNow' as const, atMs: at, site: 0, full: false }]),
    fc
      .tuple(fc.subarray(Array.from({ length: groupCount }, (_, index) => index)), atMs)
      .chain(([groups, at]) =>
        fc.constantFrom('scanNow', 'switchUpdatePoint').map((verb): Action[] => [{ verb, atMs: at, groups }]),
      ),
  );
  return fc.array(act, { maxLength: 5 }).map((list) => list.flat().sort((x, y) => x.atMs - y.atMs));
};

const settings = (base: Scenario): fc.Arbitrary<Pick<Scenario, 'clientSettings' | 'assumptions'>> =>
  fc.record({
    clientSettings: fc
      .record({
        policyPollMs: fc.constantFrom(MINUTE_MS, HOUR_MS, DAY_MS),
        stateCycleMs: fc.constantFrom(MINUTE_MS, 15 * MINUTE_MS),
        scanIntervalMs: fc.constantFrom(DAY_MS, 7 * DAY_MS),
        scanTtlMs: fc.constantFrom(0, HOUR_MS, DAY_MS, 10 * DAY_MS),
        reevaluationIntervalMs: fc.constantFrom(DAY_MS, 7 * DAY_MS),
        reevaluationJitter: wait(2 * HOUR_MS),
        restartCountdownMs: fc.constantFrom(0, 90 * MINUTE_MS, DAY_MS),
      })
      .map((changes) => ({ ...base.clientSettings, ...changes })),
    assumptions: fc
      .record({
        stateHighIntervalMs: fc.constantFrom(0, 1, 2 * MINUTE_MS),
        scanRetryMs: fc.constantFrom(MINUTE_MS, 30 * MINUTE_MS),
        scanRetriesMax: fc.constantFrom(0, 1, 4),
        switchExtraMs: fc.constantFrom(0, 2 * MINUTE_MS),
        shortCycleMs: fc.constantFrom(0, 2 * MINUTE_MS),
        lastKnownGoodMs: fc.constantFrom(0, 2 * HOUR_MS),
        timeoutIsRetried: fc.boolean(),
        sourceWait: wait(2 * MINUTE_MS),
        sourceSettleMs: fc.constantFrom(0, 30 * SECOND_MS),
        stateRetryMs: fc.constantFrom(SECOND_MS, MINUTE_MS),
        scanTimeoutMs: fc.constantFrom(SECOND_MS, 10 * MINUTE_MS),
        scanEvaluation: wait(5 * MINUTE_MS),
        deltaMetadataBytes: fc.constantFrom(0, 1, 200_000),
        deltaMetadataBytesPerUpdate: fc.constantFrom(0, 20_000),
        fullMetadataBytes: fc.constantFrom(0, 40_000_000),
        locationRequestMs: fc.constantFrom(0, SECOND_MS, 10 * MINUTE_MS),
        installDuration: wait(2 * HOUR_MS).map((law) => ({ LCU: law, DotNetCU: law, SSU: law, other: law })),
        contentRetryMs: fc.constantFrom(SECOND_MS, 30 * MINUTE_MS),
        restartDuration: wait(HOUR_MS),
        availableDelay: wait(2 * HOUR_MS),
        catalogVersionForcesOnline: fc.boolean(),
      })
      .map((changes) => ({ ...base.assumptions, ...changes })),
  });

/** Any small fleet with any site and any month, deployed to by hand. */
export const plainScenario: fc.Arbitrary<Scenario> = fc
  .record({
    siteChanges: site,
    present: roles,
    updates,
    groupCount: fc.integer({ min: 1, max: 4 }),
    deploymentCount: fc.nat(3),
    horizonMs: fc.oneof(fc.integer({ min: HOUR_MS, max: 9 * DAY_MS }), fc.constant(6 * DAY_MS)),
  })
  .chain(({ siteChanges, present, updates: catalog, groupCount, deploymentCount, horizonMs }) => {
    const pointCount = present.distributionPoints.length;
    const base = smallScenario();
    return fc
      .record({
        seed: fc.nat(9).map(String),
        profile: fc.constantFrom('seed2017' as const, 'cb2303' as const),
        initial: fc.record({
          mode: fc.constantFrom('steadyState' as const, 'enrolment' as const),
          patchedShareByLag: fc.constantFrom([1], [0.5, 0.5], [0, 0, 1]),
        }),
        locations: fc
          .tuple(link, link)
          .map((links) => [null, ...links].map((item, number) => ({ name: `place ${number}`, link: item }))),
        groups: fc.tuple(
          ...Array.from({ length: groupCount }, (_, number) =>
            clientGroup(number, pointCount, present.softwareUpdatePoints.length),
          ),
        ),
        deployments: fc.tuple(
          ...Array.from({ length: deploymentCount }, (_, number) =>
            anyDeployment(number, catalog, groupCount, horizonMs),
          ),
        ),
        actions: actions(present, horizonMs, groupCount),
        settings: settings(base),
        intervalMs: fc.constantFrom(HOUR_MS, DAY_MS),
      })
      .map(({ settings: own, intervalMs, ...others }) =>
        smallScenario({
          ...others,
          ...own,
          ...present,
          zones: ZONES,
          horizonMs,
          siteChanges,
          catalog: { products: ['Windows A', 'Windows B'], updates: catalog, origin: 'random' },
          output: { intervalMs, clients: true, servicingLog: true },
        }),
      );
  });

/** Everything that a scenario may say of clients, sites and servers. */
export const deployedScenario: fc.Arbitrary<Scenario> = plainScenario.chain(withFeatures);

/** Now and then with images, and with RemoteApp collections. */
export const withOthers = (scenario: Scenario): fc.Arbitrary<Scenario> =>
  now(withImages, scenario).chain((imaged) => now(withRemoteApp, imaged));

function now(adds: (scenario: Scenario) => fc.Arbitrary<Scenario>, scenario: Scenario) {
  return inTenths(4).chain((are) => (are ? adds(scenario) : fc.constant(scenario)));
}

/** Everything that a scenario may say. */
export const randomScenario: fc.Arbitrary<Scenario> = deployedScenario.chain(withOthers);
