import { describe, expect, it } from 'vitest';
import type { Axis } from '../../../src/experiment/designs/axis.ts';
import { expand } from '../../../src/experiment/designs/design.ts';
import { checkPoints } from '../../../src/experiment/sweep/check-points.ts';
import { loadText, SMALL } from '../../scenario/loading.ts';

/** The mistakes of a full factorial over the small scenario, and how many points were loaded to find them. */
async function check(axes: readonly Axis[]) {
  const { points } = expand(axes, { kind: 'fullFactorial' }, '1');
  let loadedCount = 0;
  let soundCount = 0;
  const mistakes = await checkPoints(
    { axes, points, fixed: ['name=fixed', 'horizon=20 d'] },
    (set) => {
      loadedCount++;
      return loadText(SMALL, { set });
    },
    async () => {},
    () => {
      soundCount++;
    },
  );
  return { mistakes, loadedCount, soundCount, pointCount: points.length };
}

const TIMES = ['1 h', '2 h', '3 h', '4 h'];

describe('The points of a design', () => {
  it('are all loaded, once each, when they are sound', async () => {
    const { mistakes, loadedCount, soundCount, pointCount } = await check([
      { path: 'clientSettings.scanTimeToLive', values: TIMES },
      { path: 'groups[offices].count', values: ['10', '20', '30'] },
    ]);
    expect(mistakes).toEqual([]);
    expect([loadedCount, soundCount, pointCount]).toEqual([12, 12, 4 * 3]);
  });

  it('tell a mistake in a value once, and not for every point that has it', async () => {
    const { mistakes, loadedCount } = await check([
      { path: 'clientSettings.scanTimeToLive', values: ['1 h', 'x', '3 h'] },
      { path: 'groups[offices].count', values: ['10', '20', '30', 'many'] },
    ]);
    expect(mistakes.map(({ axis, value }) => [axis, value])).toEqual([
      [1, 3],
      [0, 1],
    ]);
    expect(loadedCount).toBe(4 + 2);
  });

  it('tell a mistake of all values of an axis of the axis', async () => {
    const { mistakes } = await check([
      { path: 'clientSettings.scanTimeToLiv', values: TIMES },
      { path: 'groups[nobody].count', values: ['10', '20'] },
    ]);
    expect(mistakes.map(({ axis, value, message }) => [axis, value, message])).toEqual([
      [0, null, 'is not a key here; did you mean "scanTimeToLive"?'],
      [1, null, 'names nothing: no item of the list has the name "nobody"; known: "offices", "branch"'],
    ]);
  });

  it('that are wrong only together are told as points', async () => {
    const { mistakes } = await check([
      { path: 'deployments[0].created', values: ['2024-06-11 21:00 UTC', '2024-06-14 00:00 UTC'] },
      { path: 'deployments[0].deadline', values: ['2024-06-18 17:00 UTC', '2024-06-13 00:00 UTC'] },
    ]);
    expect(mistakes.length).toBeGreaterThan(0);
    expect(new Set(mistakes.map(({ point }) => point))).toEqual(new Set([3]));
  });
});
