import type { Luck } from '../../sim/random.ts';
import type { Simulation } from '../../sim/simulation.ts';
import type { Scenario } from '../scenario.ts';
import type { Clients } from './clients.ts';
import type { Lifetimes } from './lifetimes.ts';
import type { Machines } from './machines.ts';
import type { PresenceWatch } from './presence-watch.ts';

/** What every agent of the clients works with. */
export interface ClientContext {
  readonly scenario: Scenario;
  readonly simulation: Simulation;
  readonly luck: Luck;
  readonly clients: Clients;
  readonly lifetimes: Lifetimes;
  readonly machines: Machines;
  readonly watch: PresenceWatch;
}
