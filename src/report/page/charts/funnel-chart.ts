import * as Plot from '@observablehq/plot';
import type { Canvas, SvgNode } from './canvas.ts';
import { deadlineMarks } from './compliance-chart.ts';
import { PALETTE } from './palette.ts';
import { UTC_AXIS_PX, utcAxis } from './utc-axis.ts';

/** One step of a way that clients take: the share that has taken it, over time. */
export interface FunnelStep {
  readonly label: string;
  readonly points: readonly FunnelPoint[];
  /** The share at the end as text. */
  readonly figure: string;
}

export interface FunnelPoint {
  readonly time: Date;
  /** The share that has taken this step, and the one that has taken the step before, 0 to 1. */
  readonly share: number;
  readonly before: number;
}

/**
 * A row for each step: dark, who has taken it; light above that, who has taken the step before and waits here. So one
 * reads from the top to the bottom what is still ahead, and along a row how it went.
 */
export function funnelChart(
  canvas: Canvas,
  steps: readonly FunnelStep[],
  deadlines: readonly Date[],
): SvgNode {
  const { isNarrow } = canvas;
  const points = steps.flatMap((step, row) => step.points.map((point) => ({ row, ...point })));
  const rows = steps.map(({ label, figure }, row) => ({ row, label, figure }));
  const times = points.map(({ time }) => time.getTime());
  const span = [Math.min(...times), Math.max(...times)] as const;
  const marked = rows.flatMap(({ row }) => deadlines.map((time) => ({ panel: row, time })));
  const waiting = placeToWait(
    steps.map((_, at) => points.filter(({ row }) => row === at)),
    isNarrow ? 0.22 : 0.15,
  );
  return canvas.plot({
    height: steps.length * (isNarrow ? 58 : 50) + (isNarrow ? 74 : 64),
    marginLeft: isNarrow ? 8 : 168,
    marginRight: isNarrow ? 8 : 64,
    marginTop: isNarrow ? 40 : 24,
    marginBottom: UTC_AXIS_PX,
    x: { type: 'utc', axis: null, domain: span.map((at) => new Date(at)) },
    y: { domain: [0, 1], axis: null },
    fy: { domain: rows.map(({ row }) => row), axis: null, padding: isNarrow ? 0.4 : 0.16 },
    marks: [
      utcAxis(canvas),
      Plot.areaY(points, {
        ...PLACE,
        y1: 'share',
        y2: ({ share, before }: FunnelPoint) => Math.max(share, before),
        fill: PALETTE.gap,
        fillOpacity: 0.6,
      }),
      Plot.areaY(points, { ...PLACE, y1: 0, y2: 'share', fill: PALETTE.actual, fillOpacity: 0.55 }),
      Plot.lineY(points, { ...PLACE, y: 'share', stroke: PALETTE.actual, strokeWidth: 1.5 }),
      Plot.ruleY(rows, { fy: 'row', y: 0, stroke: PALETTE.rule }),
      ...deadlineMarks(marked, span, isNarrow ? 34 : 18),
      Plot.text(waiting === null ? [] : [waiting], {
        ...PLACE,
        y: ({ share, before }: FunnelPoint) => (share + before) / 2,
        text: () => 'wait here',
        fill: PALETTE.ink,
      }),
      ...rowLabels(rows, isNarrow),
    ],
  });
}

const PLACE = { fy: 'row', x: 'time' } as const;
/** What a label takes of the height of a row. */
const LABEL_SHARE = 0.4;

/** In the middle of the longest wait, if there is room for a word, which takes that part of the width. */
function placeToWait<Point extends FunnelPoint>(
  steps: readonly (readonly Point[])[],
  widthShare: number,
): Point | null {
  const waits = steps.map((points) => points.reduce((sum, each) => sum + waitOf(each), 0));
  const longest = steps[waits.indexOf(Math.max(...waits))]!;
  const roomy = longest.filter((each) => waitOf(each) >= LABEL_SHARE);
  return roomy.length < widthShare * longest.length ? null : (roomy[Math.floor(roomy.length / 2)] ?? null);
}

function waitOf({ before, share }: FunnelPoint): number {
  return Math.max(0, before - share);
}

interface RowLabel {
  readonly row: number;
  readonly label: string;
  readonly figure: string;
}

/** Beside the rows, or above them on narrow pages. */
function rowLabels(rows: readonly RowLabel[], isNarrow: boolean): Plot.Markish[] {
  const common = { fy: 'row', fill: PALETTE.ink } as const;
  if (isNarrow) {
    return [
      Plot.text(rows, { ...common, frameAnchor: 'top-left', text: 'label', dy: -15 }),
      Plot.text(rows, { ...common, frameAnchor: 'top-right', text: 'figure', dy: -15 }),
    ];
  }
  return [
    Plot.text(rows, { ...common, frameAnchor: 'left', text: 'label', textAnchor: 'end', dx: -10 }),
    Plot.text(rows, { ...common, frameAnchor: 'right', text: 'figure', textAnchor: 'start', dx: 8 }),
  ];
}
