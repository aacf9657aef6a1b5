import { describe, expect, it } from 'vitest';
import {
  formatDuration,
  parseDuration,
  parseRate,
  parseShare,
  parseSize,
  parseTimeOfDay,
} from '../../src/scenario/units.ts';
import { parseWeekdays } from '../../src/scenario/weekdays.ts';

describe('A quantity', () => {
  it.each([
    ['15 min', 15 * 60_000],
    ['24h', 24 * 3_600_000],
    ['7 d', 7 * 86_400_000],
    ['90 s', 90_000],
    ['250 ms', 250],
    ['1.5 h', 90 * 60_000],
    ['0 s', 0],
  ])('reads the duration %s as whole milliseconds', (text, durationMs) => {
    expect(parseDuration(text)).toEqual({ value: durationMs });
  });

  it.each([
    ['650 MB', 650e6],
    ['2.5 GiB', 2.5 * 2 ** 30],
    ['24690 B', 24690],
    ['0.02 MB', 20_000],
  ])('reads the size %s as whole bytes', (text, sizeBytes) => {
    expect(parseSize(text)).toEqual({ value: sizeBytes });
  });

  it.each([
    ['100 Mbit/s', 100e6 / 8],
    ['10 Gbit/s', 10e9 / 8],
    ['12 MB/s', 12e6],
  ])('reads the rate %s as bytes per second', (text, bytesPerSecond) => {
    expect(parseRate(text)).toEqual({ value: bytesPerSecond });
  });

  it('reads shares, times of day and weekdays', () => {
    expect(parseShare('95 %')).toEqual({ value: 0.95 });
    expect(parseTimeOfDay('08:30')).toEqual({ value: 8.5 * 3_600_000 });
    expect(parseTimeOfDay('24:00')).toEqual({ value: 24 * 3_600_000 });
    expect(parseWeekdays('Mon-Fri')).toEqual({ value: 0b0011111 });
    expect(parseWeekdays('Sat, Sunday')).toEqual({ value: 0b1100000 });
  });

  it.each([
    [parseDuration('15'), /has no unit \(ms, s, min, h, d\); write for example 15 min/],
    [parseDuration('15 mins'), /"mins" is not a unit here/],
    [parseDuration('-5 min'), /cannot be negative/],
    [parseDuration('1e3 s'), /is not understood/],
    [parseDuration('9999999 d'), /at most 20 years/],
    [parseDuration('9'.repeat(1_000_000)), /is not understood/],
    [parseSize('5 min'), /"min" is not a unit here/],
    [parseSize('5000 TiB'), /at most 1024 TiB/],
    [parseRate('0 Mbit/s'), /more than 0/],
    [parseShare('101 %'), /not between 0 % and 100 %/],
    [parseTimeOfDay('25:00'), /not a time of day/],
    [parseWeekdays('Fri-Mon'), /not weekdays/],
  ])('that cannot be read says what to write instead', (parsed, message) => {
    expect(parsed).toEqual({ problem: expect.stringMatching(message) });
  });

  it('is written in the largest unit that divides it', () => {
    expect(formatDuration(90 * 60_000)).toBe('90 min');
    expect(formatDuration(48 * 3_600_000)).toBe('2 d');
    expect(formatDuration(1001)).toBe('1001 ms');
  });
});
