import { Topic } from '../topics.ts';
import { Actual, Compliance } from '../updates/update-states.ts';
import type { ClientUpdates } from './client-updates.ts';
import { messageOf } from './message-pool.ts';
import type { ResyncListener } from './policy-agent.ts';
import type { StateMessages } from './state-messages.ts';

/** The full report that a client makes when its site asks for it: all updates that it knows (MA-RESYNC). */
export class Resynchronization implements ResyncListener {
  readonly #updates: ClientUpdates;
  readonly #messages: StateMessages;

  constructor(updates: ClientUpdates, messages: StateMessages) {
    this.#updates = updates;
    this.#messages = messages;
  }

  /** The messages leave with the next state cycle. */
  reportWanted(client: number): void {
    const { states } = this.#updates;
    for (let slot = 0; slot < this.#updates.slotCountOf(client); slot++) {
      const known = states.known(client, slot);
      if (known === Compliance.unknown) continue;
      const waits = known === Compliance.required && states.actual(client, slot) === Actual.pendingRestart;
      this.#messages.raise(client, messageOf(Topic.updateDetection, slot, known, waits), false);
    }
    this.#messages.endReport(client);
  }
}
