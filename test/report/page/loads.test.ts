import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { htmlOf } from '../../../src/report/page/render/html.ts';
import { linksSection } from '../../../src/report/page/run/links-section.ts';
import { serversSection } from '../../../src/report/page/run/servers-section.ts';
import type { TableRow } from '../../../src/report/page/source.ts';
import { HOUR_MS } from '../run-result.ts';
import { attributesOf, chartsOf, drawn, sourceWith, wordsOf } from './run-source.ts';

const HOURS = 48;
const SPAN = {
  startEpochMs: Date.UTC(2024, 3, 1),
  measureFromMs: 0,
  horizonMs: HOURS * HOUR_MS,
  output: { intervalMs: HOUR_MS, clients: false, servicingLog: false },
};

/** Per hour the busy share of a server; `changes` to its totals. */
function server(name: string, shares: readonly number[], changes: TableRow = {}) {
  const rows = shares.map((utilisation, at) => ({
    elapsedSeconds: 3600 * (at + 1),
    server: name,
    utilisation,
    offeredUtilisation: 0,
    queueMax: Math.round(1000 * utilisation),
  }));
  const total = {
    server: name,
    utilisation: 0.25,
    offeredUtilisation: 0.05,
    served: 4000,
    refused: 0,
    abandoned: 0,
    queueMax: Math.max(...rows.map(({ queueMax }) => queueMax)),
    waitP95Seconds: null,
    ...changes,
  };
  return { rows, total };
}

function sourceOf(servers: readonly ReturnType<typeof server>[]) {
  const tables = {
    servers: servers.flatMap(({ rows }) => rows),
    'server-totals': servers.map(({ total }) => total),
  };
  return sourceWith(tables, SPAN);
}

const idle = Array.from({ length: HOURS }, () => 0);
const busyAt = (hour: number, share: number) => idle.map((none, at) => (at === hour ? share : none));

describe('the servers of a run', () => {
  test('are told with what they refused, where the wait was longest, and which was busiest when', () => {
    const section = serversSection(
      sourceOf([
        server('SUP1', busyAt(10, 0.5), { refused: 300, waitP95Seconds: 30 }),
        server('MP1', busyAt(20, 0.75), { refused: 700, waitP95Seconds: 90 }),
      ]),
    );
    expect(wordsOf(section)).toBe(
      'Servers refused 1,000 requests, 700 of them by MP1, because the queue was full or the server down. The longest wait is at MP1, where 95 % of requests began within 1 min 30 s.',
    );
    const [busy, queues] = chartsOf(section);
    expect(busy!.description).toBe(
      'The busiest is MP1: 75.0 % of its capacity in the hour to 2024-04-01 21:00 UTC.',
    );
    expect(busy!.table.rows).toEqual([
      ['MP1', '75.0 %', '30.0 %', '4,000', '700', '0', '750', '1 min 30 s'],
      ['SUP1', '50.0 %', '30.0 %', '4,000', '300', '0', '500', '30 s'],
    ]);
    expect(queues!.description).toBe(
      'The longest queue is that of MP1: 750 at once in the hour to 2024-04-01 21:00 UTC.',
    );
  });

  test('are shown up to twelve, the busiest first, and the rest is counted', () => {
    const many = Array.from({ length: 15 }, (_, at) => server(`MP${at}`, busyAt(3, (at + 1) / 100)));
    const [busy, queues] = chartsOf(serversSection(sourceOf(many)));
    expect(busy!.table.rows.map(([name]) => name)).toEqual(many.map((_, at) => `MP${14 - at}`).slice(0, 12));
    expect(busy!.description).toContain('Not shown: 3 more servers, never busier than 3.0 %.');
    expect(queues!.description).toContain('3 more with shorter ones are not shown.');
  });

  test('are no section where none did anything, and have no picture of queues where nobody waited', () => {
    expect(serversSection(sourceOf([]))).toBeNull();
    expect(serversSection(sourceOf([server('SUP1', idle, { served: 0 })]))).toBeNull();
    const section = serversSection(sourceOf([server('SUP1', idle)]));
    expect(chartsOf(section)).toHaveLength(1);
    expect(wordsOf(section)).toBe(
      'No server refused a request. At every server at least 95 % of requests began at once.',
    );
  });

  test('have cells where they were busy, at the place of the hour, and hours side by side of one shade are one', () => {
    const shares = idle.map((none, at) => (at >= 12 && at < 24 ? 0.3 : none));
    const [busy] = chartsOf(serversSection(sourceOf([server('SUP1', shares)])));
    const svgs = drawn(busy!);
    expect(svgs).toHaveLength(2);
    for (const svg of svgs) {
      expect(svg).not.toContain('NaN');
      const [whole, cells] = attributesOf(svg, 'rect', 'x').map((x, at) => ({
        x,
        width: attributesOf(svg, 'rect', 'width')[at]!,
      }));
      expect(attributesOf(svg, 'rect', 'x')).toHaveLength(2);
      expect(Math.abs(cells!.x - (whole!.x + whole!.width / 4))).toBeLessThanOrEqual(1);
      expect(Math.abs(cells!.width - whole!.width / 4)).toBeLessThanOrEqual(1);
      expect(svg).toContain('>SUP1<');
      expect(svg).toContain('>30.0 %<');
    }
  });

  test('are text, whatever they are called', () => {
    const hostile = '<script>alert(1)</script>&"\u001b[31m';
    const section = serversSection(sourceOf([server(hostile, busyAt(1, 0.9))]))!;
    const { document } = parseHTML(htmlOf({ title: '', subtitle: '', sections: [section] }));
    expect(document.querySelectorAll('script')).toHaveLength(0);
    expect(document.querySelector('td')!.textContent).toBe(hostile);
  });
});

describe('the links of a run', () => {
  const link = (name: string, shares: readonly number[], bytes: number) => ({
    rows: shares.map((utilisation, at) => ({ elapsedSeconds: 3600 * (at + 1), link: name, utilisation })),
    total: { link: name, utilisation: 0.1, bytes, bookedBytes: 1e9, started: 9, aborted: 2, flowsMax: 4 },
  });

  test('are told with what passed them and when they were busiest', () => {
    const links = [
      link('Lyon', busyAt(5, 1), 2e9),
      link('DP1', busyAt(6, 0.4), 5e9),
      link('idle', idle, -1e9),
    ];
    const section = linksSection(
      sourceWith(
        { links: links.flatMap(({ rows }) => rows), 'link-totals': links.map(({ total }) => total) },
        SPAN,
      ),
    );
    expect(wordsOf(section)).toContain('The most bytes passed DP1: 6.0 GB.');
    const [chart] = chartsOf(section);
    expect(chart!.description).toBe(
      'The busiest is Lyon: 100.0 % of its capacity in the hour to 2024-04-01 06:00 UTC.',
    );
    expect(chart!.table.rows).toEqual([
      ['Lyon', '100.0 %', '10.0 %', '3.0', '9', '2', '4'],
      ['DP1', '40.0 %', '10.0 %', '6.0', '9', '2', '4'],
    ]);
  });

  test('are no section where there are none', () => {
    expect(linksSection(sourceWith({}, SPAN))).toBeNull();
  });
});
