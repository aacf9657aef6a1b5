import fc from 'fast-check';
import type { Action, Replication, Scenario, ServerTarget, Site } from '../../src/model/scenario.ts';
import { deployedScenario, withOthers } from './random-scenarios.ts';
import {
  completed,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  managementPoint,
  SECOND_MS,
  STATE_SYSTEM,
  site,
  updatePoint,
} from './small-fleet.ts';

type StateSystem = NonNullable<Site['stateSystem']>;

/** Parents of sites, and what these are: alone; two primaries side by side; hierarchies with one and two levels below the top. */
const SHAPES: readonly (readonly Pick<Site, 'kind' | 'parent'>[])[] = [
  [{ kind: 'primary', parent: -1 }],
  [
    { kind: 'primary', parent: -1 },
    { kind: 'primary', parent: -1 },
    { kind: 'secondary', parent: 1 },
  ],
  [
    { kind: 'centralAdministration', parent: -1 },
    { kind: 'primary', parent: 0 },
    { kind: 'secondary', parent: 1 },
    { kind: 'secondary', parent: 1 },
  ],
  [
    { kind: 'centralAdministration', parent: -1 },
    { kind: 'primary', parent: 0 },
    { kind: 'primary', parent: 0 },
    { kind: 'secondary', parent: 2 },
    { kind: 'primary', parent: -1 },
  ],
];

const stateSystem: fc.Arbitrary<StateSystem> = fc.record({
  wakeDelayMs: fc.constantFrom(0, 10 * SECOND_MS, HOUR_MS),
  loaderThreads: fc.integer({ min: 1, max: 4 }),
  chunkFiles: fc.constantFrom(1, 3, 256),
  chunksMax: fc.constantFrom(1, 2, 100),
  inboxPollMs: fc.constantFrom(SECOND_MS, 15 * MINUTE_MS, DAY_MS),
  recordMs: fc.constantFrom(0, 1, 5, MINUTE_MS),
  corruptShare: fc.constantFrom(0, 0.1, 0.5, 1),
  missingMessageAgeMs: fc.constantFrom(0, 1, HOUR_MS, 2 * DAY_MS),
  resyncCheckMs: fc.constantFrom(SECOND_MS, MINUTE_MS, HOUR_MS),
  resyncRetryMs: fc.constantFrom([HOUR_MS], [2 * HOUR_MS, 8 * HOUR_MS, DAY_MS]),
});

const replication: fc.Arbitrary<Replication> = fc.record({
  globalIntervalMs: fc.constantFrom(SECOND_MS, 2 * MINUTE_MS, 7 * HOUR_MS),
  itemBytes: fc.constantFrom(0, 1, 50_000),
  stateIntervalMs: fc.constantFrom(SECOND_MS, 5 * MINUTE_MS, 7 * HOUR_MS),
  fileIntervalMs: fc.constantFrom(SECOND_MS, MINUTE_MS, 7 * HOUR_MS),
  messageBytes: fc.constantFrom(0, 1, 100_000),
});

/** What one site draws: where it stands and how it is set. */
const siteSettings = (locationCount: number) =>
  fc.record({
    location: fc.nat(locationCount - 1),
    intervalMs: fc.constantFrom(10 * MINUTE_MS, HOUR_MS, DAY_MS),
    stateSystem,
    replication,
    hasUpdatePoint: fc.boolean(),
  });

/** A state system or a link fails, perhaps for good, often at a full hour. */
const outage = (targets: readonly ServerTarget[], horizonMs: number): fc.Arbitrary<Action[]> =>
  fc
    .record({
      target: fc.constantFrom(...targets),
      fromMs: fc.oneof(
        fc.integer({ min: 1, max: Math.floor(horizonMs / HOUR_MS) }).map((hour) => hour * HOUR_MS),
        fc.integer({ min: 1, max: horizonMs }),
      ),
      lengthMs: fc.constantFrom(0, 1, MINUTE_MS, HOUR_MS, DAY_MS, Infinity),
    })
    .map(({ target, fromMs, lengthMs }) => {
      const begin: Action = { verb: 'outage', atMs: fromMs, target };
      const atMs = fromMs + lengthMs;
      return atMs > horizonMs ? [begin] : [begin, { verb: 'restore', atMs, target }];
    });

/** A random fleet spread over the sites of a hierarchy whose files get damaged and whose state systems and links fail. */
export const deployedHierarchy: fc.Arbitrary<Scenario> = fc
  .tuple(deployedScenario, fc.constantFrom(...SHAPES))
  .chain(([scenario, shape]) => {
    const settings = fc.tuple(...shape.map(() => siteSettings(scenario.locations.length)));
    const homes = shape.flatMap(({ kind }, number) => (kind === 'centralAdministration' ? [] : [number]));
    const targets: ServerTarget[] = [
      ...shape.flatMap(({ kind }, index) =>
        kind === 'primary' ? [{ role: 'stateSystem' as const, index }] : [],
      ),
      ...scenario.locations.flatMap(({ link }, index) =>
        link === null ? [] : [{ role: 'link' as const, index }],
      ),
    ];
    return fc
      .record({
        settings,
        siteOfGroup: fc.tuple(...scenario.groups.map(() => fc.constantFrom(...homes))),
        outages: fc.array(outage(targets, scenario.horizonMs), { maxLength: 5 }),
        stateCycleMs: fc.constantFrom(SECOND_MS, MINUTE_MS, 15 * MINUTE_MS),
        scanStates: fc.constantFrom('changes' as const, 'all' as const),
      })
      .map((drawn) => spread(scenario, shape, drawn));
  });

/** The same, now and then with images, and with RemoteApp collections. */
export const randomHierarchy: fc.Arbitrary<Scenario> = deployedHierarchy.chain(withOthers);

interface Drawn {
  readonly settings: readonly {
    readonly location: number;
    readonly intervalMs: number;
    readonly stateSystem: StateSystem;
    readonly replication: Replication;
    readonly hasUpdatePoint: boolean;
  }[];
  readonly siteOfGroup: readonly number[];
  readonly outages: readonly Action[][];
  readonly stateCycleMs: number;
  readonly scanStates: 'changes' | 'all';
}

function spread(
  scenario: Scenario,
  shape: readonly Pick<Site, 'kind' | 'parent'>[],
  { settings, siteOfGroup, outages, stateCycleMs, scanStates }: Drawn,
): Scenario {
  const { synchronization } = scenario.sites[0]!;
  const sites = shape.map(({ kind, parent }, number) =>
    site({
      name: `S${number}`,
      kind,
      parent,
      location: settings[number]!.location,
      synchronization:
        parent < 0
          ? { ...synchronization, offeredMs: [] }
          : { ...synchronization, startsMs: [], offeredMs: [] },
      stateSystem: kind === 'primary' ? { ...STATE_SYSTEM, ...settings[number]!.stateSystem } : null,
      summarization: { intervalMs: settings[number]!.intervalMs },
      replication: parent < 0 ? null : settings[number]!.replication,
    }),
  );
  // A site synchronizes with its parent's server: one below a site without a server has none.
  const hasPoint: boolean[] = [];
  for (const [number, { parent }] of shape.entries()) {
    hasPoint.push(parent < 0 || (hasPoint[parent]! && settings[number]!.hasUpdatePoint));
  }
  const places = shape.flatMap((_, number) => (hasPoint[number] ? [number] : []));
  const [model, manager] = [scenario.softwareUpdatePoints[0]!, scenario.managementPoints[0]!];
  const softwareUpdatePoints = places.map((at, number) =>
    updatePoint({ ...model, name: `SUP${at}`, site: at, location: settings[at]!.location, database: number }),
  );
  const homes = shape.flatMap(({ kind }, number) => (kind === 'centralAdministration' ? [] : [number]));
  const managementPoints = homes.map((at) =>
    managementPoint({ ...manager, name: `MP${at}`, site: at, location: settings[at]!.location }),
  );
  const pointsAt = (at: number) => softwareUpdatePoints.flatMap(({ site: of }, n) => (of === at ? [n] : []));
  const groups = scenario.groups.map((each, number) => {
    const at = siteOfGroup[number]!;
    const own =
      pointsAt(at).length > 0 || shape[at]!.kind === 'primary' ? pointsAt(at) : pointsAt(shape[at]!.parent);
    return {
      ...each,
      site: at,
      updatePoints: each.updatePoints === null ? null : { own, neighbours: [] },
      managementPoints: [homes.indexOf(at)],
    };
  });
  const isOfServer = (action: Action) => 'target' in action && action.target.role !== 'distributionPoint';
  const kept = scenario.actions.filter((action) => !isOfServer(action) && action.verb !== 'syncNow');
  const actions = [...kept, ...outages.flat()].sort((x, y) => x.atMs - y.atMs);
  return completed({
    ...scenario,
    sites,
    softwareUpdatePoints,
    managementPoints,
    distributionPoints: scenario.distributionPoints.map((point) => ({ ...point, site: homes[0]! })),
    groups,
    actions,
    clientSettings: { ...scenario.clientSettings, stateCycleMs },
    assumptions: { ...scenario.assumptions, scanStates },
  });
}
