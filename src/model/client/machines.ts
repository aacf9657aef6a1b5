import type { Simulation } from '../../sim/simulation.ts';
import type { MeteredConnections } from './metered.ts';
import type { Presence } from './presence.ts';

/** Whether a client's machine works right now, and whether it reaches the servers. */
export class Machines {
  /** 1 while the machine restarts. */
  restarting: Uint8Array;
  readonly #simulation: Simulation;
  readonly #presence: Presence;
  readonly #metered: MeteredConnections;

  constructor(simulation: Simulation, presence: Presence, metered: MeteredConnections, clientCount: number) {
    this.#simulation = simulation;
    this.#presence = presence;
    this.#metered = metered;
    this.restarting = new Uint8Array(clientCount);
    simulation.state.own('machines', this, ['restarting']);
  }

  isRunning(client: number): boolean {
    return this.restarting[client] === 0 && this.#presence.isRunning(client, this.#simulation.nowMs);
  }

  isReachable(client: number): boolean {
    return (
      this.restarting[client] === 0 &&
      !this.#metered.blocks(client) &&
      this.#presence.isPresent(client, this.#simulation.nowMs)
    );
  }

  /** Whether the client settings keep the client from every server, whatever happens. */
  isBlocked(client: number): boolean {
    return this.#metered.blocks(client);
  }
}
