import { describe, expect, it } from 'vitest';
import { Phase } from '../../src/sim/phase.ts';
import { type EventKind, Simulation } from '../../src/sim/simulation.ts';
import { REFUSED, type StationSpec, Stations } from '../../src/sim/stations.ts';
import { oneStation } from './stations-desk.ts';
import { script } from './workbench.ts';

type Trace = readonly (readonly [what: string, customer: number, atMs: number])[];

function traceOf(left: ReturnType<typeof oneStation>['left']): Trace {
  return left.map(({ what, customer, atMs }) => [what, customer, atMs]);
}

describe('a station that does the work of customers who have gone', () => {
  it('tells the owner when patience ends, and serves the request in vain when its turn comes', () => {
    const { simulation, stations, left } = oneStation(100, { abandonedWork: 'done' });
    script(simulation, [
      { atMs: 0, run: () => stations.arrive(0, 1, 0, 10) },
      { atMs: 1, run: () => stations.arrive(0, 2, 0, 20, 5) },
      { atMs: 2, run: () => stations.arrive(0, 3, 0, 10) },
    ]);
    simulation.run(6);
    expect([stations.waitingCount(0), stations.busyCount(0), stations.presentCount(0)]).toEqual([2, 1, 2]);
    simulation.run(10);
    expect([stations.waitingCount(0), stations.busyCount(0), stations.presentCount(0)]).toEqual([1, 1, 1]);
    simulation.run();
    expect(traceOf(left)).toEqual([
      ['abandoned', 2, 1 + 5],
      ['served', 1, 10],
      ['served', 3, 10 + 20 + 10],
    ]);
    const { wait, ...total } = stations.measures(0, 'total', 100);
    expect(total).toEqual({
      arrivals: 3,
      served: 2,
      refused: 0,
      abandoned: 1,
      present: 0,
      servedInVain: 1,
      queueMean: (10 - 1 + (30 - 2)) / 100,
      queueMax: 2,
      utilisation: (10 + 20 + 10) / 100,
    });
    expect([wait.count, wait.sum]).toEqual([2, 0 + (30 - 2)]);
  });

  it('refuses who finds a queue full of requests whose customers have gone', () => {
    const answers = (abandonedWork: 'dropped' | 'done') => {
      const { simulation, stations } = oneStation(100, { abandonedWork, queueLimit: 1 });
      const handles: number[] = [];
      script(simulation, [
        { atMs: 0, run: () => stations.arrive(0, 1, 0, 10) },
        { atMs: 1, run: () => stations.arrive(0, 2, 0, 10, 2) },
        { atMs: 5, run: () => handles.push(stations.arrive(0, 3, 0, 10)) },
        { atMs: 10, run: () => handles.push(stations.arrive(0, 4, 0, 10)) },
      ]);
      simulation.run();
      return handles.map((handle) => handle !== REFUSED);
    };
    expect(answers('done')).toEqual([false, true]);
    expect(answers('dropped')).toEqual([true, true]);
  });

  it('goes on with a service whose customer withdraws, and tells nobody of its end', () => {
    const { simulation, stations, left } = oneStation(100, { abandonedWork: 'done' });
    const jobs: number[] = [];
    script(simulation, [
      { atMs: 0, run: () => jobs.push(stations.arrive(0, 1, 0, 10)) },
      { atMs: 1, run: () => jobs.push(stations.arrive(0, 2, 0, 10)) },
      { atMs: 2, run: () => jobs.push(stations.arrive(0, 3, 0, 10, 6)) },
      { atMs: 4, run: () => stations.withdraw(jobs[0]!) },
      { atMs: 5, run: () => stations.withdraw(jobs[2]!) },
    ]);
    simulation.run(5);
    expect(stations.measures(0, 'total', 5)).toMatchObject({ abandoned: 2, present: 1, servedInVain: 0 });
    expect(() => stations.withdraw(jobs[0]!)).toThrow('not in a station');
    expect(() => stations.withdraw(jobs[2]!)).toThrow('not in a station');
    simulation.run();
    expect(traceOf(left)).toEqual([['served', 2, 20]]);
    expect(stations.measures(0, 'total', 100)).toMatchObject({ served: 1, abandoned: 2, servedInVain: 2 });
    expect(stations.measures(0, 'total', 100).utilisation).toBe((3 * 10) / 100);
  });

  it('loses requests of nobody in silence when it goes down, and has none of them when it comes up', () => {
    const { simulation, stations, left } = oneStation(100, { abandonedWork: 'done', servers: 1 });
    const jobs: number[] = [];
    script(simulation, [
      { atMs: 0, run: () => jobs.push(stations.arrive(0, 1, 0, 50)) },
      { atMs: 0, run: () => stations.arrive(0, 2, 0, 50, 3) },
      { atMs: 0, run: () => stations.arrive(0, 3, 0, 50) },
      { atMs: 1, run: () => stations.withdraw(jobs[0]!) },
      { atMs: 10, as: 'control', run: () => stations.goDown(0) },
      { atMs: 20, as: 'control', run: () => stations.comeUp(0) },
      { atMs: 20, run: () => stations.arrive(0, 4, 0, 5) },
    ]);
    simulation.run();
    expect(traceOf(left)).toEqual([
      ['abandoned', 2, 3],
      ['abandoned', 3, 10],
      ['served', 4, 25],
    ]);
    const { arrivals, served, abandoned, present, servedInVain } = stations.measures(0, 'total', 100);
    expect([arrivals, served, abandoned, present, servedInVain]).toEqual([4, 1, 3, 0, 0]);
  });

  it('counts work in vain per interval', () => {
    const { simulation, stations } = oneStation(100, { abandonedWork: 'done' });
    script(simulation, [
      { atMs: 0, run: () => [1, 2, 3].map((customer) => stations.arrive(0, customer, 0, 10, 1)) },
    ]);
    simulation.run(20);
    stations.startInterval(20);
    simulation.run();
    const inVain = (scope: 'interval' | 'total') => stations.measures(0, scope, 100).servedInVain;
    expect([inVain('interval'), inVain('total')]).toEqual([1, 2]);
  });
});

describe('patience that covers service', () => {
  const served = (spec: Partial<StationSpec>) => {
    const { simulation, stations, left } = oneStation(100, { patienceCoversService: true, ...spec });
    script(simulation, [
      { atMs: 0, run: () => stations.arrive(0, 1, 0, 10, 7) },
      { atMs: 1, run: () => stations.arrive(0, 2, 0, 10) },
    ]);
    simulation.run();
    return { trace: traceOf(left), total: stations.measures(0, 'total', 100) };
  };

  it('breaks the service off where abandoned work is dropped', () => {
    const { trace, total } = served({});
    expect(trace).toEqual([
      ['abandoned', 1, 7],
      ['served', 2, 7 + 10],
    ]);
    expect(total).toMatchObject({ servedInVain: 0, utilisation: (7 + 10) / 100 });
  });

  it('leaves the service to end in vain where abandoned work is done', () => {
    const { trace, total } = served({ abandonedWork: 'done' });
    expect(trace).toEqual([
      ['abandoned', 1, 7],
      ['served', 2, 10 + 10],
    ]);
    expect(total).toMatchObject({ servedInVain: 1, utilisation: (10 + 10) / 100 });
  });

  it('runs from the arrival on, through waiting and service alike', () => {
    const { simulation, stations, left } = oneStation(100, { patienceCoversService: true });
    script(simulation, [
      { atMs: 0, run: () => stations.arrive(0, 1, 0, 10) },
      { atMs: 3, run: () => stations.arrive(0, 2, 0, 10, 10) },
      { atMs: 4, run: () => stations.arrive(0, 3, 0, 10) },
    ]);
    simulation.run();
    expect(traceOf(left)).toEqual([
      ['served', 1, 10],
      ['abandoned', 2, 3 + 10],
      ['served', 3, 13 + 10],
    ]);
  });

  it.each(['dropped', 'done'] as const)('came in time when service ends at the same instant (%s)', (work) => {
    const spec = { patienceCoversService: true, abandonedWork: work };
    const { simulation, stations, left } = oneStation(100, spec);
    script(simulation, [{ atMs: 0, run: () => stations.arrive(0, 1, 0, 10, 10) }]);
    simulation.run();
    expect(traceOf(left)).toEqual([['served', 1, 10]]);
    expect(stations.measures(0, 'total', 100)).toMatchObject({ abandoned: 0, servedInVain: 0 });
  });
});

describe('a queue limit that changes', () => {
  it('holds for who comes from then on: who waits already stays', () => {
    const { simulation, stations, left } = oneStation(100);
    const accepted: number[] = [];
    const arrive = (customer: number) => {
      if (stations.arrive(0, customer, 0, 10) !== REFUSED) accepted.push(customer);
    };
    script(simulation, [
      { atMs: 0, run: () => [1, 2, 3, 4].map(arrive) },
      { atMs: 5, as: 'control', run: () => stations.setQueueLimit(0, 1) },
      { atMs: 5, run: () => arrive(5) },
      { atMs: 20, run: () => arrive(6) },
      { atMs: 30, run: () => [7, 8].map(arrive) },
      { atMs: 35, as: 'control', run: () => stations.setQueueLimit(0, 2) },
      { atMs: 35, run: () => arrive(9) },
    ]);
    simulation.run();
    expect(accepted).toEqual([1, 2, 3, 4, 7, 9]);
    expect(left.map(({ customer }) => customer)).toEqual(accepted);
    expect(() => stations.setQueueLimit(0, -1)).toThrow('queue limit');
    expect(() => stations.setQueueLimit(0, Number.NaN)).toThrow('queue limit');
  });
});

/**
 * One server for requests of SERVICE_MS. Customers come every OVERLOAD_GAP_MS until CALM_FROM_MS, twice as many as can
 * be served, then every CALM_GAP_MS, half as many; each waits PATIENCE_MS and, when told to, tries again a while later.
 */
const SERVICE_MS = 10;
const PATIENCE_MS = 100;
const OVERLOAD_GAP_MS = 5;
const CALM_GAP_MS = 20;
const CALM_FROM_MS = 1_000;
const HORIZON_MS = 10_000;
const OVERLOAD_COUNT = CALM_FROM_MS / OVERLOAD_GAP_MS;
const CUSTOMER_COUNT = OVERLOAD_COUNT + (HORIZON_MS - CALM_FROM_MS) / CALM_GAP_MS;

class Storm {
  readonly simulation = new Simulation(HORIZON_MS);
  readonly stations: Stations;
  readonly servedAtMs: number[] = [];
  readonly #comes: EventKind;
  readonly #retryMs: number;

  constructor(spec: Partial<StationSpec>, retryMs: number) {
    const { simulation } = this;
    this.#retryMs = retryMs;
    this.stations = new Stations(simulation, [
      { name: 'web server', servers: 1, queueLimit: Infinity, ...spec, owner: this as Storm },
    ]);
    this.#comes = simulation.declare({
      name: 'customer comes',
      phase: Phase.activity,
      owner: this as Storm,
      entityCount: CUSTOMER_COUNT,
      run: Storm.prototype.onCome,
    });
    simulation.start();
  }

  comeAll(): this {
    for (let n = 0; n < CUSTOMER_COUNT; n++) {
      const calm = n - OVERLOAD_COUNT;
      this.#comes.at(calm < 0 ? n * OVERLOAD_GAP_MS : CALM_FROM_MS + calm * CALM_GAP_MS, n);
    }
    return this;
  }

  comeAtOnce(count: number): this {
    for (let n = 0; n < count; n++) this.#comes.at(0, n);
    return this;
  }

  onCome(customer: number): void {
    if (this.stations.arrive(0, customer, 0, SERVICE_MS, PATIENCE_MS) === REFUSED) this.#retry(customer);
  }

  served(): void {
    this.servedAtMs.push(this.simulation.nowMs);
  }

  abandoned(_station: number, customer: number): void {
    this.#retry(customer);
  }

  #retry(customer: number): void {
    if (this.#retryMs !== Infinity) this.#comes.at(this.simulation.nowMs + this.#retryMs, customer);
  }

  servedBetween(fromMs: number, toMs: number): number {
    return this.servedAtMs.filter((atMs) => atMs > fromMs && atMs <= toMs).length;
  }

  total() {
    const { wait, ...counts } = this.stations.measures(0, 'total', this.simulation.nowMs);
    return { ...counts, waits: [wait.count, wait.sum, wait.max] };
  }
}

describe('an overload of a server that does the work of customers who have gone', () => {
  /** The n-th customer of the overload waits (service - gap) * n: the last one in time is this. */
  const lastInTime = Math.floor(PATIENCE_MS / (SERVICE_MS - OVERLOAD_GAP_MS));

  it('serves nobody from when the queue is longer than patience until its backlog is worked off in vain', () => {
    const storm = new Storm({ abandonedWork: 'done' }, Infinity).comeAll();
    storm.simulation.run();
    const backlogMs = (SERVICE_MS - OVERLOAD_GAP_MS) * OVERLOAD_COUNT;
    const firstInTime = (backlogMs - PATIENCE_MS) / (CALM_GAP_MS - SERVICE_MS);
    const goodAgainMs = (OVERLOAD_COUNT + firstInTime + 1) * SERVICE_MS;
    const lastGoodMs = (lastInTime + 1) * SERVICE_MS;
    expect(goodAgainMs).toBeGreaterThan(CALM_FROM_MS);
    expect(storm.servedBetween(0, lastGoodMs)).toBe(lastInTime + 1);
    expect(storm.servedBetween(lastGoodMs, goodAgainMs - 1)).toBe(0);
    expect(storm.servedBetween(goodAgainMs - 1, goodAgainMs)).toBe(1);
    const { abandoned, servedInVain } = storm.total();
    expect(abandoned).toBe(OVERLOAD_COUNT - (lastInTime + 1) + firstInTime);
    expect(servedInVain).toBe(abandoned);
  });

  it('never serves anybody again when customers retry, though the load that began it has long ended', () => {
    const storm = new Storm({ abandonedWork: 'done' }, PATIENCE_MS).comeAll();
    storm.simulation.run();
    expect(storm.servedAtMs.length).toBe(lastInTime + 1);
    expect(storm.servedAtMs.at(-1)).toBe((lastInTime + 1) * SERVICE_MS);
    const total = storm.total();
    expect(total.servedInVain).toBe(HORIZON_MS / SERVICE_MS - (lastInTime + 1));
    expect(total.utilisation).toBe(1);
  });

  it('is over soon after its cause where abandoned work is dropped, retries or not', () => {
    for (const retryMs of [Infinity, PATIENCE_MS]) {
      const storm = new Storm({}, retryMs).comeAll();
      storm.simulation.run(CALM_FROM_MS);
      expect(storm.servedAtMs.length).toBe(CALM_FROM_MS / SERVICE_MS);
      storm.simulation.run(HORIZON_MS / 2);
      storm.stations.startInterval(storm.simulation.nowMs);
      storm.simulation.run(HORIZON_MS - 1);
      const { arrivals, abandoned, queueMax, servedInVain } = storm.stations.measures(
        0,
        'interval',
        HORIZON_MS - 1,
      );
      expect([arrivals, abandoned, queueMax, servedInVain]).toEqual([
        HORIZON_MS / 2 / CALM_GAP_MS - 1,
        0,
        0,
        0,
      ]);
      if (retryMs !== Infinity) expect(storm.servedAtMs.length).toBe(CUSTOMER_COUNT);
    }
  });

  it('does nothing more in vain once nobody may join a queue longer than patience', () => {
    const storm = new Storm({ abandonedWork: 'done' }, PATIENCE_MS).comeAll();
    storm.simulation.run(CALM_FROM_MS);
    const { stations } = storm;
    const inVainBefore = storm.total().servedInVain;
    const doomed = stations.waitingCount(0) + stations.busyCount(0);
    stations.setQueueLimit(0, PATIENCE_MS / SERVICE_MS - 1);
    storm.simulation.run();
    expect(storm.total().servedInVain).toBe(inVainBefore + doomed);
    const [goodAgainMs] = storm.servedAtMs.slice(lastInTime + 1);
    const backlogEndMs = CALM_FROM_MS + doomed * SERVICE_MS;
    expect(goodAgainMs).toBe(backlogEndMs + SERVICE_MS);
    expect(storm.servedAtMs.length).toBe(lastInTime + 1 + (HORIZON_MS - backlogEndMs) / SERVICE_MS);
  });
});

describe('an overload of a server that breaks off what times out', () => {
  it('serves nobody either, as each service begins with too little patience left, but is over with its cause', () => {
    const storm = new Storm({ patienceCoversService: true }, Infinity).comeAll();
    storm.simulation.run();
    const lastInTime = Math.floor((PATIENCE_MS - SERVICE_MS) / (SERVICE_MS - OVERLOAD_GAP_MS));
    const lastGoodMs = (lastInTime + 1) * SERVICE_MS;
    expect(storm.servedBetween(0, lastGoodMs)).toBe(lastInTime + 1);
    expect(storm.servedBetween(lastGoodMs, CALM_FROM_MS + PATIENCE_MS)).toBe(0);
    const calmServed = CUSTOMER_COUNT - OVERLOAD_COUNT - 1;
    expect(storm.servedBetween(CALM_FROM_MS + PATIENCE_MS, HORIZON_MS)).toBe(calmServed);
    expect(storm.total().abandoned).toBe(CUSTOMER_COUNT - (lastInTime + 1) - calmServed);
  });
});

describe('customers who come at once, time out and retry together', () => {
  const count = 50;
  const retryMs = PATIENCE_MS;
  const perWave = PATIENCE_MS / SERVICE_MS;

  it('are served a wave at a time where time-outs break requests off', () => {
    const storm = new Storm({ patienceCoversService: true }, retryMs).comeAtOnce(count);
    storm.simulation.run();
    const expected = Array.from({ length: count }, (_, n) => {
      const wave = Math.floor(n / perWave);
      return wave * (PATIENCE_MS + retryMs) + ((n % perWave) + 1) * SERVICE_MS;
    });
    expect(storm.servedAtMs).toEqual(expected);
  });

  it('are served in the first wave or never where the server does not know of time-outs', () => {
    expect((count + 1) * SERVICE_MS).toBeGreaterThan(2 * PATIENCE_MS + retryMs);
    expect((count - perWave) * SERVICE_MS).toBeGreaterThan(PATIENCE_MS + retryMs);
    const spec = { patienceCoversService: true, abandonedWork: 'done' } as const;
    const storm = new Storm(spec, retryMs).comeAtOnce(count);
    storm.simulation.run(HORIZON_MS - 1);
    expect(storm.servedAtMs).toEqual(Array.from({ length: perWave }, (_, n) => (n + 1) * SERVICE_MS));
    const waves = HORIZON_MS / (PATIENCE_MS + retryMs);
    expect(storm.total()).toMatchObject({
      arrivals: count + (waves - 1) * (count - perWave),
      abandoned: waves * (count - perWave),
      servedInVain: Math.floor((HORIZON_MS - 1) / SERVICE_MS) - perWave,
      present: 0,
    });
  });
});

describe('a run stopped in the middle of work in vain', () => {
  it('goes on from a restored copy exactly as if it had not been stopped', () => {
    const spec = { abandonedWork: 'done', patienceCoversService: true, queueLimit: 60 } as const;
    const whole = new Storm(spec, PATIENCE_MS).comeAll();
    whole.simulation.run(CALM_FROM_MS);
    whole.stations.setQueueLimit(0, 30);
    whole.simulation.run(2 * CALM_FROM_MS);
    const { stations } = whole;
    expect(stations.waitingCount(0) + stations.busyCount(0)).toBeGreaterThan(stations.presentCount(0));
    const snapshot = whole.simulation.state.save();
    const servedBefore = whole.servedAtMs.length;
    whole.simulation.run();

    const restored = new Storm(spec, PATIENCE_MS);
    restored.simulation.state.restore(snapshot);
    restored.simulation.run();
    expect(restored.total()).toEqual(whole.total());
    expect(restored.servedAtMs).toEqual(whole.servedAtMs.slice(servedBefore));
    expect(restored.simulation.fingerprint).toBe(whole.simulation.fingerprint);
  });
});
