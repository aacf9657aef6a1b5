import * as Plot from '@observablehq/plot';
import type { Canvas, SvgNode } from './canvas.ts';
import { PALETTE } from './palette.ts';

/** The compliant share of members at an instant: in truth, and as the console shows it. */
export interface SharesAt {
  readonly time: Date;
  readonly actual: number;
  readonly shown: number;
}

/** Two curves and the space between them, each labelled where it is, with deadlines as upright lines. */
export function complianceChart(
  canvas: Canvas,
  shares: readonly SharesAt[],
  deadlines: readonly Date[],
): SvgNode {
  const label = labelPlace(shares);
  return canvas.plot({
    height: canvas.isNarrow ? 200 : 260,
    marginLeft: 48,
    marginRight: 16,
    x: { type: 'utc', label: null, ticks: canvas.isNarrow ? 3 : 7 },
    y: { domain: [0, 1], percent: true, ticks: 5, grid: true, label: '% of members' },
    marks: [
      Plot.areaY(shares, { x: 'time', y1: 'shown', y2: 'actual', fill: PALETTE.gap, fillOpacity: 0.5 }),
      Plot.ruleX(deadlines, { stroke: PALETTE.quiet, strokeDasharray: '2 3' }),
      Plot.text(deadlines, {
        x: (at: Date) => at,
        frameAnchor: 'top',
        text: () => 'deadline',
        textAnchor: 'start',
        dx: 4,
        fill: PALETTE.quiet,
      }),
      Plot.lineY(shares, { x: 'time', y: 'shown', stroke: PALETTE.reported, strokeDasharray: '5 3' }),
      Plot.lineY(shares, { x: 'time', y: 'actual', stroke: PALETTE.actual, strokeWidth: 2 }),
      Plot.text(label === null ? [] : [label], {
        x: 'time',
        y: 'actual',
        text: () => 'actual',
        fill: PALETTE.actual,
        textAnchor: 'end',
        dx: -6,
        dy: -8,
      }),
      Plot.text(label === null ? [] : [label], {
        x: 'time',
        y: 'shown',
        text: () => 'shown by the console',
        fill: PALETTE.reported,
        textAnchor: 'start',
        dx: 8,
        dy: 12,
      }),
    ],
  });
}

/** Where there is room for the names of the curves: half way up. */
function labelPlace(shares: readonly SharesAt[]): SharesAt | null {
  return shares.find(({ actual }) => actual >= 0.5) ?? shares.at(-1) ?? null;
}
