import type { Simulation } from '../../sim/simulation.ts';
import type { Presence } from './presence.ts';

/** Whether a client's machine works right now, and whether it reaches the servers. */
export class Machines {
  /** 1 while the machine restarts. */
  restarting: Uint8Array;
  readonly #simulation: Simulation;
  readonly #presence: Presence;

  constructor(simulation: Simulation, presence: Presence, clientCount: number) {
    this.#simulation = simulation;
    this.#presence = presence;
    this.restarting = new Uint8Array(clientCount);
    simulation.state.own('machines', this, ['restarting']);
  }

  isRunning(client: number): boolean {
    return this.restarting[client] === 0 && this.#presence.isRunning(client, this.#simulation.nowMs);
  }

  isReachable(client: number): boolean {
    return this.restarting[client] === 0 && this.#presence.isPresent(client, this.#simulation.nowMs);
  }
}
