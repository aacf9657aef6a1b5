import { Luck, uniform } from '../../sim/random.ts';

/** How often replications are drawn anew: the probabilities are known to within 1 %. */
export const RESAMPLES = 10_000;

/**
 * The probability that each of several scenarios has the best mean, by a bootstrap over replications: whole
 * replications are drawn with replacement, so that what scenarios share by common luck stays shared. Those that tie
 * share the win. The draws depend on `name` alone (what is compared), not on who asks or when.
 *
 * `values[s][r]` is the figure of scenario s in replication r. Null with fewer than two replications. Source: Efron
 * 1979, the nonparametric bootstrap of pairs.
 */
export function probabilityOfBest(
  values: readonly (readonly number[])[],
  better: 'smaller' | 'larger',
  name: string,
): number[] | null {
  const n = values[0]?.length ?? 0;
  if (values.some(({ length }) => length !== n)) throw new Error('scenarios of unequal replications');
  if (n < 2) return null;
  const key = new Luck(name, 0).key('bootstrap over replications');
  const sign = better === 'larger' ? 1 : -1;
  const wins = values.map(() => 0);
  const sums = values.map(() => 0);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    sums.fill(0);
    for (let draw = 0; draw < n; draw++) {
      const replication = Math.floor(uniform(key, 0, resample, draw) * n);
      for (let scenario = 0; scenario < values.length; scenario++)
        sums[scenario]! += sign * values[scenario]![replication]!;
    }
    share(wins, sums);
  }
  return wins.map((won) => won / RESAMPLES);
}

/** One win, in equal parts to all that have the largest sum. */
function share(wins: number[], sums: readonly number[]): void {
  const largest = Math.max(...sums);
  const winners = sums.filter((sum) => sum === largest).length;
  sums.forEach((sum, scenario) => {
    if (sum === largest) wins[scenario]! += 1 / winners;
  });
}
