import { Simulation } from '../../src/sim/simulation.ts';
import { type StationOwner, type StationSpec, Stations } from '../../src/sim/stations.ts';

export interface Leaving {
  readonly what: 'served' | 'abandoned';
  readonly customer: number;
  readonly tag: number;
  readonly atMs: number;
  readonly waitMs: number;
}

/** One station, and what its owner was told. */
export function oneStation(horizonMs: number, spec: Partial<StationSpec> = {}) {
  const simulation = new Simulation(horizonMs);
  const left: Leaving[] = [];
  const owner: StationOwner = {
    served(_station, customer, tag, waitMs) {
      left.push({ what: 'served', customer, tag, atMs: simulation.nowMs, waitMs });
    },
    abandoned(_station, customer, tag) {
      left.push({ what: 'abandoned', customer, tag, atMs: simulation.nowMs, waitMs: -1 });
    },
  };
  const stations = new Stations(simulation, [
    { name: 'desk', servers: 1, queueLimit: Infinity, ...spec, owner },
  ]);
  return { simulation, stations, left };
}
