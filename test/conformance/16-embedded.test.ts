import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { EVALUATION_MS, juneOf, RESTART_MS, SLOT } from '../model/one-client.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, nineToFive, OPTIONS, runFleet, update } from '../model/small-fleet.ts';
import { storyOf } from '../model/story.ts';
import { mistakesOf, SMALL, smallWith } from '../scenario/loading.ts';
import {
  DEADLINE_MS,
  device,
  juneOfDevice,
  needMs,
  nightly,
  phaseOf,
  phasesOfDevice,
  stepInstants,
  TOOL,
  TOOL_MS,
} from './embedded.ts';

const restarts = ({ parts }: Fleet) => `${parts.restart.count[0]}`;

describe('a deployment', () => {
  test('S16.1a says whether the write filter is switched off during it', () => {
    expect(phasesOfDevice(device())).toEqual(stepInstants());
    expect(phasesOfDevice(device({ commits: false }))).toEqual([]);
  });

  test('S16.1b that has it switched off ends with a restart, whatever the update needs', () => {
    const scenario = device({ june: TOOL });
    const ends = stepInstants([
      ['installed', phasesOfDevice(scenario).at(-3)!.atMs - EVALUATION_MS],
      ['normal', EVALUATION_MS + MINUTE_MS + RESTART_MS],
    ]);
    const story = storyOf(
      scenario,
      (fleet) => `${juneOf(fleet)}, ${phaseOf(fleet)}`,
      DEADLINE_MS,
      DEADLINE_MS + HOUR_MS,
    );
    expect(story.find(({ is }) => is === 'installed, servicing')!.atMs).toBe(ends[0]!.atMs);
    expect(story.at(-1)).toEqual({ atMs: ends[1]!.atMs, is: 'installed, on' });
    expect(storyOf(scenario, restarts, ends[0]!.atMs, ends[1]!.atMs).map(({ is }) => is)).toEqual(['1', '2']);
  });
});

describe('with the filter on', () => {
  /** Shut down every weekday at five: the deadline of day five is a Saturday, so all happens on Monday. */
  const MONDAY_MS = 7 * DAY_MS + 9 * HOUR_MS;
  const daily = { presence: nineToFive('shutdown') };
  const overlaid = device({ commits: false, june: TOOL, device: daily });

  test('S16.2a software goes to a temporary overlay, and is there as long as that', () => {
    const evening = runFleet(overlaid, MONDAY_MS + 4 * HOUR_MS);
    expect(juneOf(evening)).toBe('installed');
    expect(evening.parts.writeFilters.overlay.has(0, SLOT)).toBe(true);
    const committed = runFleet(device({ june: TOOL }), DEADLINE_MS + HOUR_MS);
    expect(juneOf(committed)).toBe('installed');
    expect(committed.parts.writeFilters.overlay.has(0, SLOT)).toBe(false);
  });

  test('S16.2b it is no longer installed when the device has restarted', () => {
    const story = storyOf(overlaid, juneOf, MONDAY_MS + HOUR_MS, MONDAY_MS + DAY_MS);
    expect(story).toEqual([
      { atMs: MONDAY_MS + HOUR_MS, is: 'installed' },
      { atMs: MONDAY_MS + DAY_MS, is: 'required' },
    ]);
  });

  test('S16.2c … unless another deployment has the changes kept', () => {
    const later = { ...overlaid.deployments[0]!, name: 'commit', options: OPTIONS, updates: [2] };
    const laterMs = MONDAY_MS + 6 * HOUR_MS;
    const tool = update({ id: 'tool', kb: 'KB0000007', kind: 'other', sizeBytes: 1000 });
    const both = device({ commits: false, june: TOOL, device: daily });
    const scenario: Scenario = {
      ...both,
      catalog: { ...both.catalog, updates: [...both.catalog.updates, tool] },
      deployments: [both.deployments[0]!, { ...later, deadlineMs: [laterMs] }],
      sites: both.sites.map((site) => ({
        ...site,
        synchronization: { ...site.synchronization, offeredMs: [...site.synchronization.offeredMs, DAY_MS] },
      })),
    };
    const atMs = MONDAY_MS + DAY_MS + HOUR_MS;
    expect(juneOf(runFleet(scenario, atMs))).toBe('installed');
    expect(runFleet(overlaid, MONDAY_MS + DAY_MS).parts.truth.actual(0, SLOT)).not.toBe(
      runFleet(scenario, atMs).parts.truth.actual(0, SLOT),
    );
  });
});

describe('a maintenance window', () => {
  test('S16.3 should be there for a device with a filter, else a warning says so', () => {
    const filtered = smallWith('    count: 50\n', '    count: 50\n    writeFilter: { kind: UWF }\n');
    const about = (text: string) => mistakesOf(text).filter((line) => line.includes('write filter'));
    expect(about(filtered)).toHaveLength(1);
    expect(about(filtered)[0]).toContain('groups[1].writeFilter');
    expect(about(SMALL)).toEqual([]);
    const windows = `collections:
  - name: Night
    groups: [branch]
    maintenanceWindows:
      - { name: night, schedule: daily at 01:00 client-local, duration: 5 h }
deployments:`;
    expect(about(filtered.replace('deployments:', windows))).toEqual([]);
  });

  const OPENS_MS = 6 * DAY_MS + 3 * HOUR_MS;
  const windowed = device({ windows: [nightly(needMs(3))] });

  test('S16.4 decides when the filter is switched off and on and when the device restarts', () => {
    const shiftMs = OPENS_MS - (DEADLINE_MS + EVALUATION_MS);
    const moved = stepInstants().map(({ atMs, is }) => ({ atMs: atMs + shiftMs, is }));
    expect(phasesOfDevice(windowed)).toEqual(moved);
    const times = storyOf(windowed, restarts, DEADLINE_MS - 1, OPENS_MS + DAY_MS).slice(1);
    expect(times).toHaveLength(3);
    for (const { atMs } of times) {
      expect(atMs).toBeGreaterThan(OPENS_MS);
      expect(atMs).toBeLessThan(OPENS_MS + needMs(3));
    }
  });

  test('S16.5 commits changes in its time, without one at the deadline, and restarts are required for it', () => {
    expect(phasesOfDevice(device())[0]!.atMs).toBe(DEADLINE_MS + EVALUATION_MS);
    expect(phasesOfDevice(windowed)[0]!.atMs).toBe(OPENS_MS);
    expect(runFleet(device({ june: TOOL })).parts.restart.count[0]).toBe(2);
    expect(juneOfDevice(device({ commits: false, june: TOOL }))).toEqual([
      { atMs: DEADLINE_MS - 1, is: 'cached' },
      { atMs: DEADLINE_MS + EVALUATION_MS + TOOL_MS, is: 'installed' },
    ]);
    expect(runFleet(device({ commits: false, june: TOOL })).parts.restart.count[0]).toBe(0);
  });
});
