import { describe, expect, test } from 'vitest';
import type { Section } from '../../../src/report/page/blocks.ts';
import { imagesSection } from '../../../src/report/page/run/images-section.ts';
import { remoteAppSection } from '../../../src/report/page/run/remoteapp-section.ts';
import type { TableRow } from '../../../src/report/page/source.ts';
import { HOUR_MS } from '../run-result.ts';
import { chartsOf, drawn, pathPointsOf, sourceWith, wordsOf } from './run-source.ts';

const HOURS = 10;
const SPAN = {
  startEpochMs: Date.UTC(2024, 3, 1),
  measureFromMs: 0,
  horizonMs: HOURS * HOUR_MS,
  output: { intervalMs: HOUR_MS, clients: false, servicingLog: false },
};
const tablesOf = (section: Section | null) =>
  (section?.blocks ?? []).flatMap((block) => (block.kind === 'table' ? [block] : []));

describe('images of a run', () => {
  const image = (name: string, missing: readonly number[]): TableRow[] =>
    missing.map((lacks, at) => ({
      elapsedSeconds: 3600 * (at + 1),
      image: name,
      version: at + 1,
      status: 'succeeded',
      missing: lacks,
      distributionPoints: 4,
      current: 3,
      sentBytes: 1e9,
      outdatedSeconds: 1800,
    }));
  const imageUpdates = ['imported', 'planned', 'applied', 'applied', 'failed', 'notReached'].map(
    (outcome) => ({
      outcome,
    }),
  );
  const imaging = [{ completed: 5, sentBytes: 3e10, requiredUpdates: 8, requiredBytes: 2e9 }];

  test('are told with what servicing did, what was built from them and what they lack', () => {
    const images = [...image('kiosk', [1, 0]), ...image('golden', [3, 2, 1, 0])];
    const section = imagesSection(sourceWith({ images, 'image-updates': imageUpdates, imaging }, SPAN));
    expect(wordsOf(section)).toBe(
      'Servicing applied 2 updates to images; 1 failed, 1 not reached. 5 machines were built, which fetched 30.0 GB of images and lacked 8 updates together as they joined (2.0 GB).',
    );
    const [chart] = chartsOf(section);
    expect(chart!.description).toBe('golden lacks 3 updates at most and 0 at the end.');
    expect(chart!.table.rows).toEqual([
      ['golden', '4', 'succeeded', '0', '3', '3 of 4', '4.0', '2 h'],
      ['kiosk', '2', 'succeeded', '0', '1', '3 of 4', '2.0', '1 h'],
    ]);
    for (const svg of drawn(chart!)) {
      expect(svg).not.toContain('NaN');
      expect(pathPointsOf(svg, 'line').map((points) => points.length)).toEqual([4, 2]);
    }
  });

  test('are no section where there are none', () => {
    expect(imagesSection(sourceWith({}, SPAN))).toBeNull();
  });
});

describe('RemoteApp of a run', () => {
  const NOTHING = {
    hosts: 2,
    told: 0,
    signedOutInTime: 0,
    forcedOff: 0,
    forcedOffActive: 0,
    workLost: 0,
    sessionsOnOldImage: 0,
    signInsPerMinuteMax: 1,
    reconnectionsPerMinuteMax: 0,
    exposedHostSeconds: 3600,
  };
  const collection = (name: string, sessions: readonly number[], changes: TableRow = {}): TableRow[] =>
    sessions.map((count, at) => ({
      elapsedSeconds: 3600 * (at + 1),
      remoteAppCollection: name,
      sessions: count,
      ...NOTHING,
      ...(at === 0 ? changes : {}),
    }));

  test('is told with what updates did to users, and drawn with the largest collection first', () => {
    const rows = [
      ...collection('small', [5, 5]),
      ...collection('large', [20, 40, 10], {
        told: 1200,
        signedOutInTime: 1100,
        forcedOff: 100,
        forcedOffActive: 60,
        workLost: 9,
        sessionsOnOldImage: 15,
      }),
    ];
    const updates = [
      {
        remoteAppCollection: 'large',
        templateImage: 'June',
        outcome: 'succeeded',
        told: 1200,
        signedOutInTime: 1100,
        forcedOff: 100,
        forcedOffActive: 60,
        workLost: 9,
        lostSeconds: 5400,
      },
    ];
    const section = remoteAppSection(
      sourceWith({ 'remoteapp-collections': rows, 'remoteapp-collection-updates': updates }, SPAN),
    );
    expect(wordsOf(section)).toBe(
      'Updates told 1,200 users to sign out; 1,100 did so in time. 100 sessions were ended by force, 60 of them with somebody at work, and work was lost in 9. Session hosts lacked released updates for 5 host-hours.',
    );
    const [sessions] = chartsOf(section);
    expect(sessions!.description).toBe(
      'The most are in large: 40 sessions. On older hosts there were at most 15.',
    );
    for (const svg of drawn(sessions!)) {
      expect(svg).not.toContain('NaN');
      const [large, small] = pathPointsOf(svg, 'line').map((points) => points.map(([, y]) => y!));
      expect(large).toHaveLength(3);
      expect(small).toHaveLength(2);
      expect(svg.indexOf('large: at most 40')).toBeLessThan(svg.indexOf('small: at most 5'));
    }
    expect(tablesOf(section).map(({ table }) => table.rows)).toEqual([
      [['large', 'June', 'succeeded', '1,200', '1,100', '100', '60', '9', '1.5']],
    ]);
  });

  test('says so where no update made anybody sign out, and is no section without collections', () => {
    const quiet = remoteAppSection(sourceWith({ 'remoteapp-collections': collection('A', [1]) }, SPAN));
    expect(wordsOf(quiet)).toBe(
      'No update made anybody sign out. Session hosts lacked released updates for 1 host-hours.',
    );
    expect(remoteAppSection(sourceWith({}, SPAN))).toBeNull();
  });
});
