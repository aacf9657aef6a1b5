import { Phase } from '../../sim/phase.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import type { Scenario } from '../scenario.ts';
import type { ClientContext } from './client-context.ts';
import type { Presence } from './presence.ts';
import type { Users } from './users.ts';

/** What carries a deployment out before its grace is over. */
export type GraceListener = (client: number, deployment: number) => void;

/**
 * The time that clients leave their users after a deadline, where the deployment allows it: what is overdue is installed
 * as soon as the machine works outside business hours, at the latest when the grace is over (domain, business hours).
 */
export class Grace {
  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #presence: Presence;
  readonly #users: Users;
  readonly #looks: EventKind;
  #listener: GraceListener = () => {};

  constructor({ scenario, simulation, clients }: ClientContext, presence: Presence, users: Users) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#presence = presence;
    this.#users = users;
    this.#looks = simulation.declare({
      name: 'deployment: business hours end in the grace',
      of: 'client',
      argumentIs: 'deployment',
      phase: Phase.activity,
      owner: this as Grace,
      entityCount: clients.count,
      run: Grace.prototype.onLook,
    });
  }

  connect(listener: GraceListener): void {
    this.#listener = listener;
  }

  /** How long after its deadline the deployment is enforced whatever the hour. */
  lengthMs(deployment: number): number {
    const { options } = this.#scenario.deployments[deployment]!;
    return options.grace ? this.#scenario.clientSettings.graceMs : 0;
  }

  begin(client: number, deployment: number, dueMs: number): void {
    if (this.lengthMs(deployment) > 0) this.#looks.at(dueMs, client, deployment);
  }

  onLook(client: number, deployment: number): void {
    const nowMs = this.#simulation.nowMs;
    const runs = this.#presence.isRunning(client, nowMs);
    const nextMs = runs ? this.#users.endOfBusinessMs(client, nowMs) : this.#presence.changesAtMs(client);
    if (nextMs === nowMs) this.#listener(client, deployment);
    else if (nextMs !== Infinity) this.#looks.at(nextMs, client, deployment);
  }
}
