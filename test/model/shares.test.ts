import { expect, test } from 'vitest';
import { shareOf } from '../../src/model/shares.ts';

test('a share in whole per cent of a number of clients is what arithmetic on paper says', () => {
  for (let percent = 0; percent <= 100; percent++) {
    for (const count of [1, 7, 50, 100, 1000, 1_000_000]) {
      expect(shareOf(percent / 100, count)).toBe((percent * count) / 100);
    }
  }
});
