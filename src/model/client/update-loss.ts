import { type Distribution, mean, Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import type { PurposeKey } from '../../sim/random.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import { isActive } from '../updates/catalog.ts';
import { Actual } from '../updates/update-states.ts';
import type { ClientContext } from './client-context.ts';
import type { ClientUpdates } from './client-updates.ts';
import type { Clients } from './clients.ts';
import type { Lifetimes } from './lifetimes.ts';
import type { Machines } from './machines.ts';

/** How many mean times before the start losses begin, so that the start finds them in their long run. */
const WARM_UP_LOSSES = 6;

/**
 * Installed updates that go missing (seed 002, re-evaluation cycle): now and then one of a client's is gone. Any
 * that is installed, not expired, and not replaced by another installed one may be it; a loss that would fall into a
 * time when the machine does not run is left out (MA-LOSS).
 */
export class UpdateLosses {
  /** Losses of each client so far; empty where no group has any. */
  count: Int32Array;

  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #lifetimes: Lifetimes;
  readonly #machines: Machines;
  readonly #updates: ClientUpdates;
  readonly #times: readonly (Sampler | null)[];
  readonly #cyclesMs: readonly number[];
  readonly #phaseKey: PurposeKey;
  readonly #choiceKey: PurposeKey;
  readonly #due: EventKind;

  constructor(context: ClientContext, updates: ClientUpdates) {
    const { scenario, simulation, luck, clients, lifetimes, machines } = context;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#lifetimes = lifetimes;
    this.#machines = machines;
    this.#updates = updates;
    const times: readonly (Distribution | null)[] = scenario.groups.map(({ updateLoss }) => updateLoss);
    const timeKey = luck.key('time between update losses');
    this.#times = times.map((time) => (time === null ? null : new Sampler(time, timeKey)));
    this.#cyclesMs = times.map((time) => (time === null ? 0 : mean(time)));
    this.#phaseKey = luck.key('update loss phase');
    this.#choiceKey = luck.key('update that goes missing');
    this.count = new Int32Array(times.some((time) => time !== null) ? clients.count : 0);
    simulation.state.own('update losses', this, ['count']);
    this.#due = simulation.declare({
      name: 'client: an installed update goes missing',
      phase: Phase.activity,
      owner: this as UpdateLosses,
      entityCount: clients.count,
      run: UpdateLosses.prototype.onDue,
    });
  }

  begin(): void {
    if (this.count.length === 0) return;
    for (let client = 0; client < this.#clients.count; client++) {
      const group = this.#clients.groupOf[client]!;
      if (this.#times[group] === null) continue;
      const phase = this.#clients.draw(this.#phaseKey, client, 0);
      let atMs = -Math.floor((WARM_UP_LOSSES + phase) * this.#cyclesMs[group]!);
      while (atMs <= 0) atMs += this.#timeMs(client);
      this.#due.at(atMs, client);
    }
  }

  onDue(client: number): void {
    if (this.#lifetimes.hasLeft(client)) return;
    const loss = this.count[client]!;
    if (this.#machines.isRunning(client)) this.#lose(client, loss);
    this.#due.at(this.#simulation.nowMs + this.#timeMs(client), client);
  }

  #lose(client: number, loss: number): void {
    const candidates = this.#candidates(client);
    if (candidates.length === 0) return;
    const place = Math.floor(this.#clients.draw(this.#choiceKey, client, loss) * candidates.length);
    this.#updates.lose(client, candidates[place]!, this.#simulation.nowMs);
  }

  #candidates(client: number): number[] {
    const { states, index } = this.#updates;
    const replaced = new Set<number>();
    const installed: number[] = [];
    for (let slot = 0; slot < this.#updates.slotCountOf(client); slot++) {
      if (states.actual(client, slot) !== Actual.installed) continue;
      const update = this.#updates.updateAt(client, slot);
      for (const older of index.replacedSlots[update]!) replaced.add(older);
      if (isActive(index.catalog.updates[update]!, this.#simulation.nowMs)) installed.push(slot);
    }
    return installed.filter((slot) => !replaced.has(slot));
  }

  /** From one loss to the next. */
  #timeMs(client: number): number {
    const time = this.#times[this.#clients.groupOf[client]!]!;
    return Math.max(1, this.#clients.sampleMs(time, client, this.count[client]!++));
  }
}
