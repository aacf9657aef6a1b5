import { describe, expect, it } from 'vitest';
import { differenceText, figureText, intervalText } from '../../../src/report/experiments/figures.ts';

const interval = (mean: number, halfWidth: number | null) => ({
  n: 5,
  mean,
  sd: halfWidth,
  halfWidth,
  low: halfWidth === null ? null : mean - halfWidth,
  high: halfWidth === null ? null : mean + halfWidth,
});

describe('figures for people', () => {
  it('are told in the unit that people use', () => {
    expect(figureText(0.9534, '1')).toBe('95.34 %');
    expect(figureText(208.1412, 'hours')).toBe('208.1 h');
    expect(figureText(102.3, 'seconds')).toBe('102.3 s');
    expect(figureText(4_673_800_000_000, 'bytes')).toBe('4.674 TB');
    expect(figureText(12_000, 'bytes')).toBe('12.00 kB');
    expect(figureText(10_008, 'scans')).toBe('10,008 scans');
    expect(figureText(0, 'scans')).toBe('0 scans');
    expect(figureText(0, 'hours')).toBe('0 h');
  });

  it('show two digits of the half-width and nothing beyond', () => {
    expect(intervalText(interval(208.1412, 0.3321), 'hours')).toBe('208.14 h [207.81, 208.47]');
    expect(intervalText(interval(10_008.4, 812.7), 'scans')).toBe('10,008 scans [9,196, 10,821]');
    expect(intervalText(interval(0.5, 0.25), '1')).toBe('50 % [25, 75]');
  });

  it('do not take the last bits of numbers for luck', () => {
    expect(intervalText(interval(-48, 7e-15), 'hours')).toBe('-48.00 h [-48.00, -48.00]');
  });

  it('tell differences of shares in percentage points', () => {
    expect(differenceText(interval(-0.05, 0.021), '1')).toBe('-5.0 percentage points [-7.1, -2.9]');
    expect(differenceText(interval(-0.05, 0.021), 'hours')).toBe('-0.050 h [-0.071, -0.029]');
  });

  it('have no brackets without an interval, and say when there is no value', () => {
    expect(intervalText(interval(41.2345, null), 'seconds')).toBe('41.23 s');
    const none = { n: 0, mean: null, sd: null, halfWidth: null, low: null, high: null };
    expect(intervalText(none, 'hours')).toBe('no value');
  });

  it('never write minus nothing', () => {
    expect(intervalText(interval(-0.001, 20), 'scans')).toBe('0 scans [-20, 20]');
  });
});
