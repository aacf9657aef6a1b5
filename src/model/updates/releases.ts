import { Phase } from '../../sim/phase.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import type { ClientUpdates } from '../client/client-updates.ts';
import type { ClientMeasures } from '../measures/client-measures.ts';
import type { Coverage } from '../measures/coverage.ts';
import type { Scenario } from '../scenario.ts';

/** Updates appear and expire at Microsoft at their instants: from then on machines require them, or no longer do. */
export class Releases {
  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #updates: ClientUpdates;
  readonly #measures: ClientMeasures;
  readonly #released: EventKind;
  readonly #expired: EventKind;
  readonly #deploymentReleased: EventKind;
  #readings: readonly Coverage[] = [];

  constructor(scenario: Scenario, simulation: Simulation, updates: ClientUpdates, measures: ClientMeasures) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#updates = updates;
    this.#measures = measures;
    const common = { owner: this as Releases, entityCount: Math.max(1, scenario.catalog.updates.length) };
    this.#released = simulation.declare({
      ...common,
      name: 'update is released',
      of: 'update',
      phase: Phase.control,
      run: Releases.prototype.onReleased,
    });
    this.#expired = simulation.declare({
      ...common,
      name: 'update expires',
      of: 'update',
      phase: Phase.control,
      run: Releases.prototype.onExpired,
    });
    this.#deploymentReleased = simulation.declare({
      owner: this as Releases,
      entityCount: Math.max(1, scenario.deployments.length),
      name: 'all updates of a deployment are released',
      of: 'deployment',
      phase: Phase.observation,
      silent: true,
      run: Releases.prototype.onDeploymentReleased,
    });
  }

  /** The readings of compliance beside the clients' own, whose coverage counts from a release on. */
  connect(readings: readonly Coverage[]): void {
    this.#readings = readings;
  }

  begin(): void {
    this.#scenario.catalog.updates.forEach(({ releasedMs, expiresMs }, update) => {
      if (releasedMs > 0) this.#released.at(releasedMs, update);
      if (expiresMs > 0 && expiresMs !== Infinity) this.#expired.at(expiresMs, update);
    });
    this.#updates.deployments.releasedMs.forEach((releasedMs, deployment) => {
      if (releasedMs !== Infinity) this.#deploymentReleased.at(Math.max(0, releasedMs), deployment);
    });
  }

  onReleased(update: number): void {
    this.#updates.release(update, this.#simulation.nowMs);
  }

  onExpired(update: number): void {
    this.#updates.expire(update, this.#simulation.nowMs);
  }

  /** What is measured from the release of its updates on begins; of chosen ones, once they are chosen. */
  onDeploymentReleased(deployment: number): void {
    const { nowMs } = this.#simulation;
    this.#measures.released(deployment, nowMs);
    this.#updates.standings.released(deployment, nowMs);
    for (const reading of this.#readings) reading.check(deployment, nowMs);
  }
}
