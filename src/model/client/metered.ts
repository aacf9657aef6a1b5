import type { Luck } from '../../sim/random.ts';
import type { Scenario } from '../scenario.ts';
import type { Clients } from './clients.ts';

/**
 * Which clients are on a metered connection, and what the client settings make of it (domain, metered connection):
 * with « limit » required content comes only past the deadline, with « block » no server is reached at all.
 */
export class MeteredConnections {
  readonly #isMetered: Uint8Array;
  readonly #setting: Scenario['clientSettings']['metered'];

  constructor(scenario: Scenario, clients: Clients, luck: Luck) {
    this.#setting = scenario.clientSettings.metered;
    const isUsed = this.#setting !== 'allow' && scenario.groups.some(({ meteredShare }) => meteredShare > 0);
    this.#isMetered = new Uint8Array(isUsed ? clients.count : 0);
    const key = luck.key('metered connection');
    for (let client = 0; client < this.#isMetered.length; client++) {
      const { meteredShare } = scenario.groups[clients.groupOf[client]!]!;
      this.#isMetered[client] = clients.draw(key, client, 0) < meteredShare ? 1 : 0;
    }
  }

  /** Whether the client talks to no server. */
  blocks(client: number): boolean {
    return this.#setting === 'block' && this.#isMetered[client] === 1;
  }

  /** Whether the client fetches only what is necessary. */
  limits(client: number): boolean {
    return this.#setting === 'limit' && this.#isMetered[client] === 1;
  }
}
