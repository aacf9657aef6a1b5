import { type Distribution, mean, Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import type { PurposeKey } from '../../sim/random.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import type { ClientContext } from './client-context.ts';
import type { Clients } from './clients.ts';
import type { Lifetimes } from './lifetimes.ts';
import type { Machines } from './machines.ts';

/** How many mean times before the start the occurrences begin, so that the start finds them in their long run. */
const WARM_UP_TIMES = 6;

/** When a renewal process begins so that the start of the run finds it in its long run; `phase` from 0 to 1. */
export function longRunStartMs(meanMs: number, phase: number): number {
  return -Math.floor((WARM_UP_TIMES + phase) * meanMs);
}

export interface RenewalSpec {
  /** What one occurrence is called, and many: of the luck and the state. */
  readonly name: string;
  readonly names: string;
  readonly event: string;
  /** Per group: the time between two occurrences on a client; null: there are none. */
  readonly times: readonly (Distribution | null)[];
}

/** Told of an occurrence: `number` counts those of the client. */
export interface RenewalListener {
  occurs(client: number, number: number): void;
}

/**
 * A renewal process per client: something that happens on it now and then, after times drawn independently. What would
 * fall into a time when the machine does not run is left out.
 */
export class Renewals {
  /** Occurrences on each client so far; empty where no group has any. */
  count: Int32Array;

  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #lifetimes: Lifetimes;
  readonly #machines: Machines;
  readonly #listener: RenewalListener;
  readonly #times: readonly (Sampler | null)[];
  readonly #meansMs: readonly number[];
  readonly #phaseKey: PurposeKey;
  readonly #due: EventKind;

  constructor(context: ClientContext, { name, names, event, times }: RenewalSpec, listener: RenewalListener) {
    const { simulation, luck, clients, lifetimes, machines } = context;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#lifetimes = lifetimes;
    this.#machines = machines;
    this.#listener = listener;
    const timeKey = luck.key(`time between ${names}`);
    this.#times = times.map((time) => (time === null ? null : new Sampler(time, timeKey)));
    this.#meansMs = times.map((time) => (time === null ? 0 : mean(time)));
    this.#phaseKey = luck.key(`${name} phase`);
    this.count = new Int32Array(times.some((time) => time !== null) ? clients.count : 0);
    simulation.state.own(names, this, ['count']);
    this.#due = simulation.declare({
      name: event,
      of: 'client',
      phase: Phase.activity,
      owner: this as Renewals,
      entityCount: clients.count,
      run: Renewals.prototype.onDue,
    });
  }

  begin(): void {
    if (this.count.length === 0) return;
    for (let client = 0; client < this.#clients.count; client++) {
      const group = this.#clients.groupOf[client]!;
      if (this.#times[group] === null) continue;
      let atMs = longRunStartMs(this.#meansMs[group]!, this.#clients.draw(this.#phaseKey, client, 0));
      while (atMs <= 0) atMs += this.#timeMs(client);
      this.#due.at(atMs, client);
    }
  }

  onDue(client: number): void {
    if (this.#lifetimes.hasLeft(client)) return;
    const number = this.count[client]!;
    if (this.#machines.isRunning(client)) this.#listener.occurs(client, number);
    this.#due.at(this.#simulation.nowMs + this.#timeMs(client), client);
  }

  /** From one occurrence to the next. */
  #timeMs(client: number): number {
    const time = this.#times[this.#clients.groupOf[client]!]!;
    return Math.max(1, this.#clients.sampleMs(time, client, this.count[client]!++));
  }
}
