import { Phase } from '../../sim/phase.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { RateLimit, Scenario } from '../scenario.ts';
import { ZoneClock } from '../zone-clock.ts';
import type { Network } from './network.ts';
import { limitedRate, nextHour } from './sending-hours.ts';

/**
 * The rates at which sites may send to distribution points, each as a link of its own before the way there. Shares by
 * the hour go by the clock of the sending site.
 */
export class SendingLimits {
  readonly #simulation: Simulation;
  readonly #network: Network;
  readonly #limits: readonly (RateLimit | null)[];
  readonly #clocks: readonly ZoneClock[];
  readonly #hourBegins: Timer;

  constructor(scenario: Scenario, simulation: Simulation, network: Network) {
    this.#simulation = simulation;
    this.#network = network;
    const { distributionPoints, sites, zones, startEpochMs } = scenario;
    this.#limits = distributionPoints.map(({ delivery }) =>
      delivery.kind === 'sent' ? delivery.limit : null,
    );
    this.#clocks = distributionPoints.map(
      ({ site }) => new ZoneClock(zones[sites[site]!.zone]!, startEpochMs),
    );
    this.#hourBegins = simulation.declareTimer({
      name: 'another hour limits what is sent to a distribution point',
      of: 'distributionPoint',
      phase: Phase.control,
      owner: this as SendingLimits,
      entityCount: Math.max(1, distributionPoints.length),
      run: SendingLimits.prototype.apply,
    });
  }

  /** From now on something is sent to the point: its limit follows the hours. */
  apply(point: number): void {
    const limit = this.#limits[point]!;
    if (limit === null) return;
    const clock = this.#clocks[point]!;
    const { nowMs } = this.#simulation;
    const link = this.#network.limitOfPoint(point);
    const rate = limitedRate(limit, this.#network.builtBytesPerSecond[link]!, clock.toLocal(nowMs));
    this.#network.setCapacity(link, rate);
    if ('shareByHour' in limit) this.#hourBegins.at(nextHour(clock, nowMs), point);
  }

  /** Nothing is sent there any more. */
  rest(point: number): void {
    this.#hourBegins.cancel(point);
  }
}
