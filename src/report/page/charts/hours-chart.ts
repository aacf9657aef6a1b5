import * as Plot from '@observablehq/plot';
import { clip } from '../../summary/display-width.ts';
import type { Canvas, SvgNode } from './canvas.ts';
import { PALETTE } from './palette.ts';
import { compact } from './ranked-chart.ts';
import { charactersIn } from './text-width.ts';

/** A row of panels: one kind of event by the hour of the day. */
export interface HoursRow {
  readonly label: string;
  /** Whether it is the kind that matters most. */
  readonly isForced: boolean;
}

/** A column of panels: a kind of day. */
export interface HoursColumn {
  readonly label: string;
  /** Hours that are shaded, 0 to 23. */
  readonly shaded: readonly number[];
  /** What the shade is; said once. */
  readonly shadeLabel: string;
}

/** How many, in one panel in one hour. */
export interface HoursBar {
  readonly row: number;
  readonly column: number;
  readonly hour: number;
  readonly count: number;
}

/** The scale goes on beyond the highest bar, so that what the shade is stands above it. */
const ROOM_FOR_LABEL = 1.2;

/** Bars by the hour of the local day, all panels on one scale. */
export function hoursChart(
  canvas: Canvas,
  rows: readonly HoursRow[],
  columns: readonly HoursColumn[],
  bars: readonly HoursBar[],
): SvgNode {
  const { isNarrow, widthPx } = canvas;
  const panels = rows.flatMap((_, row) => columns.map((_, column) => ({ row, column })));
  const labels = rows.map(({ label }, row) => ({
    row,
    column: 0,
    label: clip(label, charactersIn(widthPx - 48)),
  }));
  const titles = columns.map(({ label }, column) => ({ row: 0, column, label }));
  const shaded = panels.flatMap((panel) => columns[panel.column]!.shaded.map((hour) => ({ ...panel, hour })));
  const named = shaded.find(({ row }) => row === 0);
  const countMax = ROOM_FOR_LABEL * Math.max(1, ...bars.map(({ count }) => count));
  return canvas.plot({
    height: 88 + rows.length * (isNarrow ? 120 : 130),
    marginLeft: 52,
    marginRight: 8,
    marginTop: 48,
    marginBottom: 36,
    x: {
      domain: [0, 24],
      ticks: isNarrow ? [6, 12, 18] : [0, 3, 6, 9, 12, 15, 18, 21, 24],
      tickFormat: (hour: number) => String(hour),
      label: 'hour of the local day',
      labelAnchor: 'center',
      labelArrow: 'none',
    },
    y: { domain: [0, countMax], ticks: 3, grid: true, label: null, tickFormat: compact },
    fx: { domain: columns.map((_, column) => column), axis: null, padding: 0.06 },
    fy: { domain: rows.map((_, row) => row), axis: null, padding: 0.3 },
    marks: [
      Plot.rect(shaded, {
        ...PLACE,
        x1: 'hour',
        x2: ({ hour }: { hour: number }) => hour + 1,
        y1: 0,
        y2: countMax,
        fill: PALETTE.gap,
        fillOpacity: 0.35,
      }),
      Plot.rect(bars, {
        ...PLACE,
        x1: 'hour',
        x2: ({ hour }: HoursBar) => hour + 1,
        y1: 0,
        y2: 'count',
        inset: 0.5,
        fill: ({ row }: HoursBar) => (rows[row]!.isForced ? PALETTE.reported : PALETTE.actual),
      }),
      Plot.ruleY(panels, { ...PLACE, y: 0, stroke: PALETTE.quiet }),
      Plot.text(labels, { ...PLACE, ...ABOVE, dy: -16, fill: PALETTE.ink, fontWeight: 'bold' }),
      Plot.text(titles, { ...PLACE, ...ABOVE, dy: -34, fill: PALETTE.quiet }),
      Plot.text(named === undefined ? [] : [named], {
        ...PLACE,
        x: 'hour',
        y: countMax,
        text: () => columns[named!.column]!.shadeLabel,
        textAnchor: 'start',
        dx: 3,
        dy: 8,
        fill: PALETTE.quiet,
      }),
    ],
  });
}

const PLACE = { fx: 'column', fy: 'row' } as const;
const ABOVE = { text: 'label', frameAnchor: 'top-left', textAnchor: 'start' } as const;
