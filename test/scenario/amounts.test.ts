import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountText, readAmount } from '../../src/scenario/amounts.ts';
import { parseDuration, parseRate, parseShare, parseSize } from '../../src/scenario/units.ts';

describe('an amount', () => {
  it('is read with its kind, its value in the unit of the model and its own unit', () => {
    expect(readAmount('1.5 h')).toEqual({ kind: 'duration', value: 90 * 60_000, unit: 'h' });
    expect(readAmount('650MB')).toEqual({ kind: 'size', value: 650e6, unit: 'MB' });
    expect(readAmount('100 Mbit/s')).toEqual({ kind: 'rate', value: 100e6 / 8, unit: 'Mbit/s' });
    expect(readAmount('95 %')).toEqual({ kind: 'share', value: 0.95, unit: '%' });
    expect(readAmount('12')).toEqual({ kind: 'whole', value: 12, unit: '' });
    expect(readAmount('0.5')).toEqual({ kind: 'number', value: 0.5, unit: '' });
  });

  it('is not what only looks like one', () => {
    for (const text of ['', 'true', 'Mon-Fri', '3 months', '12 parsecs', '101 %', '1,5 h', '08:30']) {
      expect(readAmount(text)).toBeNull();
    }
  });

  it('is read back from its text exactly, in its own unit, after it was rounded once', () => {
    const parsers = {
      h: parseDuration,
      min: parseDuration,
      d: parseDuration,
      GiB: parseSize,
      MB: parseSize,
      'Mbit/s': parseRate,
      'MiB/s': parseRate,
    };
    const unit = fc.constantFrom(...(Object.keys(parsers) as (keyof typeof parsers)[]));
    fc.assert(
      fc.property(unit, fc.double({ min: 1, max: 1e9, noNaN: true }), (unit, value) => {
        const { kind } = readAmount(`1 ${unit}`)!;
        const text = amountText({ kind, value, unit });
        expect(parsers[unit](text)).toEqual({ value: Math.round(value) });
        expect(text.endsWith(` ${unit}`)).toBe(true);
      }),
    );
  });

  it('rounds shares and numbers to six digits, and whole numbers to whole ones', () => {
    expect(amountText({ kind: 'share', value: 1 / 3, unit: '%' })).toBe('33.3333 %');
    expect(parseShare('33.3333 %')).toEqual({ value: 33.3333 / 100 });
    expect(amountText({ kind: 'number', value: 2e-9 / 3, unit: '' })).toBe('0.000000000666667');
    expect(amountText({ kind: 'whole', value: 3.7, unit: '' })).toBe('4');
  });

  it('has no more decimals than it takes', () => {
    expect(amountText({ kind: 'duration', value: 5_400_000, unit: 'h' })).toBe('1.5 h');
    expect(amountText({ kind: 'duration', value: 1, unit: 'min' })).toMatch(/^0\.0000[12]\d? min$/);
    expect(amountText({ kind: 'size', value: 2 ** 31, unit: 'GiB' })).toBe('2 GiB');
  });
});
