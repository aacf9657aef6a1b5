import { Phase } from '../../sim/phase.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { Agent } from './agent.ts';
import type { Presence } from './presence.ts';

/**
 * Tells a client's agents when it leaves and returns, while any of them has work. Presence is an event only then:
 * a client with nothing to do comes and goes unnoticed.
 */
export class PresenceWatch {
  /** Per watched client: 1 when it was present as the agents know. */
  wasPresent: Uint8Array;

  readonly #simulation: Simulation;
  readonly #presence: Presence;
  readonly #changes: Timer;
  #agents: readonly Agent[] = [];
  #works: (client: number) => boolean = () => false;

  constructor(simulation: Simulation, presence: Presence, clientCount: number) {
    this.#simulation = simulation;
    this.#presence = presence;
    this.wasPresent = new Uint8Array(clientCount);
    simulation.state.own('presence watch', this, ['wasPresent']);
    this.#changes = simulation.declareTimer({
      name: 'client: presence changes',
      of: 'client',
      phase: Phase.presence,
      owner: this as PresenceWatch,
      entityCount: clientCount,
      run: PresenceWatch.prototype.onChange,
    });
  }

  /** The agents to tell, in the order in which they are told, and whether a client does more than wait. */
  connect(agents: readonly Agent[], works: (client: number) => boolean): void {
    this.#agents = agents;
    this.#works = works;
  }

  /** Makes sure that the client's next coming or going is noticed. Call when work begins or starts to wait. */
  watch(client: number): void {
    if (this.#changes.isPending(client)) return;
    this.wasPresent[client] = this.#presence.isPresent(client, this.#simulation.nowMs) ? 1 : 0;
    const atMs = this.#presence.changesAtMs(client);
    if (atMs !== Infinity) this.#changes.at(atMs, client);
  }

  /** Work has ended: a client that has no more goes unnoticed. */
  release(client: number): void {
    if (this.wasPresent[client] === 1 && !this.#isBusy(client)) this.#changes.cancel(client);
  }

  /** The client was woken: agents that wait for its return are told. */
  woken(client: number): void {
    if (!this.#changes.isPending(client)) return;
    this.#changes.cancel(client);
    this.onChange(client);
  }

  /** The client is switched off for ever, whatever its absence was until now. */
  leaveFleet(client: number): void {
    this.#changes.cancel(client);
    this.wasPresent[client] = 0;
    for (const agent of this.#agents) agent.onLeave(client, 'shutdown');
  }

  onChange(client: number): void {
    if (this.#works(client)) this.#presence.stayAwake(client, this.#simulation.nowMs);
    const present = this.#presence.isPresent(client, this.#simulation.nowMs);
    // A day that begins before the one before it has ended is no return.
    if (present !== (this.wasPresent[client] === 1)) this.#tell(client, present);
    if (this.#isBusy(client)) this.watch(client);
  }

  #isBusy(client: number): boolean {
    return this.#agents.some((agent) => agent.isBusy(client));
  }

  #tell(client: number, present: boolean): void {
    const absence = this.#presence.absenceOf(client);
    for (const agent of this.#agents) {
      if (present) agent.onReturn(client, absence);
      else agent.onLeave(client, absence);
    }
  }
}
