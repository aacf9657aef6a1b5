import { describe, expect, it } from 'vitest';
import { REFUSED } from '../../src/sim/stations.ts';
import { type Leaving, oneStation } from './stations-desk.ts';
import { type Act, script } from './workbench.ts';

/** The instants at which customers were served, with when their service began if it lasted `serviceMs`. */
function services(left: readonly Leaving[], serviceMs: number): number[][] {
  return left.filter(({ what }) => what === 'served').map(({ atMs }) => [atMs - serviceMs, atMs]);
}

const SECOND_MS = 1000;

describe('a station without a waiting room', () => {
  it('serves every second customer when service takes one and a half gaps (simmer, test-simulation-1)', () => {
    const { simulation, stations, left } = oneStation(200 * SECOND_MS, { queueLimit: 0 });
    const arrivals = 100;
    const acts = Array.from({ length: arrivals }, (_, n): Act => {
      return { atMs: (n + 1) * SECOND_MS, run: () => stations.arrive(0, n, 0, 1.5 * SECOND_MS) };
    });
    script(simulation, acts);
    simulation.run(1.5 * SECOND_MS);
    expect(simulation.nowMs).toBe(1.5 * SECOND_MS);
    simulation.run();
    const { served, refused } = stations.measures(0, 'total', simulation.nowMs);
    expect([served, refused]).toEqual([arrivals / 2, arrivals / 2]);
    expect(left.at(-1)!.atMs).toBe((arrivals - 1 + 1.5) * SECOND_MS);
  });

  it('refuses nobody when each service ends as the next customer comes (simmer, test-simulation-2)', () => {
    const { simulation, stations } = oneStation(20 * SECOND_MS, { queueLimit: 0 });
    const acts = [1, 3, 5, 7, 9, 0, 2, 4, 6, 8].map((second, customer): Act => {
      return { atMs: second * SECOND_MS, run: () => stations.arrive(0, customer, 0, SECOND_MS) };
    });
    script(simulation, acts);
    simulation.run();
    expect(stations.measures(0, 'total', simulation.nowMs)).toMatchObject({ refused: 0, served: 10 });
  });
});

describe('a station with a queue', () => {
  it('turns away who finds three present when its queue limit is 3 - servers: balking (Ciw, test_baulking)', () => {
    const { simulation, stations, left } = oneStation(51 * SECOND_MS, { queueLimit: 3 - 1 });
    const balkedAt: number[] = [];
    const acts = Array.from({ length: 10 }, (_, n): Act => {
      const second = 5 * (n + 1);
      const run = () => {
        if (stations.arrive(0, n, 0, 21 * SECOND_MS) === REFUSED) balkedAt.push(second);
      };
      return { atMs: second * SECOND_MS, run };
    });
    script(simulation, acts);
    simulation.run();
    expect(balkedAt).toEqual([20, 25, 35, 40, 45]);
    expect(services(left, 21 * SECOND_MS)).toEqual([
      [5 * SECOND_MS, 26 * SECOND_MS],
      [26 * SECOND_MS, 47 * SECOND_MS],
    ]);
  });

  it('loses who waits longer than their patience (Ciw, test_reneging_records)', () => {
    const { simulation, stations, left } = oneStation(31.5 * SECOND_MS);
    const acts = [7, 14, 21, 28].map((second): Act => {
      return { atMs: second * SECOND_MS, run: () => stations.arrive(0, second, 0, 11000, 3000) };
    });
    script(simulation, acts);
    simulation.run();
    const abandoned = left.filter(({ what }) => what === 'abandoned');
    expect(abandoned.map(({ customer }) => customer)).toEqual([14, 28]);
    expect(abandoned.map(({ atMs }) => atMs)).toEqual([14, 28].map((second) => (second + 3) * SECOND_MS));
  });

  it('loses two customers whose patience ends at one instant (Ciw, test_simultaneous_reneging)', () => {
    const { simulation, stations, left } = oneStation(50 * SECOND_MS);
    const acts = [
      [3, 100],
      [4, 7],
      [5, 6],
      [20, 100],
    ].map(([second, patience]): Act => {
      const run = () => stations.arrive(0, second!, 0, 20 * SECOND_MS, patience! * SECOND_MS);
      return { atMs: second! * SECOND_MS, run };
    });
    script(simulation, acts);
    simulation.run();
    expect(services(left, 20 * SECOND_MS)).toEqual([
      [3 * SECOND_MS, 23 * SECOND_MS],
      [23 * SECOND_MS, 43 * SECOND_MS],
    ]);
    const abandoned = left.filter(({ what }) => what === 'abandoned');
    expect(abandoned.map(({ customer, atMs }) => [customer, atMs])).toEqual([
      [4, 11 * SECOND_MS],
      [5, 11 * SECOND_MS],
    ]);
  });

  it('serves a customer whose patience ends at the instant at which a server becomes free', () => {
    const { simulation, stations, left } = oneStation(100);
    script(simulation, [
      { atMs: 0, run: () => stations.arrive(0, 1, 0, 10) },
      { atMs: 4, run: () => stations.arrive(0, 2, 0, 10, 6) },
    ]);
    simulation.run();
    expect(left.map(({ what, customer, atMs }) => [what, customer, atMs])).toEqual([
      ['served', 1, 10],
      ['served', 2, 20],
    ]);
    expect(left[1]!.waitMs).toBe(10 - 4);
  });

  it('forgets a withdrawn customer, so that its number and its old events do not touch the next one', () => {
    const { simulation, stations, left } = oneStation(100);
    let first = REFUSED;
    let second = REFUSED;
    script(simulation, [
      {
        atMs: 0,
        run: () => {
          first = stations.arrive(0, 1, 7, 10);
        },
      },
      {
        atMs: 5,
        run: () => {
          stations.withdraw(first);
          second = stations.arrive(0, 2, 8, 20);
        },
      },
    ]);
    simulation.run();
    expect(second).toBe(first);
    expect(left).toEqual([{ what: 'served', customer: 2, tag: 8, atMs: 25, waitMs: 0 }]);
    expect(() => stations.withdraw(first)).toThrow('not in a station');
  });

  it('does not take the end of a withdrawn service for that of who waits under its number now', () => {
    const { simulation, stations, left } = oneStation(100, { servers: 2 });
    const jobs: number[] = [];
    const arrive = (customer: number, serviceMs: number, patienceMs?: number) =>
      jobs.push(stations.arrive(0, customer, 0, serviceMs, patienceMs));
    script(simulation, [
      { atMs: 0, run: () => arrive(1, 50) },
      { atMs: 0, run: () => arrive(2, 10) },
      { atMs: 1, run: () => stations.withdraw(jobs[1]!) },
      { atMs: 1, as: 'observation', run: () => stations.setServers(0, 1) },
      { atMs: 2, run: () => arrive(3, 5, 10 - 2) },
    ]);
    simulation.run();
    expect(jobs[2]).toBe(jobs[1]);
    expect(left.map(({ what, customer, atMs }) => [what, customer, atMs])).toEqual([
      ['abandoned', 3, 10],
      ['served', 1, 50],
    ]);
  });

  it('needs no more job numbers than customers were ever present together', () => {
    const { simulation, stations } = oneStation(10_000, { servers: 3 });
    const jobs: number[] = [];
    const acts = Array.from({ length: 9_000 }, (_, n): Act => {
      return { atMs: n, run: () => jobs.push(stations.arrive(0, n, 0, 3 - (n % 3))) };
    });
    script(simulation, acts);
    simulation.run();
    expect(Math.max(...jobs)).toBeLessThan(3);
  });

  it('refuses arguments that mean nothing', () => {
    const { simulation, stations } = oneStation(100);
    simulation.start();
    expect(() => stations.arrive(0, 1, 0, 0)).toThrow('desk');
    expect(() => stations.arrive(0, 1, 0, 1.5)).toThrow('desk');
    expect(() => stations.arrive(0, -1, 0, 1)).toThrow('desk');
    expect(() => stations.arrive(0, 1, 0, 1, 0)).toThrow('patience');
    expect(() => stations.setServers(0, -1)).toThrow('servers');
    expect(() => oneStation(100, { queueLimit: -1 })).toThrow('queue limit');
  });
});

describe('a station whose capacity changes', () => {
  it('follows a timetable of servers that repeats (simmer, test-simmer-resource-schedule)', () => {
    const hoursMs = 3_600_000;
    const { simulation, stations } = oneStation(49 * hoursMs, { servers: 3 });
    const busy: number[] = [];
    const timetable = new Map([
      [8, 1],
      [16, 2],
      [0, 3],
    ]);
    const acts: Act[] = [
      { atMs: 0, run: () => Array.from({ length: 1000 }, (_, n) => stations.arrive(0, n, 0, hoursMs)) },
    ];
    for (let hour = 0; hour <= 48; hour += 8) {
      const atMs = hour * hoursMs;
      acts.push({ atMs, as: 'control', run: () => stations.setServers(0, timetable.get(hour % 24)!) });
      acts.push({ atMs, as: 'observation', run: () => busy.push(stations.busyCount(0)) });
    }
    script(simulation, acts);
    simulation.run();
    expect(busy).toEqual([3, 1, 2, 3, 1, 2, 3]);
    expect(stations.measures(0, 'total', 48 * hoursMs + hoursMs).utilisation).toBe(1);
  });

  it('finishes what it has begun when servers are taken away, and counts them as offered until then', () => {
    const { simulation, stations, left } = oneStation(100, { servers: 2 });
    script(simulation, [
      { atMs: 0, run: () => [1, 2, 3].map((customer) => stations.arrive(0, customer, 0, 10)) },
      { atMs: 5, as: 'control', run: () => stations.setServers(0, 1) },
    ]);
    simulation.run();
    expect(left.map(({ customer, atMs }) => [customer, atMs])).toEqual([
      [1, 10],
      [2, 10],
      [3, 20],
    ]);
    const offeredMs = 2 * 10 + 1 * 90;
    expect(stations.measures(0, 'total', 100).utilisation).toBe((3 * 10) / offeredMs);
  });

  it('loses everything present in order of arrival when it goes down, and refuses until it comes up', () => {
    const { simulation, stations, left } = oneStation(100, { servers: 2 });
    const answers: number[] = [];
    const arrive = (customer: number) => answers.push(stations.arrive(0, customer, 0, 10));
    script(simulation, [
      { atMs: 0, run: () => [5, 4, 3, 2].map(arrive) },
      { atMs: 10, as: 'control', run: () => stations.goDown(0) },
      { atMs: 15, run: () => arrive(1) },
      { atMs: 20, as: 'control', run: () => stations.comeUp(0) },
      { atMs: 20, run: () => arrive(0) },
    ]);
    simulation.run();
    expect(left.map(({ what, customer, atMs }) => [what, customer, atMs])).toEqual([
      ['abandoned', 5, 10],
      ['abandoned', 4, 10],
      ['abandoned', 3, 10],
      ['abandoned', 2, 10],
      ['served', 0, 30],
    ]);
    expect(answers[4]).toBe(REFUSED);
    const { arrivals, served, refused, abandoned, utilisation, wait } = stations.measures(0, 'total', 100);
    expect({ arrivals, served, refused, abandoned }).toEqual({
      arrivals: 6,
      served: 1,
      refused: 1,
      abandoned: 4,
    });
    expect(utilisation).toBe((2 * 10 + 10) / (2 * 10 + 2 * 80));
    const begun = [5, 4, 0];
    expect(wait.count).toBe(begun.length);
  });
});
