import * as Plot from '@observablehq/plot';
import { clip } from '../../summary/display-width.ts';
import type { Canvas, SvgNode } from './canvas.ts';
import { PALETTE } from './palette.ts';
import { utcAxis } from './utc-axis.ts';

/** A row of a heat map: values over time, and beside them the figure that sums them up. */
export interface HeatRow {
  readonly name: string;
  readonly figure: string;
  /** Null: nothing to measure. */
  readonly values: readonly (number | null)[];
}

export interface HeatMap {
  readonly rows: readonly HeatRow[];
  readonly spans: readonly { readonly from: Date; readonly to: Date }[];
  /** The values from which on a cell is darker: five, ascending; below the first it is blank. */
  readonly borders: readonly number[];
  readonly borderText: (border: number) => string;
  /** What the figures beside the rows are. */
  readonly figureHead: string;
}

/** Cells of one shade that touch. */
interface Run {
  readonly row: number;
  readonly from: Date;
  readonly to: Date;
  readonly level: number;
}

const WIDE = { rowPx: 24, barInsetPx: 3, left: 172, right: 84, names: 12.5, nameColumns: 24 } as const;
const NARROW = { rowPx: 38, barInsetPx: 19, left: 16, right: 16, names: 17, nameColumns: 34 } as const;
const KEY_STEP_PX = 54;

/** Rows of shaded cells over time in UTC, named at the left or, where it is narrow, above each. */
export function heatMap(canvas: Canvas, map: HeatMap): SvgNode {
  const { rows, spans } = map;
  const layout = canvas.isNarrow ? NARROW : WIDE;
  const runs = rows.flatMap((row, at) => runsOf(row, at, map));
  const top = canvas.isNarrow ? 44 : 48;
  const whole = rows.map((_, at) => ({ row: at, from: spans[0]!.from, to: spans.at(-1)!.to }));
  const bars = { x1: 'from', x2: 'to', y: 'row', insetTop: layout.barInsetPx, insetBottom: 3 } as const;
  const shades = map.borders.map((_, at) => at + 1);
  return canvas.plot({
    height: top + rows.length * layout.rowPx + 36,
    marginTop: top,
    marginLeft: layout.left,
    marginRight: layout.right,
    marginBottom: 36,
    x: { type: 'utc', round: true },
    y: { type: 'band', domain: rows.map((_, at) => at), axis: null, padding: 0, round: true },
    marks: [
      utcAxis(canvas),
      Plot.barX(whole, { ...bars, fill: PALETTE.heat[0] }),
      ...shades.map((level) =>
        Plot.barX(
          runs.filter((run) => run.level === level),
          { ...bars, fill: PALETTE.heat[level]! },
        ),
      ),
      ...keyMarks(map),
      figureHeadMark(canvas, map),
      ...rowMarks(canvas, map),
    ],
  });
}

/** What the shades stand for. */
function keyMarks({ borders, borderText }: HeatMap): Plot.Markish[] {
  const place = (at: number) => 40 + at * KEY_STEP_PX;
  const dy = -34;
  return [
    Plot.text(['from'], { frameAnchor: 'top-left', dy: dy - 6, textAnchor: 'start', fill: PALETTE.quiet }),
    ...borders.flatMap((border, at) => [
      Plot.dot([border], {
        frameAnchor: 'top-left',
        symbol: 'square',
        r: 6,
        dx: place(at),
        dy,
        fill: PALETTE.heat[at + 1]!,
      }),
      Plot.text([borderText(border)], {
        frameAnchor: 'top-left',
        textAnchor: 'start',
        dx: place(at) + 10,
        dy: dy - 6,
        fill: PALETTE.quiet,
      }),
    ]),
  ];
}

/** Over the figures beside the rows. */
function figureHeadMark(canvas: Canvas, { figureHead }: HeatMap): Plot.Markish {
  return Plot.text([figureHead], {
    frameAnchor: 'top-right',
    textAnchor: canvas.isNarrow ? 'end' : 'start',
    dx: canvas.isNarrow ? 0 : 8,
    dy: -18,
    fill: PALETTE.quiet,
  });
}

function rowMarks(canvas: Canvas, { rows }: HeatMap): Plot.Markish[] {
  const layout = canvas.isNarrow ? NARROW : WIDE;
  const named = rows.map(({ name, figure }, row) => ({ row, name: clip(name, layout.nameColumns), figure }));
  const dy = canvas.isNarrow ? -(layout.rowPx / 2) + 9 : 0;
  return [
    Plot.text(named, {
      y: 'row',
      text: 'name',
      frameAnchor: 'left',
      textAnchor: canvas.isNarrow ? 'start' : 'end',
      dx: canvas.isNarrow ? 0 : -8,
      dy,
      lineWidth: layout.names,
      textOverflow: 'ellipsis',
      fill: PALETTE.ink,
    }),
    Plot.text(named, {
      y: 'row',
      text: 'figure',
      frameAnchor: 'right',
      textAnchor: canvas.isNarrow ? 'end' : 'start',
      dx: canvas.isNarrow ? 0 : 8,
      dy,
      fill: PALETTE.ink,
    }),
  ];
}

/** Cells side by side of the same shade as one: a drawing of a long run stays small. */
function runsOf({ values }: HeatRow, row: number, { spans, borders }: HeatMap): Run[] {
  const runs: Run[] = [];
  values.forEach((value, at) => {
    const level = value === null ? 0 : borders.filter((border) => value >= border).length;
    if (level === 0) return;
    const { from, to } = spans[at]!;
    const last = runs.at(-1);
    if (last?.level === level && last.to.getTime() === from.getTime())
      runs[runs.length - 1] = { ...last, to };
    else runs.push({ row, from, to, level });
  });
  return runs;
}
