import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fleet } from '../../../src/model/fleet.ts';
import { SCAN_TRIGGERS } from '../../../src/model/results.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import type { ClientFacts } from '../../../src/model/stories/client-facts.ts';
import { ClientReader } from '../../../src/model/stories/client-reader.ts';
import { type ClientChapter, ClientStory } from '../../../src/model/stories/client-story.ts';
import { clientName, findClient } from '../../../src/model/stories/find-client.ts';
import { QueueStory } from '../../../src/model/stories/queue-story.ts';
import { whyNot } from '../../../src/model/stories/why-not.ts';
import { ClientTeller } from '../../../src/report/explain/client-text.ts';
import { quiet } from '../../conformance/one-client.ts';
import { randomHierarchy } from '../random-hierarchies.ts';
import { randomScenario } from '../random-scenarios.ts';
import {
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  MINUTE_MS,
  nineToFive,
  runFleet,
  smallScenario,
} from '../small-fleet.ts';

const SEED = 20240611;
const ANY = fc.oneof(randomScenario, randomHierarchy);
const lastOf = (client: number, { groups }: Scenario) =>
  Math.min(client, groups.reduce((sum, { count }) => sum + count, 0) - 1);

describe('The story of a client', () => {
  it('leaves the history as it is, tells instants in their order, and goes from fact to fact without a gap', () => {
    let told = 0;
    fc.assert(
      fc.property(ANY, fc.nat(40), (scenario, number) => {
        const client = lastOf(number, scenario);
        const fleet = new Fleet(scenario, 0);
        const teller = new ClientTeller(scenario, fleet, client);
        const chapters: ClientChapter[] = [];
        const story = new ClientStory(scenario, 0, fleet, client, (chapter) => {
          chapters.push(chapter);
          for (const line of teller.lines(chapter)) {
            expect(line).not.toMatch(/undefined|NaN|Infinity|null/);
            told++;
          }
        });
        const first = story.facts;
        fleet.run(scenario.horizonMs);
        story.end();
        expect(fleet.result().fingerprint).toBe(runFleet(scenario).result().fingerprint);
        let facts: ClientFacts = first;
        let atMs = -1;
        for (const chapter of chapters) {
          expect(chapter.atMs).toBeGreaterThan(atMs);
          expect(chapter.before).toBe(facts);
          [atMs, facts] = [chapter.atMs, chapter.after];
        }
        const reader = new ClientReader(scenario, 0, fleet.parts, client);
        expect(reader.factsAt(scenario.horizonMs)).toEqual(story.facts);
      }),
      { seed: SEED, numRuns: 15 },
    );
    expect(told).toBeGreaterThan(0);
  });

  it('misses nothing: what it knows at any instant is what a look at that instant shows', () => {
    fc.assert(
      fc.property(ANY, fc.nat(40), (scenario, number) => {
        const client = lastOf(number, scenario);
        const told = new Fleet(scenario, 0);
        const known: [number, string][] = [];
        const missed: string[] = [];
        const story = new ClientStory(scenario, 0, told, client, ({ atMs, after }) => {
          known.push([atMs, JSON.stringify(after)]);
        });
        const first = JSON.stringify(story.facts);
        told.run(scenario.horizonMs);
        story.end();
        const fleet = new Fleet(scenario, 0);
        const reader = new ClientReader(scenario, 0, fleet.parts, client);
        let at = -1;
        let seenMs = -1;
        fleet.watch((event) => {
          // Only the first event of an instant still finds what held before it.
          const isFirst = event.timeMs > seenMs;
          seenMs = event.timeMs;
          if (!isFirst || event.timeMs === 0) return;
          while (at + 1 < known.length && known[at + 1]![0] < event.timeMs) at++;
          const shown = JSON.stringify(reader.factsAt(event.timeMs - 1, event));
          if (shown !== (at < 0 ? first : known[at]![1])) missed.push(event.kind.name);
        });
        fleet.run(scenario.horizonMs);
        expect(missed).toEqual([]);
      }),
      { seed: SEED, numRuns: 8, endOnFailure: true },
    );
  });

  it('knows when the machine comes and goes, though nothing happens to the client then', () => {
    const scenario = quiet({ groups: [group({ presence: nineToFive('sleep') })] });
    const fleet = new Fleet(scenario, 0);
    const seen: [number, string][] = [];
    const story = new ClientStory(scenario, 0, fleet, 0, ({ atMs, before, after }) => {
      if (before.machine !== after.machine) seen.push([atMs, after.machine]);
    });
    fleet.run(2 * DAY_MS);
    story.end();
    expect(seen).toEqual(
      [0, 1].flatMap((day) => [
        [day * DAY_MS + 9 * HOUR_MS, 'works'],
        [day * DAY_MS + 17 * HOUR_MS, 'sleep'],
      ]),
    );
  });
});

describe('A client', () => {
  it('is found by its number and by its name, which a group named like a number keeps apart', () => {
    const scenario = smallScenario({
      groups: [group({ name: '3', count: 4 }), group({ name: 'a/b', count: 2 })],
    });
    const { clients } = new Fleet(scenario, 0).parts;
    for (let client = 0; client < clients.count; client++) {
      expect(findClient(clients, clientName(clients, client))).toBe(client);
      expect(findClient(clients, String(client))).toBe(client);
    }
    for (const none of ['6', 'a/b/2', '-1', '1.5', '', 'a']) expect(findClient(clients, none)).toBe(-1);
  });
});

describe('Why clients lack an update', () => {
  it('adds up: every client of its product has it, needs it not, or lacks it for one cause', () => {
    fc.assert(
      fc.property(ANY, (scenario) => {
        const fleet = runFleet(scenario);
        const { clients, lifetimes, truth, index } = fleet.parts;
        scenario.catalog.updates.forEach(({ product }, update) => {
          const answer = whyNot(fleet.parts, update);
          const members = Array.from({ length: clients.count }, (_, client) => client).filter(
            (client) => clients.productOf(client) === product && lifetimes.isInFleet(client),
          );
          const lacking = answer.lacks.reduce((sum, { count }) => sum + count, 0);
          expect(answer.clientCount).toBe(members.length);
          expect(answer.installedCount + answer.notRequiredCount + lacking).toBe(members.length);
          const counts = answer.lacks.map(({ count }) => count);
          expect(counts).toEqual([...counts].sort((a, b) => b - a));
          for (const { example } of answer.lacks)
            expect([1, 2, 3]).toContain(truth.actual(example, index.slotOf[update]!));
        });
      }),
      { seed: SEED, numRuns: 12 },
    );
  });

  it('names the cause: no deployment, not targeted, a deadline to come, a window', () => {
    const causesOf = (scenario: Scenario) =>
      whyNot(runFleet(scenario).parts, 1).lacks.map(({ cause, count }) => [cause, count]);
    expect(causesOf(smallScenario({ deployments: [] }))).toEqual([['noDeployment', 1]]);
    const groups = [group({ name: 'one', count: 3 }), group({ name: 'two', count: 2 })];
    const late = deployment({ deadlineMs: [30 * DAY_MS] });
    expect(causesOf(smallScenario({ groups, deployments: [late] }))).toEqual([
      ['waitingForDeadline', 3],
      ['noDeployment', 2],
    ]);
    const none = { share: { key: 'x', from: 0, to: 0 }, status: null, compliance: null };
    const collections = [
      { name: 'none', groups: [0], query: none, windows: [], evaluationIntervalMs: MINUTE_MS },
    ];
    const { groups: _, ...plain } = deployment({ collection: 0 });
    expect(causesOf(smallScenario({ collections, deployments: [plain] }))).toEqual([['notTargeted', 1]]);
  });
});

describe('The story of a queue', () => {
  const AT_MS = 3 * DAY_MS;
  const storyOf = (scenario: Scenario, station: number, fromMs: number, untilMs: number) => {
    const fleet = new Fleet(scenario, 0);
    fleet.run(fromMs - 1);
    const story = new QueueStory(scenario, fleet, station, fromMs, 5 * MINUTE_MS);
    fleet.run(untilMs);
    story.end();
    return { fleet, story };
  };

  it('leaves the history as it is and counts what the books of the server count', () => {
    fc.assert(
      fc.property(ANY, fc.nat(5), (scenario, number) => {
        const plain = runFleet(scenario);
        const { names } = plain.parts.servers;
        const station = number % names.length;
        const { fleet, story } = storyOf(scenario, station, 1, scenario.horizonMs);
        expect(fleet.result().fingerprint).toBe(plain.result().fingerprint);
        const { serverTotals } = runFleet({ ...scenario, measureFromMs: 0 }).result();
        const sum = (column: 'arrivals' | 'refused') =>
          story.slices.reduce((total, slice) => total + slice[column], 0);
        expect(sum('arrivals')).toBe(serverTotals.get(station, 'arrivals'));
        expect(sum('refused')).toBe(serverTotals.get(station, 'refused'));
        expect(story.causes.reduce((total, { count }) => total + count, 0)).toBe(sum('arrivals'));
      }),
      { seed: SEED, numRuns: 12 },
    );
  });

  it('names the trigger, the group and the deployment behind what came', () => {
    const groups = [group({ name: 'one', count: 5 }), group({ name: 'two', count: 3 })];
    const asked = quiet({ groups, actions: [{ verb: 'scanNow', atMs: AT_MS, groups: [0, 1] }] });
    const { causes, slices } = storyOf(asked, 0, AT_MS - HOUR_MS, AT_MS + HOUR_MS).story;
    const scanNow = SCAN_TRIGGERS.indexOf('scanNow');
    expect(
      causes.map(({ kind, trigger, group, count, deployment: of }) => [kind, trigger, group, count, of]),
    ).toEqual([
      ['scan', scanNow, 0, 5, -1],
      ['scan', scanNow, 1, 3, -1],
    ]);
    expect(slices).toHaveLength(24);
    expect(slices[12]!.arrivals).toBe(8);
    const due = smallScenario({ groups: [group({ count: 4 })] });
    const deadlineMs = deployment().deadlineMs![0]!;
    const { causes: ofDeadline } = storyOf(due, 0, deadlineMs, deadlineMs + HOUR_MS).story;
    const before = SCAN_TRIGGERS.indexOf('beforeInstallation');
    expect(ofDeadline.find(({ trigger }) => trigger === before)).toMatchObject({
      deployment: 0,
      count: 4,
      clientCount: 4,
    });
  });
});
