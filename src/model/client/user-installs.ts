import { Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import type { PurposeKey } from '../../sim/random.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import type { Scenario } from '../scenario.ts';
import type { ClientContext } from './client-context.ts';
import { type ClientUpdates, TO_INSTALL } from './client-updates.ts';
import type { Clients } from './clients.ts';
import type { DeploymentTimes } from './deployment-times.ts';
import type { Users } from './users.ts';

/** What carries a deployment out that a user has started. */
export type UserInstallListener = (client: number, deployment: number) => void;

/**
 * Users who install a deployment that they see before its deadline, or one that has none (seed 002, deployment
 * process): a share of them, some time after it is available, when they are signed in (MA-USER-INSTALL).
 */
export class UserInstalls {
  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #updates: ClientUpdates;
  readonly #times: DeploymentTimes;
  readonly #users: Users;
  readonly #choiceKey: PurposeKey;
  readonly #delays: readonly (Sampler | null)[];
  readonly #starts: EventKind;
  #listener: UserInstallListener = () => {};

  constructor(context: ClientContext, updates: ClientUpdates, times: DeploymentTimes, users: Users) {
    const { scenario, simulation, luck, clients } = context;
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#updates = updates;
    this.#times = times;
    this.#users = users;
    this.#choiceKey = luck.key('user installs');
    const delayKey = luck.key('user install delay');
    this.#delays = scenario.groups.map(({ userInstalls }) =>
      userInstalls === null ? null : new Sampler(userInstalls.after, delayKey),
    );
    this.#starts = simulation.declare({
      name: 'user: installs a deployment',
      of: 'client',
      argumentIs: 'deployment',
      phase: Phase.activity,
      owner: this as UserInstalls,
      entityCount: clients.count,
      run: UserInstalls.prototype.onStart,
    });
  }

  connect(listener: UserInstallListener): void {
    this.#listener = listener;
  }

  /** The client shows its user the deployment from its available time on. */
  show(client: number, deployment: number): void {
    const group = this.#clients.groupOf[client]!;
    const delay = this.#delays[group]!;
    if (delay === null || !this.#scenario.deployments[deployment]!.options.isShown) return;
    const occasion = this.#updates.deployments.keys[deployment]!;
    const { share } = this.#scenario.groups[group]!.userInstalls!;
    if (this.#clients.draw(this.#choiceKey, client, occasion) >= share) return;
    const nowMs = this.#simulation.nowMs;
    const shownMs = Math.max(nowMs, this.#times.availableMs(client, deployment));
    const atMs = shownMs + this.#clients.sampleMs(delay, client, occasion);
    this.#starts.at(Math.max(nowMs + 1, atMs), client, deployment);
  }

  /** Too late once its deadline has passed, or where it was put off or withdrawn. */
  onStart(client: number, deployment: number): void {
    const nowMs = this.#simulation.nowMs;
    if (this.#updates.is(deployment, client, TO_INSTALL)) return;
    if (this.#times.availableMs(client, deployment) > nowMs) return;
    const atMs = this.#users.signInMs(client, nowMs);
    if (atMs === nowMs) this.#listener(client, deployment);
    else if (atMs !== Infinity) this.#starts.at(atMs, client, deployment);
  }
}
