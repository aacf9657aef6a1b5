import { Fleet } from '../src/model/fleet.ts';
import type { Scenario, Site } from '../src/model/scenario.ts';
import { CHANGES_OF_FLEET } from './changes-of-fleet.ts';
import { scaledScenario } from './scaled-scenario.ts';

const CLIENT_COUNT = 100_000;
const DAY_MS = 86_400_000;

/** What is switched on, or off, in the main scenario. */
const FEATURES: readonly (readonly [name: string, change: (scenario: Scenario) => Scenario])[] = [
  [
    'no re-evaluation schedule',
    (scenario) => withSettings(scenario, { reevaluationIntervalMs: 1e6 * DAY_MS }),
  ],
  ['verbosity none', (scenario) => withVerbosity(scenario, 'none')],
  ['verbosity all', (scenario) => withVerbosity(scenario, 'all')],
  ['every state of every scan', (scenario) => withAssumptions(scenario, { scanStates: 'all' })],
  ['one file in a thousand damaged', (scenario) => withStateSystem(scenario, { corruptShare: 0.001 })],
  ['users scan every 30 d', withUserCycles],
  ['a central administration site', withCentralSite],
  ...CHANGES_OF_FLEET,
];

/** Prints what features cost beside the main scenario, as ratios of CPU time in one process. */
export function benchFeatures(): void {
  const base = scaledScenario(CLIENT_COUNT);
  runOf(base);
  const first = runOf(base);
  const rows = FEATURES.map(([name, change]) => ({ name, ...runOf(change(base)) }));
  const last = runOf(base);
  const seconds = (first.seconds + last.seconds) / 2;
  console.log(`features in the main scenario with ${CLIENT_COUNT.toLocaleString('en')} clients over 30 days`);
  console.log(
    `  as shipped: ${seconds.toFixed(2)} s of CPU (before ${first.seconds.toFixed(2)}, after ${last.seconds.toFixed(2)})`,
  );
  console.log('  feature                              CPU   events   state');
  for (const { name, ...row } of rows) {
    const ratios = [
      row.seconds / seconds,
      row.eventCount / first.eventCount,
      row.stateBytes / first.stateBytes,
    ];
    console.log(
      `  ${name.padEnd(32)} ${ratios.map((ratio) => `${ratio.toFixed(2)} ×`.padStart(8)).join('')}`,
    );
  }
}

function runOf(scenario: Scenario) {
  const started = process.cpuUsage();
  const fleet = new Fleet(scenario, 0);
  fleet.run(scenario.horizonMs);
  const { user, system } = process.cpuUsage(started);
  return {
    seconds: (user + system) / 1e6,
    eventCount: fleet.eventCount,
    stateBytes: fleet.result().stateBytes,
  };
}

function withSettings(scenario: Scenario, changes: Partial<Scenario['clientSettings']>): Scenario {
  return { ...scenario, clientSettings: { ...scenario.clientSettings, ...changes } };
}

function withAssumptions(scenario: Scenario, changes: Partial<Scenario['assumptions']>): Scenario {
  return { ...scenario, assumptions: { ...scenario.assumptions, ...changes } };
}

function withVerbosity(scenario: Scenario, verbosity: 'none' | 'all'): Scenario {
  return { ...scenario, deployments: scenario.deployments.map((each) => ({ ...each, verbosity })) };
}

function withStateSystem(scenario: Scenario, changes: Partial<Site['stateSystem']>): Scenario {
  return {
    ...scenario,
    sites: scenario.sites.map((site) => ({
      ...site,
      stateSystem: site.stateSystem && { ...site.stateSystem, ...changes },
    })),
  };
}

function withUserCycles(scenario: Scenario): Scenario {
  const cycle = { law: 'exponential', mean: 30 * DAY_MS } as const;
  return { ...scenario, groups: scenario.groups.map((group) => ({ ...group, scanCycle: cycle })) };
}

/** The site becomes the only child of a central administration site, whose WSUS server comes before all others. */
function withCentralSite(scenario: Scenario): Scenario {
  const [site] = scenario.sites;
  const below = <T extends { readonly site: number }>(items: readonly T[]) =>
    items.map((item) => ({ ...item, site: item.site + 1 }));
  const central = { ...scenario.softwareUpdatePoints[0]!, name: 'central SUP', site: 0 };
  const shifted = (points: readonly number[]) => points.map((point) => point + 1);
  return {
    ...scenario,
    sites: [
      { ...site!, name: 'CAS', kind: 'centralAdministration', stateSystem: null },
      {
        ...site!,
        parent: 0,
        synchronization: { ...site!.synchronization, startsMs: [], offeredMs: [] },
        replication: {
          globalIntervalMs: 120_000,
          itemBytes: 50_000,
          stateIntervalMs: 300_000,
          fileIntervalMs: 60_000,
          messageBytes: 1_000,
        },
      },
    ],
    softwareUpdatePoints: [
      central,
      ...below(scenario.softwareUpdatePoints).map((point) => ({ ...point, database: point.database + 1 })),
    ],
    managementPoints: below(scenario.managementPoints),
    distributionPoints: below(scenario.distributionPoints),
    groups: below(scenario.groups).map((group) => ({
      ...group,
      updatePoints: group.updatePoints && { ...group.updatePoints, own: shifted(group.updatePoints.own) },
    })),
  };
}
