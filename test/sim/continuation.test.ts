import { describe, expect, it } from 'vitest';
import { Links } from '../../src/sim/links.ts';
import { Luck } from '../../src/sim/random.ts';
import { Simulation } from '../../src/sim/simulation.ts';
import { REFUSED, Stations } from '../../src/sim/stations.ts';
import { exponential, PoissonSource } from './workbench.ts';

const HORIZON_MS = 3_600_000;
const CUSTOMER_COUNT = 3_000;

/**
 * Customers go through an impatient station and download over a link that others abort, while both change capacity
 * and fail now and then. All that changes is registered state.
 */
class Shop {
  readonly simulation = new Simulation(HORIZON_MS);
  readonly stations: Stations;
  readonly links: Links;
  readonly log: string[] = [];
  readonly #source: PoissonSource;
  /** Job and flow of each customer; −1 when it has none. */
  jobs = new Int32Array(CUSTOMER_COUNT).fill(-1);
  flows = new Int32Array(CUSTOMER_COUNT).fill(-1);

  constructor() {
    const { simulation } = this;
    const luck = new Luck('a shop', 0);
    const [gaps, services, patiences, sizes] = ['gap', 'service', 'patience', 'size'].map((name) =>
      luck.key(name),
    );
    this.stations = new Stations(simulation, [
      { name: 'desk', servers: 2, queueLimit: 20, owner: this as Shop },
      { name: 'till', servers: 1, queueLimit: Infinity, owner: this as Shop },
    ]);
    this.links = new Links(simulation, [
      { name: 'narrow', bytesPerSecond: 7_001, flowBytesPerSecondMax: 999, owner: this as Shop },
      { name: 'wide', bytesPerSecond: 10_000, flowBytesPerSecondMax: Infinity, owner: this as Shop },
    ]);
    this.#source = new PoissonSource(simulation, gaps!, 1_000, CUSTOMER_COUNT, (n) => {
      const patienceMs = exponential(4_000, patiences!, n);
      this.jobs[n] = this.stations.arrive(n % 2, n, 1, exponential(1_300, services!, n), patienceMs);
      this.flows[n] = this.links.start(n % 2, n, 2, exponential(8_000, sizes!, n));
      this.#interfere(n);
    });
    simulation.state.own('shop', this, ['jobs', 'flows']);
  }

  start(): void {
    this.simulation.start();
    this.#source.start();
  }

  /** Some customers take others away or change what there is. */
  #interfere(n: number): void {
    const earlier = Math.max(0, n - 3);
    if (n % 7 === 0 && this.jobs[earlier] !== REFUSED) {
      this.stations.withdraw(this.jobs[earlier]!);
      this.jobs[earlier] = REFUSED;
    }
    if (n % 11 === 0 && this.flows[earlier] !== -1) {
      this.#note('aborted', earlier, this.links.abort(this.flows[earlier]!));
      this.flows[earlier] = -1;
    }
    if (n % 100 === 30) this.stations.goDown(0);
    if (n % 100 === 35) this.stations.comeUp(0);
    if (n % 50 === 10) this.stations.setServers(1, (n / 10) % 3);
    if (n % 60 === 20) this.links.setCapacity(0, 3_333 * ((n / 20) % 3));
  }

  served(_station: number, customer: number, _tag: number, waitMs: number): void {
    this.jobs[customer] = REFUSED;
    this.#note('served', customer, waitMs);
  }

  abandoned(_station: number, customer: number): void {
    this.jobs[customer] = REFUSED;
    this.#note('abandoned', customer, 0);
  }

  delivered(_link: number, customer: number): void {
    this.flows[customer] = -1;
    this.#note('delivered', customer, 0);
  }

  #note(what: string, customer: number, detail: number): void {
    this.log.push(`${this.simulation.nowMs} ${what} ${customer} ${detail}`);
  }

  result() {
    const { simulation, stations, links } = this;
    const measures = [0, 1].flatMap((index) =>
      (['interval', 'total'] as const).map((scope) => {
        const { wait, ...station } = stations.measures(index, scope, simulation.nowMs);
        const waits = [wait.count, wait.sum, wait.min, wait.max, wait.p50, wait.p99];
        return { station, waits, link: links.measures(index, scope, simulation.nowMs) };
      }),
    );
    return { fingerprint: simulation.fingerprint, executed: simulation.executedCount, measures };
  }
}

describe('a run with stations and links in the middle of their work', () => {
  it('goes on from a restored copy exactly as if it had not been stopped', () => {
    const whole = new Shop();
    whole.start();
    whole.simulation.run(HORIZON_MS / 3);
    whole.stations.startInterval(whole.simulation.nowMs);
    whole.links.startInterval(whole.simulation.nowMs);
    const middleMs = HORIZON_MS / 2;
    whole.simulation.run(middleMs);
    expect(whole.stations.waitingCount(0) + whole.stations.waitingCount(1)).toBeGreaterThan(0);
    expect(whole.links.flowCount(0)).toBeGreaterThan(0);
    const snapshot = whole.simulation.state.save();
    const logged = whole.log.length;
    whole.simulation.run();

    const restored = new Shop();
    restored.simulation.start();
    restored.simulation.state.restore(snapshot);
    restored.simulation.run();
    expect(restored.log).toEqual(whole.log.slice(logged));
    expect(restored.result()).toEqual(whole.result());
    for (const what of ['served', 'abandoned', 'aborted', 'delivered']) {
      expect(restored.log.some((line) => line.includes(what))).toBe(true);
    }
  });

  it('can be restored into a simulation that has itself gone elsewhere', () => {
    const whole = new Shop();
    whole.start();
    whole.simulation.run(1_000_000);
    const snapshot = whole.simulation.state.save();
    whole.simulation.run();
    const expected = whole.result();
    whole.simulation.state.restore(snapshot);
    whole.simulation.run();
    expect(whole.result()).toEqual(expected);
  });
});
