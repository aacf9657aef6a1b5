import { expect, it } from 'vitest';
import { group, HOUR_MS, managementPoint, nineToFive, runFleet, smallScenario } from './small-fleet.ts';

/** Offered utilisation of each management point in the interval that ends at `atMs`. */
function offeredAt(atMs: number): number[] {
  const groups = [
    group({ name: 'north', count: 1000, managementPoints: [0] }),
    group({ name: 'both', count: 600, managementPoints: [0, 1] }),
    group({ name: 'office', count: 300, managementPoints: [1], presence: nineToFive('shutdown') }),
  ];
  const points = [
    managementPoint({ servers: 2 }),
    managementPoint({ name: 'MP2' }),
    managementPoint({ name: 'MP3' }),
  ];
  const scenario = smallScenario({ horizonMs: atMs, groups, managementPoints: points, deployments: [] });
  const { servers, serverNames } = runFleet(scenario).result();
  const first = serverNames.findIndex(({ role }) => role === 'managementPoint');
  return points.map((_, point) => {
    const rows = Array.from({ length: servers.length }, (_unused, row) => row);
    const last = rows.findLast((row) => servers.get(row, 'server') === first + point)!;
    return servers.get(last, 'offeredUtilisation');
  });
}

/** Clients, each with one poll of 20 ms per hour, at so many servers. */
const utilisation = (clients: number, servers: number) => (clients * 20) / HOUR_MS / servers;

it('Polls without news load the management points that their clients have, while these are present', () => {
  const night = [utilisation(1000 + 600 / 2, 2), utilisation(600 / 2, 4), 0];
  const day = [utilisation(1000 + 600 / 2, 2), utilisation(600 / 2 + 300, 4), 0];
  const inFull = (values: readonly number[]) => values.map((value) => value.toPrecision(12));
  expect(inFull(offeredAt(8 * HOUR_MS))).toEqual(inFull(night));
  expect(inFull(offeredAt(12 * HOUR_MS))).toEqual(inFull(day));
});
