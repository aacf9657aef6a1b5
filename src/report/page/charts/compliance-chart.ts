import * as Plot from '@observablehq/plot';
import { clip } from '../../summary/display-width.ts';
import type { Canvas, SvgNode } from './canvas.ts';
import { PALETTE } from './palette.ts';
import { utcAxis } from './utc-axis.ts';

/** An instant, or days since something. */
export type PointInTime = Date | number;

/** The compliant share of members at an instant: in truth, and as the console shows it. */
export interface SharesAt {
  readonly time: PointInTime;
  readonly actual: number;
  readonly shown: number;
}

/** One deployment of a picture. */
export interface ComplianceCurves {
  readonly name: string;
  /** Ascending, at least one. */
  readonly shares: readonly SharesAt[];
  readonly deadlines: readonly PointInTime[];
}

interface InPanel {
  readonly panel: number;
  readonly time: PointInTime;
}

const CHARACTER_PX = 7;

/**
 * Per deployment a panel over the same time: two curves and the space between them, with deadlines as upright lines.
 * What the lines are is said once, at the first.
 */
export function complianceChart(canvas: Canvas, deployments: readonly ComplianceCurves[]): SvgNode {
  const { isNarrow, widthPx } = canvas;
  const isSingle = deployments.length === 1;
  const nameWidth = Math.floor((widthPx - 60) / CHARACTER_PX);
  const shares = deployments.flatMap((each, panel) => each.shares.map((share) => ({ panel, ...share })));
  const deadlines = deployments.flatMap((each, panel) => each.deadlines.map((time) => ({ panel, time })));
  const names = deployments.map(({ name }, panel) => ({ panel, name: clip(name, nameWidth) }));
  const isInDays = typeof shares[0]!.time === 'number';
  const times = shares.map(({ time }) => Number(time));
  const span: Span = [Math.min(...times), Math.max(...times)];
  return canvas.plot({
    height: isSingle ? (isNarrow ? 200 : 260) : 60 + deployments.length * 110,
    marginLeft: 48,
    marginRight: 16,
    marginTop: isSingle ? 24 : 34,
    x: isInDays
      ? { axis: null, domain: span }
      : { type: 'utc', axis: null, domain: span.map((at) => new Date(at)) },
    marginBottom: isInDays ? 40 : 30,
    y: {
      domain: [0, 100],
      percent: true,
      ticks: isSingle ? 5 : 2,
      grid: true,
      label: isSingle ? '% of members' : null,
      labelArrow: 'none',
    },
    fy: { domain: names.map(({ panel }) => panel), axis: null, padding: isSingle ? 0 : 0.28 },
    marks: [
      isInDays ? daysAxis(canvas) : utcAxis(canvas),
      Plot.areaY(shares, { ...PLACE, y1: 'shown', y2: 'actual', fill: PALETTE.gap, fillOpacity: 0.5 }),
      ...deadlineMarks(deadlines, span),
      Plot.lineY(shares, { ...PLACE, y: 'shown', stroke: PALETTE.reported, strokeDasharray: '5 3' }),
      Plot.lineY(shares, { ...PLACE, y: 'actual', stroke: PALETTE.actual, strokeWidth: 2 }),
      ...curveLabels(deployments[0]!.shares, span, isNarrow ? 0.5 : 0.75),
      Plot.text(isSingle ? [] : names, {
        fy: 'panel',
        frameAnchor: 'top-left',
        text: ({ name }) => `${name} (% of members)`,
        dy: -16,
        fill: PALETTE.ink,
      }),
    ],
  });
}

const PLACE = { fy: 'panel', x: 'time' } as const;
type Span = readonly [from: number, to: number];

function daysAxis({ isNarrow }: Canvas): Plot.Markish {
  return Plot.axisX({
    ticks: isNarrow ? 4 : 8,
    label: 'days since the release',
    labelAnchor: 'center',
    labelArrow: 'none',
  });
}

/** Upright lines; the label of the first at its foot or, over a panel, so far above it, on the side that has room. */
export function deadlineMarks(
  deadlines: readonly InPanel[],
  span: Span,
  abovePx: number | null = null,
): Plot.Markish[] {
  const inside = deadlines.filter(({ time }) => Number(time) >= span[0] && Number(time) <= span[1]);
  const [first] = inside;
  const isOne = inside.filter(({ panel }) => panel === first?.panel).length === 1;
  const isLate = first !== undefined && partOf(span, first.time) > 0.6;
  return [
    Plot.ruleX(inside, { ...PLACE, stroke: PALETTE.quiet, strokeDasharray: '2 3' }),
    Plot.text(first === undefined ? [] : [first], {
      ...PLACE,
      frameAnchor: abovePx === null ? 'bottom' : 'top',
      text: () => (isOne ? 'deadline' : 'deadline by time zone'),
      textAnchor: isLate ? 'end' : 'start',
      dx: isLate ? -4 : 4,
      dy: abovePx === null ? -7 : -abovePx,
      fill: PALETTE.quiet,
    }),
  ];
}

/** Half way up, each on its side of the curves; both left of them where they rise late, in that part of the span. */
function curveLabels(shares: readonly SharesAt[], span: Span, lateFrom: number): Plot.Markish[] {
  const place = shares.find(({ actual }) => actual >= 0.5) ?? shares.at(-1)!;
  const part = partOf(span, place.time);
  const at = { panel: 0, time: place.time, share: Math.min(0.5, place.actual) };
  const label = (text: string, fill: string, isLeft: boolean, dy: number) =>
    Plot.text([at], {
      ...PLACE,
      y: 'share',
      text: () => text,
      fill,
      stroke: PALETTE.paper,
      strokeWidth: 3,
      textAnchor: isLeft ? 'end' : 'start',
      dx: isLeft ? -8 : 10,
      dy,
    });
  const isLow = place.actual < 0.5;
  return [
    label('actual', PALETTE.actual, part > 0.25, isLow ? -26 : -6),
    label('shown by the console', PALETTE.reported, part > lateFrom, isLow ? -11 : 10),
  ];
}

/** Where in a span an instant is: 0 at its start, 1 at its end. */
function partOf([from, to]: Span, time: PointInTime): number {
  return to === from ? 0 : (Number(time) - from) / (to - from);
}
