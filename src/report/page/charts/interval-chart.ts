import * as Plot from '@observablehq/plot';
import { clip } from '../../summary/display-width.ts';
import type { Canvas, SvgNode } from './canvas.ts';
import { PALETTE } from './palette.ts';
import { smallMultiples } from './small-multiples.ts';
import { charactersIn, textWidthPx } from './text-width.ts';

/** How a figure stands: filled or hollow, and in which colour. */
export type Standing = 'neutral' | 'good' | 'bad' | 'open';

/** A figure with what is known of it. */
export interface IntervalRow {
  readonly label: string;
  /** Null: it has no value. */
  readonly value: number | null;
  /** Where its true value lies, with the confidence asked for. */
  readonly interval: readonly [low: number, high: number] | null;
  /** Where most single runs lie. */
  readonly band?: readonly [low: number, high: number];
  readonly standing: Standing;
  /** The figure in words. */
  readonly note: string;
}

/** Figures of one unit, one under the other. */
export interface IntervalPanel {
  readonly title: string;
  /** Of the axis, with the unit. */
  readonly unit: string;
  readonly rows: readonly IntervalRow[];
  /** Upright lines, such as a bound or 0. */
  readonly lines: readonly { readonly at: number; readonly text: string }[];
}

const COLORS: Readonly<Record<Standing, string>> = {
  neutral: PALETTE.actual,
  good: PALETTE.good,
  bad: PALETTE.bad,
  open: PALETTE.quiet,
};
const LABEL_PX_MAX = 250;
const EDGE_PX = 8;
/** Texts that a line passes through stay legible. */
const HALO = { stroke: PALETTE.paper, strokeWidth: 4 };
const TITLE_PX = 44;
const AXIS_PX = 40;
const LINE_PX = 14;

interface Placed extends IntervalRow {
  readonly at: number;
}

/** Panels one under the other, each with an axis of its own. */
export function intervalChart(canvas: Canvas, panels: readonly IntervalPanel[]): SvgNode {
  const rows = panels.flatMap((panel) => panel.rows);
  const room: Room = {
    labelPx: Math.min(LABEL_PX_MAX, widest(rows.map(({ label }) => label))) + EDGE_PX,
    notePx: widest(rows.map(({ note }) => note)) + EDGE_PX,
  };
  return smallMultiples(
    canvas,
    1,
    panels.map((panel) => (own) => panelChart(own, panel, room)),
  );
}

/** What names and figures beside the dots take. */
interface Room {
  readonly labelPx: number;
  readonly notePx: number;
}

/** Dots with their intervals, each with its name and its figure beside it; on narrow pages above it. */
function panelChart(canvas: Canvas, panel: IntervalPanel, { labelPx, notePx }: Room): SvgNode {
  const { isNarrow, widthPx } = canvas;
  const rows = panel.rows.map((row, at) => ({ ...row, at }));
  const [marginLeft, marginRight] = isNarrow ? [EDGE_PX, EDGE_PX] : [labelPx + EDGE_PX, notePx + EDGE_PX];
  // One above the other, as lines may be close together.
  const topPx = TITLE_PX + (isNarrow ? LINE_PX : 0) + LINE_PX * Math.max(0, panel.lines.length - 1);
  const rowPx = isNarrow ? 44 : 26;
  return canvas.plot({
    height: topPx + rowPx * rows.length + AXIS_PX,
    marginTop: topPx,
    marginBottom: AXIS_PX,
    marginLeft,
    marginRight,
    x: {
      domain: domainOf(panel),
      label: panel.unit === '' ? null : panel.unit,
      labelAnchor: 'center',
      labelArrow: 'none',
      ticks: isNarrow ? 3 : 5,
    },
    y: { type: 'point', domain: rows.map(({ at }) => at), padding: isNarrow ? 0.6 : 0.5, axis: null },
    marks: [
      Plot.text([clip(panel.title, charactersIn(widthPx - 20, 'bold'))], {
        frameAnchor: 'top-left',
        text: (title: string) => title,
        fontWeight: 'bold',
        dx: EDGE_PX - marginLeft,
        dy: 18 - topPx,
      }),
      Plot.ruleX(panel.lines, { x: 'at', stroke: PALETTE.quiet, strokeDasharray: '2 3' }),
      ...panel.lines.map(({ at, text }, line) =>
        Plot.text([text], {
          x: () => at,
          text: (words: string) => words,
          frameAnchor: 'top',
          textAnchor: anchorOf(at, panel),
          dy: -12 - LINE_PX * line - (isNarrow ? EDGE_PX : 0),
          fill: PALETTE.quiet,
        }),
      ),
      ...intervalMarks(rows),
      ...wordMarks(rows, isNarrow, widthPx, notePx),
    ],
  });
}

function intervalMarks(rows: readonly Placed[]): Plot.Markish[] {
  const known = rows.filter(({ value }) => value !== null);
  return [
    Plot.ruleY(
      known.filter(({ band }) => band !== undefined),
      {
        y: 'at',
        x1: ({ band }: Placed) => band![0],
        x2: ({ band }: Placed) => band![1],
        stroke: PALETTE.gap,
        strokeWidth: 9,
      },
    ),
    Plot.ruleY(
      known.filter(({ interval }) => interval !== null),
      {
        y: 'at',
        x1: ({ interval }: Placed) => interval![0],
        x2: ({ interval }: Placed) => interval![1],
        stroke: colorOf,
        strokeWidth: 2,
      },
    ),
    Plot.dot(known, {
      x: 'value',
      y: 'at',
      r: 4.5,
      stroke: colorOf,
      strokeWidth: 2,
      fill: (row: Placed) => (row.standing === 'open' ? PALETTE.paper : colorOf(row)),
    }),
  ];
}

/** Names to the left and figures to the right; on narrow pages both above. */
function wordMarks(
  rows: readonly Placed[],
  isNarrow: boolean,
  widthPx: number,
  notePx: number,
): Plot.Markish[] {
  const room = isNarrow ? widthPx - notePx - 2 * EDGE_PX : LABEL_PX_MAX;
  const dy = isNarrow ? -16 : 0;
  return [
    Plot.text(rows, {
      y: 'at',
      frameAnchor: 'left',
      text: ({ label }: Placed) => clip(label, charactersIn(room)),
      textAnchor: isNarrow ? 'start' : 'end',
      dx: isNarrow ? 0 : -EDGE_PX,
      dy,
      fill: PALETTE.ink,
      ...HALO,
    }),
    Plot.text(rows, {
      y: 'at',
      frameAnchor: 'right',
      text: 'note',
      textAnchor: isNarrow ? 'end' : 'start',
      dx: isNarrow ? 0 : EDGE_PX,
      dy,
      fill: PALETTE.quiet,
      ...HALO,
    }),
  ];
}

function colorOf({ standing }: Placed): string {
  return COLORS[standing];
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(textWidthPx));
}

/** About nothing but zero: so far that figures at −1 and 1 are not cut. */
const ROOM_AT_ZERO = 1.2;

/** From the least to the most that is drawn, with room for the figures of the axis; wider than nothing. */
function domainOf({ rows, lines }: Pick<IntervalPanel, 'rows' | 'lines'>): [number, number] {
  const drawn = [
    ...lines.map(({ at }) => at),
    ...rows.flatMap(({ value, interval, band }) =>
      value === null ? [] : [value, ...(interval ?? []), ...(band ?? [])],
    ),
  ];
  if (drawn.length === 0) return [0, 1];
  const [low, high] = [Math.min(...drawn), Math.max(...drawn)];
  const margin = low === high ? Math.abs(low) / 8 || ROOM_AT_ZERO : (high - low) / 10;
  return [low - margin, high + margin];
}

/** A text at a line near an end of the axis goes towards its middle. */
function anchorOf(at: number, panel: IntervalPanel): 'start' | 'middle' | 'end' {
  const [low, high] = domainOf(panel);
  const place = (at - low) / (high - low);
  return place < 0.25 ? 'start' : place > 0.75 ? 'end' : 'middle';
}
