import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import { SITE_EVENTS } from '../../src/model/results.ts';
import type { Action, Scenario, ServerTarget } from '../../src/model/scenario.ts';
import {
  DAY_MS,
  deployment,
  distributionPoint,
  fixed,
  group,
  JUNE,
  MINUTE_MS,
  managementPoint,
  runFleet,
  SECOND_MS,
  smallScenario,
  updatePoint,
} from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';

const LOCATION_MS = SECOND_MS;
const EVALUATION_MS = 10 * SECOND_MS;
const SUP: ServerTarget = { role: 'softwareUpdatePoint', index: 0 };
const MP: ServerTarget = { role: 'managementPoint', index: 0 };
const DP: ServerTarget = { role: 'distributionPoint', index: 0 };
const BRANCH: ServerTarget = { role: 'link', index: 1 };
const { clientSettings: SETTINGS, assumptions: ASSUMPTIONS } = smallScenario();

describe('faults on the way of a download', () => {
  const BYTES_PER_SECOND = 100_000;
  const wholeMs = (JUNE.sizeBytes / BYTES_PER_SECOND) * 1000;

  /** One client that downloads over its distribution point, or over its branch's link: a thousand seconds. */
  const scenarioWith = (target: ServerTarget, actions: readonly Action[] = []): Scenario =>
    smallScenario({
      deployments: [deployment({ deadlineMs: [9 * DAY_MS] })],
      locations: [
        { name: 'head office', link: null },
        {
          name: 'branch',
          link: {
            bytesPerSecond: target === BRANCH ? BYTES_PER_SECOND : 1_000_000_000,
            latencyMs: 0,
            flowBytesPerSecondMax: 1_000_000_000,
          },
        },
      ],
      groups: [group({ location: 1 })],
      distributionPoints: [
        distributionPoint({
          bytesPerSecond: target === DP ? BYTES_PER_SECOND : 2_000_000_000,
          flowBytesPerSecondMax: 2_000_000_000,
        }),
      ],
      actions,
    });

  const Stage = ['idle', 'waiting for content', 'locating', 'transferring', 'away'] as const;
  const storyWith = (target: ServerTarget, actions: readonly Action[]) =>
    storyOf(
      scenarioWith(target, actions),
      ({ parts }: Fleet) => Stage[parts.downloads.stage[0]!]!,
      2 * DAY_MS,
      2 * DAY_MS + DAY_MS / 4,
    );

  for (const [what, target] of [
    ['a distribution point', DP],
    ['a link', BRANCH],
  ] as const) {
    const undisturbed = storyWith(target, []);
    const startMs = instantOf(undisturbed, 'transferring');

    it(`takes the time that its bytes take over ${what}`, () => {
      expect(instantOf(undisturbed, 'idle', startMs)).toBe(startMs + wholeMs);
    });

    it(`breaks off when ${what} fails, and goes on after the restoration with the bytes that are left`, () => {
      const outageMs = startMs + 400 * SECOND_MS;
      const restoreMs = outageMs + 20 * MINUTE_MS;
      const actions: readonly Action[] = [
        { verb: 'outage', atMs: outageMs, target },
        { verb: 'restore', atMs: restoreMs, target },
      ];
      const story = storyWith(target, actions);
      expect(instantOf(story, 'waiting for content')).toBe(outageMs);
      expect(instantOf(story, 'locating', outageMs)).toBe(restoreMs);
      const goesOnMs = instantOf(story, 'transferring', outageMs);
      expect(goesOnMs).toBeGreaterThan(restoreMs);
      expect(goesOnMs - restoreMs).toBeLessThanOrEqual(ASSUMPTIONS.contentRetryMs);
      const restMs = wholeMs - (outageMs - startMs);
      expect(instantOf(story, 'idle', outageMs)).toBe(goesOnMs + restMs);

      const fleet = runFleet(scenarioWith(target, actions));
      expect(fleet.parts.downloads.downloadedBytes[0]).toBe(JUNE.sizeBytes);
      const { events } = fleet.result();
      const noted = (['outage', 'restored'] as const).map((event) => {
        const row = Array.from({ length: events.length }, (_, number) => number).find(
          (number) => events.get(number, 'code') === SITE_EVENTS.indexOf(event),
        )!;
        return events.get(row, 't');
      });
      expect(noted).toEqual([outageMs, restoreMs]);
    });

    it(`waits when ${what} is down before it begins`, () => {
      const restoreMs = startMs + 30 * MINUTE_MS;
      const story = storyWith(target, [
        { verb: 'outage', atMs: startMs - 2 * SECOND_MS, target },
        { verb: 'restore', atMs: restoreMs, target },
      ]);
      expect(instantOf(story, 'waiting for content')).toBe(startMs);
      const goesOnMs = instantOf(story, 'transferring');
      expect(goesOnMs).toBeGreaterThan(restoreMs);
      expect(instantOf(story, 'idle', goesOnMs)).toBe(goesOnMs + wholeMs);
    });

    it(`changes its pace at once when the capacity of ${what} is set`, () => {
      const changeMs = startMs + 400 * SECOND_MS;
      const story = storyWith(target, [
        { verb: 'setCapacity', atMs: changeMs, target, value: BYTES_PER_SECOND / 4 },
      ]);
      const restMs = wholeMs - (changeMs - startMs);
      expect(instantOf(story, 'idle', startMs)).toBe(changeMs + 4 * restMs);
    });
  }
});

describe('the servers of a role', () => {
  it('of WSUS work on as many scans at a time as their capacity is set to', () => {
    const count = 6;
    const serviceMs = 60 * SECOND_MS;
    const atMs = 2 * DAY_MS;
    const changeMs = atMs + LOCATION_MS + 90 * SECOND_MS;
    const scenario = smallScenario({
      groups: [group({ count })],
      deployments: [],
      clientSettings: { ...SETTINGS, scanIntervalMs: 100_000 * DAY_MS },
      softwareUpdatePoints: [updatePoint({ servers: 1, deltaScan: fixed(serviceMs) })],
      actions: [
        { verb: 'scanNow', atMs, groups: [0] },
        { verb: 'setCapacity', atMs: changeMs, target: SUP, value: 3 },
      ],
    });
    const ends = [...runFleet(scenario).parts.scans.lastOnlineMs].sort((x, y) => x - y);
    const arriveMs = atMs + LOCATION_MS;
    /** One server until the change, with two scans begun; then two more begin at once, and the others as they can. */
    const served = [
      arriveMs + serviceMs,
      arriveMs + 2 * serviceMs,
      changeMs + serviceMs,
      changeMs + serviceMs,
      arriveMs + 3 * serviceMs,
      changeMs + 2 * serviceMs,
    ].sort((x, y) => x - y);
    expect(ends).toEqual(served.map((servedMs) => servedMs + EVALUATION_MS));
  });

  it("of a management point hand out policy again after an outage, at the clients' next polls", () => {
    const restoreMs = 3 * DAY_MS;
    const count = 50;
    const scenario = smallScenario({
      groups: [group({ count })],
      actions: [
        { verb: 'outage', atMs: 2 * DAY_MS, target: MP },
        { verb: 'restore', atMs: restoreMs, target: MP },
      ],
    });
    const received = (atMs: number) => runFleet(scenario, atMs).parts.measures.policyCount[0];
    expect(received(restoreMs)).toBe(0);
    expect(received(restoreMs + SETTINGS.policyPollMs + MINUTE_MS)).toBe(count);
    const halfway = received(restoreMs + SETTINGS.policyPollMs / 2)!;
    expect(Math.abs(halfway - count / 2)).toBeLessThanOrEqual(4 * Math.sqrt(count / 4));
  });

  it('of a management point lose the policy requests in hand, and the clients ask again', () => {
    const scenario = smallScenario({
      managementPoints: [managementPoint({ request: fixed(5 * MINUTE_MS) })],
    });
    const policy = ({ parts }: Fleet) =>
      `${parts.servers.stations.presentCount(1)} asked, ${parts.measures.policyCount[0]} received`;
    const untilMs = 2 * DAY_MS + 4 * SETTINGS.policyPollMs;
    const askedMs = instantOf(storyOf(scenario, policy, 2 * DAY_MS, untilMs), '1 asked, 0 received');
    const faulty: Scenario = {
      ...scenario,
      actions: [
        { verb: 'outage', atMs: askedMs + MINUTE_MS, target: MP },
        { verb: 'restore', atMs: askedMs + 2 * MINUTE_MS, target: MP },
      ],
    };
    const story = storyOf(faulty, policy, 2 * DAY_MS, untilMs);
    expect(instantOf(story, '0 asked, 0 received', askedMs)).toBe(askedMs + MINUTE_MS);
    expect(instantOf(story, '1 asked, 0 received', askedMs + MINUTE_MS)).toBe(
      askedMs + SETTINGS.policyPollMs,
    );
  });

  it('take their capacity as it is set during an outage', () => {
    const atMs = 2 * DAY_MS;
    const scenario = smallScenario({
      groups: [group({ count: 3 })],
      deployments: [],
      clientSettings: { ...SETTINGS, scanIntervalMs: 100_000 * DAY_MS },
      softwareUpdatePoints: [updatePoint({ servers: 1, deltaScan: fixed(MINUTE_MS) })],
      actions: [
        { verb: 'outage', atMs: atMs - 3 * MINUTE_MS, target: SUP },
        { verb: 'setCapacity', atMs: atMs - 2 * MINUTE_MS, target: SUP, value: 3 },
        { verb: 'restore', atMs: atMs - MINUTE_MS, target: SUP },
        { verb: 'scanNow', atMs, groups: [0] },
      ],
    });
    const endMs = atMs + LOCATION_MS + MINUTE_MS + EVALUATION_MS;
    expect([...runFleet(scenario).parts.scans.lastOnlineMs]).toEqual([endMs, endMs, endMs]);
  });
});

describe('an action', () => {
  it('is in force for everything else of its instant: a scan that arrives as its server fails is refused', () => {
    const atMs = 2 * DAY_MS;
    const scenario = smallScenario({
      deployments: [],
      actions: [
        { verb: 'scanNow', atMs, groups: [0] },
        { verb: 'outage', atMs: atMs + LOCATION_MS, target: SUP },
      ],
    });
    expect(runFleet(scenario).parts.scans.refusalCount[0]).toBeGreaterThan(0);
  });

  it('reaches the groups that it names, and no others', () => {
    const scenario = smallScenario({
      groups: [group({ count: 5 }), group({ name: 'others', count: 5 })],
      deployments: [],
      clientSettings: { ...SETTINGS, scanIntervalMs: 100_000 * DAY_MS },
      actions: [{ verb: 'scanNow', atMs: DAY_MS, groups: [1] }],
    });
    const { scans, clients } = runFleet(scenario).parts;
    for (let client = 0; client < clients.count; client++) {
      expect(scans.onlineCount[client]).toBe(clients.groupOf[client]);
    }
  });

  it('ends an outage only when it was the last of those that hold the server', () => {
    const at = (hours: number, verb: 'outage' | 'restore', target: ServerTarget): Action => ({
      verb,
      target,
      atMs: hours * 60 * MINUTE_MS,
    });
    for (const target of [SUP, MP, DP]) {
      const actions = [
        at(1, 'outage', target),
        at(2, 'outage', target),
        at(3, 'restore', target),
        at(5, 'restore', target),
      ];
      const isDown = ({ parts }: Fleet) =>
        target === DP
          ? String(parts.network.down[parts.network.linkOfPoint(0)])
          : String(parts.servers.stations.isDown(target === SUP ? 0 : 1) ? 1 : 0);
      const readings = [0, 1, 2, 3, 4, 5].map((hours) =>
        isDown(runFleet(smallScenario({ actions }), hours * 60 * MINUTE_MS + 1)),
      );
      expect(readings).toEqual(['0', '1', '1', '1', '1', '0']);
    }
  });

  it('that restores what works changes nothing', () => {
    const idle = (target: ServerTarget): Action => ({ verb: 'restore', atMs: 2 * DAY_MS, target });
    const clientsOf = (actions: readonly Action[]) => {
      const { clients } = runFleet(smallScenario({ groups: [group({ count: 20 })], actions })).result();
      return [...clients!.values.subarray(0, clients!.length * clients!.columns.length)];
    };
    expect(clientsOf([idle(SUP), idle(MP), idle(DP)])).toEqual(clientsOf([]));
  });
});
