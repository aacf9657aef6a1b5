import * as Plot from '@observablehq/plot';
import { clip } from '../../summary/display-width.ts';
import type { Canvas, SvgNode } from './canvas.ts';
import { PALETTE } from './palette.ts';

/** How much of a limit is used. */
export interface UsedShare {
  readonly name: string;
  /** 1: all of it. */
  readonly share: number;
  /** The share as text. */
  readonly figure: string;
}

const ROW_PX = 36;
const BAR_PX = 12;
const NAME_COLUMNS_WIDE = 96;
const NAME_COLUMNS_NARROW = 46;

/** A bar for each limit, in the order given, and a line where all of it is used. */
export function limitsChart(canvas: Canvas, uses: readonly UsedShare[]): SvgNode {
  const { isNarrow } = canvas;
  const columns = isNarrow ? NAME_COLUMNS_NARROW : NAME_COLUMNS_WIDE;
  const rows = uses.map((use, row) => ({ ...use, row, name: clip(use.name, columns) }));
  const most = rows.reduce((largest, { share }) => Math.max(largest, share), 1);
  return canvas.plot({
    height: 24 + rows.length * ROW_PX + 40,
    marginTop: 24,
    marginLeft: 16,
    marginRight: 64,
    marginBottom: 40,
    x: { domain: [0, most] },
    y: { type: 'band', domain: rows.map(({ row }) => row), axis: null, padding: 0 },
    marks: [
      Plot.axisX({ ticks: isNarrow ? 3 : 5, tickFormat: tickText, label: null }),
      ...[false, true].map((isOver) =>
        Plot.barX(
          rows.filter(({ share }) => share > 1 === isOver),
          {
            y: 'row',
            x1: 0,
            x2: 'share',
            insetTop: ROW_PX - BAR_PX - 4,
            insetBottom: 4,
            fill: isOver ? PALETTE.bad : PALETTE.actual,
          },
        ),
      ),
      Plot.ruleX([1], { stroke: PALETTE.ink, strokeDasharray: '2 3' }),
      Plot.text([1], {
        x: (at: number) => at,
        frameAnchor: 'top',
        textAnchor: 'end',
        dy: -16,
        text: () => 'supported',
        fill: PALETTE.quiet,
      }),
      Plot.text(rows, {
        y: 'row',
        frameAnchor: 'left',
        textAnchor: 'start',
        dy: -8,
        text: 'name',
        fill: PALETTE.ink,
        stroke: PALETTE.paper,
        strokeWidth: 4,
      }),
      Plot.text(rows, {
        y: 'row',
        x: 'share',
        textAnchor: 'start',
        dx: 6,
        dy: 8,
        text: 'figure',
        fill: PALETTE.ink,
        stroke: PALETTE.paper,
        strokeWidth: 4,
      }),
    ],
  });
}

function tickText(share: number): string {
  return `${Math.round(100 * share)} %`;
}
