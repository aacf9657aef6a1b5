import { describe, expect, it } from 'vitest';
import { Enforcement } from '../../src/model/client/client-updates.ts';
import { Lifetimes } from '../../src/model/client/lifetimes.ts';
import { Presence } from '../../src/model/client/presence.ts';
import { Fleet } from '../../src/model/fleet.ts';
import type { Absence } from '../../src/model/scenario.ts';
import { Luck } from '../../src/sim/random.ts';
import { StateBook } from '../../src/sim/state.ts';
import { DAY_MS, deployment, group, HOUR_MS, nineToFive, smallScenario, uniform } from './small-fleet.ts';

const ABSENCES: readonly Absence[] = ['shutdown', 'sleep', 'offNetwork'];
/** One request at a management point with nothing else to do. */
const REQUEST_MS = 20;

/** Present always; in office hours to the millisecond, by absence; and up and down at random, by absence. */
const scenario = smallScenario({
  groups: [
    group({ name: 'always', count: 40 }),
    ...ABSENCES.map((absence) =>
      group({ name: `office ${absence}`, count: 40, presence: nineToFive(absence) }),
    ),
    ...ABSENCES.map((absence) =>
      group({
        name: `random ${absence}`,
        count: 40,
        presence: {
          pattern: 'upDown',
          up: uniform(10 * 60_000, 8 * HOUR_MS),
          down: uniform(60_000, 30 * HOUR_MS),
          absence,
        },
      }),
    ),
  ],
  deployments: [deployment({ groups: [0, 1, 2, 3, 4, 5, 6], createdMs: 2 * DAY_MS + 3 * HOUR_MS })],
});

/**
 * The plain rule: the client polls every hour at its phase while it is present, at every boot, and on its return if a poll
 * fell into its sleep or its time off the network. The first such instant after the publication.
 */
function firstPollMs(fleet: Fleet, client: number, publishedMs: number): number {
  const { clients } = fleet.parts;
  const key = new Luck(scenario.seed, 0).key('policy poll phase');
  const phaseMs = Math.floor(clients.draw(key, client, 0) * HOUR_MS);
  const luck = new Luck(scenario.seed, 0);
  const lifetimes = new Lifetimes(scenario, clients, luck, new StateBook());
  const presence = new Presence(scenario, clients, lifetimes, luck, new StateBook());
  const absence = presence.absenceOf(client);
  let wasPresent = presence.isPresent(client, publishedMs);
  let missed = false;
  for (let nowMs = publishedMs; ; ) {
    const tickMs = phaseMs + (Math.floor((nowMs - phaseMs) / HOUR_MS) + 1) * HOUR_MS;
    nowMs = Math.min(tickMs, Math.max(nowMs + 1, presence.changesAtMs(client)));
    const present = presence.isPresent(client, nowMs);
    if (present && nowMs === tickMs) return nowMs;
    if (!present && nowMs === tickMs) missed = true;
    const returned = present && !wasPresent;
    if (returned && (absence === 'shutdown' || missed)) return nowMs;
    wasPresent = present;
  }
}

describe('policy', () => {
  it('reaches every client at the poll that the plain rule of hourly polls names, though no other poll is an event', () => {
    const fleet = new Fleet(scenario, 0);
    const { clients, updates } = fleet.parts;
    const publishedMs = scenario.deployments[0]!.createdMs!;
    const expected = Array.from({ length: clients.count }, (_, client) => ({
      client,
      pollMs: firstPollMs(fleet, client, publishedMs),
    })).sort((x, y) => x.pollMs - y.pollMs);
    const isAssigned = (client: number) => updates.is(0, client, Enforcement.policy);
    const early: string[] = [];
    const late: string[] = [];
    for (const { client, pollMs } of expected) {
      const name = `${scenario.groups[clients.groupOf[client]!]!.name} ${clients.numberInGroup[client]}`;
      if (fleet.nowMs < pollMs) {
        fleet.run(pollMs);
        if (isAssigned(client)) early.push(name);
      }
    }
    const replay = new Fleet(scenario, 0);
    for (const { client, pollMs } of expected) {
      const name = `${scenario.groups[clients.groupOf[client]!]!.name} ${clients.numberInGroup[client]}`;
      const answeredMs = pollMs + 40 * REQUEST_MS;
      if (replay.nowMs < answeredMs) replay.run(answeredMs);
      if (!replay.parts.updates.is(0, client, Enforcement.policy)) late.push(name);
    }
    expect(early).toEqual([]);
    expect(late).toEqual([]);
  });
});
