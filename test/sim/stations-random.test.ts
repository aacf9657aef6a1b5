import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REFUSED, type StationSpec } from '../../src/sim/stations.ts';
import { oneStation } from './stations-desk.ts';
import { type Act, script } from './workbench.ts';

type Operation =
  | {
      readonly what: 'arrive';
      readonly atMs: number;
      readonly serviceMs: number;
      readonly patienceMs: number;
    }
  | { readonly what: 'withdraw'; readonly atMs: number; readonly which: number }
  | { readonly what: 'servers'; readonly atMs: number; readonly servers: number }
  | { readonly what: 'limit'; readonly atMs: number; readonly queueLimit: number }
  | { readonly what: 'down' | 'up'; readonly atMs: number };

type Customs = Required<Omit<StationSpec, 'name'>>;

const HORIZON_MS = 120;
const limits = fc.constantFrom(0, 1, 5, Infinity);
const customs: fc.Arbitrary<Customs> = fc.record({
  servers: fc.nat(3),
  queueLimit: limits,
  abandonedWork: fc.constantFrom('dropped', 'done'),
  patienceCoversService: fc.boolean(),
});
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
    { weight: 1, arbitrary: fc.record({ what: fc.constant('limit' as const), atMs, queueLimit: limits }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('down' as const, 'up' as const), atMs }) },
  ),
  { minLength: 1, maxLength: 60 },
);

interface PlainJob {
  readonly customer: number;
  readonly serviceMs: number;
  readonly patienceEndMs: number;
  endMs: number;
  hasGone: boolean;
}

/** The rule of a station, written down plainly: one millisecond after the other, everything in arrays. */
function plainly(all: readonly Operation[], customs: Customs) {
  const log: string[] = [];
  let { servers, queueLimit } = customs;
  let down = false;
  let inService: PlainJob[] = [];
  let waiting: PlainJob[] = [];
  let servedInVain = 0;
  let nowMs = 0;
  const fill = () => {
    while (!down && waiting.length > 0 && inService.length < servers) {
      const job = waiting.shift()!;
      job.endMs = nowMs + job.serviceMs;
      inService.push(job);
    }
  };
  const giveUp = (leavers: readonly PlainJob[]) => {
    for (const job of leavers) job.hasGone = true;
    if (customs.abandonedWork === 'done') return;
    inService = inService.filter(({ hasGone }) => !hasGone);
    waiting = waiting.filter(({ hasGone }) => !hasGone);
    fill();
  };
  const present = () => [...inService, ...waiting].filter(({ hasGone }) => !hasGone);
  const logAll = (what: string, jobs: readonly PlainJob[]) => {
    for (const { customer } of jobs) log.push(`${nowMs} ${what} ${customer}`);
  };
  for (; nowMs <= HORIZON_MS; nowMs++) {
    const now = [...all.entries()].filter(([, operation]) => operation.atMs === nowMs);
    for (const [, operation] of now) {
      if (operation.what === 'servers') servers = operation.servers;
      if (operation.what === 'limit') queueLimit = operation.queueLimit;
      if (operation.what === 'up') down = false;
      if (operation.what === 'down') {
        down = true;
        logAll('lost', present());
        inService = [];
        waiting = [];
      }
      fill();
    }
    const ended = inService.filter(({ endMs }) => endMs === nowMs);
    const endedForSomebody = ended.filter(({ hasGone }) => !hasGone);
    logAll('served', endedForSomebody);
    servedInVain += ended.length - endedForSomebody.length;
    inService = inService.filter(({ endMs }) => endMs !== nowMs);
    fill();
    for (const [customer, operation] of now) {
      if (operation.what === 'arrive') {
        const { serviceMs, patienceMs } = operation;
        const job = { customer, serviceMs, patienceEndMs: nowMs + patienceMs, endMs: -1, hasGone: false };
        if (down || (inService.length >= servers && waiting.length >= queueLimit)) {
          log.push(`${nowMs} refused ${customer}`);
        } else {
          waiting.push(job);
          fill();
        }
      }
      if (operation.what === 'withdraw') {
        giveUp(present().filter(({ customer: leaver }) => leaver === operation.which));
      }
    }
    const impatient = customs.patienceCoversService ? present() : waiting.filter(({ hasGone }) => !hasGone);
    const outOfTime = impatient.filter(({ patienceEndMs }) => patienceEndMs === nowMs);
    logAll('lost', outOfTime);
    giveUp(outOfTime);
  }
  return { log: log.sort(), servedInVain };
}

describe('a station under random arrivals, withdrawals, outages and changes of capacity', () => {
  it('does what the plain rule does, and its books balance at every instant', () => {
    let vainCount = 0;
    fc.assert(
      fc.property(operations, customs, (all, customs) => {
        const { simulation, stations, left } = oneStation(HORIZON_MS, customs);
        const jobs = new Map<number, number>();
        const log: string[] = [];
        let withdrawn = 0;
        const execute = (operation: Operation, customer: number) => {
          if (operation.what === 'servers') stations.setServers(0, operation.servers);
          if (operation.what === 'limit') stations.setQueueLimit(0, operation.queueLimit);
          if (operation.what === 'down') stations.goDown(0);
          if (operation.what === 'up') stations.comeUp(0);
          if (operation.what === 'arrive') {
            const job = stations.arrive(0, customer, 0, operation.serviceMs, operation.patienceMs);
            if (job === REFUSED) log.push(`${simulation.nowMs} refused ${customer}`);
            else jobs.set(customer, job);
          }
          if (operation.what === 'withdraw' && jobs.has(operation.which)) {
            const gone = left.some(({ customer: gone }) => gone === operation.which);
            if (!gone) {
              stations.withdraw(jobs.get(operation.which)!);
              withdrawn++;
            }
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
          const told = left.filter(({ what }) => what === 'abandoned').length;
          expect(total.abandoned).toBe(told + withdrawn);
          expect(total.utilisation).toBeLessThanOrEqual(1);
        }
        for (const { what, customer, atMs } of left) {
          log.push(`${atMs} ${what === 'served' ? 'served' : 'lost'} ${customer}`);
        }
        const expected = plainly(all, customs);
        expect(log.sort()).toEqual(expected.log);
        const { servedInVain } = stations.measures(0, 'total', HORIZON_MS);
        expect(servedInVain).toBe(expected.servedInVain);
        vainCount += servedInVain;
      }),
      { seed: 20240213, numRuns: 1000 },
    );
    expect(vainCount).toBeGreaterThan(0);
  });
});
