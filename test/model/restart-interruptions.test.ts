import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import { juneBy, LEARNS, officeScenario, WEDNESDAY_MS } from './office-client.ts';
import { EVALUATION_MS, INSTALL_MS, LOCATION_MS, ONLINE_SCAN_MS, RESTART_MS } from './one-client.ts';
import {
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  MINUTE_MS,
  NOBODY,
  runFleet,
  SECOND_MS,
  smallScenario,
  update,
} from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';

describe('work that the restart itself interrupts', () => {
  const SLOW_BYTES_PER_SECOND = 10_000;
  const COUNTDOWN_MS = 90 * MINUTE_MS;
  const NOON_MS = WEDNESDAY_MS + 12 * HOUR_MS;
  const RESTARTS_MS = NOON_MS + EVALUATION_MS + INSTALL_MS + EVALUATION_MS + COUNTDOWN_MS;

  const restartScenario = (changes: Parameters<typeof smallScenario>[0]) =>
    officeScenario('shutdown', {
      groups: [group({ user: { ...NOBODY, signedIn: 'always' } })],
      deployments: [juneBy(NOON_MS)],
      ...changes,
    });

  it('a download stops, and goes on after the restart with the bytes that are left', () => {
    const second = update({ id: 'other', kb: 'KB0000009', kind: 'other', sizeBytes: 100_000_000 });
    const { catalog } = smallScenario();
    const scenario = restartScenario({
      catalog: { ...catalog, updates: [...catalog.updates, second] },
      deployments: [
        juneBy(NOON_MS),
        deployment({ name: 'second', updates: [2], createdMs: NOON_MS, deadlineMs: [9 * DAY_MS] }),
      ],
      actions: [
        LEARNS,
        {
          verb: 'setCapacity',
          atMs: NOON_MS,
          target: { role: 'distributionPoint', index: 0 },
          value: SLOW_BYTES_PER_SECOND,
        },
      ],
    });
    const stage = ({ parts }: Fleet) => String(parts.downloads.stage[0]);
    const [locating, transferring, waiting] = ['2', '3', '4'];
    const story = storyOf(scenario, stage, NOON_MS, RESTARTS_MS + 4 * HOUR_MS);
    const startMs = instantOf(story, transferring!);
    expect(startMs).toBeLessThan(RESTARTS_MS);
    expect(instantOf(story, waiting!)).toBe(RESTARTS_MS);
    expect(instantOf(story, locating!, RESTARTS_MS)).toBe(RESTARTS_MS + RESTART_MS);
    const goesOnMs = RESTARTS_MS + RESTART_MS + LOCATION_MS;
    const wholeMs = (second.sizeBytes / SLOW_BYTES_PER_SECOND) * 1000;
    expect(instantOf(story, '0', goesOnMs)).toBe(goesOnMs + wholeMs - (RESTARTS_MS - startMs));
  });

  it("a scan breaks off, and starts anew after the restart's own", () => {
    const scanMs = RESTARTS_MS - 5 * SECOND_MS;
    const scenario = restartScenario({
      actions: [LEARNS, { verb: 'scanNow', atMs: scanMs, groups: [0] }],
    });
    const running = ({ parts }: Fleet) => (parts.scans.running[0] === 0 ? 'none' : 'a scan');
    const story = storyOf(scenario, running, scanMs - 1, RESTARTS_MS + HOUR_MS);
    expect(instantOf(story, 'a scan')).toBe(scanMs);
    expect(instantOf(story, 'none', scanMs)).toBe(RESTARTS_MS);
    expect(instantOf(story, 'a scan', RESTARTS_MS)).toBe(RESTARTS_MS + RESTART_MS);
    const { scans } = runFleet(scenario, RESTARTS_MS + HOUR_MS).parts;
    expect(scans.lastOnlineMs[0]).toBe(RESTARTS_MS + RESTART_MS + EVALUATION_MS + ONLINE_SCAN_MS);
  });
});
