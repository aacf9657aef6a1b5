import { describe, expect, it } from 'vitest';
import { type LinkOwner, Links } from '../../src/sim/links.ts';
import { Luck } from '../../src/sim/random.ts';
import { Simulation } from '../../src/sim/simulation.ts';
import { REFUSED, type StationOwner, Stations } from '../../src/sim/stations.ts';
import { exponential, PoissonSource } from './workbench.ts';

/*
 * Stations and links against queueing theory. One unit of time is 100 seconds, so that rounding to milliseconds does
 * not matter. Seeds are fixed: the tolerances cover the sampling error of the number of customers.
 */
const UNIT_MS = 100_000;

interface Model {
  /** Arrivals and services per unit of time. */
  readonly lambda: number;
  readonly mu: number;
  readonly servers: number;
  readonly queueLimit?: number;
  readonly service?: 'exponential' | 'fixed';
  readonly customers: number;
}

/** Runs the model until all customers have left and returns its measures in units of time. */
function station(model: Model) {
  const { lambda, mu, servers, customers } = model;
  const simulation = new Simulation(Math.ceil((customers / lambda) * 1.1 + 1000) * UNIT_MS);
  const luck = new Luck('queueing theory', 0);
  const services = luck.key('service');
  /** Time spent with n present, in ms, and when that last changed. */
  const inState = new Float64Array(1000);
  let changedMs = 0;
  let sojournMs = 0;
  const arrivedMs = new Float64Array(customers);
  const noteState = () => {
    inState[present]! += simulation.nowMs - changedMs;
    changedMs = simulation.nowMs;
  };
  let present = 0;
  const owner: StationOwner = {
    served(_station, customer) {
      noteState();
      present--;
      sojournMs += simulation.nowMs - arrivedMs[customer]!;
    },
    abandoned() {
      throw new Error('nobody has limited patience');
    },
  };
  const stations = new Stations(simulation, [
    { name: 'desk', servers, queueLimit: model.queueLimit ?? Infinity, owner },
  ]);
  const source = new PoissonSource(simulation, luck.key('gap'), UNIT_MS / lambda, customers, (n) => {
    noteState();
    const serviceMs =
      model.service === 'fixed' ? Math.round(UNIT_MS / mu) : exponential(UNIT_MS / mu, services, n);
    arrivedMs[n] = simulation.nowMs;
    if (stations.arrive(0, n, 0, serviceMs) !== REFUSED) present++;
  });
  simulation.start();
  source.start();
  simulation.run();
  expect(source.next).toBe(customers);
  expect(present).toBe(0);
  const measures = stations.measures(0, 'total', simulation.nowMs);
  return {
    ...measures,
    probability: (n: number) => inState[n]! / changedMs,
    waitMean: measures.wait.mean / UNIT_MS,
    busyMs: measures.utilisation * servers * simulation.nowMs,
    /** When the last customer left. */
    endMs: changedMs,
    waitingMs: measures.queueMean * simulation.nowMs,
    sojournMs,
  };
}

/** Erlang's loss formula by its recursion: the share refused with c servers, no queue, and a load of a. */
function erlangB(c: number, a: number): number {
  return c === 0 ? 1 : (a * erlangB(c - 1, a)) / (c + a * erlangB(c - 1, a));
}

/** The share that waits in M/M/c, from the loss formula. */
function erlangC(c: number, a: number): number {
  const b = erlangB(c, a);
  return b / (1 - (a / c) * (1 - b));
}

/** Probabilities of 0 … n present from birth rate lambda and death rates min(i, c) · mu (balance equations). */
function birthAndDeath(lambda: number, mu: number, c: number, n: number): number[] {
  const weights = [1];
  for (let i = 1; i <= n; i++) weights.push((weights[i - 1]! * lambda) / (Math.min(i, c) * mu));
  const sum = weights.reduce((x, y) => x + y, 0);
  return weights.map((weight) => weight / sum);
}

function expectWithin(actual: number, expected: number, relative: number): void {
  expect(Math.abs(actual / expected - 1), `${actual} for ${expected}`).toBeLessThan(relative);
}

describe('a station fed by a Poisson process', () => {
  it.each([
    { lambda: 1, mu: 3 },
    { lambda: 1, mu: 5 },
  ])('has the state probabilities of M/M/1 (lambda $lambda, mu $mu)', ({ lambda, mu }) => {
    const { probability, busyMs, endMs } = station({ lambda, mu, servers: 1, customers: 300_000 });
    const rho = lambda / mu;
    for (const n of [0, 1, 2, 3]) expect(Math.abs(probability(n) - (1 - rho) * rho ** n)).toBeLessThan(0.005);
    expectWithin(busyMs / endMs, rho, 0.01);
  });

  it.each([3, 4])('has the waits of M/M/c by the formula of Erlang C (%i servers)', (servers) => {
    const lambda = 0.2;
    const mu = 0.1;
    const { wait, waitMean } = station({ lambda, mu, servers, customers: 700_000 });
    const waiting = erlangC(servers, lambda / mu);
    expectWithin(waitMean, waiting / (servers * mu - lambda), 0.03);
    const p95 = Math.log(waiting / 0.05) / (servers * mu - lambda);
    expectWithin(wait.p95 / UNIT_MS, p95, 0.04);
    if (waiting < 0.5) expect(wait.p50).toBe(0);
  });

  it('waits on average as Pollaczek and Khinchine say when services are all alike (M/D/1)', () => {
    const lambda = 0.7;
    const mu = 1;
    const { waitMean } = station({ lambda, mu, servers: 1, service: 'fixed', customers: 500_000 });
    const rho = lambda / mu;
    const squaredVariation = 0;
    expectWithin(waitMean, ((rho / (1 - rho)) * (1 + squaredVariation)) / (2 * mu), 0.03);
  });

  it('refuses as the balance equations of M/M/2/3 say', () => {
    const model = { lambda: 3, mu: 4, servers: 2, queueLimit: 1, customers: 300_000 };
    const { arrivals, refused, probability, waitingMs, busyMs, endMs } = station(model);
    const expected = birthAndDeath(model.lambda, model.mu, model.servers, 3);
    expected.forEach((p, n) => {
      expect(Math.abs(probability(n) - p)).toBeLessThan(0.01);
    });
    expect(Math.abs(refused / arrivals - expected[3]!)).toBeLessThan(0.005);
    const meanPresent = expected.reduce((sum, p, n) => sum + n * p, 0);
    expectWithin((waitingMs + busyMs) / endMs, meanPresent, 0.01);
  });

  it('loses as the formula of Erlang B says when nobody can wait', () => {
    const model = { lambda: 10, mu: 1, servers: 10, queueLimit: 0, customers: 300_000 };
    const { arrivals, refused } = station(model);
    expect(Math.abs(refused / arrivals - erlangB(10, 10))).toBeLessThan(0.005);
  });

  it("obeys Little's law exactly: time present, summed over customers, is the integral of how many are", () => {
    const { waitingMs, busyMs, sojournMs, wait } = station({
      lambda: 1.8,
      mu: 1,
      servers: 2,
      customers: 50_000,
    });
    expect(Math.round(waitingMs)).toBe(wait.sum);
    expect(Math.round(waitingMs) + Math.round(busyMs)).toBe(sojournMs);
  });
});

const SIZE_BYTES = 1_000_000;

/** A link of `mu` mean sizes per unit of time: processor sharing. Returns the mean time to delivery in units. */
function link(lambda: number, mu: number, law: 'exponential' | 'fixed', customers: number) {
  const simulation = new Simulation(Math.ceil((customers / lambda) * 1.1 + 1000) * UNIT_MS);
  const luck = new Luck('processor sharing', 0);
  const sizes = luck.key('size');
  const startedMs = new Float64Array(customers);
  let sentBytes = 0;
  let sojournMs = 0;
  const owner: LinkOwner = {
    delivered(_link, customer) {
      sojournMs += simulation.nowMs - startedMs[customer]!;
    },
  };
  const bytesPerSecond = (mu * SIZE_BYTES * 1000) / UNIT_MS;
  const links = new Links(simulation, [
    { name: 'line', bytesPerSecond, flowBytesPerSecondMax: Infinity, owner },
  ]);
  const source = new PoissonSource(simulation, luck.key('gap'), UNIT_MS / lambda, customers, (n) => {
    startedMs[n] = simulation.nowMs;
    const bytes = law === 'fixed' ? SIZE_BYTES : exponential(SIZE_BYTES, sizes, n);
    sentBytes += bytes;
    links.start(0, n, 0, bytes);
  });
  simulation.start();
  source.start();
  simulation.run();
  const measures = links.measures(0, 'total', simulation.nowMs);
  expect(measures.completed).toBe(customers);
  return {
    ...measures,
    sojournMean: sojournMs / customers / UNIT_MS,
    sojournMs,
    presentMs: measures.flowsMean * simulation.nowMs,
    sentBytes,
  };
}

describe('a link fed by a Poisson process', () => {
  it.each([
    { lambda: 3, mu: 5, tolerance: 0.02 },
    { lambda: 4, mu: 5, tolerance: 0.03 },
    { lambda: 4, mu: 9, tolerance: 0.02 },
  ])('delivers after 1 / (mu - lambda) on average: M/M/1-PS ($lambda, $mu)', ({ lambda, mu, tolerance }) => {
    const { sojournMean } = link(lambda, mu, 'exponential', 700_000);
    expectWithin(sojournMean, 1 / (mu - lambda), tolerance);
  });

  it('delivers after x / (1 - rho) on average when all sizes are alike: M/D/1-PS', () => {
    const { sojournMean } = link(0.8, 1, 'fixed', 500_000);
    expectWithin(sojournMean, 1 / (1 - 0.8), 0.03);
  });

  it("obeys Little's law exactly, and what is sent is received to the last byte", () => {
    const { presentMs, sojournMs, sentBytes, bytes } = link(0.9, 1, 'exponential', 50_000);
    expect(Math.round(presentMs)).toBe(sojournMs);
    expect(bytes).toBe(sentBytes);
  });
});
