import type { Fleet } from '../../../src/model/fleet.ts';
import { SITE_EVENTS } from '../../../src/model/results.ts';
import type { Action, DeploymentPackage, Scenario } from '../../../src/model/scenario.ts';
import { DAY_MS, distributionPoint, HOUR_MS, MAY, runFleet, smallScenario, update } from '../small-fleet.ts';

/** When administrators act: after everything is released. */
export const ACT_MS = DAY_MS + HOUR_MS;
export const BYTES = 100_000_000;

/** Updates 1, 2, …, of 100 MB each, released after half a day, beside one that was there before the start. */
export function newUpdates(count: number) {
  const made = Array.from({ length: count }, (_, number) =>
    update({ id: `new ${number}`, kb: `KB100${number}`, releasedMs: DAY_MS / 2, sizeBytes: BYTES }),
  );
  return { products: ['Windows'], updates: [MAY, ...made], origin: 'made for tests' };
}

/** A package of the first site on no distribution point with nothing in it; `changes` on top. */
export function pack(changes: Partial<DeploymentPackage> = {}): DeploymentPackage {
  return { name: 'package', site: 0, priority: 'medium', distributionPoints: [], updates: [], ...changes };
}

/** On the site server's own network: each takes the copy of an update in `COPY_MS`, whatever others get. */
export function points(count: number, changes: Parameters<typeof distributionPoint>[0] = {}) {
  return Array.from({ length: count }, (_, number) =>
    distributionPoint({ name: `DP${number}`, bytesPerSecond: 1_000_000, ...changes }),
  );
}
export const COPY_MS = 100_000;

export function download(packageNumber: number, updates: readonly number[], atMs = ACT_MS): Action {
  return { verb: 'downloadUpdates', atMs, package: packageNumber, updates };
}

export function distribute(packageNumber: number, points: readonly number[], atMs = ACT_MS): Action {
  return { verb: 'distributePackage', atMs, package: packageNumber, distributionPoints: points };
}

/** Without deployments: only what administrators do. */
export function contentScenario(changes: Parameters<typeof smallScenario>[0]): Scenario {
  return smallScenario({ horizonMs: 3 * DAY_MS, deployments: [], catalog: newUpdates(3), ...changes });
}

/** Instants of an event with its subject and detail, as ms after `ACT_MS`. */
export function noted(fleet: Fleet, event: (typeof SITE_EVENTS)[number]) {
  const { events } = fleet.result();
  return Array.from({ length: events.length }, (_, row) => row)
    .filter((row) => events.get(row, 'code') === SITE_EVENTS.indexOf(event))
    .map((row) => ({
      afterMs: events.get(row, 't') - ACT_MS,
      subject: events.get(row, 'subject'),
      detail: events.get(row, 'detail'),
    }));
}

/** When content reached distribution points, as ms after `ACT_MS`. */
export function arrivals(scenario: Scenario): { afterMs: number; point: number; bytes: number }[] {
  return noted(runFleet(scenario), 'contentDistributed').map(({ afterMs, subject, detail }) => ({
    afterMs,
    point: subject,
    bytes: detail,
  }));
}
