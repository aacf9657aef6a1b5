import { describe, expect, it } from 'vitest';
import { Fleet } from '../../../src/model/fleet.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import { QueueStory } from '../../../src/model/stories/queue-story.ts';
import { whyNot } from '../../../src/model/stories/why-not.ts';
import { serverText } from '../../../src/report/explain/server-text.ts';
import { whyNotText } from '../../../src/report/explain/why-not-text.ts';
import { quiet } from '../../conformance/one-client.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  MINUTE_MS,
  runFleet,
  smallScenario,
  updatePoint,
} from '../../model/small-fleet.ts';

const WORDS = {
  clientName: (client: number) => `client ${client}`,
  command: (client: number) => `tell ${client}`,
};

function toldOfServer(scenario: Scenario, untilMs: number, station = 0): string {
  const fromMs = untilMs - HOUR_MS;
  const fleet = new Fleet(scenario, 0);
  fleet.run(fromMs - 1);
  const story = new QueueStory(scenario, fleet, station, fromMs, 5 * MINUTE_MS);
  fleet.run(untilMs);
  story.end();
  const { name } = fleet.parts.servers.names[station]!;
  const { slices, causes } = story;
  return serverText(scenario, fleet, { name, station, fromMs, untilMs, slices, causes }, WORDS);
}

describe('What is told of the queue of a server', () => {
  /** Seven o’clock in the evening of Tokyo, two clients at a time for a minute each. */
  const deadlineMs = 5 * DAY_MS + 10 * HOUR_MS;
  const zones = [{ name: 'Asia/Tokyo', transitions: [{ fromMs: -60 * DAY_MS, offsetMs: 9 * HOUR_MS }] }];
  const storm = (queueLimit: number) =>
    quiet({
      zones,
      groups: [group({ name: 'Tokyo', count: 20 })],
      deployments: [deployment({ deadlineMs: [deadlineMs] })],
      softwareUpdatePoints: [updatePoint({ servers: 2, queueLimit, deltaScan: fixed(MINUTE_MS) })],
    });

  it('names the deadline behind most of it, by the clocks of the clients, and how many came', () => {
    const told = toldOfServer(storm(1000), deadlineMs + 4 * MINUTE_MS + 30_000);
    const [head, most] = told.split('\n');
    // Two are served each minute; the fifth pair is being served.
    expect(head).toBe(
      'SUP1 at 2024-06-08 10:04 UTC: 10 wait; 20 requests came since 2024-06-08 09:04, 0 of them refused.',
    );
    expect(most).toBe(
      'Most of it (100.0 %): scan wanted before the installation, for “June updates” (deadline 2024-06-08 19:00 in Asia/Tokyo), 20 clients with 20 requests.',
    );
    expect(told).toContain('for example client ');
  });

  it('counts who was refused', () => {
    const told = toldOfServer(storm(5), deadlineMs + 5 * MINUTE_MS);
    expect(told).toContain('20 requests came since 2024-06-08 09:05, 13 of them refused.');
  });

  it('tells of an outage and of its end', () => {
    const target = { role: 'softwareUpdatePoint', index: 0 } as const;
    const scenario = quiet({
      actions: [
        { verb: 'outage', atMs: 3 * DAY_MS, target },
        { verb: 'restore', atMs: 3 * DAY_MS + 12 * MINUTE_MS, target },
        { verb: 'scanNow', atMs: 3 * DAY_MS + 20 * MINUTE_MS, groups: [0] },
      ],
    });
    const told = toldOfServer(scenario, 3 * DAY_MS + 30 * MINUTE_MS);
    expect(told).toContain(
      'It was down from about 2024-06-06 00:00 until about 2024-06-06 00:15: who had failed comes again.',
    );
  });

  it('says that nobody came', () => {
    expect(toldOfServer(quiet(), 4 * DAY_MS)).toMatch(/0 requests came .*\nNobody came to it\./);
  });
});

describe('What is told of who lacks an update', () => {
  it('counts by cause, the largest group first, each with the command that tells a story', () => {
    const scenario = smallScenario({
      groups: [group({ name: 'one', count: 3 }), group({ name: 'two', count: 1 })],
      deployments: [deployment({ deadlineMs: [30 * DAY_MS] })],
    });
    const { parts } = runFleet(scenario);
    const answer = whyNot(parts, 1);
    const [first, second] = answer.lacks.map(({ example }) => example);
    const update = scenario.catalog.updates[1]!;
    expect(whyNotText({ update, product: 'Windows', answer }, WORDS).split('\n')).toEqual([
      'June (KB0000006, Windows): 0 of the 4 clients that it applies to have installed it by the end, 4 have not.',
      '  3  75.0 %  the deadline has not come, and no user has started it',
      `             for example client ${first}: tell ${first}`,
      '  1  25.0 %  no deployment brings it to their group',
      `             for example client ${second}: tell ${second}`,
    ]);
  });
});
