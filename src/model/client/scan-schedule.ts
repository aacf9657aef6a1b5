import { type Distribution, Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import type { PurposeKey } from '../../sim/random.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import type { ClientContext } from './client-context.ts';
import type { Clients } from './clients.ts';
import type { Lifetimes } from './lifetimes.ts';
import type { ScanAgent } from './scan-agent.ts';

/** Occurrences before the start have negative numbers; luck wants them positive. */
const OCCASION_OFFSET = 1 << 20;

/** What a schedule is: its name is that of its luck. */
export interface ScheduleSpec {
  readonly name: 'scan schedule' | 're-evaluation schedule';
  readonly trigger: number;
  readonly intervalMs: number;
  readonly jitter: Distribution;
}

/**
 * A schedule on which every client scans: once per interval from its own first run, each occurrence up to two hours
 * later (domain, J2 and J4). A simple schedule counts from the day on which the client came (CF-5), and so does every
 * other of the same client: those of one interval fall on the same hours. A fleet in its steady state has these days
 * spread over the interval.
 */
export class ScanSchedule {
  /** The instant from which a client's occurrences count. */
  anchorMs: Float64Array;
  /** The number of the occurrence that is due next. */
  occurrence: Int32Array;

  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #lifetimes: Lifetimes;
  readonly #scans: ScanAgent;
  readonly #trigger: number;
  readonly #intervalMs: number;
  readonly #jitter: Sampler;
  readonly #anchorKey: PurposeKey;
  readonly #due: EventKind;

  constructor(context: ClientContext, scans: ScanAgent, spec: ScheduleSpec) {
    const { simulation, luck, clients, lifetimes } = context;
    const { name, trigger, intervalMs, jitter } = spec;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#lifetimes = lifetimes;
    this.#scans = scans;
    this.#trigger = trigger;
    this.#intervalMs = intervalMs;
    this.#jitter = new Sampler(jitter, luck.key(`${name} jitter`));
    this.#anchorKey = luck.key('scan schedule anchor');
    this.anchorMs = new Float64Array(clients.count);
    this.occurrence = new Int32Array(clients.count);
    simulation.state.own(name, this, ['anchorMs', 'occurrence']);
    this.#due = simulation.declare({
      name: `${name}: due`,
      of: 'client',
      phase: Phase.activity,
      owner: this as ScanSchedule,
      entityCount: clients.count,
      run: ScanSchedule.prototype.onDue,
    });
  }

  /** A client long in operation: returns when the last occurrence before the start was. */
  beginSteady(client: number): number {
    this.anchorMs[client] = -Math.floor(this.#clients.draw(this.#anchorKey, client, 0) * this.#intervalMs);
    let number = 0;
    while (this.#occurrenceMs(client, number) > 0) number--;
    this.occurrence[client] = number;
    this.#scheduleNext(client);
    return this.#occurrenceMs(client, number);
  }

  /** A new client: its occurrences count from now, the first one an interval later. */
  beginNow(client: number): void {
    this.anchorMs[client] = this.#simulation.nowMs;
    this.#scheduleNext(client);
  }

  onDue(client: number): void {
    if (this.#lifetimes.hasLeft(client)) return;
    this.#scans.request(client, this.#trigger, this.occurrence[client]!);
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
