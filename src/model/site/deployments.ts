import { Phase } from '../../sim/phase.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import type { PolicyAgent } from '../client/policy-agent.ts';
import type { DistributionPoints } from '../content/distribution-points.ts';
import type { SiteEvents } from '../measures/site-events.ts';
import type { Scenario } from '../scenario.ts';
import type { Synchronization } from './synchronization.ts';

/**
 * The deployments of the site. One is created at its time, or as soon after it as the site database knows all its
 * updates: then its policy is published and its content fetched (seed 002, deployment process).
 */
export class Deployments {
  /** Per deployment: 0 not yet wanted, 1 wanted but not all its updates synchronized, 2 created. */
  stage: Uint8Array;

  readonly #scenario: Scenario;
  readonly #synchronization: Synchronization;
  readonly #policy: PolicyAgent;
  readonly #content: DistributionPoints;
  readonly #events: SiteEvents;
  readonly #wanted: EventKind;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    synchronization: Synchronization,
    policy: PolicyAgent,
    content: DistributionPoints,
    events: SiteEvents,
  ) {
    this.#scenario = scenario;
    this.#synchronization = synchronization;
    this.#policy = policy;
    this.#content = content;
    this.#events = events;
    this.stage = new Uint8Array(scenario.deployments.length);
    simulation.state.own('deployments', this, ['stage']);
    this.#wanted = simulation.declare({
      name: 'deployment is created',
      phase: Phase.control,
      owner: this as Deployments,
      entityCount: Math.max(1, scenario.deployments.length),
      run: Deployments.prototype.onWanted,
    });
  }

  begin(): void {
    this.#scenario.deployments.forEach(({ createdMs }, deployment) => {
      this.#wanted.at(Math.max(0, createdMs), deployment);
    });
  }

  onWanted(deployment: number): void {
    this.stage[deployment] = 1;
    this.createSynchronized();
  }

  /** Creates what was wanted and is now synchronized. */
  createSynchronized(): void {
    const cutoffMs = this.#synchronization.cutoffMs(this.#synchronization.storedVersion);
    this.#scenario.deployments.forEach(({ releasedMs, updates }, deployment) => {
      if (this.stage[deployment] !== 1 || releasedMs > cutoffMs) return;
      this.stage[deployment] = 2;
      this.#events.note('deploymentCreated', deployment, updates.length);
      this.#policy.publish(deployment);
      this.#content.fetch(deployment);
    });
  }
}
