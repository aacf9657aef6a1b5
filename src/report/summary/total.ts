import { groupThousands } from '../number.ts';

/**
 * A sum and what it consists of, in the order given: `10 (pendingRestart 6 · downloading 4)`. Beyond `shownMax` parts it
 * only says how many more there are.
 */
export function withTotal(
  parts: readonly { readonly name: string; readonly count: number }[],
  shownMax = Infinity,
): string {
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const details = parts
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${name} ${groupThousands(count)}`);
  if (details.length > shownMax) details.splice(shownMax, Infinity, `${details.length - shownMax} more`);
  return groupThousands(total) + (details.length > 0 ? ` (${details.join(' · ')})` : '');
}
