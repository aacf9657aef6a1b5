import type { Deployment, Scenario } from '../../scenario.ts';
import { ZoneClock } from '../../zone-clock.ts';

/** Available time and deadline per zone; null: no deadline. */
export type DeploymentInstants = Pick<Deployment, 'availableMs' | 'deadlineMs'>;

/** The times of deployments: those of the scenario, or counted from the instant at which something creates them. */
export class RelativeTimes {
  readonly #scenario: Scenario;
  readonly #clocks: readonly ZoneClock[];

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#clocks = scenario.zones.map((zone) => new ZoneClock(zone, scenario.startEpochMs));
  }

  /** `site`: whose clock client-local times are read from. */
  of(deployment: number, baseMs: number, site: number): DeploymentInstants {
    const { relative, availableMs, deadlineMs } = this.#scenario.deployments[deployment]!;
    if (relative === null) return { availableMs, deadlineMs };
    const { availableAfterMs, deadlineAfterMs, clientLocal } = relative;
    const instants = (afterMs: number) =>
      clientLocal
        ? this.#showing(this.#clocks[this.#scenario.sites[site]!.zone]!.toLocal(baseMs) + afterMs)
        : this.#clocks.map(() => baseMs + afterMs);
    return {
      availableMs: instants(availableAfterMs),
      deadlineMs: deadlineAfterMs === null ? null : instants(availableAfterMs + deadlineAfterMs),
    };
  }

  /** Per zone: when its clocks show a time. */
  #showing(localMs: number): number[] {
    return this.#clocks.map((clock) => clock.toInstant(localMs));
  }
}
