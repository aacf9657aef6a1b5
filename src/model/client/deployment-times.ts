import { Sampler } from '../../sim/distribution.ts';
import type { Luck, PurposeKey } from '../../sim/random.ts';
import type { Deployment, Scenario } from '../scenario.ts';
import type { ClientUpdates } from './client-updates.ts';
import type { Clients } from './clients.ts';

/**
 * When a deployment becomes available and due on a client, by the policy that it has: in its time zone, and put off by
 * what the client draws where a phase makes its clients available gradually (domain, phased deployments).
 */
export class DeploymentTimes {
  readonly #deployments: readonly Deployment[];
  readonly #clients: Clients;
  readonly #updates: ClientUpdates;
  readonly #deadlineDelays: readonly (Sampler | null)[];
  readonly #gradualKey: PurposeKey;

  constructor({ deployments }: Scenario, luck: Luck, clients: Clients, updates: ClientUpdates) {
    this.#deployments = deployments;
    this.#clients = clients;
    this.#updates = updates;
    this.#deadlineDelays = deployments.map(({ name, deadlineDelay }) =>
      deadlineDelay === null ? null : new Sampler(deadlineDelay, luck.key(`deadline delay of ${name}`)),
    );
    this.#gradualKey = luck.key('gradual availability');
  }

  availableMs(client: number, deployment: number): number {
    const { revisions } = this.#updates.deployments;
    const revision = this.#updates.revisions.of(deployment, client);
    return revisions.availableMs(revision, this.#zoneOf(client)) + this.#gradualMs(client, deployment);
  }

  /** Infinity: none, the deployment is an available one. */
  deadlineMs(client: number, deployment: number): number {
    const { revisions } = this.#updates.deployments;
    const revision = this.#updates.revisions.of(deployment, client);
    return revisions.deadlineMs(revision, this.#zoneOf(client)) + this.#gradualMs(client, deployment);
  }

  /** What is added to the deadline, or to the receipt of the policy after it. */
  deadlineDelayMs(client: number, deployment: number): number {
    const sampler = this.#deadlineDelays[deployment]!;
    if (sampler === null) return 0;
    return this.#clients.sampleMs(sampler, client, this.#updates.deployments.keys[deployment]!);
  }

  #gradualMs(client: number, deployment: number): number {
    const { gradualMs } = this.#deployments[deployment]!;
    if (gradualMs === 0) return 0;
    const occasion = this.#updates.deployments.keys[deployment]!;
    return Math.floor(gradualMs * this.#clients.draw(this.#gradualKey, client, occasion));
  }

  #zoneOf(client: number): number {
    return this.#clients.groups[this.#clients.groupOf[client]!]!.zone;
  }
}
