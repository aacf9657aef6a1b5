import type { Luck } from '../../sim/random.ts';
import type { Simulation } from '../../sim/simulation.ts';
import type { Scenario } from '../scenario.ts';

/** What every part of a fleet is built from. */
export interface Base {
  readonly scenario: Scenario;
  readonly simulation: Simulation;
  readonly luck: Luck;
}
