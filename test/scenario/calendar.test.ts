import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMonths, epochOf, epochOfUtcText, utcText, zoneTable } from '../../src/scenario/calendar.ts';
import { civilOf, parseMoment, parseZone } from '../../src/scenario/moment.ts';
import { occurrences, parseRecurrence } from '../../src/scenario/recurrence.ts';
import { B_RELEASES, EXCEPTIONS } from './b-releases.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function utc(text: string): number {
  return epochOfUtcText(text)!;
}

function times(rule: string, from: string, until: string): string[] {
  const parsed = parseRecurrence(rule);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return occurrences(parsed.value, utc(from), utc(until)).map(utcText);
}

describe('The second Tuesday at 10:00 Pacific', () => {
  const rule = 'monthly on second Tuesday at 10:00 America/Los_Angeles';
  const predicted = times(rule, '2021-11-01T00:00Z', '2024-09-30T00:00Z');

  it('is when Microsoft released, in every month from 2021-11 to 2024-09', () => {
    expect(predicted).toEqual(B_RELEASES.map((text) => text.replace('Z', ':00Z')));
  });

  it('is not when updates came out of the usual order', () => {
    for (const exception of EXCEPTIONS) expect(predicted).not.toContain(exception.replace('Z', ':00Z'));
  });

  it('moves with an offset in days, which need not end in the same week', () => {
    const later = times(rule.replace(' at', ' + 6 d at'), '2024-06-01T00:00Z', '2024-06-30T00:00Z');
    expect(later).toEqual(['2024-06-17T17:00:00Z']);
  });
});

describe('A recurrence', () => {
  it.each([
    ['once 2024-06-11 20:00 UTC', ['2024-06-11T20:00:00Z']],
    ['every 4 days at 06:00 UTC', ['2024-06-10T06:00:00Z', '2024-06-14T06:00:00Z', '2024-06-18T06:00:00Z']],
    [
      'weekly on Tue, Fri at 20:00 UTC',
      ['2024-06-11T20:00:00Z', '2024-06-14T20:00:00Z', '2024-06-18T20:00:00Z'],
    ],
    ['monthly on day 15 at 12:00 Asia/Tokyo', ['2024-06-15T03:00:00Z']],
    ['monthly on third Wednesday at 00:00 UTC', ['2024-06-19T00:00:00Z']],
  ])('%s falls where a calendar has it', (rule, expected) => {
    expect(times(rule, '2024-06-10T00:00Z', '2024-06-20T00:00Z')).toEqual(expected);
  });

  it('by date takes the last day of a month that lacks the day', () => {
    const rule = 'monthly on day 31 at 00:00 UTC';
    const expected = [
      '2024-01-31T00:00:00Z',
      '2024-02-29T00:00:00Z',
      '2024-03-31T00:00:00Z',
      '2024-04-30T00:00:00Z',
    ];
    expect(times(rule, '2024-01-01T00:00Z', '2024-05-01T00:00Z')).toEqual(expected);
  });

  it('with an offset that would leave the month takes its last day', () => {
    const rule = 'monthly on last Tuesday + 7 d at 00:00 UTC';
    const expected = ['2024-04-30T00:00:00Z', '2024-05-31T00:00:00Z', '2024-06-30T00:00:00Z'];
    expect(times(rule, '2024-04-01T00:00Z', '2024-07-01T00:00Z')).toEqual(expected);
  });

  it('finds the last weekday of a month', () => {
    const rule = 'monthly on last Friday at 00:00 UTC';
    const expected = ['2024-05-31T00:00:00Z', '2024-06-28T00:00:00Z'];
    expect(times(rule, '2024-05-01T00:00Z', '2024-06-30T00:00Z')).toEqual(expected);
  });

  it('keeps its local time when the clocks change', () => {
    const daily = times('daily at 09:00 Europe/Paris', '2024-03-30T00:00Z', '2024-04-01T00:00Z');
    expect(daily).toEqual(['2024-03-30T08:00:00Z', '2024-03-31T07:00:00Z']);
  });

  it.each([
    'daily',
    'every 0 days at 00:00 UTC',
    'daily at 25:00 UTC',
    'monthly on fifth Tuesday at 01:00 UTC',
  ])('%s is refused with examples', (rule) => {
    expect(parseRecurrence(rule)).toEqual({
      problem: expect.stringMatching(/is not a (recurrence; write|time of day)/),
    });
  });
});

describe('A civil time in a zone', () => {
  const at = (date: string, time: string, zone: string) => utcText(epochOf(civilOf(date, time)!, zone));

  it('in the gap of a spring morning moves forward by the length of the gap', () => {
    expect(at('2024-03-31', '02:30', 'Europe/Paris')).toBe('2024-03-31T01:30:00Z');
    expect(at('2024-03-10', '02:30', 'America/New_York')).toBe('2024-03-10T07:30:00Z');
  });

  it('that comes twice in autumn means the first', () => {
    expect(at('2024-10-27', '02:30', 'Europe/Paris')).toBe('2024-10-27T00:30:00Z');
    expect(at('2024-11-03', '01:30', 'America/New_York')).toBe('2024-11-03T05:30:00Z');
  });

  it('is refused when its day does not exist, or its zone is not named', () => {
    expect(parseMoment('2024-02-30 10:00 UTC')).toEqual({ problem: expect.stringMatching(/does not exist/) });
    expect(parseMoment('2024-02-03 10:00')).toEqual({ problem: expect.stringMatching(/has no time zone/) });
    expect(parseZone('Europe/Pariss')).toEqual({
      problem: expect.stringMatching(/did you mean "Europe\/Paris"/),
    });
  });
});

describe('A zone table', () => {
  it('has the offsets of the span and of 60 days around it, at the instants at which they change', () => {
    const startEpochMs = utc('2024-03-01T00:00Z');
    const { transitions } = zoneTable('Europe/Paris', startEpochMs, 28 * DAY_MS);
    expect(transitions).toEqual([
      { fromMs: -60 * DAY_MS, offsetMs: HOUR_MS },
      { fromMs: utc('2024-03-31T01:00Z') - startEpochMs, offsetMs: 2 * HOUR_MS },
    ]);
  });

  it('gives the same civil time as the calendar, for any instant of its span', () => {
    const startEpochMs = utc('2024-01-01T00:00Z');
    const zones = [
      'America/New_York',
      'Europe/London',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'America/St_Johns',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 364 }),
        fc.integer({ min: 4, max: 23 }),
        (zone, day, hour) => {
          const { transitions } = zoneTable(zone, startEpochMs, 365 * DAY_MS);
          const civil = civilOf('2024-01-01', '00:00')!.add({ days: day, hours: hour });
          const sinceStartMs = epochOf(civil, zone) - startEpochMs;
          const { offsetMs } = transitions.filter(({ fromMs }) => fromMs <= sinceStartMs).at(-1)!;
          expect(sinceStartMs + offsetMs).toBe(day * DAY_MS + hour * HOUR_MS);
        },
      ),
    );
  });
});

describe('Calendar months', () => {
  it('are added in UTC, and end with the month', () => {
    expect(utcText(addMonths(utc('2024-03-12T17:00Z'), 3))).toBe('2024-06-12T17:00:00Z');
    expect(utcText(addMonths(utc('2023-11-30T00:00Z'), 3))).toBe('2024-02-29T00:00:00Z');
  });
});
