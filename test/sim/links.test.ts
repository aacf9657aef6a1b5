import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LinkOwner, type LinkSpec, Links } from '../../src/sim/links.ts';
import { Luck } from '../../src/sim/random.ts';
import { Simulation } from '../../src/sim/simulation.ts';
import { type Act, exponential, PoissonSource, script } from './workbench.ts';

/*
 * Of the traces of other simulators, limited processor sharing (Ciw, test_processor_sharing) has no place here: our
 * links take any number of flows, and what may not start yet waits at a station.
 */
const DAY_MS = 86_400_000;

/** One link, and when each customer's bytes were delivered. */
function oneLink(horizonMs: number, spec: Partial<LinkSpec> = {}) {
  const simulation = new Simulation(horizonMs);
  const delivered = new Map<number, number>();
  const owner: LinkOwner = {
    delivered(_link, customer) {
      delivered.set(customer, simulation.nowMs);
    },
  };
  const links = new Links(simulation, [
    { name: 'line', bytesPerSecond: 1000, flowBytesPerSecondMax: Infinity, ...spec, owner },
  ]);
  return { simulation, links, delivered };
}

describe('a flow alone on a link', () => {
  it('takes its bytes over the lower of cap and capacity, rounded up to a whole millisecond', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 40 }),
        fc.integer({ min: 1, max: 2 ** 34 }),
        fc.integer({ min: 1, max: 2 ** 34 }),
        fc.integer({ min: 0, max: 2 ** 36 }),
        (bytes, bytesPerSecond, cap, startMs) => {
          const rate = BigInt(Math.min(bytesPerSecond, cap));
          const durationMs = Number((BigInt(bytes) * 1000n + rate - 1n) / rate);
          fc.pre(durationMs < 2 ** 40);
          const { simulation, links, delivered } = oneLink(startMs + durationMs + 1, {
            bytesPerSecond,
            flowBytesPerSecondMax: cap,
          });
          script(simulation, [{ atMs: startMs, run: () => links.start(0, 1, 0, bytes) }]);
          simulation.run(startMs + durationMs - 1);
          expect(delivered.size).toBe(0);
          simulation.run();
          expect(delivered.get(1)).toBe(startMs + durationMs);
          expect(links.measures(0, 'total', simulation.nowMs)).toMatchObject({ bytes, completed: 1 });
        },
      ),
      { seed: 20240213, numRuns: 300 },
    );
  });

  it('is as late as the outage in its middle was long', () => {
    const { simulation, links, delivered } = oneLink(60_000, { bytesPerSecond: 1000 });
    script(simulation, [
      { atMs: 0, run: () => links.start(0, 1, 0, 10_000) },
      { atMs: 4_000, as: 'control', run: () => links.setCapacity(0, 0) },
      { atMs: 9_000, as: 'control', run: () => links.setCapacity(0, 1000) },
    ]);
    simulation.run();
    expect(delivered.get(1)).toBe(10_000 + (9_000 - 4_000));
    const capacityBytes = 1000 * (60 - 5);
    expect(links.measures(0, 'total', 60_000).utilisation).toBe(10_000 / capacityBytes);
  });

  it('is delivered at its last instant even when the link fails in that very millisecond', () => {
    const { simulation, links, delivered } = oneLink(60_000, { bytesPerSecond: 1000 });
    script(simulation, [
      { atMs: 0, run: () => links.start(0, 1, 0, 10_000) },
      { atMs: 10_000, as: 'control', run: () => links.setCapacity(0, 0) },
    ]);
    simulation.run();
    expect(delivered.get(1)).toBe(10_000);
  });

  it('moves on at the new rate after a change of capacity', () => {
    const { simulation, links, delivered } = oneLink(100_000, { bytesPerSecond: 1000 });
    const bytes = 10_000;
    const changeMs = 3_000;
    script(simulation, [
      { atMs: 0, run: () => links.start(0, 1, 0, bytes) },
      { atMs: changeMs, as: 'control', run: () => links.setCapacity(0, 300) },
    ]);
    simulation.run();
    const leftBytes = bytes - (1000 * changeMs) / 1000;
    expect(delivered.get(1)).toBe(changeMs + Math.ceil((leftBytes * 1000) / 300));
  });
});

describe('flows that share a link', () => {
  it('move at the lower of the cap and an equal share', () => {
    const { simulation, links, delivered } = oneLink(100_000, {
      bytesPerSecond: 1000,
      flowBytesPerSecondMax: 400,
    });
    script(simulation, [
      { atMs: 0, run: () => [1, 2].map((customer) => links.start(0, customer, 0, 4_000)) },
      { atMs: 5_000, run: () => [3, 4].map((customer) => links.start(0, customer, 0, 4_000)) },
    ]);
    simulation.run();
    const firstTwoMs = 5_000 + ((4_000 - 400 * 5) * 1000) / (1000 / 4);
    const lastTwoMs = firstTwoMs + ((4_000 - (4_000 - 400 * 5)) * 1000) / 400;
    expect([1, 2, 3, 4].map((customer) => delivered.get(customer))).toEqual([
      firstTwoMs,
      firstTwoMs,
      lastTwoMs,
      lastTwoMs,
    ]);
    expect(links.measures(0, 'total', 100_000)).toMatchObject({ bytes: 16_000, flowsMax: 4 });
  });

  it('that end together are delivered in the order in which they started', () => {
    const { simulation, links, delivered } = oneLink(100_000);
    const customers = [9, 2, 7, 4, 5, 1, 8, 3];
    script(simulation, [
      { atMs: 0, run: () => customers.map((customer) => links.start(0, customer, 0, 500)) },
    ]);
    simulation.run();
    expect([...delivered.keys()]).toEqual(customers);
  });

  it('may be started and aborted while others are being delivered', () => {
    const simulation = new Simulation(100_000);
    const log: string[] = [];
    const flows: number[] = [];
    const owner: LinkOwner = {
      delivered(link, customer) {
        log.push(`${simulation.nowMs} ${customer}`);
        if (customer === 0) {
          expect(links.abort(flows[1]!)).toBe(1);
          flows.push(links.start(link, 3, 0, 1_000));
        }
      },
    };
    const links: Links = new Links(simulation, [
      { name: 'line', bytesPerSecond: 3000, flowBytesPerSecondMax: 1000, owner },
    ]);
    script(simulation, [
      { atMs: 0, run: () => [0, 1, 2].map((customer) => flows.push(links.start(0, customer, 0, 5_000))) },
    ]);
    simulation.run();
    expect(log).toEqual(['5000 0', '5000 2', '6000 3']);
    const { bytes, completed, aborted } = links.measures(0, 'total', 100_000);
    expect({ bytes, completed, aborted }).toEqual({
      bytes: 5_000 + 4_999 + 5_000 + 1_000,
      completed: 3,
      aborted: 1,
    });
  });

  it('bring 100 MB to each of 50,000 clients within a day at 463 Mbit/s (memdocs, cmg/perf-scale)', () => {
    const clients = 50_000;
    const bytesEach = 100_000_000;
    const bytesPerSecond = Math.ceil((clients * bytesEach) / 86_400);
    const { simulation, links, delivered } = oneLink(DAY_MS, { bytesPerSecond });
    script(simulation, [
      {
        atMs: 0,
        run: () => Array.from({ length: clients }, (_, client) => links.start(0, client, 0, bytesEach)),
      },
    ]);
    simulation.run();
    expect(delivered.size).toBe(clients);
    expect(links.measures(0, 'total', DAY_MS).bytes).toBe(clients * bytesEach);
    expect((bytesPerSecond * 8) / 1e6).toBeCloseTo(462.963, 2);
  });
});

type Operation =
  | { readonly what: 'start'; readonly atMs: number; readonly bytes: number }
  | { readonly what: 'abort'; readonly atMs: number; readonly which: number }
  | { readonly what: 'capacity'; readonly atMs: number; readonly bytesPerSecond: number };

const HORIZON_MS = 3_000;
const FLOWS_MAX = 10;
const atMs = fc.oneof(fc.integer({ min: 0, max: 1_500 }), fc.integer({ min: 0, max: 30 }));
const operations: fc.Arbitrary<Operation[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        what: fc.constant('start' as const),
        atMs,
        bytes: fc.oneof(fc.integer({ min: 1, max: 4_000 }), fc.integer({ min: 1, max: 20 })),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ what: fc.constant('abort' as const), atMs, which: fc.nat(FLOWS_MAX) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        what: fc.constant('capacity' as const),
        atMs,
        bytesPerSecond: fc.constantFrom(0, 1, 777, 5_000, 20_000),
      }),
    },
  ),
  { minLength: 1, maxLength: FLOWS_MAX },
);

/** 1 byte = UNIT units, so that every rate capacity / n (n ≤ 10) is a whole number of units per millisecond. */
const UNIT = 1000n * 2520n;
/** The engine takes a flow as complete when 2^-14 bytes are left. */
const TOLERANCE = UNIT >> 14n;

/** Processor sharing written down plainly in exact integers: one millisecond after the other, every flow in turn. */
function plainly(all: readonly Operation[], initialBytesPerSecond: number, cap: number): string[] {
  const log: string[] = [];
  let bytesPerSecond = BigInt(initialBytesPerSecond);
  let flows: { customer: number; bytes: number; left: bigint }[] = [];
  const byInstant = new Map<number, [number, Operation][]>();
  all.forEach((operation, customer) => {
    byInstant.set(operation.atMs, [...(byInstant.get(operation.atMs) ?? []), [customer, operation]]);
  });
  for (let nowMs = 0; nowMs <= HORIZON_MS; nowMs++) {
    const now = byInstant.get(nowMs) ?? [];
    for (const [, operation] of now) {
      if (operation.what === 'capacity') bytesPerSecond = BigInt(operation.bytesPerSecond);
    }
    for (const { customer, left } of flows) if (left <= TOLERANCE) log.push(`${nowMs} delivered ${customer}`);
    flows = flows.filter(({ left }) => left > TOLERANCE);
    for (const [customer, operation] of now) {
      if (operation.what === 'start') {
        flows.push({ customer, bytes: operation.bytes, left: BigInt(operation.bytes) * UNIT });
      }
      if (operation.what === 'abort') {
        const aborted = flows.find((flow) => flow.customer === operation.which);
        if (aborted === undefined) continue;
        log.push(
          `${nowMs} aborted ${aborted.customer} with ${(aborted.left - TOLERANCE + UNIT - 1n) / UNIT} left`,
        );
        flows = flows.filter((flow) => flow !== aborted);
      }
    }
    const share = flows.length === 0 ? 0n : (bytesPerSecond * 2520n) / BigInt(flows.length);
    const perMs = cap === Infinity || share < BigInt(cap) * 2520n ? share : BigInt(cap) * 2520n;
    for (const flow of flows) flow.left -= perMs;
  }
  return log.sort();
}

describe('a link under random flows, aborts and changes of capacity', () => {
  it('does what the plain rule does in exact arithmetic: never early, never a millisecond late', () => {
    fc.assert(
      fc.property(
        operations,
        fc.constantFrom(1_000, 3_333, 50_000),
        fc.constantFrom(200, 1_250, Infinity),
        (all, bytesPerSecond, cap) => {
          const simulation = new Simulation(HORIZON_MS);
          const log: string[] = [];
          const flows = new Map<number, number>();
          const owner: LinkOwner = {
            delivered(_link, customer) {
              log.push(`${simulation.nowMs} delivered ${customer}`);
              flows.delete(customer);
            },
          };
          const spec = { name: 'line', bytesPerSecond, flowBytesPerSecondMax: cap, owner };
          const links = new Links(simulation, [spec]);
          let sent = 0;
          let leftOver = 0;
          const execute = (operation: Operation, customer: number) => {
            if (operation.what === 'capacity') links.setCapacity(0, operation.bytesPerSecond);
            if (operation.what === 'start') {
              flows.set(customer, links.start(0, customer, 0, operation.bytes));
              sent += operation.bytes;
            }
            if (operation.what === 'abort' && flows.has(operation.which)) {
              const left = links.abort(flows.get(operation.which)!);
              log.push(`${simulation.nowMs} aborted ${operation.which} with ${left} left`);
              flows.delete(operation.which);
              leftOver += left;
            }
          };
          const acts = all.map((operation, customer): Act => {
            const as = operation.what === 'capacity' ? 'control' : 'activity';
            return { atMs: operation.atMs, as, run: () => execute(operation, customer) };
          });
          script(simulation, acts);
          let intervalBytes = 0;
          for (let nowMs = 0; nowMs <= HORIZON_MS; nowMs += 100) {
            simulation.run(nowMs);
            intervalBytes += links.measures(0, 'interval', nowMs).bytes;
            links.startInterval(nowMs);
            expect(links.measures(0, 'total', nowMs).bytes).toBe(intervalBytes);
          }
          for (const flow of flows.values()) leftOver += links.abort(flow);
          const { bytes, started, completed, aborted } = links.measures(0, 'total', HORIZON_MS);
          expect(bytes).toBe(sent - leftOver);
          expect(started).toBe(completed + aborted);
          expect(log.sort()).toEqual(plainly(all, bytesPerSecond, cap));
        },
      ),
      { seed: 20240213, numRuns: 500 },
    );
  });

  it('keeps caps: no flow is ever faster than its cap, nor all of them than the capacity', () => {
    const cap = 700;
    const capacity = 5_000;
    const { simulation, links, delivered } = oneLink(DAY_MS, {
      bytesPerSecond: capacity,
      flowBytesPerSecondMax: cap,
    });
    const gaps = new Luck('caps', 0).key('gap');
    const sizes = new Luck('caps', 0).key('size');
    const startedMs: number[] = [];
    const bytes: number[] = [];
    const source = new PoissonSource(simulation, gaps, 400, 20_000, (n) => {
      bytes.push(exponential(1_800, sizes, n));
      startedMs.push(simulation.nowMs);
      links.start(0, n, 0, bytes[n]!);
    });
    simulation.start();
    source.start();
    let flowsAtStart = 0;
    for (let nowMs = 60_000; nowMs <= 20_000 * 450; nowMs += 60_000) {
      simulation.run(nowMs);
      expect(links.measures(0, 'interval', nowMs).bytes).toBeLessThanOrEqual(
        (capacity * 60_000) / 1000 + flowsAtStart,
      );
      links.startInterval(nowMs);
      flowsAtStart = links.flowCount(0);
    }
    simulation.run();
    expect(delivered.size).toBe(20_000);
    bytes.forEach((size, n) => {
      expect(delivered.get(n)! - startedMs[n]!).toBeGreaterThanOrEqual(Math.ceil((size * 1000) / cap));
    });
  });
});

describe('the precision of virtual work', () => {
  it('does not wear out on a link that is busy for a year', () => {
    const yearMs = 365 * DAY_MS;
    const cap = 12_345_677;
    const { simulation, links, delivered } = oneLink(yearMs, {
      bytesPerSecond: 10 * cap,
      flowBytesPerSecondMax: cap,
    });
    const mice = 2_000;
    const gapMs = Math.floor(yearMs / (mice + 1)) + 1;
    const mouseBytes = cap;
    const elephantBytes = 2 ** 50;
    const acts: Act[] = [{ atMs: 0, run: () => links.start(0, mice, 0, elephantBytes) }];
    for (let mouse = 0; mouse < mice; mouse++) {
      acts.push({ atMs: mouse * gapMs, run: () => links.start(0, mouse, 0, mouseBytes) });
    }
    script(simulation, acts);
    simulation.run();
    expect(links.flowCount(0)).toBe(1);
    for (let mouse = 0; mouse < mice; mouse++) expect(delivered.get(mouse)! - mouse * gapMs).toBe(1000);
    const movedByElephant = links.measures(0, 'total', yearMs).bytes - mice * mouseBytes;
    expect(Math.abs(movedByElephant - cap * (yearMs / 1000))).toBeLessThanOrEqual(1);
  });

  it.each([3, 6, 7, 9, 11, 13])(
    'loses no byte to the rounding of many small steps (%i flows)',
    (flowCount) => {
      const { simulation, links } = oneLink(20_000, { bytesPerSecond: 1000 });
      const flows: number[] = [];
      const left: number[] = [];
      const acts: Act[] = [];
      for (let flow = 0; flow < flowCount; flow++) {
        acts.push({ atMs: 0, run: () => flows.push(links.start(0, flow, 0, 5_000)) });
      }
      const endMs = flowCount * 1000;
      for (let nowMs = 1; nowMs < endMs; nowMs += 1 + (nowMs % 7)) {
        acts.push({ atMs: nowMs, run: () => links.setCapacity(0, 1000) });
      }
      acts.push({ atMs: endMs, run: () => left.push(...flows.map((flow) => links.abort(flow))) });
      script(simulation, acts);
      simulation.run();
      expect(left).toEqual(flows.map(() => 5_000 - 1_000));
    },
  );

  it('never says that more of a flow is left than it had', () => {
    const { simulation, links } = oneLink(10_000, { bytesPerSecond: 1000 });
    const bytes = 2 ** 50 - 1;
    let left = 0;
    script(simulation, [
      { atMs: 0, run: () => [1, 2, 3].map((customer) => links.start(0, customer, 0, 5_000)) },
      {
        atMs: 1_001,
        run: () => {
          left = links.abort(links.start(0, 4, 0, bytes));
        },
      },
    ]);
    simulation.run();
    expect(left).toBe(bytes);
  });
});

describe('the books of a link', () => {
  it('count bytes that a narrower link holds beside those that its own flows move', () => {
    const simulation = new Simulation(10_000);
    const owner: LinkOwner = { delivered: () => {} };
    const spec = { bytesPerSecond: 1000, flowBytesPerSecondMax: Infinity, owner };
    const links = new Links(
      simulation,
      [
        { ...spec, name: 'wide' },
        { ...spec, name: 'narrow' },
      ],
      (tag) => (tag === 1 ? [0] : []),
    );
    script(simulation, [
      { atMs: 0, run: () => links.start(0, 1, 0, 2_000) },
      { atMs: 0, run: () => links.start(1, 2, 1, 3_000) },
    ]);
    simulation.run();
    expect(links.measures(0, 'total', 10_000)).toEqual({
      bytes: 2_000,
      bookedBytes: 3_000,
      utilisation: (2_000 + 3_000) / (1000 * 10),
      flowsMean: 2 / 10,
      flowsMax: 1,
      started: 1,
      completed: 1,
      aborted: 0,
    });
  });

  it('are not changed by looking at them', () => {
    const run = (lookEveryMs: number) => {
      const { simulation, links, delivered } = oneLink(100_000, { bytesPerSecond: 997 });
      script(simulation, [
        { atMs: 0, run: () => [1, 2, 3].map((customer) => links.start(0, customer, 0, 1_000 * customer)) },
        { atMs: 701, run: () => links.start(0, 4, 0, 3_333) },
      ]);
      for (let nowMs = lookEveryMs; nowMs <= 100_000; nowMs += lookEveryMs) {
        simulation.run(nowMs);
        links.measures(0, 'interval', nowMs);
        links.startInterval(nowMs);
      }
      return {
        delivered: [...delivered],
        fingerprint: simulation.fingerprint,
        virtual: simulation.state.save().get('links.virtualBytes'),
      };
    };
    expect(run(100)).toEqual(run(100_000));
  });

  it('refuse what cannot be a transfer', () => {
    const { simulation, links } = oneLink(1_000);
    simulation.start();
    for (const bytes of [0, -1, 1.5, Number.NaN, Infinity, 2 ** 51]) {
      expect(() => links.start(0, 1, 0, bytes)).toThrow('line');
    }
    expect(() => links.setCapacity(0, -1)).toThrow('capacity');
    expect(() => oneLink(1_000, { flowBytesPerSecondMax: 0 })).toThrow('cap');
    const flow = links.start(0, 1, 0, 10);
    expect(links.abort(flow)).toBe(10);
    expect(() => links.abort(flow)).toThrow('not on a link');
  });
});
