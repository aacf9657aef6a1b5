import * as Plot from '@observablehq/plot';
import { clip } from '../../summary/display-width.ts';
import type { Canvas, SvgNode } from './canvas.ts';
import { type Frame, freePlace, type LabelPlace, type Place } from './free-place.ts';
import { PALETTE } from './palette.ts';
import { charactersIn, textWidthPx } from './text-width.ts';
import { UTC_AXIS_PX, utcAxis } from './utc-axis.ts';

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

const LEFT_PX = 48;
const RIGHT_PX = 16;
/** What stands behind the name of a panel, and the part of a step from panel to panel that is between them. */
const UNIT = ' (% of members)';
const BETWEEN = 0.28;

/**
 * Per deployment a panel over the same time: two curves and the space between them, with deadlines as upright lines.
 * What the lines are is said once, at the first.
 */
export function complianceChart(canvas: Canvas, deployments: readonly ComplianceCurves[]): SvgNode {
  const { isNarrow, widthPx } = canvas;
  const isSingle = deployments.length === 1;
  const nameWidth = charactersIn(widthPx - LEFT_PX) - UNIT.length;
  const shares = deployments.flatMap((each, panel) => each.shares.map((share) => ({ panel, ...share })));
  const deadlines = deployments.flatMap((each, panel) => each.deadlines.map((time) => ({ panel, time })));
  const names = deployments.map(({ name }, panel) => ({ panel, name: clip(name, nameWidth) }));
  const isInDays = typeof shares[0]!.time === 'number';
  const times = shares.map(({ time }) => Number(time));
  const span: Span = [Math.min(...times), Math.max(...times)];
  const height = isSingle ? (isNarrow ? 208 : 268) : 68 + deployments.length * 110;
  const marginTop = isSingle ? 24 : 34;
  const marginBottom = isInDays ? 40 : UTC_AXIS_PX;
  const padding = isSingle ? 0 : BETWEEN;
  const frame = {
    widthPx: widthPx - LEFT_PX - RIGHT_PX,
    heightPx: ((height - marginTop - marginBottom) * (1 - padding)) / (deployments.length + padding),
  };
  return canvas.plot({
    height,
    marginLeft: LEFT_PX,
    marginRight: RIGHT_PX,
    marginTop,
    marginBottom,
    x: isInDays
      ? { axis: null, domain: span }
      : { type: 'utc', axis: null, domain: span.map((at) => new Date(at)) },
    y: {
      domain: [0, 100],
      percent: true,
      ticks: isSingle ? 5 : 2,
      grid: true,
      label: isSingle ? '% of members' : null,
      labelArrow: 'none',
    },
    fy: { domain: names.map(({ panel }) => panel), axis: null, padding },
    marks: [
      isInDays ? daysAxis(canvas) : utcAxis(canvas),
      Plot.areaY(shares, { ...PLACE, y1: 'shown', y2: 'actual', fill: PALETTE.gap, fillOpacity: 0.5 }),
      deadlineRules(deadlines, span),
      Plot.lineY(shares, { ...PLACE, y: 'shown', stroke: PALETTE.reported, strokeDasharray: '5 3' }),
      Plot.lineY(shares, { ...PLACE, y: 'actual', stroke: PALETTE.actual, strokeWidth: 2 }),
      ...lineLabels(deployments[0]!, span, frame),
      Plot.text(isSingle ? [] : names, {
        fy: 'panel',
        frameAnchor: 'top-left',
        text: ({ name }) => `${name}${UNIT}`,
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

/** Upright lines; the label of the first so far above its panel, on the side that has room. */
export function deadlineMarks(deadlines: readonly InPanel[], span: Span, abovePx: number): Plot.Markish[] {
  const inside = deadlines.filter(({ time }) => isWithin(span, time));
  const [first] = inside;
  const isOne = inside.filter(({ panel }) => panel === first?.panel).length === 1;
  const isLate = first !== undefined && partOf(span, first.time) > 0.6;
  return [
    deadlineRules(deadlines, span),
    Plot.text(first === undefined ? [] : [first], {
      ...PLACE,
      frameAnchor: 'top',
      text: () => (isOne ? 'deadline' : 'deadline by time zone'),
      textAnchor: isLate ? 'end' : 'start',
      dx: isLate ? -4 : 4,
      dy: -abovePx,
      fill: PALETTE.quiet,
    }),
  ];
}

function deadlineRules(deadlines: readonly InPanel[], span: Span): Plot.Markish {
  const inside = deadlines.filter(({ time }) => isWithin(span, time));
  return Plot.ruleX(inside, { ...PLACE, stroke: PALETTE.quiet, strokeDasharray: '2 3' });
}

function isWithin([from, to]: Span, time: Date | number): boolean {
  return Number(time) >= from && Number(time) <= to;
}

/**
 * What the lines of the first panel are, said at the lines and over none of them: of a curve where it is half way up,
 * of a deadline at its foot, or wherever else beside them there is room.
 */
function lineLabels(curves: ComplianceCurves, span: Span, frame: Frame): Plot.Markish[] {
  const { widthPx, heightPx } = frame;
  const xOf = (time: Date | number) => widthPx * partOf(span, time);
  const yOf = (share: number) => heightPx * (1 - share);
  const [actual, shown] = (['actual', 'shown'] as const).map((name) =>
    curves.shares.map((each) => ({ xPx: xOf(each.time), yPx: yOf(each[name]) })),
  ) as [Place[], Place[]];
  const placed: LabelPlace[] = [];
  const label = (text: string, fill: string, anchors: readonly Place[]): Plot.Markish => {
    const width = textWidthPx(text);
    const sides = anchors.flatMap(({ xPx, yPx }) =>
      [xPx + APART_PX, xPx - APART_PX - width].map((left) => ({ xPx: left, yPx, widthPx: width })),
    );
    const place = freePlace(sides, frame, [actual, shown], placed);
    placed.push(place);
    return Plot.text([text], {
      fy: () => 0,
      frameAnchor: 'top-left',
      textAnchor: 'start',
      lineAnchor: 'middle',
      dx: place.xPx,
      dy: place.yPx,
      fill,
      stroke: PALETTE.paper,
      strokeWidth: 3,
    });
  };
  const deadlines = curves.deadlines.filter((time) => isWithin(span, time));
  const [first] = deadlines;
  const words = deadlines.length === 1 ? 'deadline' : 'deadline by time zone';
  const beside = (linePx: number) =>
    DEADLINE_AWAY_PX.flatMap((awayPx) =>
      DEADLINE_HEIGHTS.map((share) => ({ xPx: linePx + awayPx, yPx: yOf(share) })),
    );
  return [
    label('actual', PALETTE.actual, alongCurve(actual, heightPx)),
    label('shown by the console', PALETTE.reported, alongCurve(shown, heightPx)),
    ...(first === undefined ? [] : [label(words, PALETTE.quiet, beside(xOf(first)))]),
  ];
}

const APART_PX = 8;
/** In which order a label tries them, as shares of the frame from its foot. */
const CURVE_HEIGHTS = [0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.2, 0.9];
/** A curve that rises soon after its deadline leaves no room at the line: then beyond the curve. */
const DEADLINE_AWAY_PX = [0, 12, 24, 48];
const DEADLINE_HEIGHTS = [0.12, 0.25, 0.38, 0.5, 0.62, 0.75, 0.88];

/** Where a curve first reaches each height, and over its end, for one that stays low. */
function alongCurve(curve: readonly Place[], heightPx: number): Place[] {
  const last = curve.at(-1)!;
  const reached = CURVE_HEIGHTS.flatMap((share) => {
    const yPx = heightPx * (1 - share);
    const at = curve.find((each) => each.yPx <= yPx);
    return at === undefined ? [] : [{ xPx: at.xPx, yPx }];
  });
  const over = [14, 28, 42].map((abovePx) => ({ xPx: last.xPx, yPx: last.yPx - abovePx }));
  return [...reached, ...over];
}

/** Where in a span an instant is: 0 at its start, 1 at its end. */
function partOf([from, to]: Span, time: PointInTime): number {
  return to === from ? 0 : (Number(time) - from) / (to - from);
}
