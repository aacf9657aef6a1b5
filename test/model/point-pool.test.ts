import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PointPool, type PoolMember } from '../../src/model/content/point-pool.ts';
import { MINUTE_MS } from './small-fleet.ts';

const TRY_MS = 2 * MINUTE_MS;

/** The rule, step by step: who is tried at each try, as members join one behind the other. */
function plainly(members: readonly PoolMember[], luck: number, tryCount: number): number[] {
  const tried: number[] = [];
  let place = -1;
  for (let attempt = 0; attempt < tryCount; attempt++) {
    const present = members.filter(({ afterMs }) => afterMs <= attempt * TRY_MS);
    if (present.length > 0) {
      place = place < 0 ? Math.floor(luck * present.length) : (place + 1) % present.length;
    }
    tried.push(place < 0 ? -1 : members[place]!.point);
  }
  return tried;
}

const membersOf = (afterMinutes: readonly number[]): PoolMember[] =>
  [...afterMinutes].sort((x, y) => x - y).map((minutes, point) => ({ point, afterMs: minutes * MINUTE_MS }));

const pools = fc.array(fc.constantFrom(0, 0, 1, 2, 7, 10, 20, 120), { maxLength: 6 }).map(membersOf);
const lucks = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

it('tries the same points as going from one to the next every two minutes', () => {
  fc.assert(
    fc.property(pools, lucks, (members, luck) => {
      const pool = new PointPool(members, TRY_MS);
      const tried = plainly(members, luck, 90).map((_, attempt) => pool.pointAt(attempt, luck));
      expect(tried).toEqual(plainly(members, luck, 90));
    }),
    { seed: 7 },
  );
});

it('finds the next try of a point where going on step by step finds it', () => {
  fc.assert(
    fc.property(pools, lucks, fc.nat(80), (members, luck, attempt) => {
      const pool = new PointPool(members, TRY_MS);
      const tried = plainly(members, luck, 200);
      members.forEach(({ point }, member) => {
        expect(pool.nextTryOf(member, attempt, luck)).toBe(tried.indexOf(point, attempt));
      });
    }),
    { seed: 7 },
  );
});

it('is through when everybody who joins has had a turn', () => {
  expect(new PointPool([], TRY_MS).triesOfAll).toBe(0);
  expect(new PointPool(membersOf([0]), TRY_MS).triesOfAll).toBe(1);
  expect(new PointPool(membersOf([0, 120]), TRY_MS).triesOfAll).toBe(60 + 2);
});
