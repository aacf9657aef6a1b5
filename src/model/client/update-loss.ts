import type { PurposeKey } from '../../sim/random.ts';
import type { Simulation } from '../../sim/simulation.ts';
import { isActive } from '../updates/catalog.ts';
import { Actual } from '../updates/update-states.ts';
import type { ClientContext } from './client-context.ts';
import type { ClientUpdates } from './client-updates.ts';
import type { Clients } from './clients.ts';
import { type RenewalListener, Renewals } from './renewals.ts';

/**
 * Installed updates that go missing (seed 002, re-evaluation cycle): now and then one of a client's is gone. Any
 * that is installed, not expired, and not replaced by another installed one may be it; a loss that would fall into a
 * time when the machine does not run is left out (MA-LOSS).
 */
export class UpdateLosses implements RenewalListener {
  readonly losses: Renewals;
  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #updates: ClientUpdates;
  readonly #choiceKey: PurposeKey;

  constructor(context: ClientContext, updates: ClientUpdates) {
    const { scenario, simulation, luck, clients } = context;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#updates = updates;
    this.#choiceKey = luck.key('update that goes missing');
    this.losses = new Renewals(
      context,
      {
        name: 'update loss',
        names: 'update losses',
        event: 'client: an installed update goes missing',
        times: scenario.groups.map(({ updateLoss }) => updateLoss),
      },
      this,
    );
  }

  occurs(client: number, loss: number): void {
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
}
