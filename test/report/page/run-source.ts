import { parseHTML } from 'linkedom';
import type { Scenario } from '../../../src/model/scenario.ts';
import type { Chart, Section } from '../../../src/report/page/blocks.ts';
import { canvasFor } from '../../../src/report/page/charts/canvas.ts';
import type { RunSource, TableRow } from '../../../src/report/page/source.ts';
import { scenarioOf } from '../run-result.ts';

/** What the report of a run is made from, with these tables and no others. */
export function sourceWith(
  tables: Readonly<Record<string, readonly TableRow[]>>,
  scenario: Partial<Scenario> = {},
  changes: Partial<RunSource> = {},
): RunSource {
  return {
    kind: 'run',
    scenario: scenarioOf(scenario),
    resolvedYaml: '',
    version: '1.2.3',
    timeZoneData: '2026a',
    replication: 0,
    clientCount: 10,
    eventCount: 100,
    fingerprint: '00',
    warnings: [],
    limits: [],
    tables: { rows: (table) => tables[table] ?? [] },
    ...changes,
  };
}

/** The pictures of a section. */
export function chartsOf(section: Section | null): readonly Chart[] {
  return (section?.blocks ?? []).flatMap((block) => (block.kind === 'chart' ? [block.chart] : []));
}

/** What a section says outside of its pictures and tables. */
export function wordsOf(section: Section | null): string {
  return (section?.blocks ?? []).flatMap((block) => (block.kind === 'text' ? [block.text] : [])).join('\n');
}

/** A picture as drawn for a wide page, and for a narrow one. */
export function drawn(chart: Pick<Chart, 'draw'>): readonly string[] {
  return [false, true].map((isNarrow) => chart.draw(canvasFor(isNarrow)).outerHTML);
}

/** Every number of every attribute of a drawing: NaN shows up as such. */
export function attributesOf(svg: string, element: string, attribute: string): number[] {
  const elements = svg.match(new RegExp(`<${element} [^>]*>`, 'g')) ?? [];
  return elements.flatMap((text) => {
    const found = new RegExp(`[ "]${attribute}="([^"]*)"`).exec(text);
    return found === null ? [] : [Number(found[1])];
  });
}

/** The points of every path that a mark has drawn. */
export function pathPointsOf(svg: string, mark: string): number[][][] {
  const paths = [...parseHTML(svg).document.querySelectorAll(`g[aria-label="${mark}"] path`)];
  return paths.map((path) =>
    (path.getAttribute('d')!.match(/-?[\d.]+,-?[\d.]+/g) ?? []).map((point: string) =>
      point.split(',').map(Number),
    ),
  );
}
