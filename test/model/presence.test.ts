import { describe, expect, it } from 'vitest';
import { Clients } from '../../src/model/client/clients.ts';
import { Lifetimes } from '../../src/model/client/lifetimes.ts';
import { Presence } from '../../src/model/client/presence.ts';
import { Fleet } from '../../src/model/fleet.ts';
import type { Absence, ClientGroup, Scenario } from '../../src/model/scenario.ts';
import { Luck } from '../../src/sim/random.ts';
import { StateBook } from '../../src/sim/state.ts';
import { DAY_MS, fixed, group, HOUR_MS, nineToFive, smallScenario, uniform } from './small-fleet.ts';

/** The presence of a scenario's clients, with nothing around it. */
function presenceOf(scenario: Scenario): { presence: Presence; clients: Clients } {
  const luck = new Luck(scenario.seed, 0);
  const clients = new Clients(scenario.groups, luck);
  const lifetimes = new Lifetimes(scenario, clients, luck, new StateBook());
  return { presence: new Presence(scenario, clients, lifetimes, luck, new StateBook()), clients };
}

const officeHours = (changes: object): ClientGroup['presence'] =>
  ({ ...nineToFive('shutdown'), ...changes }) as ClientGroup['presence'];

const WEEK_MS = 7 * DAY_MS;

/** Coming and going of one client: each instant at which it changes, with what it becomes. */
function changesOf(presence: Presence, client: number, untilMs: number) {
  const changes: { readonly atMs: number; readonly present: boolean }[] = [];
  let present = presence.isPresent(client, 0);
  for (let atMs = presence.changesAtMs(client); atMs <= untilMs; atMs = presence.changesAtMs(client)) {
    const now = presence.isPresent(client, atMs);
    if (now !== present) changes.push({ atMs, present: now });
    present = now;
  }
  return changes;
}

describe('a client that is always on', () => {
  it('is always there, and never changes', () => {
    const { presence } = presenceOf(smallScenario());
    for (const atMs of [0, DAY_MS, 1000 * DAY_MS]) expect(presence.isPresent(0, atMs)).toBe(true);
    expect(presence.changesAtMs(0)).toBe(Infinity);
  });
});

describe('a client with office hours', () => {
  it('comes at nine and goes at five on weekdays, and not at weekends', () => {
    const { presence } = presenceOf(smallScenario({ groups: [group({ presence: nineToFive('sleep') })] }));
    const expected = [0, 1, 2, 3, 4, 7, 8, 9].flatMap((day) => [
      { atMs: day * DAY_MS + 9 * HOUR_MS, present: true },
      { atMs: day * DAY_MS + 17 * HOUR_MS, present: false },
    ]);
    expect(presence.isPresent(0, 0)).toBe(false);
    expect(changesOf(presence, 0, 9 * DAY_MS + 20 * HOUR_MS)).toEqual(expected);
  });

  it('keeps the hours of its own zone, also across a change of its clock', () => {
    const springMs = 6 * DAY_MS + HOUR_MS;
    const zones = [
      {
        name: 'east',
        transitions: [
          { fromMs: -60 * DAY_MS, offsetMs: 2 * HOUR_MS },
          { fromMs: springMs, offsetMs: 3 * HOUR_MS },
        ],
      },
    ];
    const { presence } = presenceOf(
      smallScenario({ zones, groups: [group({ presence: officeHours({ weekdays: 0b1111111 }) })] }),
    );
    const expected = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((day) => {
      const offsetMs = day < 6 ? 2 * HOUR_MS : 3 * HOUR_MS;
      return [
        { atMs: day * DAY_MS + 9 * HOUR_MS - offsetMs, present: true },
        { atMs: day * DAY_MS + 17 * HOUR_MS - offsetMs, present: false },
      ];
    });
    expect(changesOf(presence, 0, 7 * DAY_MS + 20 * HOUR_MS)).toEqual(expected);
  });

  it('comes on the attended share of its days, decided anew for each client and day', () => {
    const count = 200;
    const attendance = 0.7;
    const { presence } = presenceOf(
      smallScenario({ groups: [group({ count, presence: officeHours({ attendance }) })] }),
    );
    let attended = 0;
    for (let day = 0; day < 28; day++) {
      const noonMs = day * DAY_MS + 12 * HOUR_MS;
      for (let client = 0; client < count; client++) {
        if (presence.isPresent(client, noonMs)) attended++;
        if (day % 7 >= 5) expect(presence.isPresent(client, noonMs)).toBe(false);
      }
    }
    const days = count * 20;
    const sigma = Math.sqrt(days * attendance * (1 - attendance));
    expect(Math.abs(attended - days * attendance)).toBeLessThanOrEqual(4 * sigma);
  });

  it('spreads both ends of its day by the jitter', () => {
    const count = 300;
    const jitter = uniform(0, 2 * HOUR_MS);
    const { presence } = presenceOf(
      smallScenario({ groups: [group({ count, presence: officeHours({ jitter }) })] }),
    );
    const sums = [0, 0];
    for (let client = 0; client < count; client++) {
      const [comes, goes] = changesOf(presence, client, 20 * HOUR_MS);
      const offsets = [comes!.atMs - 10 * HOUR_MS, goes!.atMs - 18 * HOUR_MS];
      offsets.forEach((offsetMs, end) => {
        expect(Math.abs(offsetMs)).toBeLessThanOrEqual(HOUR_MS);
        sums[end]! += offsetMs;
      });
    }
    const sigmaMs = (2 * HOUR_MS) / Math.sqrt(12);
    for (const sum of sums)
      expect(Math.abs(sum / count)).toBeLessThanOrEqual((4 * sigmaMs) / Math.sqrt(count));
  });
});

describe('a client with periods up and down', () => {
  const group200 = (up: object, down: object) =>
    smallScenario({
      groups: [
        group({
          count: 200,
          presence: { pattern: 'upDown', up, down, absence: 'shutdown' } as ClientGroup['presence'],
        }),
      ],
    });

  it('alternates between them, each as long as it was drawn', () => {
    const { presence } = presenceOf(group200(fixed(6 * HOUR_MS), fixed(2 * HOUR_MS)));
    for (let client = 0; client < 20; client++) {
      const changes = changesOf(presence, client, WEEK_MS);
      for (let number = 1; number < changes.length; number++) {
        const lastedMs = changes[number]!.atMs - changes[number - 1]!.atMs;
        expect(lastedMs).toBe(changes[number]!.present ? 2 * HOUR_MS : 6 * HOUR_MS);
      }
    }
  });

  it('is up the share of time that its means say, from the start on', () => {
    const scenario = group200(
      { law: 'exponential', mean: 9 * HOUR_MS },
      { law: 'exponential', mean: 3 * HOUR_MS },
    );
    const share = 9 / (9 + 3);
    const { presence, clients } = presenceOf(scenario);
    for (const atMs of [0, WEEK_MS, 2 * WEEK_MS]) {
      let up = 0;
      for (let client = 0; client < clients.count; client++) up += presence.isPresent(client, atMs) ? 1 : 0;
      const sigma = Math.sqrt(clients.count * share * (1 - share));
      expect(Math.abs(up - clients.count * share)).toBeLessThanOrEqual(4 * sigma);
    }
  });
});

describe('presence as a function', () => {
  it('does not depend on how often it is asked', () => {
    const scenario = smallScenario({
      groups: [
        group({ count: 20, presence: officeHours({ attendance: 0.6, jitter: uniform(0, 2 * HOUR_MS) }) }),
        group({
          name: 'roaming',
          count: 20,
          presence: {
            pattern: 'upDown',
            up: { law: 'exponential', mean: 5 * HOUR_MS },
            down: { law: 'exponential', mean: 5 * HOUR_MS },
            absence: 'offNetwork',
          },
        }),
      ],
    });
    const often = presenceOf(scenario).presence;
    const seldom = presenceOf(scenario).presence;
    for (let atMs = 0; atMs <= 2 * WEEK_MS; atMs += HOUR_MS) {
      for (let client = 0; client < 40; client++) {
        const present = often.isPresent(client, atMs);
        if (atMs % (25 * HOUR_MS) === 0) expect(seldom.isPresent(client, atMs)).toBe(present);
      }
    }
  });

  it('says that a machine off the network still runs, and one asleep or shut down does not', () => {
    const absences: readonly Absence[] = ['shutdown', 'sleep', 'offNetwork'];
    const runs = absences.map((absence) => {
      const { presence } = presenceOf(smallScenario({ groups: [group({ presence: nineToFive(absence) })] }));
      expect(presence.isPresent(0, 20 * HOUR_MS)).toBe(false);
      return presence.isRunning(0, 20 * HOUR_MS);
    });
    expect(runs).toEqual([false, false, true]);
  });

  it('makes no event of a client that comes and goes with nothing to do', () => {
    const scenario = (presence: ClientGroup['presence']) =>
      smallScenario({
        groups: [group({ count: 50, presence })],
        deployments: [],
        clientSettings: { ...smallScenario().clientSettings, scanIntervalMs: 100_000 * DAY_MS },
      });
    const eventsOf = (presence: ClientGroup['presence']) => {
      const fleet = new Fleet(scenario(presence), 0);
      fleet.run(10 * DAY_MS);
      return fleet.eventCount;
    };
    expect(eventsOf(nineToFive('shutdown'))).toBe(eventsOf({ pattern: 'alwaysOn' }));
  });
});
