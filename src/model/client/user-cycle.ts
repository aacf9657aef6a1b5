import { type Distribution, mean, Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import type { PurposeKey } from '../../sim/random.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import type { ClientContext } from './client-context.ts';
import type { Clients } from './clients.ts';
import type { Lifetimes } from './lifetimes.ts';
import type { Machines } from './machines.ts';
import type { ScanAgent } from './scan-agent.ts';

/** How many mean times before the start a user's acts begin, so that the start finds them in their long run. */
const WARM_UP_ACTS = 6;

export interface UserCycleSpec {
  readonly name: string;
  readonly trigger: number;
  /** Per group: the time between two acts of a client's user; null: never. */
  readonly times: readonly (Distribution | null)[];
}

/**
 * An action that users start from the properties of their client now and then (seed 002, ways to start a scan). An
 * act that would fall into a time when the machine does not run is not made (MA-USER-CYCLE).
 */
export class UserCycle {
  /** Acts of each client so far; empty where no user of any group acts. */
  count: Int32Array;

  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #lifetimes: Lifetimes;
  readonly #machines: Machines;
  readonly #scans: ScanAgent;
  readonly #trigger: number;
  readonly #times: readonly (Sampler | null)[];
  readonly #cyclesMs: readonly number[];
  readonly #phaseKey: PurposeKey;
  readonly #due: EventKind;

  constructor(context: ClientContext, scans: ScanAgent, { name, trigger, times }: UserCycleSpec) {
    const { simulation, luck, clients, lifetimes, machines } = context;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#lifetimes = lifetimes;
    this.#machines = machines;
    this.#scans = scans;
    this.#trigger = trigger;
    const timeKey = luck.key(`time between ${name}s`);
    this.#times = times.map((time) => (time === null ? null : new Sampler(time, timeKey)));
    this.#cyclesMs = times.map((time) => (time === null ? 0 : mean(time)));
    this.#phaseKey = luck.key(`${name} phase`);
    this.count = new Int32Array(times.some((time) => time !== null) ? clients.count : 0);
    simulation.state.own(name, this, ['count']);
    this.#due = simulation.declare({
      name: `user: ${name}`,
      phase: Phase.activity,
      owner: this as UserCycle,
      entityCount: clients.count,
      run: UserCycle.prototype.onDue,
    });
  }

  begin(): void {
    if (this.count.length === 0) return;
    for (let client = 0; client < this.#clients.count; client++) {
      const group = this.#clients.groupOf[client]!;
      if (this.#times[group] === null) continue;
      const phase = this.#clients.draw(this.#phaseKey, client, 0);
      let atMs = -Math.floor((WARM_UP_ACTS + phase) * this.#cyclesMs[group]!);
      while (atMs <= 0) atMs += this.#timeMs(client);
      this.#due.at(atMs, client);
    }
  }

  onDue(client: number): void {
    if (this.#lifetimes.hasLeft(client)) return;
    const act = this.count[client]!;
    if (this.#machines.isRunning(client)) this.#scans.request(client, this.#trigger, act);
    this.#due.at(this.#simulation.nowMs + this.#timeMs(client), client);
  }

  /** From one act to the next. */
  #timeMs(client: number): number {
    const time = this.#times[this.#clients.groupOf[client]!]!;
    return Math.max(1, this.#clients.sampleMs(time, client, this.count[client]!++));
  }
}
