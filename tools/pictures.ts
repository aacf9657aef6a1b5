import { openFolder, scenarioOf } from '../src/cli/replay/run-folder.ts';
import type { Chart } from '../src/report/page/blocks.ts';
import { canvasFor } from '../src/report/page/charts/canvas.ts';
import { PALETTE } from '../src/report/page/charts/palette.ts';
import { PAGE_STYLES } from '../src/report/page/render/styles.ts';
import { runReport } from '../src/report/page/run/run-report.ts';
import { runSourceOf } from '../src/report/page/source-of-folder.ts';

/** A picture of the guide: of which run, and which picture of its report. */
export interface Picture {
  /** `docs/guide/<name>-light.svg` and `-dark.svg`. */
  readonly name: string;
  /** Relative to the project. */
  readonly scenario: string;
  /** How the heading of the picture in the report begins. */
  readonly heading: string;
}

/** The pictures of the guide. */
export const PICTURES: readonly Picture[] = [
  {
    name: 'deadline-at-noon',
    scenario: 'scenarios/random-delay.yaml',
    heading: 'Compliant share of the members',
  },
  {
    name: 'truth-and-console',
    scenario: 'scenarios/state-message-backlog.yaml',
    heading: 'Compliant share of the members',
  },
];

/** Schemes of readers' screens. */
export const SCHEMES = ['light', 'dark'] as const;
export type Scheme = (typeof SCHEMES)[number];

const ROOM_PX = 8;

/** A picture out of the report of a folder of results, as a file of its own. */
export function drawingOf(results: string, heading: string, scheme: Scheme): string {
  const drawn = chartIn(results, heading).draw(canvasFor(false));
  drawn.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  drawn.setAttribute('color', PALETTE.ink);
  return `${inColoursOf(scheme, withRoomBelow(drawn.outerHTML))}\n`;
}

/** A page shows what reaches over the edge of a drawing, such as months below days; a file of its own cuts it. */
function withRoomBelow(svg: string): string {
  return svg.replace(/viewBox="0 0 (\d+) (\d+)" height="\d+"/, (_, width: string, height: string) => {
    const heightPx = Number(height) + ROOM_PX;
    return `viewBox="0 0 ${width} ${heightPx}" height="${heightPx}"`;
  });
}

function chartIn(results: string, heading: string): Chart {
  const folder = openFolder(results);
  if (folder.kind !== 'run') throw new Error(`${results} does not hold a run`);
  const { sections } = runReport(runSourceOf(folder, scenarioOf(folder)));
  const charts = sections
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => (block.kind === 'chart' ? [block.chart] : []));
  const chart = charts.find(({ title }) => title.startsWith(heading));
  if (chart === undefined)
    throw new Error(`no picture "${heading}"; there are: ${charts.map(({ title }) => title).join('; ')}`);
  return chart;
}

/** Pages bring the colours of their scheme; a file of its own has to have them. */
function inColoursOf(scheme: Scheme, svg: string): string {
  const dark = /prefers-color-scheme: dark\) \{\s*:root \{([^}]*)\}/.exec(PAGE_STYLES)![1]!;
  const colours = new Map(
    [...dark.matchAll(/(--[\w-]+): (#\w+);/g)].map(([, name, value]) => [name!, value!]),
  );
  return svg.replaceAll(/var\((--[\w-]+), (#\w+)\)/g, (_, name: string, light: string) =>
    scheme === 'light' ? light : colours.get(name)!,
  );
}
