import { describe, expect, test } from 'vitest';
import { Topic } from '../../src/model/topics.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import { EVALUATION_MS, juneOf, SLOT } from '../model/one-client.ts';
import { witnessed } from '../model/reports.ts';
import {
  DAY_MS,
  fixed,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  NOBODY,
  nineToFive,
  OPTIONS,
  runFleet,
  update,
} from '../model/small-fleet.ts';
import { storyOf } from '../model/story.ts';
import { loadText, SMALL } from '../scenario/loading.ts';
import {
  CONTENT_MS,
  DEADLINE_MS,
  device,
  juneOfDevice,
  needMs,
  nightly,
  phasesOfDevice,
  stepInstants,
  TOOL,
  TOOL_MS,
} from './embedded.ts';
import { scanCount } from './one-client.ts';

const DONE_MS = stepInstants().at(-1)!.atMs;
/** Shut down every weekday at five; the deadline of day five is a Saturday. */
const daily = { presence: nineToFive('shutdown') };
const MONDAY_MS = 7 * DAY_MS + 9 * HOUR_MS;

const kindOf = (kind: 'FBWF' | 'EWF' | 'UWF', hasExclusions: boolean) => ({
  device: { writeFilter: { kind, hasExclusions } },
});

describe('the overlay', () => {
  test.each(['FBWF', 'EWF', 'UWF'] as const)('D18.1 of %s is lost at a restart', (kind) => {
    const scenario = device({
      commits: false,
      june: TOOL,
      device: { ...daily, writeFilter: { kind, hasExclusions: true } },
    });
    expect(juneOf(runFleet(scenario, MONDAY_MS + 4 * HOUR_MS))).toBe('installed');
    expect(juneOf(runFleet(scenario, MONDAY_MS + DAY_MS))).toBe('required');
  });

  test('D18.2 holds content too: what was fetched before the filter was off is fetched again', () => {
    expect(juneOfDevice(device()).map(({ is }) => is)).toEqual([
      'cached',
      'required',
      'cached',
      'pending restart',
      'installed',
    ]);
    expect(runFleet(device(), DONE_MS).parts.downloads.downloadedBytes[0]).toBe(2 * JUNE.sizeBytes);
  });

  test('D18.3 is written anew as soon as a restart has emptied it, without waiting for a schedule', () => {
    const scenario = device({ commits: false, june: TOOL, device: daily });
    const tuesdayMs = MONDAY_MS + DAY_MS;
    const story = storyOf(scenario, juneOf, tuesdayMs - 1, tuesdayMs + HOUR_MS);
    expect(story.map(({ is }) => is)).toEqual(['installed', 'required', 'cached', 'installed']);
    expect(story[1]!.atMs).toBe(tuesdayMs);
    expect(story[3]!.atMs).toBe(tuesdayMs + EVALUATION_MS + CONTENT_MS + EVALUATION_MS + TOOL_MS);
  });

  test('D18.4 has no room for an update that needs a restart: the restart undoes it each time', () => {
    const scenario = device({ commits: false });
    const { fleet, witness } = witnessed(scenario, DEADLINE_MS + 2 * HOUR_MS);
    const states = witness.transitions.filter(({ atMs, slot }) => atMs > DEADLINE_MS && slot === SLOT);
    expect(fleet.parts.restart.count[0]).toBeGreaterThan(1);
    expect(states.map(({ to }) => to)).toContain(Actual.pendingRestart);
    expect(states.map(({ to }) => to)).not.toContain(Actual.installed);
  });

  test('D18.5 is kept by whatever commits: what others had in it is installed and committed as well', () => {
    const tool = update({ id: 'tool', kb: 'KB0000007', kind: 'other', sizeBytes: 1000 });
    const base = device({ commits: false, june: TOOL });
    const laterMs = DEADLINE_MS + 6 * HOUR_MS;
    const later = {
      ...base.deployments[0]!,
      name: 'commit',
      updates: [2],
      deadlineMs: [laterMs],
      options: OPTIONS,
    };
    const scenario = {
      ...base,
      catalog: { ...base.catalog, updates: [MAY, TOOL, tool] },
      deployments: [base.deployments[0]!, later],
      sites: base.sites.map((site) => ({
        ...site,
        synchronization: { ...site.synchronization, offeredMs: [...site.synchronization.offeredMs, DAY_MS] },
      })),
    };
    const read = (atMs: number) => {
      const fleet = runFleet(scenario, atMs);
      return [juneOf(fleet), fleet.parts.writeFilters.overlay.has(0, SLOT)];
    };
    expect(read(laterMs - 1)).toEqual(['installed', true]);
    expect(read(laterMs + HOUR_MS)).toEqual(['installed', false]);
  });
});

describe('the sequence that commits', () => {
  test('D18.6 is switch, restart, servicing, switch, restart, each step at the end of the one before', () => {
    expect(phasesOfDevice(device())).toEqual(stepInstants());
  });

  test.each([
    ['a restart', JUNE, 3],
    ['none', TOOL, 2],
  ])('D18.7 has one restart more for an update that needs %s', (_need, june, restarts) => {
    const { parts } = runFleet(device({ june }), DONE_MS);
    expect([parts.writeFilters.restartCount[0], parts.restart.count[0]]).toEqual([restarts, restarts]);
  });

  test('D18.8 needs a window that holds run times, five minutes for each update, switches and restarts', () => {
    const opensMs = 6 * DAY_MS + 3 * HOUR_MS;
    const [first] = phasesOfDevice(device({ windows: [nightly(needMs(3))] }));
    expect(first).toEqual({ atMs: opensMs, is: 'switching off' });
    const shorter = device({ windows: [nightly(needMs(3) - MINUTE_MS)] });
    expect(phasesOfDevice(shorter, 9 * DAY_MS)).toEqual([]);
    const tool = device({
      june: { ...TOOL, runTimeMaxMs: JUNE.runTimeMaxMs },
      windows: [nightly(needMs(2))],
    });
    expect(phasesOfDevice(tool)[0]).toEqual({ atMs: opensMs, is: 'switching off' });
  });

  test('D18.9 begins at the deadline all the same if the deployment may install outside of windows', () => {
    const windowed = device({ windows: [nightly(needMs(3))] });
    const [written] = windowed.deployments;
    const options = { ...OPTIONS, installOutsideWindows: true, restartOutsideWindows: true };
    const scenario = { ...windowed, deployments: [{ ...written!, options }] };
    expect(phasesOfDevice(scenario)).toEqual(stepInstants());
  });

  test('D18.10 locks users out in servicing mode: its restarts come without a countdown', () => {
    const user = { ...NOBODY, signedIn: 'always' } as const;
    expect(phasesOfDevice(device({ device: { user } }))).toEqual(stepInstants());
  });

  test('D18.11 has no random delays: with one for the deadline its steps are as long as without', () => {
    const delayMs = 40 * MINUTE_MS;
    const base = device();
    const deployments = [{ ...base.deployments[0]!, deadlineDelay: fixed(delayMs) }];
    const later = stepInstants().map(({ atMs, is }) => ({ atMs: atMs + delayMs, is }));
    expect(phasesOfDevice({ ...base, deployments })).toEqual(later);
  });
});

test('D18.12 users cannot install while the filter is on', () => {
  const userInstalls = { share: 1, after: fixed(HOUR_MS) };
  const user = { ...NOBODY, signedIn: 'always' } as const;
  const scenario = device({ commits: false, june: TOOL, device: { userInstalls, user } });
  expect(juneOf(runFleet(scenario, DEADLINE_MS))).toBe('cached');
  const unfiltered = device({ june: TOOL, device: { userInstalls, user, writeFilter: null } });
  expect(juneOf(runFleet(unfiltered, DEADLINE_MS))).toBe('installed');
});

describe('exclusions', () => {
  test.each(['FBWF', 'EWF', 'UWF'] as const)(
    'D18.13 keep the state of the client: a %s device without them reports everything anew',
    (kind) => {
      const detections = (scenario: ReturnType<typeof device>) =>
        witnessed(scenario, DONE_MS + HOUR_MS)
          .witness.raised.filter(({ topic, atMs }) => topic === Topic.updateDetection && atMs > DEADLINE_MS)
          .map(({ subject, state }) => ({ subject, state }));
      const may = { subject: 0, state: Compliance.installed };
      expect(detections(device(kindOf(kind, true)))).not.toContainEqual(may);
      expect(detections(device(kindOf(kind, false)))).toContainEqual(may);
    },
  );

  test.each([
    ['FBWF', 0],
    ['EWF', 1],
    ['UWF', 1],
  ] as const)('D18.14 without them the next scan of %s devices is a full one or not: %i', (kind, count) => {
    expect(scanCount(runFleet(device(kindOf(kind, false)), DONE_MS + HOUR_MS), { kind: 'full' })).toBe(count);
    expect(scanCount(runFleet(device(kindOf(kind, true)), DONE_MS + HOUR_MS), { kind: 'full' })).toBe(0);
  });
});

test('D18.15 changes are committed unless the deployment says otherwise', () => {
  expect(loadText(SMALL).scenario!.deployments[0]!.options.commitsChanges).toBe(true);
  const off = SMALL.replace('    created: ', '    commitsChanges: false\n    created: ');
  expect(loadText(off).scenario!.deployments[0]!.options.commitsChanges).toBe(false);
});
