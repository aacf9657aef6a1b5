import { describe, expect, it } from 'vitest';
import { SITE_EVENT_COLUMNS, SITE_EVENTS } from '../../src/model/results.ts';
import { logText } from '../../src/report/log.ts';
import { DAY_MS, resultOf, rowsOf } from './run-result.ts';

/** The log line of one event with such a count. */
function lineOf(event: (typeof SITE_EVENTS)[number], detail: number): string {
  const code = SITE_EVENTS.indexOf(event);
  const events = rowsOf(SITE_EVENT_COLUMNS, [
    { t: 9 * DAY_MS, code, detail, subject: 0, full: -1, content: -1, cause: -1 },
  ]);
  const log = logText(resultOf({ events }), '0', [], []);
  return log.split('\n').find((line) => line.includes(`  ${event}`))!;
}

describe('A log', () => {
  it.each([
    [0, '0 updates'],
    [1, '1 update'],
    [2, '2 updates'],
  ])('counts %i as "%s"', (count, words) => {
    expect(lineOf('syncCompleted', count)).toMatch(new RegExp(`, ${words}$`));
  });

  it.each([
    [999_999, '999999 bytes'],
    [60_500_000, '60.5 MB (60500000 bytes)'],
    [6_000_000_000, '6.0 GB (6000000000 bytes)'],
  ])('tells %i bytes as "%s"', (bytes, words) => {
    expect(lineOf('contentDownloaded', bytes).endsWith(`, ${words}`)).toBe(true);
  });

  it('names one byte and one client as such', () => {
    expect(lineOf('contentDownloaded', 1)).toMatch(/, 1 byte$/);
    expect(logText(resultOf({ clientCount: 1 }), '0', [], [])).toMatch(/: 1 client$/m);
    expect(logText(resultOf({ clientCount: 2 }), '0', [], [])).toMatch(/: 2 clients$/m);
  });
});
