import { Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import type { PurposeKey } from '../../sim/random.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import type { ClientContext } from './client-context.ts';
import type { Clients } from './clients.ts';
import { type ScanAgent, Trigger } from './scan-agent.ts';

/** Occurrences before the start have negative numbers; luck wants them positive. */
const OCCASION_OFFSET = 1 << 20;

/**
 * The scan schedule of every client: every 7 days from its own first run, each occurrence up to two hours later
 * (domain, J2). A fleet in its steady state has its first runs spread over the interval.
 */
export class ScanSchedule {
  /** The instant from which a client's occurrences count. */
  anchorMs: Float64Array;
  /** The number of the occurrence that is due next. */
  occurrence: Int32Array;

  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #scans: ScanAgent;
  readonly #intervalMs: number;
  readonly #jitter: Sampler;
  readonly #firstDelay: Sampler;
  readonly #anchorKey: PurposeKey;
  readonly #due: EventKind;
  readonly #firstDue: EventKind;

  constructor(context: ClientContext, scans: ScanAgent) {
    const { scenario, simulation, luck, clients } = context;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#scans = scans;
    this.#intervalMs = scenario.clientSettings.scanIntervalMs;
    this.#jitter = new Sampler(scenario.clientSettings.scanJitter, luck.key('scan schedule jitter'));
    this.#firstDelay = new Sampler(scenario.clientSettings.firstScanDelay, luck.key('first scan delay'));
    this.#anchorKey = luck.key('scan schedule anchor');
    this.anchorMs = new Float64Array(clients.count);
    this.occurrence = new Int32Array(clients.count);
    simulation.state.own('scan schedule', this, ['anchorMs', 'occurrence']);
    const common = { owner: this as ScanSchedule, phase: Phase.activity, entityCount: clients.count };
    this.#due = simulation.declare({
      ...common,
      name: 'scan schedule: due',
      run: ScanSchedule.prototype.onDue,
    });
    this.#firstDue = simulation.declare({
      ...common,
      name: 'first scan: due',
      run: ScanSchedule.prototype.onFirstDue,
    });
  }

  /** A client long in operation: returns when its last scheduled scan before the start was. */
  beginSteady(client: number): number {
    this.anchorMs[client] = -Math.floor(this.#clients.draw(this.#anchorKey, client, 0) * this.#intervalMs);
    let number = 0;
    while (this.#occurrenceMs(client, number) > 0) number--;
    this.occurrence[client] = number;
    this.#scheduleNext(client);
    return this.#occurrenceMs(client, number);
  }

  /** A new client: its first scan within two hours from now, then one every interval. */
  beginWithFirstScan(client: number): void {
    const delayMs = this.#clients.sampleMs(this.#firstDelay, client, 0);
    this.#firstDue.at(this.#simulation.nowMs + Math.max(1, delayMs), client);
  }

  onFirstDue(client: number): void {
    this.#scans.request(client, Trigger.firstScan, 0);
    this.anchorMs[client] = this.#simulation.nowMs;
    this.#scheduleNext(client);
  }

  onDue(client: number): void {
    this.#scans.request(client, Trigger.schedule, this.occurrence[client]!);
    this.#scheduleNext(client);
  }

  #scheduleNext(client: number): void {
    const number = ++this.occurrence[client]!;
    this.#due.at(Math.max(this.#simulation.nowMs + 1, this.#occurrenceMs(client, number)), client);
  }

  #occurrenceMs(client: number, number: number): number {
    const jitterMs = this.#clients.sampleMs(this.#jitter, client, OCCASION_OFFSET + number);
    return this.anchorMs[client]! + number * this.#intervalMs + jitterMs;
  }
}
