import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Simulation } from '../../src/sim/simulation.ts';
import { REFUSED, type StationOwner, type StationSpec, Stations } from '../../src/sim/stations.ts';
import { type Act, script } from './workbench.ts';

interface Leaving {
  readonly what: 'served' | 'abandoned';
  readonly customer: number;
  readonly tag: number;
  readonly atMs: number;
  readonly waitMs: number;
}

/** One station, and what its owner was told. */
function oneStation(horizonMs: number, spec: Partial<StationSpec> = {}) {
  const simulation = new Simulation(horizonMs);
  const left: Leaving[] = [];
  const owner: StationOwner = {
    served(_station, customer, tag, waitMs) {
      left.push({ what: 'served', customer, tag, atMs: simulation.nowMs, waitMs });
    },
    abandoned(_station, customer, tag) {
      left.push({ what: 'abandoned', customer, tag, atMs: simulation.nowMs, waitMs: -1 });
    },
  };
  const stations = new Stations(simulation, [
    { name: 'desk', servers: 1, queueLimit: Infinity, ...spec, owner },
  ]);
  return { simulation, stations, left };
}

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

type Operation =
  | {
      readonly what: 'arrive';
      readonly atMs: number;
      readonly serviceMs: number;
      readonly patienceMs: number;
    }
  | { readonly what: 'withdraw'; readonly atMs: number; readonly which: number }
  | { readonly what: 'servers'; readonly atMs: number; readonly servers: number }
  | { readonly what: 'down' | 'up'; readonly atMs: number };

const HORIZON_MS = 120;
const atMs = fc.integer({ min: 0, max: 80 });
const operations: fc.Arbitrary<Operation[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        what: fc.constant('arrive' as const),
        atMs,
        serviceMs: fc.integer({ min: 1, max: 15 }),
        patienceMs: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 20 })),
      }),
    },
    { weight: 2, arbitrary: fc.record({ what: fc.constant('withdraw' as const), atMs, which: fc.nat(50) }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('servers' as const), atMs, servers: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('down' as const, 'up' as const), atMs }) },
  ),
  { minLength: 1, maxLength: 60 },
);

interface PlainJob {
  readonly customer: number;
  readonly serviceMs: number;
  readonly patienceEndMs: number;
  endMs: number;
}

/** The rule of a station, written down plainly: one millisecond after the other, everything in arrays. */
function plainly(all: readonly Operation[], initialServers: number, queueLimit: number): string[] {
  const log: string[] = [];
  let servers = initialServers;
  let down = false;
  let inService: PlainJob[] = [];
  let waiting: PlainJob[] = [];
  let nowMs = 0;
  const fill = () => {
    while (!down && waiting.length > 0 && inService.length < servers) {
      const job = waiting.shift()!;
      job.endMs = nowMs + job.serviceMs;
      inService.push(job);
    }
  };
  for (; nowMs <= HORIZON_MS; nowMs++) {
    const now = [...all.entries()].filter(([, operation]) => operation.atMs === nowMs);
    for (const [, operation] of now) {
      if (operation.what === 'servers') servers = operation.servers;
      if (operation.what === 'up') down = false;
      if (operation.what === 'down') {
        down = true;
        for (const { customer } of [...inService, ...waiting]) log.push(`${nowMs} lost ${customer}`);
        inService = [];
        waiting = [];
      }
      fill();
    }
    for (const { customer } of inService.filter(({ endMs }) => endMs === nowMs)) {
      log.push(`${nowMs} served ${customer}`);
    }
    inService = inService.filter(({ endMs }) => endMs !== nowMs);
    fill();
    for (const [customer, operation] of now) {
      if (operation.what === 'arrive') {
        const { serviceMs, patienceMs } = operation;
        const job = { customer, serviceMs, patienceEndMs: nowMs + patienceMs, endMs: -1 };
        if (down || (inService.length >= servers && waiting.length >= queueLimit)) {
          log.push(`${nowMs} refused ${customer}`);
        } else {
          waiting.push(job);
          fill();
        }
      }
      if (operation.what === 'withdraw') {
        inService = inService.filter((job) => job.customer !== operation.which);
        waiting = waiting.filter((job) => job.customer !== operation.which);
        fill();
      }
    }
    for (const { customer } of waiting.filter(({ patienceEndMs }) => patienceEndMs === nowMs)) {
      log.push(`${nowMs} lost ${customer}`);
    }
    waiting = waiting.filter(({ patienceEndMs }) => patienceEndMs !== nowMs);
  }
  return log.sort();
}

describe('a station under random arrivals, withdrawals, outages and changes of capacity', () => {
  it('does what the plain rule does, and its books balance at every instant', () => {
    fc.assert(
      fc.property(operations, fc.nat(3), fc.constantFrom(0, 1, 5, Infinity), (all, servers, queueLimit) => {
        const { simulation, stations, left } = oneStation(HORIZON_MS, { servers, queueLimit });
        const jobs = new Map<number, number>();
        const log: string[] = [];
        const execute = (operation: Operation, customer: number) => {
          if (operation.what === 'servers') stations.setServers(0, operation.servers);
          if (operation.what === 'down') stations.goDown(0);
          if (operation.what === 'up') stations.comeUp(0);
          if (operation.what === 'arrive') {
            const job = stations.arrive(0, customer, 0, operation.serviceMs, operation.patienceMs);
            if (job === REFUSED) log.push(`${simulation.nowMs} refused ${customer}`);
            else jobs.set(customer, job);
          }
          if (operation.what === 'withdraw' && jobs.has(operation.which)) {
            const gone = left.some(({ customer: gone }) => gone === operation.which);
            if (!gone) stations.withdraw(jobs.get(operation.which)!);
            jobs.delete(operation.which);
          }
        };
        const acts = all.map((operation, customer): Act => {
          const isControl = operation.what !== 'arrive' && operation.what !== 'withdraw';
          const as = isControl ? 'control' : 'activity';
          return { atMs: operation.atMs, as, run: () => execute(operation, customer) };
        });
        script(simulation, acts);
        for (let nowMs = 0; nowMs <= HORIZON_MS; nowMs++) {
          simulation.run(nowMs);
          const total = stations.measures(0, 'total', nowMs);
          expect(total.arrivals).toBe(total.served + total.refused + total.abandoned + total.present);
          expect(total.utilisation).toBeLessThanOrEqual(1);
        }
        for (const { what, customer, atMs } of left) {
          log.push(`${atMs} ${what === 'served' ? 'served' : 'lost'} ${customer}`);
        }
        expect(log.sort()).toEqual(plainly(all, servers, queueLimit));
      }),
      { seed: 20240213, numRuns: 400 },
    );
  });
});
