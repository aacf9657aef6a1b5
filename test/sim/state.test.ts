import { describe, expect, it } from 'vitest';
import { Sampler } from '../../src/sim/distribution.ts';
import { Phase } from '../../src/sim/phase.ts';
import { entityKey, Luck, uniform } from '../../src/sim/random.ts';
import { type EventKind, Simulation, type Timer } from '../../src/sim/simulation.ts';
import { type Snapshot, StateBook } from '../../src/sim/state.ts';

const HOUR_MS = 3_600_000;
const HORIZON_MS = 8 * 24 * HOUR_MS;
const CLIENT_COUNT = 300;

/** A small fleet: clients scan at random intervals, a scan reports by message, a report may put off the next scan. */
class Fleet {
  readonly simulation = new Simulation(HORIZON_MS);
  scanCounts = new Int32Array(CLIENT_COUNT);
  latestReports = new Float64Array(CLIENT_COUNT);
  reportCount = 0;
  readonly #group = entityKey('fleet');
  readonly #delayKey;
  readonly #interval: Sampler;
  readonly #scan: Timer;
  readonly #report: EventKind;

  constructor(seed: string) {
    const luck = new Luck(seed, 0);
    this.#delayKey = luck.key('report delay');
    this.#interval = new Sampler({ law: 'exponential', mean: 9 * HOUR_MS }, luck.key('scan interval'));
    const { simulation } = this;
    simulation.state.own('fleet', this, ['scanCounts', 'latestReports', 'reportCount']);
    this.#scan = simulation.declareTimer({
      name: 'scan',
      phase: Phase.activity,
      owner: this,
      run: this.scan,
      entityCount: CLIENT_COUNT,
    });
    this.#report = simulation.declare({
      name: 'report',
      phase: Phase.delivery,
      owner: this,
      run: this.report,
      entityCount: CLIENT_COUNT,
    });
    simulation.start();
    for (let client = 0; client < CLIENT_COUNT; client++) this.#setScan(client);
  }

  #setScan(client: number): void {
    const delayMs = this.#interval.drawMs(this.#group, client, this.scanCounts[client]!);
    this.#scan.at(this.simulation.nowMs + 1 + delayMs, client);
  }

  scan(client: number): void {
    const count = ++this.scanCounts[client]!;
    const delayMs = 1 + Math.floor(uniform(this.#delayKey, this.#group, client, count) * 30_000);
    this.#report.at(this.simulation.nowMs + delayMs, client, count % 256);
    this.#setScan(client);
  }

  report(client: number, argument: number): void {
    this.reportCount++;
    this.latestReports[client] = this.simulation.nowMs;
    const neighbour = (client + argument) % CLIENT_COUNT;
    if (argument % 5 === 0) this.#scan.cancel(neighbour);
    if (argument % 3 === 0) this.#setScan(neighbour);
    if (!this.#scan.isPending(neighbour)) this.#scan.atOrBefore(this.simulation.nowMs + HOUR_MS, neighbour);
  }
}

function stateOf({ simulation }: Fleet): Snapshot {
  return simulation.state.save();
}

describe('the state book', () => {
  it('a state copied at mid-run and run on equals the whole run', () => {
    const whole = new Fleet('luck');
    whole.simulation.run();
    expect(whole.reportCount).toBeGreaterThan(5_000);
    for (const stopMs of [0, 1, 7 * HOUR_MS + 123, HORIZON_MS / 2, HORIZON_MS]) {
      const stopped = new Fleet('luck');
      stopped.simulation.run(stopMs);
      const snapshot = stopped.simulation.state.save();

      const restored = new Fleet('luck');
      restored.simulation.state.restore(snapshot);
      restored.simulation.run();
      expect(stateOf(restored)).toEqual(stateOf(whole));
      expect(restored.simulation.fingerprint).toBe(whole.simulation.fingerprint);
    }
  });

  it('a snapshot is a copy: running on does not change it, and it can be restored many times, also after a run', () => {
    const fleet = new Fleet('luck');
    fleet.simulation.run(HORIZON_MS / 4);
    const snapshot = fleet.simulation.state.save();
    fleet.simulation.run();
    const end = stateOf(fleet);
    for (let time = 0; time < 2; time++) {
      fleet.simulation.state.restore(snapshot);
      expect(stateOf(fleet)).toEqual(snapshot);
      fleet.simulation.run();
      expect(stateOf(fleet)).toEqual(end);
    }
  });

  it('a snapshot can be sent to a worker: a structured clone restores the same', () => {
    const fleet = new Fleet('luck');
    fleet.simulation.run(HORIZON_MS / 4);
    const restored = new Fleet('luck');
    restored.simulation.state.restore(structuredClone(fleet.simulation.state.save()));
    restored.simulation.run();
    fleet.simulation.run();
    expect(stateOf(restored)).toEqual(stateOf(fleet));
  });

  it('another seed gives another history, so that the comparisons above can fail', () => {
    const fleet = new Fleet('luck');
    const other = new Fleet('other luck');
    fleet.simulation.run();
    other.simulation.run();
    expect(other.simulation.fingerprint).not.toBe(fleet.simulation.fingerprint);
  });

  it('refuses a snapshot of a simulation that was built otherwise', () => {
    const simulation = new Simulation(HORIZON_MS);
    expect(() => new Fleet('luck').simulation.state.restore(simulation.state.save())).toThrow(
      'the snapshot has no',
    );
  });

  it('refuses two components of one name', () => {
    const book = new StateBook();
    book.own('clients', { count: 1 }, ['count']);
    expect(() => book.own('clients', { count: 2 }, ['count'])).toThrow('registered twice');
  });

  it('counts the bytes of what it holds', () => {
    const book = new StateBook();
    const component = { count: 1, times: new Float64Array(10), flags: new Uint8Array(3) };
    book.own('clients', component, ['count', 'times', 'flags']);
    expect(book.bytes).toBe(8 + 10 * 8 + 3);
  });
});
