import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveState } from '../../../src/experiment/live-state.ts';
import { type LivePicture, liveFrame } from '../../../src/report/live/frame.ts';
import { colorsFor } from '../../../src/report/summary/colors.ts';
import { displayWidth } from '../../../src/report/summary/display-width.ts';

const PLAIN = colorsFor(false);
const HOUR_MS = 3_600_000;

const STATE: LiveState = {
  nowMs: 30 * HOUR_MS,
  deployments: [
    { name: 'June', members: 1000, actual: 700, shown: 500 },
    { name: 'Servers', members: 0, actual: 0, shown: 0 },
  ],
  servers: [
    { name: 'idle', utilisation: 0, queue: 0, refused: 0 },
    { name: 'busy', utilisation: 0.5, queue: 3, refused: 12_345 },
    { name: 'full', utilisation: 0.5, queue: 9, refused: 12_345 },
  ],
  links: [{ name: 'link to Paris', utilisation: null, transfers: 7 }],
};
const pictureOf = (state: Partial<LiveState> = {}, title = 'a run'): LivePicture => ({
  title,
  startEpochMs: Date.UTC(2024, 5, 11),
  intervalMs: HOUR_MS,
  state: { ...STATE, ...state },
  pace: { done: 0.5, eventsPerSecond: 123_456.7, leftMs: 65_000 },
});
const frameOf = (picture: LivePicture, columns = 80, rows = 24) =>
  liveFrame(picture, { columns, rows }, PLAIN);

describe('a frame of a run that is watched', () => {
  it('tells the simulated instant, how far the run is, how fast, and what is left', () => {
    expect(frameOf(pictureOf()).slice(0, 2)).toEqual([
      '2024-06-12 06:00 UTC  a run',
      ' 50 %  1 min 5 s left  123,457 events/s',
    ]);
  });

  it('draws what the console shows and what is compliant beyond that as parts of all members', () => {
    const line = frameOf(pictureOf()).find((each) => each.startsWith('June'))!;
    const [bar] = /[█▒░]+/.exec(line)!;
    const share = (sign: string) => bar.split(sign).length - 1;
    expect([share('█'), share('▒'), share('░')].map((count) => count / bar.length)).toEqual([0.5, 0.2, 0.3]);
    expect(line).toContain('70.0 %');
    expect(line).toContain('50.0 %');
  });

  it('never rounds up to all members', () => {
    const line = frameOf(
      pictureOf({ deployments: [{ name: 'A', members: 10_000, actual: 9_999, shown: 10_000 }] }),
    );
    expect(line.find((each) => each.startsWith('A '))).toMatch(/> 99\.9 % +100\.0 %/);
  });

  it('lists the busiest first, of those equally busy the one with the longer queue', () => {
    const lines = frameOf(pictureOf());
    const order = ['full', 'busy', 'idle'].map((name) => lines.findIndex((line) => line.startsWith(name)));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(lines[order[0]!]).toMatch(/^full +50\.0 % +9 +12,345$/);
  });

  it('says of what is not measured yet that it is not', () => {
    expect(frameOf(pictureOf()).find((line) => line.startsWith('link to Paris'))).toMatch(
      /^link to Paris +- +7$/,
    );
  });

  it('shows names as text', () => {
    const hostile = '\u001b[2J\u202e\nx';
    const item = { name: hostile, utilisation: 1, queue: 0, refused: 0, transfers: 0 };
    const deployments = [{ name: hostile, members: 1, actual: 1, shown: 1 }];
    const text = frameOf(pictureOf({ deployments, servers: [item], links: [item] }, hostile), 200).join('\n');
    for (const sign of ['\u001b', '\u202e']) expect(text.includes(sign)).toBe(false);
    expect(text).toContain('\\u001b[2J\\u202e\\u000ax');
  });

  it('has no escape sequences without colours, and the same text with them', () => {
    const colored = liveFrame(pictureOf(), { columns: 80, rows: 24 }, colorsFor(true));
    const style = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
    expect(colored.join('\n')).toMatch(style);
    expect(colored.map((line) => line.replace(style, ''))).toEqual(frameOf(pictureOf()));
  });

  it('fits every terminal, whatever the fleet', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 60 });
    const count = fc.nat({ max: 10_000_000 });
    const utilisation = fc.option(fc.double({ min: 0, max: 1, noNaN: true }));
    const state = fc.record({
      nowMs: fc.nat({ max: 400 * 24 * HOUR_MS }),
      deployments: fc.array(fc.record({ name, members: count, actual: count, shown: count }), {
        maxLength: 30,
      }),
      servers: fc.array(fc.record({ name, utilisation, queue: count, refused: count }), { maxLength: 30 }),
      links: fc.array(fc.record({ name, utilisation, transfers: count }), { maxLength: 30 }),
    });
    const size = fc.record({
      columns: fc.integer({ min: 1, max: 250 }),
      rows: fc.integer({ min: 1, max: 80 }),
    });
    fc.assert(
      fc.property(state, size, name, (anyState, { columns, rows }, title) => {
        const lines = frameOf(pictureOf(anyState, title), columns, rows);
        expect(lines.length).toBeLessThanOrEqual(Math.max(1, rows - 1));
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps the answer first where there is little room', () => {
    const lines = frameOf(pictureOf(), 40, 8);
    expect(lines.some((line) => line.startsWith('June'))).toBe(true);
    expect(frameOf(pictureOf(), 40, 3).length).toBe(2);
  });
});
