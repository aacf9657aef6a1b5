import { describe, expect, it } from 'vitest';
import { UNFINISHED_CAUSES } from '../../src/model/results.ts';
import type { UpdatePointList } from '../../src/model/scenario.ts';
import { DAY_MS, deployment, group, runFleet, smallScenario } from './small-fleet.ts';

const COUNT = 3;
const NOWHERE: UpdatePointList = { own: [], neighbours: [{ afterMs: 0, points: [] }] };

/** Why clients with such a list are unfinished, with how many they are. */
function causesOf(updatePoints: UpdatePointList | null, untilMs: number): [string, number][] {
  const scenario = smallScenario({
    groups: [group({ count: COUNT, updatePoints })],
    deployments: [deployment()],
  });
  const { unfinished } = runFleet(scenario, untilMs).result();
  return Array.from({ length: unfinished.length }, (_, row) => [
    UNFINISHED_CAUSES[unfinished.get(row, 'cause')]!,
    unfinished.get(row, 'count'),
  ]);
}

describe('The cause for which a client is unfinished', () => {
  it.each([
    ['before the policy is there', 2 * DAY_MS],
    ['at the end', 10 * DAY_MS],
  ])('is that it cannot scan, whatever else is lacking: %s', (_, untilMs) => {
    expect(causesOf(null, untilMs)).toEqual([['updatesDisabled', COUNT]]);
    expect(causesOf(NOWHERE, untilMs)).toEqual([['noUpdatePoint', COUNT]]);
  });

  it('is another one for clients that have an update point, be it at a neighbour', () => {
    const neighbours = [{ afterMs: 0, points: [0] }];
    for (const updatePoints of [
      { own: [0], neighbours: [] },
      { own: [], neighbours },
    ]) {
      expect(causesOf(updatePoints, 2 * DAY_MS - 1)).toEqual([['notDeployed', COUNT]]);
      expect(causesOf(updatePoints, 2 * DAY_MS)).toEqual([['neverReachedPolicy', COUNT]]);
      expect(causesOf(updatePoints, 10 * DAY_MS)).toEqual([]);
    }
  });
});
