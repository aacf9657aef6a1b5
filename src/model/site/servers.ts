import type { Simulation } from '../../sim/simulation.ts';
import { type StationOwner, Stations } from '../../sim/stations.ts';
import type { RunResult } from '../results.ts';
import type { Scenario } from '../scenario.ts';

/** Every server as a station: software update points, management points, then the state systems of primary sites. */
export class Servers implements StationOwner {
  readonly stations: Stations;
  readonly names: RunResult['serverNames'];
  readonly firstSoftwareUpdatePoint = 0;
  readonly firstManagementPoint: number;
  /** Per site: the station of its state system; −1: it has none. */
  readonly stateSystemOf: readonly number[];
  readonly #roles: StationOwner[] = [];

  constructor(scenario: Scenario, simulation: Simulation) {
    const { softwareUpdatePoints, managementPoints, sites } = scenario;
    const specs = [
      ...softwareUpdatePoints.map((point) => ({
        ...point,
        role: 'softwareUpdatePoint' as const,
        // A server that works for who has gone does not see them go: their time-out is of the whole request.
        patienceCoversService: point.abandonedWork === 'done',
      })),
      ...managementPoints.map((point) => ({ ...point, role: 'managementPoint' as const })),
      ...sites.flatMap(({ name, stateSystem }) =>
        stateSystem === null
          ? []
          : [
              {
                name: `${name} state system`,
                servers: stateSystem.loaderThreads,
                queueLimit: Infinity,
                role: 'stateSystem' as const,
              },
            ],
      ),
    ];
    this.firstManagementPoint = softwareUpdatePoints.length;
    let station = softwareUpdatePoints.length + managementPoints.length;
    this.stateSystemOf = sites.map(({ stateSystem }) => (stateSystem === null ? -1 : station++));
    this.names = specs.map(({ name: server, role, servers }) => ({ name: server, role, servers }));
    this.stations = new Stations(
      simulation,
      specs.map((spec) => ({ ...spec, owner: this as Servers })),
    );
  }

  /** Who is told of what happens at `count` stations from `first` on. */
  connect(first: number, count: number, role: StationOwner): void {
    for (let station = first; station < first + count; station++) this.#roles[station] = role;
  }

  served(station: number, customer: number, tag: number, waitMs: number): void {
    this.#roles[station]!.served(station, customer, tag, waitMs);
  }

  abandoned(station: number, customer: number, tag: number): void {
    this.#roles[station]!.abandoned(station, customer, tag);
  }
}
