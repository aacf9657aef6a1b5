import { describe, expect, test } from 'vitest';
import { stateMessagesSection } from '../../../src/report/page/run/state-messages-section.ts';
import type { TableRow } from '../../../src/report/page/source.ts';
import { HOUR_MS } from '../run-result.ts';
import { chartsOf, drawn, pathPointsOf, sourceWith, wordsOf } from './run-source.ts';

const SPAN = {
  startEpochMs: Date.UTC(2024, 3, 1),
  measureFromMs: 0,
  horizonMs: 24 * HOUR_MS,
  output: { intervalMs: HOUR_MS, clients: false, servicingLog: false },
};
const NOTHING = {
  emitted: 0,
  stored: 0,
  lost: 0,
  batchesRefused: 0,
  gapsOpen: 0,
  backlogAtClients: 0,
  backlogAtManagementPoints: 0,
  backlogAtSite: 0,
  backlogToParent: 0,
  ageP95Seconds: null,
  ageMaxSeconds: null,
};

/** A day of hours without anything, but for what `at` says of some of them. */
function day(at: Readonly<Record<number, TableRow>>): TableRow[] {
  return Array.from({ length: 24 }, (_, hour) => ({
    elapsedSeconds: 3600 * (hour + 1),
    ...NOTHING,
    ...at[hour],
  }));
}

const sectionOf = (rows: readonly TableRow[]) =>
  stateMessagesSection(sourceWith({ 'state-messages': rows }, SPAN));

describe('state messages of a run', () => {
  test('are told with what was stored, refused and lost, and where the most waited', () => {
    const section = sectionOf(
      day({
        3: { emitted: 1500, backlogAtClients: 400 },
        6: {
          stored: 900,
          lost: 7,
          batchesRefused: 3,
          backlogAtSite: 600,
          ageP95Seconds: 5400,
          ageMaxSeconds: 7200,
        },
        23: { stored: 500, backlogAtSite: 20, gapsOpen: 2, ageP95Seconds: 60, ageMaxSeconds: 10_800 },
      }),
    );
    expect(wordsOf(section)).toBe(
      'Clients emitted 1,500 state messages, and sites stored 1,400. 3 times no management point took a batch. 7 messages were lost with files that could not be read. At the end 2 clients have a gap in their serial numbers.',
    );
    const [backlog, age] = chartsOf(section);
    expect(backlog!.description).toBe(
      'The most wait in the inboxes of primary sites: 600 on 2024-04-01 07:00 UTC. At the end 0 at clients, 20 in the inboxes of primary sites.',
    );
    expect(backlog!.table.rows).toEqual([
      ['at clients', '400', '2024-04-01 04:00 UTC', '0'],
      ['in the inboxes of primary sites', '600', '2024-04-01 07:00 UTC', '20'],
    ]);
    expect(age!.description).toBe(
      'In the worst hour, to 2024-04-01 07:00 UTC, 5 % were older than 1 h 30 min. The oldest of all was 3 h.',
    );
  });

  test('are drawn on one scale from zero for all places, without a value where there is none', () => {
    const [backlog, age] = chartsOf(
      sectionOf(
        day({
          3: { emitted: 9, backlogAtClients: 25, ageP95Seconds: 60, ageMaxSeconds: 60 },
          4: { backlogAtSite: 100, ageP95Seconds: 120, ageMaxSeconds: 120 },
        }),
      ),
    );
    for (const svg of drawn(backlog!)) {
      expect(svg).not.toContain('NaN');
      const [clients, site] = pathPointsOf(svg, 'line');
      const heights = [clients!, site!].map((points) => {
        const ys = points.map(([, y]) => y!);
        return Math.max(...ys) - Math.min(...ys);
      });
      expect(heights[0]! / heights[1]!).toBeCloseTo(25 / 100, 2);
    }
    for (const svg of drawn(age!)) expect(pathPointsOf(svg, 'line').flat()).toHaveLength(2);
  });

  test('are no section where clients emitted none, and have no picture where none ever waited', () => {
    expect(sectionOf([])).toBeNull();
    expect(sectionOf(day({}))).toBeNull();
    expect(chartsOf(sectionOf(day({ 0: { emitted: 1, stored: 1 } })))).toHaveLength(0);
  });
});
