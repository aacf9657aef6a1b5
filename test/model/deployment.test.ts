import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import { SCAN_KINDS, SCAN_TRIGGERS } from '../../src/model/results.ts';
import { Actual } from '../../src/model/updates/update-states.ts';
import {
  ASSUMPTIONS,
  EVALUATION_MS,
  INSTALL_MS,
  juneOf,
  LEARNS,
  LOCATION_MS,
  last,
  OFFLINE,
  ONLINE_SCAN_MS,
  RESTART_MS,
  SETTINGS,
  SLOT,
} from './one-client.ts';
import {
  DAY_MS,
  deployment,
  distributionPoint,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  NOBODY,
  runFleet,
  smallScenario,
  uniform,
  update,
} from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';

describe('a deployment to one always-on client', () => {
  it('makes the client compliant after its deadline, and the site learns of it', () => {
    const result = runFleet(smallScenario()).result();
    expect(result.clients!.get(0, 'installedUpdates')).toBe(2);
    expect(result.clients!.get(0, 'requiredUpdates')).toBe(0);
    expect(result.unfinished.length).toBe(0);
    for (const reading of [
      'actualCompliant',
      'knownCompliant',
      'storedCompliant',
      'shownCompliant',
    ] as const) {
      expect(result.compliance.get(last(result), reading)).toBe(1);
    }
  });

  it('goes from policy to compliance in times that add up', () => {
    const scenario = smallScenario({ clientSettings: OFFLINE, actions: [LEARNS] });
    const { deadlineMs } = scenario.deployments[0]!;
    const createdMs = scenario.deployments[0]!.createdMs!;
    const policyMs = instantOf(
      storyOf(
        scenario,
        ({ parts }) => `${parts.measures.policyCount[0]}`,
        createdMs,
        createdMs + 2 * HOUR_MS,
      ),
      '1',
    );
    expect(policyMs - createdMs).toBeLessThanOrEqual(SETTINGS.policyPollMs + 20);
    const story = storyOf(scenario, juneOf, createdMs);
    const downloadMs = (JUNE.sizeBytes / distributionPoint().flowBytesPerSecondMax) * 1000;
    expect(instantOf(story, 'cached')).toBe(policyMs + EVALUATION_MS + LOCATION_MS + downloadMs);
    const installedMs = deadlineMs![0]! + EVALUATION_MS + INSTALL_MS;
    expect(instantOf(story, 'pending restart')).toBe(installedMs);
    expect(instantOf(story, 'installed')).toBe(installedMs + EVALUATION_MS + RESTART_MS);
  });

  it('works when a location request takes no time, and with a countdown of none', () => {
    const scenario = smallScenario({
      assumptions: { ...ASSUMPTIONS, locationRequestMs: 0 },
      clientSettings: { ...SETTINGS, restartCountdownMs: 0 },
      groups: [group({ user: { ...NOBODY, signedIn: 'always' } })],
    });
    expect(runFleet(scenario).parts.truth.actual(0, SLOT)).toBe(Actual.installed);
  });

  it('has its policy fetched by a boot that comes before the next poll', () => {
    const first = storyOf(smallScenario(), ({ parts }) => `${parts.restart.stage[0]}`, 5 * DAY_MS);
    const restartsMs = instantOf(first, '3');
    const second = deployment({
      name: 'second',
      createdMs: restartsMs + MINUTE_MS,
      deadlineMs: [9 * DAY_MS],
    });
    const scenario = smallScenario({ deployments: [deployment(), second] });
    const policy = storyOf(
      scenario,
      ({ parts }) => `${parts.measures.policyCount[1]}`,
      restartsMs,
      restartsMs + 2 * HOUR_MS,
    );
    const requestMs = 20;
    expect(instantOf(policy, '1')).toBe(restartsMs + RESTART_MS + 1 + requestMs);
  });
});

describe('a deployment of several updates', () => {
  const updates = [
    MAY,
    update({ id: 'lcu', kb: 'KB0000011', kind: 'LCU' }),
    update({ id: 'net', kb: 'KB0000012', kind: 'DotNetCU' }),
    update({ id: 'ssu', kb: 'KB0000013', kind: 'SSU' }),
  ];
  const scenario = smallScenario({
    catalog: { products: ['Windows'], updates, origin: 'made for tests' },
    clientSettings: OFFLINE,
    actions: [LEARNS],
    deployments: [deployment({ updates: [1, 2, 3] })],
  });

  it('downloads one after another, installs the servicing stack update first, and restarts once', () => {
    const downloads = storyOf(scenario, ({ parts }) => `${parts.downloads.slot[0]}`, 2 * DAY_MS);
    expect(downloads.map(({ is }) => is)).toEqual(['-1', '1', '2', '3']);
    const installs = storyOf(scenario, ({ parts }) => `${parts.installation.slot[0]}`, 2 * DAY_MS);
    expect(installs.map(({ is }) => is)).toEqual(['-1', '3', '1', '2', '-1']);
    const fleet = runFleet(scenario);
    expect(fleet.parts.restart.count[0]).toBe(1);
    expect([1, 2, 3].map((slot) => fleet.parts.truth.actual(0, slot))).toEqual(
      new Array(3).fill(Actual.installed),
    );
  });

  it('is compliant only when the last of them is installed', () => {
    const waiting = storyOf(
      scenario,
      ({ parts }) => {
        const result = parts.measures;
        return `${result.count(0, 0)} compliant, ${result.count(1, 0)} waiting for a restart`;
      },
      2 * DAY_MS,
    );
    expect(waiting.map(({ is }) => is)).toEqual([
      '0 compliant, 0 waiting for a restart',
      '0 compliant, 1 waiting for a restart',
      '1 compliant, 0 waiting for a restart',
    ]);
  });
});

describe('changing the time to live', () => {
  it("leaves every client's installation time and deadline delay as they were", () => {
    const count = 40;
    const deadlineMs = 5 * DAY_MS;
    const installsOf = (scanTtlMs: number) => {
      const scenario = smallScenario({
        groups: [group({ count })],
        clientSettings: { ...SETTINGS, scanTtlMs },
        actions: [{ verb: 'scanNow', atMs: deadlineMs - 2 * HOUR_MS, groups: [0] }],
        assumptions: {
          ...ASSUMPTIONS,
          installDuration: { ...ASSUMPTIONS.installDuration, LCU: uniform(MINUTE_MS, 40 * MINUTE_MS) },
        },
        deployments: [deployment({ deadlineMs: [deadlineMs], deadlineDelay: uniform(0, 90 * MINUTE_MS) })],
        horizonMs: deadlineMs + 3 * HOUR_MS,
      });
      const slots = ({ parts }: Fleet) => [...parts.installation.slot].join(' ');
      const story = storyOf(scenario, slots, deadlineMs).map(({ atMs, is }) => ({
        atMs,
        slots: is.split(' '),
      }));
      const spans = Array.from({ length: count }, (_, client) => {
        const startMs = story.find((chapter) => chapter.slots[client] === String(SLOT))!.atMs;
        const endMs = story.find((chapter) => chapter.atMs > startMs && chapter.slots[client] === '-1')!.atMs;
        return { startMs, durationMs: endMs - startMs };
      });
      return {
        spans,
        online: runFleet(scenario).parts.scans.onlineCount.reduce((sum, each) => sum + each, 0),
      };
    };
    const long = installsOf(DAY_MS);
    const short = installsOf(0);
    expect(short.online).toBeGreaterThan(long.online);
    expect(short.spans.map(({ durationMs }) => durationMs)).toEqual(
      long.spans.map(({ durationMs }) => durationMs),
    );
    // With the long one the scan before installation is offline, with the short one it asks WSUS first.
    expect(short.spans.map(({ startMs }) => startMs - ONLINE_SCAN_MS)).toEqual(
      long.spans.map(({ startMs }) => startMs - EVALUATION_MS),
    );
  });
});

describe('a client whose metadata are younger than the time to live and older than the update', () => {
  it('looks again when they are old enough, once the deadline has passed, and then installs', () => {
    const releasedMs = DAY_MS;
    const deadlineMs = releasedMs + 8 * HOUR_MS;
    const scenario = smallScenario({
      groups: [group({ count: 200 })],
      deployments: [
        deployment({
          createdMs: releasedMs + 3 * HOUR_MS,
          availableMs: [releasedMs + 3 * HOUR_MS],
          deadlineMs: [deadlineMs],
        }),
      ],
      horizonMs: deadlineMs + 2 * DAY_MS,
    });
    const fleet = runFleet(scenario, deadlineMs + 10 * MINUTE_MS);
    const unknownAtDeadline = fleet.result().unfinished;
    expect(unknownAtDeadline.length).toBeGreaterThan(0);
    fleet.run(deadlineMs + scenario.clientSettings.scanTtlMs + HOUR_MS);
    expect(fleet.result().unfinished.length).toBe(0);
  });
});

describe('a new client that gets the deployment with its first policy', () => {
  it('starts its first scan within two hours all the same, and that scan serves the deployment', () => {
    const scenario = smallScenario({
      initial: { mode: 'enrolment', patchedShareByLag: [1] },
      groups: [group({ count: 400 })],
      deployments: [deployment({ updates: [0], createdMs: 0, releasedMs: MAY.releasedMs })],
      horizonMs: 4 * HOUR_MS,
    });
    const { scans } = runFleet(scenario).result();
    const triggers = new Set<string>();
    for (let row = 0; row < scans.length; row++) {
      if (SCAN_KINDS[scans.get(row, 'kind')] === 'full')
        triggers.add(SCAN_TRIGGERS[scans.get(row, 'trigger')]!);
    }
    expect([...triggers]).toEqual(['firstScan']);
  });
});
