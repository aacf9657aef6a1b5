import * as Plot from '@observablehq/plot';
import { clip } from '../../summary/display-width.ts';
import type { Canvas, SvgNode } from './canvas.ts';
import { PALETTE } from './palette.ts';
import { compact } from './ranked-chart.ts';
import { charactersIn } from './text-width.ts';
import { UTC_AXIS_PX, utcAxis } from './utc-axis.ts';

/** How many wait for something, over time. */
export interface WaitingRow {
  readonly label: string;
  readonly points: readonly { readonly time: Date; readonly count: number }[];
}

const LEFT_PX = 52;

/** A panel for each, over the same time and on the same scale from zero. */
export function waitingChart(canvas: Canvas, rows: readonly WaitingRow[]): SvgNode {
  const points = rows.flatMap((each, row) => each.points.map((point) => ({ row, ...point })));
  const labels = rows.map(({ label }, row) => ({
    row,
    label: clip(label, charactersIn(canvas.widthPx - LEFT_PX)),
  }));
  return canvas.plot({
    height: 64 + rows.length * 100,
    marginLeft: LEFT_PX,
    marginRight: 16,
    marginTop: 30,
    marginBottom: UTC_AXIS_PX,
    x: { type: 'utc', axis: null },
    y: { ticks: 3, grid: true, label: null, zero: true, tickFormat: compact },
    fy: { domain: labels.map(({ row }) => row), axis: null, padding: 0.3 },
    marks: [
      utcAxis(canvas),
      Plot.areaY(points, { ...PLACE, y1: 0, y2: 'count', fill: PALETTE.actual, fillOpacity: 0.4 }),
      Plot.lineY(points, { ...PLACE, y: 'count', stroke: PALETTE.actual }),
      Plot.ruleY(labels, { fy: 'row', y: 0, stroke: PALETTE.quiet }),
      Plot.text(labels, { fy: 'row', frameAnchor: 'top-left', text: 'label', dy: -16, fill: PALETTE.ink }),
    ],
  });
}

const PLACE = { fy: 'row', x: 'time' } as const;
