import fc from 'fast-check';
import type {
  Action,
  ClientGroup,
  Collection,
  DeploymentPackage,
  DistributionPoint,
  MaintenanceWindow,
  OrchestrationGroup,
  Scenario,
} from '../../src/model/scenario.ts';
import { automatic, options, phased, selection } from './random-deploying.ts';
import { indices, instant, inTenths, someOf, sometimes, wait } from './random-values.ts';
import { completed, DAY_MS, HOUR_MS, MINUTE_MS } from './small-fleet.ts';

type Zones = Scenario['zones'];

const every = fc.constantFrom(HOUR_MS, DAY_MS).map((mean) => ({ law: 'exponential', mean }) as const);

/** Windows that come again every so often, at the same instants or at the same hours of the local clocks. */
const maintenanceWindow = (zones: Zones, horizonMs: number): fc.Arbitrary<MaintenanceWindow> =>
  fc
    .record({
      kind: fc.constantFrom('allDeployments' as const, 'softwareUpdates' as const),
      durationMs: fc.constantFrom(30 * MINUTE_MS, 3 * HOUR_MS, 9 * HOUR_MS),
      everyMs: fc.constantFrom(12 * HOUR_MS, DAY_MS, 7 * DAY_MS),
      firstMs: instant(DAY_MS),
      isLocal: fc.boolean(),
    })
    .map(({ kind, durationMs, everyMs, firstMs, isLocal }) => {
      const count = Math.ceil(horizonMs / everyMs) + 1;
      const starts = indices(count).map((number) => firstMs + number * everyMs);
      return {
        name: 'window',
        kind,
        durationMs,
        startsMs: zones.map(({ transitions }) =>
          starts.map((atMs) => atMs - (isLocal ? transitions[0]!.offsetMs : 0)),
        ),
      };
    });

const windowCollections = (scenario: Scenario): fc.Arbitrary<Collection[]> =>
  fc
    .array(
      fc.record({
        groups: someOf(scenario.groups.length),
        windows: fc.array(maintenanceWindow(scenario.zones, scenario.horizonMs), { maxLength: 2 }),
        evaluationIntervalMs: fc.constantFrom(MINUTE_MS, HOUR_MS),
      }),
      { maxLength: 2 },
    )
    .map((list) => list.map((each, number) => ({ name: `collection ${number}`, query: null, ...each })));

const deploymentFeatures = fc.record({
  options,
  selection: sometimes(selection, 1),
  enabled: inTenths(9),
  hasDeadline: inTenths(8),
  alert: sometimes(fc.constant({ share: 0.9, afterDeadlineMs: DAY_MS })),
  gradualMs: fc.constantFrom(0, 0, 0, DAY_MS),
});

const groupFeatures = (
  pointCount: number,
): fc.Arbitrary<
  Pick<
    ClientGroup,
    'content' | 'meteredShare' | 'otherContent' | 'updateLoss' | 'writeFilter' | 'userInstalls'
  >
> =>
  fc.record({
    content: fc
      .record({
        own: someOf(pointCount, 0),
        neighbours: sometimes(
          fc.record({
            afterMs: fc.constantFrom(0, 2 * HOUR_MS),
            points: someOf(pointCount),
            isSiteDefault: fc.boolean(),
          }),
          4,
        ).map((neighbour) => (neighbour === null ? [] : [neighbour])),
        peers: sometimes(
          fc.record({
            technology: fc.constantFrom('deliveryOptimization', 'branchCache', 'peerCache'),
            peerGroup: fc.nat(1),
            share: fc.constantFrom(0.3, 1),
            fileBytesMin: fc.constantFrom(0, 50_000_000),
            clientsPerSource: fc.constantFrom(1, 10),
            bytesPerSecond: fc.constantFrom(20_000, 10_000_000),
          }),
        ),
        internetBytesPerSecond: fc.constantFrom(30_000, 12_500_000),
      })
      // A client without a single source would only wait: the first point is its own then.
      .map((content) => (content.own.length > 0 ? content : { ...content, own: [0] })),
    meteredShare: fc.constantFrom(0, 0, 0, 0.5),
    otherContent: sometimes(
      fc.record({ every, bytes: fc.constant({ law: 'exponential', mean: 500_000_000 } as const) }),
    ),
    updateLoss: sometimes(fc.constant({ law: 'exponential', mean: 2 * DAY_MS } as const)),
    writeFilter: sometimes(
      fc.record({ kind: fc.constantFrom('FBWF' as const, 'UWF' as const), hasExclusions: fc.boolean() }),
    ),
    userInstalls: sometimes(fc.record({ share: fc.constantFrom(0.5, 1), after: wait(DAY_MS) }), 3),
  });

const delivery = (point: number): fc.Arbitrary<DistributionPoint['delivery']> => {
  const sent = { kind: 'sent', hours: null, limit: null } as const;
  const hours = fc
    .array(fc.constantFrom('low' as const, 'low' as const, 'high' as const, 'none' as const), {
      minLength: 24,
      maxLength: 24,
    })
    .map((day) => Array.from({ length: 7 }, () => day).flat());
  const limit = fc.oneof(
    fc.constant({ blockBytes: 256_000, silenceMs: 1000 }),
    fc.constantFrom(0.1, 1).map((share) => ({ shareByHour: Array.from({ length: 24 }, () => share) })),
  );
  const others: fc.Arbitrary<DistributionPoint['delivery']>[] = [
    hours.map((list) => ({ ...sent, hours: list })),
    limit.map((each) => ({ ...sent, limit: each })),
  ];
  if (point > 0) others.push(fc.constant({ kind: 'pulled', sources: [{ point: 0, priority: 1 }] }));
  return sometimes(fc.oneof(...others)).map((drawn) => drawn ?? sent);
};

const packages = ({ catalog, distributionPoints }: Scenario): fc.Arbitrary<DeploymentPackage[]> =>
  fc
    .array(
      fc.record({
        priority: fc.constantFrom('high' as const, 'medium' as const, 'low' as const),
        distributionPoints: someOf(distributionPoints.length, 0),
        updates: fc.subarray(indices(catalog.updates.length)),
      }),
      { maxLength: 2 },
    )
    .map((list) =>
      list.map((each, number) => ({
        name: `package ${number}`,
        site: 0,
        ...each,
        // Nothing holds an update before that is there.
        updates: each.updates.filter((update) => catalog.updates[update]!.releasedMs <= 0),
      })),
    );

const orchestrationGroup = (groupCount: number): fc.Arbitrary<OrchestrationGroup> => {
  const script = sometimes(
    fc.record({ duration: wait(10 * MINUTE_MS), failureShare: fc.constantFrom(0, 0, 0.3) }),
    4,
  );
  return fc.record({
    name: fc.constant('cluster'),
    groups: someOf(groupCount),
    rule: fc.constantFrom<OrchestrationGroup['rule']>(
      { kind: 'share', share: 0.3 },
      { kind: 'number', count: 2 },
      { kind: 'sequence' },
    ),
    memberTimeoutMs: fc.constantFrom(HOUR_MS, 30 * DAY_MS),
    groupTimeoutMs: fc.constantFrom(DAY_MS, 30 * DAY_MS),
    preScript: script,
    postScript: script,
  });
};

/** Acts of administrators on what the scenario has. */
function acts(scenario: Scenario): fc.Arbitrary<Action[]> {
  const { horizonMs, catalog, deployments, packages: packs, rules, phasedDeployments } = scenario;
  const { distributionPoints, orchestrationGroups, groups } = scenario;
  const kinds: fc.Arbitrary<object>[] = [
    fc.record({ verb: fc.constant('evaluateNow'), groups: someOf(groups.length) }),
  ];
  const updates = someOf(catalog.updates.length);
  if (deployments.length > 0) {
    const number = fc.nat(deployments.length - 1);
    const verb = fc.constantFrom('enableDeployment', 'disableDeployment', 'deleteDeployment');
    kinds.push(fc.record({ verb, deployment: number }));
    kinds.push(
      fc.record({ verb: fc.constantFrom('addUpdates', 'removeUpdates'), deployment: number, updates }),
    );
  }
  if (packs.length > 0) {
    const number = fc.nat(packs.length - 1);
    kinds.push(fc.record({ verb: fc.constant('deletePackage'), package: number }));
    kinds.push(fc.record({ verb: fc.constant('downloadUpdates'), package: number, updates }));
    kinds.push(
      fc.record({
        verb: fc.constant('distributePackage'),
        package: number,
        distributionPoints: someOf(distributionPoints.length),
      }),
    );
  }
  if (rules.length > 0) {
    kinds.push(
      fc.record({ verb: fc.constantFrom('enableRule', 'disableRule', 'runRule'), rule: fc.constant(0) }),
    );
    const added = fc.nat(rules[0]!.deployments.length - 1);
    kinds.push(fc.record({ verb: fc.constant('addDeployment'), rule: fc.constant(0), added }));
  }
  if (phasedDeployments.length > 0) {
    const verb = fc.constantFrom('startPhase', 'suspendPhases', 'resumePhases');
    kinds.push(fc.record({ verb, phasedDeployment: fc.constant(0), phase: fc.constant(1) }));
  }
  if (orchestrationGroups.length > 0) {
    kinds.push(fc.constant({ verb: 'resetOrchestrationGroup', orchestrationGroup: 0 }));
  }
  const atMs = instant(horizonMs).map((ms) => Math.max(1, ms));
  return fc.array(
    fc.tuple(fc.oneof(...kinds), atMs).map(([act, ms]) => ({ ...act, atMs: ms }) as Action),
    { maxLength: 5 },
  );
}

const settings = fc.record({
  graceMs: fc.constantFrom(0, 12 * HOUR_MS),
  forcesRestart: inTenths(9),
  usesAllDeploymentsWindows: fc.boolean(),
  lookAheadMs: fc.constantFrom(0, 0, 3 * HOUR_MS),
  metered: fc.constantFrom('allow' as const, 'limit' as const, 'block' as const),
  cacheBytes: fc.constantFrom(1, 150_000_000, 5_000_000_000, 5_000_000_000),
  cacheAgeMinMs: fc.constantFrom(0, DAY_MS),
});

const assumptions = fc.record({
  installFailureShare: fc
    .constantFrom(0, 0, 0.3)
    .map((share) => ({ LCU: share, DotNetCU: share, SSU: share, other: share })),
  restartNeeded: fc
    .record({ LCU: inTenths(8), DotNetCU: inTenths(8), other: inTenths(2) })
    .map((kinds) => ({ ...kinds, SSU: false })),
  windowRestartMs: fc.constantFrom(0, 5 * MINUTE_MS),
  filterSwitch: wait(5 * MINUTE_MS),
  distributionPointTryMs: fc.constantFrom(1, 2 * MINUTE_MS),
  stalledTransferMs: fc.constantFrom(MINUTE_MS, HOUR_MS),
});

/** What is not drawn again for what is drawn already: features of the groups, deployments, points and settings. */
const surface = (scenario: Scenario) =>
  fc.record({
    groups: fc.tuple(...scenario.groups.map(() => groupFeatures(scenario.distributionPoints.length))),
    deployments: fc.tuple(...scenario.deployments.map(() => deploymentFeatures)),
    deliveries: fc.tuple(...scenario.distributionPoints.map((_, point) => delivery(point))),
    runTimes: fc.array(fc.constantFrom(10 * MINUTE_MS, HOUR_MS), { minLength: 6, maxLength: 6 }),
    contentDistribution: fc.record({
      packagesMax: fc.integer({ min: 1, max: 3 }),
      threadsPerPackage: fc.integer({ min: 1, max: 2 }),
      retriesMax: fc.constantFrom(0, 100),
      retryMs: fc.constantFrom(MINUTE_MS, HOUR_MS),
      pullRetryMs: fc.constantFrom(MINUTE_MS, HOUR_MS),
    }),
    settings,
    assumptions,
  });
type Surface = ReturnType<typeof surface> extends fc.Arbitrary<infer T> ? T : never;

function surfaced(scenario: Scenario, drawn: Surface): Scenario {
  return {
    ...scenario,
    sites: scenario.sites.map((each) => ({ ...each, contentDistribution: drawn.contentDistribution })),
    catalog: {
      ...scenario.catalog,
      updates: scenario.catalog.updates.map((each, at) => ({
        ...each,
        runTimeMaxMs: drawn.runTimes[at % drawn.runTimes.length]!,
      })),
    },
    distributionPoints: scenario.distributionPoints.map((each, point) => ({
      ...each,
      delivery: drawn.deliveries[point]!,
    })),
    groups: scenario.groups.map((each, number) => ({ ...each, ...drawn.groups[number]! })),
    deployments: scenario.deployments.map((each, number) => {
      const { hasDeadline, ...features } = drawn.deployments[number]!;
      const createdMs = Math.max(1, each.createdMs!);
      return { ...each, ...features, createdMs, deadlineMs: hasDeadline ? each.deadlineMs : null };
    }),
    clientSettings: { ...scenario.clientSettings, ...drawn.settings },
    assumptions: { ...scenario.assumptions, ...drawn.assumptions },
  };
}

/** A fleet that is deployed to by hand gets what else a scenario may say, each of it now and then. */
export const withFeatures = (plain: Scenario): fc.Arbitrary<Scenario> =>
  fc
    .record({
      drawn: surface(plain),
      collections: windowCollections(plain),
      packs: packages(plain),
      phases: plain.deployments.length === 0 ? fc.constant(null) : sometimes(phased(plain)),
      cluster: sometimes(orchestrationGroup(plain.groups.length)),
    })
    .chain(({ drawn, collections, packs, phases, cluster }) => {
      const own = surfaced(plain, drawn);
      const manual = [...own.deployments, ...(phases?.deployments ?? [])];
      return sometimes(automatic(plain, manual.length, packs.length), 3).map((rule) =>
        completed({
          ...own,
          collections,
          packages: packs,
          deployments: [...manual, ...(rule?.deployments ?? [])],
          rules: rule?.rules ?? [],
          phasedDeployments: phases?.phasedDeployments ?? [],
          orchestrationGroups: cluster === null ? [] : [cluster],
        }),
      );
    })
    .chain((scenario) =>
      acts(scenario).map((list) => ({
        ...scenario,
        actions: [...scenario.actions, ...list].sort((x, y) => x.atMs - y.atMs),
      })),
    );
