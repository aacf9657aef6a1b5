import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNumber, groupThousands, SIGNIFICANT_DIGITS } from '../../src/report/number.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('a number in a results file', () => {
  it('reads back within half a unit of the last digit that is kept', () => {
    fc.assert(
      fc.property(finite, (value) => {
        const error = Math.abs(Number(formatNumber(value)) - value);
        return error <= Math.abs(value) * 10 ** (1 - SIGNIFICANT_DIGITS) + Number.MIN_VALUE;
      }),
    );
  });

  it('is plain decimal digits, without exponent, locale or negative zero', () => {
    fc.assert(fc.property(finite, (value) => /^(?!-0$)-?\d+(\.\d*[1-9])?$/.test(formatNumber(value))));
  });

  it('is the same after it was read back: rounding happens once', () => {
    fc.assert(
      fc.property(finite, (value) => formatNumber(Number(formatNumber(value))) === formatNumber(value)),
    );
  });

  it('keeps whole numbers exactly', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (value) => formatNumber(value) === String(value)));
  });

  it('drops the noise of binary fractions', () => {
    expect(formatNumber(0.1 + 0.2)).toBe('0.3');
    expect(formatNumber(1e-7)).toBe('0.0000001');
    expect(formatNumber(-1.5e21)).toBe(`-15${'0'.repeat(20)}`);
    expect(formatNumber(-0)).toBe('0');
  });

  it('is empty for a measure of nothing and refuses an infinite one', () => {
    expect(formatNumber(Number.NaN)).toBe('');
    expect(() => formatNumber(Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });

  it('is grouped for people only', () => {
    expect([0, 999, 1000, 25_000, 1_234_567].map(groupThousands)).toEqual([
      '0',
      '999',
      '1,000',
      '25,000',
      '1,234,567',
    ]);
  });
});
