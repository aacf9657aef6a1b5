import { describe, expect, test } from 'vitest';
import { FilterPhase } from '../../src/model/client/write-filter.ts';
import { Fleet } from '../../src/model/fleet.ts';
import { UNFINISHED_CAUSES } from '../../src/model/results.ts';
import type { ClientGroup, MaintenanceWindow, Scenario } from '../../src/model/scenario.ts';
import { Actual } from '../../src/model/updates/update-states.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  NOBODY,
  nineToFive,
  OPTIONS,
  SECOND_MS,
  smallScenario,
  update,
} from './small-fleet.ts';
import { Witness } from './witness.ts';

const SLOT = 1;
const DEADLINE_MS = 5 * DAY_MS + 12 * HOUR_MS;
const INSTALLATION_MS = 15 * MINUTE_MS;
const RESTART_MS = 3 * MINUTE_MS;
const SWITCH_MS = MINUTE_MS;
const SIZE_BYTES = 100_000_000;

const FILTER = { kind: 'FBWF', hasExclusions: true } as const;
const DEFINITIONS = update({ id: 'june', kb: 'KB0000006', kind: 'other', supersedes: [0] });
const catalogWith = (june: typeof JUNE) => ({
  products: ['Windows 11'],
  updates: [MAY, june],
  origin: 'made by hand',
});

interface Told {
  readonly commits?: boolean;
  readonly june?: typeof JUNE;
  readonly device?: Partial<ClientGroup>;
  readonly windows?: readonly MaintenanceWindow[];
}

/** One device with a write filter and June's deployment. */
function device({ commits = true, june = JUNE, device: changes = {}, windows = [] }: Told): Scenario {
  return smallScenario({
    catalog: catalogWith(june),
    groups: [group({ name: 'kiosks', writeFilter: FILTER, ...changes })],
    collections: [{ name: 'Kiosks', groups: [0], query: null, windows, evaluationIntervalMs: MINUTE_MS }],
    deployments: [deployment({ options: { ...OPTIONS, commitsChanges: commits } })],
  });
}

/** The daily window of the given length that starts at three in the morning. */
const nightly = (durationMs: number): MaintenanceWindow => ({
  name: 'night',
  kind: 'softwareUpdates',
  durationMs,
  startsMs: [Array.from({ length: 10 }, (_, day) => day * DAY_MS + 3 * HOUR_MS)],
});

function run(scenario: Scenario, untilMs = scenario.horizonMs) {
  const fleet = new Fleet(scenario, 0);
  const witness = new Witness(fleet);
  const phases: { readonly atMs: number; readonly phase: number }[] = [];
  const { writeFilters } = fleet.parts;
  for (let atMs = 5 * DAY_MS; atMs <= untilMs; atMs += 10 * SECOND_MS) {
    fleet.run(atMs);
    const phase = writeFilters.phase[0]!;
    if (phase !== (phases.at(-1)?.phase ?? FilterPhase.on)) phases.push({ atMs, phase });
  }
  const steps = witness.transitions.filter(({ slot, atMs }) => slot === SLOT && atMs > DAY_MS);
  return { fleet, steps, phases, states: steps.map(({ to }) => to) };
}

const SEQUENCE = [
  FilterPhase.switchingOff,
  FilterPhase.restartingToServicing,
  FilterPhase.servicing,
  FilterPhase.switchingOn,
  FilterPhase.restartingToNormal,
  FilterPhase.on,
];

describe('a deployment that commits its changes', () => {
  test.each([
    ['an update that needs a restart', JUNE, 3],
    ['one that needs none', DEFINITIONS, 2],
  ])('installs %s in servicing mode, and the filter is on again', (_name, june, restarts) => {
    const { fleet, phases, states } = run(device({ june }));
    expect(phases.map(({ phase }) => phase)).toEqual(SEQUENCE);
    expect(fleet.parts.writeFilters.restartCount[0]).toBe(restarts);
    expect(fleet.parts.restart.count[0]).toBe(restarts);
    expect(states.at(-1)).toBe(Actual.installed);
    expect(fleet.parts.truth.actual(0, SLOT)).toBe(Actual.installed);
  });

  test('fetches again what lay in the overlay', () => {
    const { fleet, states } = run(device({}));
    expect(states).toEqual([
      Actual.cached,
      Actual.required,
      Actual.cached,
      Actual.pendingRestart,
      Actual.installed,
    ]);
    expect(fleet.parts.downloads.downloadedBytes[0]).toBe(2 * SIZE_BYTES);
  });

  test('takes the switch and the restart before the content, then installation and restart', () => {
    const { steps } = run(device({}));
    const [, reverted, , waiting, installed] = steps;
    const scanMs = 10 * SECOND_MS;
    // Of the scan at the deadline, online or not, only the duration is open.
    expect(reverted!.atMs - (SWITCH_MS + RESTART_MS)).toBeGreaterThanOrEqual(DEADLINE_MS + scanMs);
    expect(reverted!.atMs - (SWITCH_MS + RESTART_MS)).toBeLessThan(DEADLINE_MS + 2 * MINUTE_MS);
    expect(installed!.atMs - waiting!.atMs).toBe(scanMs + RESTART_MS);
  });

  test('is told by every device, though its last restart comes when the message is due', () => {
    const deviceCount = 40;
    const scenario = device({ device: { count: deviceCount } });
    const { compliance } = run(scenario).fleet.result();
    expect(compliance.get(compliance.length - 1, 'actualCompliant')).toBe(deviceCount);
    expect(compliance.get(compliance.length - 1, 'storedCompliant')).toBe(deviceCount);
  });

  test('does not leave the device in servicing mode when the installation exceeds its maximum run time', () => {
    const installationMs = JUNE.runTimeMaxMs + 10 * MINUTE_MS;
    const scenario = device({});
    const { installDuration } = scenario.assumptions;
    const slow = { ...installDuration, LCU: fixed(installationMs) };
    const { fleet, phases } = run({
      ...scenario,
      assumptions: { ...scenario.assumptions, installDuration: slow },
    });
    expect(phases.map(({ phase }) => phase)).toEqual(SEQUENCE);
    const inServicingMs = phases[3]!.atMs - phases[2]!.atMs;
    expect(inServicingMs).toBeGreaterThan(installationMs + RESTART_MS);
    expect(inServicingMs).toBeLessThan(installationMs + RESTART_MS + 5 * MINUTE_MS);
    expect(fleet.parts.truth.actual(0, SLOT)).toBe(Actual.installed);
  });

  test('keeps it through later restarts', () => {
    const scenario = device({ device: { presence: nineToFive('shutdown') } });
    const { fleet } = run(scenario);
    expect(fleet.parts.writeFilters.bootCount[0]!).toBeGreaterThan(3);
    expect(fleet.parts.truth.actual(0, SLOT)).toBe(Actual.installed);
  });
});

describe('with maintenance windows', () => {
  // 60 min maximum run time and 5 for the restart, three restarts of 3 min, two switches of 1 min.
  const NEED_MS = 65 * MINUTE_MS + 3 * RESTART_MS + 2 * SWITCH_MS;

  test('the sequence begins in the first window that holds the whole of it', () => {
    const { fleet, phases } = run(device({ windows: [nightly(NEED_MS)] }));
    expect(fleet.parts.writeFilters.plan.sequenceMs(0)).toBeGreaterThan(0);
    expect(phases[0]).toEqual({ atMs: 6 * DAY_MS + 3 * HOUR_MS, phase: FilterPhase.switchingOff });
    expect(fleet.parts.truth.actual(0, SLOT)).toBe(Actual.installed);
  });

  test('what leaves its deployment makes room for the rest in an earlier window', () => {
    const tool = update({ id: 'tool', kb: 'KB0000007', kind: 'other', title: 'tool', supersedes: [] });
    const onDay = (day: number, durationMs: number) => ({
      ...nightly(durationMs),
      name: `night ${day}`,
      startsMs: [[day * DAY_MS + 3 * HOUR_MS]],
    });
    const scenario = device({ june: DEFINITIONS, windows: [onDay(7, NEED_MS), onDay(9, 2 * NEED_MS)] });
    const removes = { verb: 'removeUpdates', deployment: 0, updates: [2], atMs: 6 * DAY_MS } as const;
    const sites = scenario.sites.map((each) => ({
      ...each,
      synchronization: { ...each.synchronization, offeredMs: [...each.synchronization.offeredMs, DAY_MS] },
    }));
    const both = {
      ...scenario,
      sites,
      catalog: { ...scenario.catalog, updates: [MAY, DEFINITIONS, tool] },
      deployments: [{ ...scenario.deployments[0]!, updates: [1, 2] }],
    };
    const firstMs = (told: Scenario) => run(told, 10 * DAY_MS).phases[0]!.atMs;
    expect(firstMs(both)).toBe(9 * DAY_MS + 3 * HOUR_MS);
    expect(firstMs({ ...both, actions: [removes] })).toBe(7 * DAY_MS + 3 * HOUR_MS);
  });

  test('a minute less and it never begins', () => {
    const { fleet, phases } = run(device({ windows: [nightly(NEED_MS - MINUTE_MS)] }));
    expect(phases).toEqual([]);
    expect(fleet.parts.truth.actual(0, SLOT)).toBe(Actual.cached);
    const { unfinished } = fleet.result();
    expect(unfinished.get(0, 'cause')).toBe(UNFINISHED_CAUSES.indexOf('noWindowLongEnough'));
    const { writeFilters } = fleet.result();
    const refused = Array.from({ length: writeFilters.length }, (_, row) => writeFilters.get(row, 'refused'));
    expect(refused.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
  });
});

describe('a deployment that does not commit', () => {
  const daily = { presence: nineToFive('shutdown') };

  test('installs into the overlay, and a shutdown undoes it', () => {
    const weekdays = { ...device({ commits: false, june: DEFINITIONS, device: daily }) };
    const { fleet, steps } = run(weekdays);
    const installs = steps.filter(({ to }) => to === Actual.installed);
    const losses = steps.filter(({ from, to }) => from === Actual.installed && to === Actual.required);
    expect(installs.length).toBeGreaterThanOrEqual(2);
    // Every morning at nine what was installed the day before is gone.
    for (const { atMs } of losses) expect(atMs % DAY_MS).toBe(9 * HOUR_MS);
    expect(losses.length).toBeGreaterThanOrEqual(installs.length - 1);
    expect(fleet.parts.writeFilters.phase[0]).toBe(FilterPhase.on);
  });

  test('an update that needs a restart is never done', () => {
    const { fleet, states } = run(device({ commits: false }), DEADLINE_MS + 4 * HOUR_MS);
    expect(states).toContain(Actual.pendingRestart);
    expect(states).not.toContain(Actual.installed);
    expect(fleet.parts.restart.count[0]!).toBeGreaterThan(1);
  });

  test('a shutdown in the countdown calls the restart off, and all begins anew', () => {
    const dayMs = 3 * DAY_MS;
    const user = { ...NOBODY, signedIn: 'always' } as const;
    const base = device({ commits: false, device: { ...daily, user } });
    const countdown = { ...base.deployments[0]!, deadlineMs: [dayMs + 16 * HOUR_MS] };
    const fleet = new Fleet({ ...base, deployments: [countdown] }, 0);
    const { restart, truth } = fleet.parts;
    fleet.run(dayMs + 18 * HOUR_MS);
    expect(truth.actual(0, SLOT)).toBe(Actual.pendingRestart);
    expect(restart.isPending(0)).toBe(true);
    fleet.run(dayMs + DAY_MS + 9 * HOUR_MS);
    expect(truth.actual(0, SLOT)).toBe(Actual.required);
    expect(restart.isPending(0)).toBe(false);
    fleet.run(dayMs + DAY_MS + 9 * HOUR_MS + 2 * INSTALLATION_MS);
    expect(truth.actual(0, SLOT)).toBe(Actual.pendingRestart);
  });

  test('a later deployment that commits keeps what was in the overlay', () => {
    const base = device({ commits: false, june: DEFINITIONS });
    const later = { ...base.deployments[0]!, name: 'commit', options: OPTIONS };
    const deadlineMs = [DEADLINE_MS + DAY_MS];
    const other = update({ id: 'tool', kb: 'KB0000007', kind: 'other' });
    const scenario = {
      ...base,
      catalog: { ...base.catalog, updates: [MAY, DEFINITIONS, other] },
      deployments: [base.deployments[0]!, { ...later, updates: [2], deadlineMs }],
    };
    const sites = scenario.sites.map((each) => ({
      ...each,
      synchronization: { ...each.synchronization, offeredMs: [...each.synchronization.offeredMs, DAY_MS] },
    }));
    const { fleet, phases } = run({ ...scenario, sites });
    expect(phases.map(({ phase }) => phase)).toEqual(SEQUENCE);
    expect(fleet.parts.truth.actual(0, 1)).toBe(Actual.installed);
    expect(fleet.parts.truth.actual(0, 2)).toBe(Actual.installed);
    expect(fleet.parts.writeFilters.overlay.has(0, 1)).toBe(false);
  });
});

test.each([
  ['FBWF', 0],
  ['EWF', 1],
  ['UWF', 1],
] as const)('without exclusions a %s device reports everything anew after the sequence', (kind, full) => {
  const scenario = device({ device: { writeFilter: { kind, hasExclusions: false } } });
  const kept = run(device({}));
  const { fleet } = run(scenario);
  expect(fleet.parts.truth.actual(0, SLOT)).toBe(Actual.installed);
  expect(fleet.parts.messages.serial[0]!).toBeGreaterThan(kept.fleet.parts.messages.serial[0]!);
  const { scans } = fleet.result();
  const fullScans = Array.from({ length: scans.length }, (_, row) =>
    scans.get(row, 'kind') === 2 && scans.get(row, 'outcome') === 1 ? scans.get(row, 'count') : 0,
  );
  expect(fullScans.reduce((sum, count) => sum + count, 0)).toBe(full);
});

describe('in servicing mode nothing holds a device up for ever', () => {
  test('not content that stops coming after the scan', () => {
    const scenario = device({ june: update({ supersedes: [0], sizeBytes: 5_000_000_000 }) });
    const servicingMs = run(scenario).phases.find(({ phase }) => phase === FilterPhase.servicing)!.atMs;
    const atMs = servicingMs + MINUTE_MS;
    const target = { role: 'distributionPoint', index: 0 } as const;
    const { phases } = run({ ...scenario, actions: [{ verb: 'outage', atMs, target }] });
    expect(phases.map(({ phase }) => phase)).toEqual(SEQUENCE);
    expect(phases[3]).toEqual({ atMs, phase: FilterPhase.switchingOn });
    expect(phases[5]!.atMs).toBeLessThanOrEqual(atMs + SWITCH_MS + RESTART_MS + 10 * SECOND_MS);
  });

  test.each([7, 7.5, 8])('not a shutdown %f minutes after its start', (minutes) => {
    const offMs = 3 * DAY_MS + 17 * HOUR_MS;
    const scenario = device({ june: DEFINITIONS, device: { presence: nineToFive('shutdown') } });
    const deadlineMs = [offMs - minutes * MINUTE_MS + 30 * SECOND_MS];
    const fleet = new Fleet({ ...scenario, deployments: [{ ...scenario.deployments[0]!, deadlineMs }] }, 0);
    fleet.run(offMs);
    expect(fleet.parts.writeFilters.phase[0]).not.toBe(FilterPhase.on);
    fleet.run(offMs + 16 * HOUR_MS + 10 * SECOND_MS);
    expect(fleet.parts.writeFilters.phase[0]).toBe(FilterPhase.switchingOn);
    fleet.run(offMs + 16 * HOUR_MS + 10 * SECOND_MS + SWITCH_MS + RESTART_MS);
    expect(fleet.parts.writeFilters.phase[0]).toBe(FilterPhase.on);
    expect(fleet.parts.truth.actual(0, SLOT)).toBe(Actual.installed);
  });

  test('and off the network it does not begin', () => {
    const scenario = device({ device: { presence: nineToFive('offNetwork') } });
    const deadlineMs = [3 * DAY_MS + 18 * HOUR_MS];
    const changed = { ...scenario, deployments: [{ ...scenario.deployments[0]!, deadlineMs }] };
    const fleet = new Fleet(changed, 0);
    fleet.run(4 * DAY_MS + 9 * HOUR_MS - 1);
    expect(fleet.parts.truth.actual(0, SLOT)).toBe(Actual.cached);
    expect(fleet.parts.writeFilters.phase[0]).toBe(FilterPhase.on);
    fleet.run(4 * DAY_MS + 9 * HOUR_MS + MINUTE_MS);
    expect(fleet.parts.writeFilters.phase[0]).not.toBe(FilterPhase.on);
  });
});

describe('in an orchestration group', () => {
  const script = { duration: fixed(5 * MINUTE_MS), failureShare: 0 };
  const grouped = (count: number, preScript: typeof script | null): Scenario => ({
    ...device({ device: { count } }),
    orchestrationGroups: [
      {
        name: 'kiosks',
        groups: [0],
        rule: { kind: 'number', count: 1 },
        memberTimeoutMs: 30 * DAY_MS,
        groupTimeoutMs: 30 * DAY_MS,
        preScript,
        postScript: null,
      },
    ],
  });

  test.each([
    ['with a script', script],
    ['without one', null],
  ])('a device keeps its place until its filter is on again, %s', (_name, preScript) => {
    const { fleet, phases } = run(grouped(1, preScript));
    expect(phases.map(({ phase }) => phase)).toEqual(SEQUENCE);
    expect(fleet.parts.restart.count[0]).toBe(3);
    expect(fleet.parts.orchestrationMeasures.members[0]).toBe(1);
  });

  test('one device after another is in its sequence', () => {
    const fleet = new Fleet(grouped(3, null), 0);
    const { writeFilters, truth, restart } = fleet.parts;
    for (let atMs = DEADLINE_MS; atMs < DEADLINE_MS + 3 * HOUR_MS; atMs += 10 * SECOND_MS) {
      fleet.run(atMs);
      expect(writeFilters.phase.filter((phase) => phase !== FilterPhase.on).length).toBeLessThanOrEqual(1);
    }
    expect([0, 1, 2].map((client) => truth.actual(client, SLOT))).toEqual(Array(3).fill(Actual.installed));
    expect([...restart.count]).toEqual([3, 3, 3]);
  });
});

test('a saved device goes on as the whole one, in the middle of its sequence', () => {
  const scenario = device({});
  const whole = new Fleet(scenario, 0);
  whole.run(scenario.horizonMs);
  const first = new Fleet(scenario, 0);
  first.run(DEADLINE_MS + 3 * MINUTE_MS + INSTALLATION_MS);
  expect(first.parts.writeFilters.phase[0]).toBe(FilterPhase.servicing);
  const second = new Fleet(scenario, 0);
  second.restore(first.save());
  second.run(scenario.horizonMs);
  expect(second.result().fingerprint).toBe(whole.result().fingerprint);
});
