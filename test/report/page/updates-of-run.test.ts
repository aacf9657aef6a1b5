import { describe, expect, test } from 'vitest';
import { compact, rankedChart } from '../../../src/report/page/charts/ranked-chart.ts';
import { exposureSection } from '../../../src/report/page/run/exposure-section.ts';
import { installationsSection } from '../../../src/report/page/run/installations-section.ts';
import { HOUR_MS } from '../run-result.ts';
import { attributesOf, chartsOf, drawn, sourceWith, wordsOf } from './run-source.ts';

const PRODUCT = 'Windows 11';

function exposed(update: string, hours: number, clients = 1, group = 'Office') {
  return { update, product: PRODUCT, group, clients, clientSeconds: 3600 * hours, requiredAtEnd: 0 };
}

describe('exposure by update', () => {
  test('adds up groups, ranks, and divides by the clients that required it', () => {
    const exposure = [exposed('KB1', 10), exposed('KB5036893', 30, 2), exposed('KB5036893', 18, 2, 'Shops')];
    const section = exposureSection(sourceWith({ exposure }));
    const { rows } = chartsOf(section)[0]!.table;
    expect(rows[0]).toEqual(['KB5036893', PRODUCT, 'Security Updates', '48', '4', '12 h', '0']);
    expect(rows[1]!.slice(0, 4)).toEqual(['KB1', PRODUCT, '', '10']);
    // The scenario has one deployment, of KB5036893.
    expect(wordsOf(section)).toContain(
      'In all 58 client-hours, 17.2 % of them by updates that no deployment contains',
    );
  });

  test('shows fifteen updates and the rest as one', () => {
    const exposure = Array.from({ length: 18 }, (_, index) => exposed(`KB${100 + index}`, 100 - index));
    for (const svg of drawn(chartsOf(exposureSection(sourceWith({ exposure })))[0]!)) {
      expect(attributesOf(svg, 'circle', 'r')).toHaveLength(15 + 1);
      expect(svg).toContain('3 further updates together');
      expect(svg).toContain(String(100 - 15 + (100 - 16) + (100 - 17)));
    }
  });

  test('is left out where nobody was exposed', () => {
    expect(exposureSection(sourceWith({}))).toBeNull();
    expect(exposureSection(sourceWith({ exposure: [exposed('KB1', 0)] }))).toBeNull();
  });
});

describe('a ranking', () => {
  const items = [
    { label: 'first', value: 80, figure: '80' },
    { label: 'second', value: 20, figure: '20' },
    { label: 'none', value: 0, figure: '0' },
  ];

  test('has its dots at their share of the axis, which begins at zero', () => {
    for (const svg of drawn({ draw: (canvas) => rankedChart(canvas, items, 'clients') })) {
      const [first, second, none] = attributesOf(svg, 'circle', 'cx') as [number, number, number];
      expect((second - none) / (first - none)).toBeCloseTo(20 / 80, 6);
    }
  });

  test('clips labels to what fits', () => {
    const long = [{ label: 'x'.repeat(300), value: 1, figure: '1' }];
    for (const svg of drawn({ draw: (canvas) => rankedChart(canvas, long, 'clients') })) {
      expect(svg).toMatch(/>x{20,60}…</);
    }
  });

  test('has short numbers on its axis', () => {
    expect([0, 500, 2500, 40_000, 2_500_000].map(compact)).toEqual(['0', '500', '2,500', '40 k', '2.5 M']);
  });
});

describe('installations in brief', () => {
  const span = {
    startEpochMs: Date.UTC(2024, 3, 1),
    measureFromMs: 0,
    horizonMs: 24 * HOUR_MS,
    output: { intervalMs: HOUR_MS, clients: false, servicingLog: false },
  };
  const row = (hour: number, group: string, waitingForWindow: number) => ({
    elapsedSeconds: 3600 * hour,
    group,
    started: 50,
    completed: 40,
    failed: 5,
    timedOut: 0,
    interrupted: 0,
    outsideWindow: 0,
    busySeconds: 1800,
    waitingForWindow,
    restartWaitingForWindow: 0,
  });

  test('name what went wrong as a share of those that started', () => {
    const installations = [row(3, 'Office', 0), row(3, 'Shops', 0)];
    const section = installationsSection(sourceWith({ installations }, span))!;
    expect(wordsOf(section)).toContain('100 installations started');
    expect(wordsOf(section)).toContain('Installing took 1 client-hours');
    expect(section.blocks).toContainEqual({ kind: 'list', items: ['10 failed (10.0 %)'] });
    expect(chartsOf(section)).toEqual([]);
  });

  test('show who waits for a window at the end of every interval, and nobody where the table has no row', () => {
    const installations = [row(3, 'Office', 7), row(3, 'Shops', 4), row(20, 'Office', 2)];
    const [chart] = chartsOf(installationsSection(sourceWith({ installations }, span)));
    expect(chart!.description).toContain(`${7 + 4}, on 2024-04-01 03:00 UTC`);
    // Twelve stretches of two hours, each with its largest count.
    expect(chart!.table.rows.map(([, count]) => count)).toEqual(
      Array.from({ length: 12 }, (_, bin) => (bin === 1 ? '11' : bin === 9 ? '2' : '0')),
    );
    for (const svg of drawn(chart!)) expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('are left out where none started', () => {
    expect(installationsSection(sourceWith({}, span))).toBeNull();
  });
});
