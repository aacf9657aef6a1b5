import { groupThousands } from '../number.ts';

/** A sum and what it consists of: `10 (pendingRestart 6 · downloading 4)`. */
export function withTotal(parts: readonly { readonly name: string; readonly count: number }[]): string {
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const details = parts
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${name} ${groupThousands(count)}`);
  return groupThousands(total) + (details.length > 0 ? ` (${details.join(' · ')})` : '');
}
