import * as Plot from '@observablehq/plot';
import { clip } from '../../summary/display-width.ts';
import type { Canvas, SvgNode } from './canvas.ts';
import { PALETTE } from './palette.ts';
import { charactersIn, textWidthPx } from './text-width.ts';
import { UTC_AXIS_PX, utcAxis } from './utc-axis.ts';

/** The compliant share at an instant over replications, in truth or as the console shows it. */
export interface BandAt {
  readonly time: Date;
  readonly mean: number;
  /** Interval of the mean. */
  readonly low: number;
  readonly high: number;
  /** Between which eight in ten replications lie. */
  readonly p10: number;
  readonly p90: number;
}

export interface BandCurves {
  readonly title: string;
  readonly actual: readonly BandAt[];
  readonly shown: readonly BandAt[];
  /** The actual mean of another scenario, to compare with. */
  readonly reference: readonly BandAt[];
  /** What the reference is called. */
  readonly referenceName: string;
}

/** Pictures below this width have as little room as those of narrow pages. */
const HALF_PAGE_PX = 400;
const LEFT_PX = 44;
const RIGHT_PX = 14;
const INSTANTS_WIDE = 140;
const INSTANTS_NARROW = 70;

/**
 * Two mean curves, each in the band in which eight in ten replications lie and a narrower one for the mean itself, and
 * the space between them.
 */
export function bandChart(canvas: Canvas, curves: BandCurves): SvgNode {
  const { widthPx } = canvas;
  const most = widthPx > HALF_PAGE_PX ? INSTANTS_WIDE : INSTANTS_NARROW;
  const [actual, shown, reference] = [curves.actual, curves.shown, curves.reference].map((each) =>
    thinned(each, most),
  ) as [BandAt[], BandAt[], BandAt[]];
  const gap = actual.flatMap((each, at) =>
    shown[at] === undefined ? [] : [{ time: each.time, actual: each.mean, shown: shown[at].mean }],
  );
  return canvas.plot({
    height: widthPx < HALF_PAGE_PX ? 220 : 280,
    marginTop: 40,
    marginBottom: UTC_AXIS_PX,
    marginLeft: LEFT_PX,
    marginRight: RIGHT_PX,
    x: { type: 'utc' },
    y: { domain: [0, 100], percent: true, ticks: 5, grid: true, label: null },
    marks: [
      utcAxis({ ...canvas, isNarrow: widthPx < HALF_PAGE_PX }),
      Plot.text([clip(`${curves.title}, % of members`, charactersIn(widthPx - 8, 'bold'))], {
        frameAnchor: 'top-left',
        text: (title: string) => title,
        fontWeight: 'bold',
        dx: 4 - LEFT_PX,
        dy: -26,
      }),
      Plot.areaY(gap, { x: 'time', y1: 'shown', y2: 'actual', fill: PALETTE.gap, fillOpacity: 0.35 }),
      ...bands(shown, PALETTE.reported),
      ...bands(actual, PALETTE.actual),
      Plot.lineY(reference, { x: 'time', y: 'mean', stroke: PALETTE.quiet, strokeDasharray: '1 3' }),
      Plot.lineY(shown, { x: 'time', y: 'mean', stroke: PALETTE.reported, strokeDasharray: '5 3' }),
      Plot.lineY(actual, { x: 'time', y: 'mean', stroke: PALETTE.actual, strokeWidth: 2 }),
      ...names(curves, actual, shown, reference, widthPx - LEFT_PX - RIGHT_PX),
    ],
  });
}

function bands(curve: readonly BandAt[], fill: string): Plot.Markish[] {
  return [
    Plot.areaY(curve, { x: 'time', y1: 'p10', y2: 'p90', fill, fillOpacity: 0.18 }),
    Plot.areaY(curve, { x: 'time', y1: 'low', y2: 'high', fill, fillOpacity: 0.35 }),
  ];
}

/** Where the name of a curve stands: on one side of where it first reaches a share, each at another height. */
function names(
  { referenceName }: BandCurves,
  actual: readonly BandAt[],
  shown: readonly BandAt[],
  reference: readonly BandAt[],
  plotPx: number,
): Plot.Markish[] {
  const name = (curve: readonly BandAt[], share: number, text: string, fill: string) => {
    const at = curve.findIndex(({ mean }) => mean >= share);
    const place = curve.at(at);
    if (place === undefined) return [];
    const isLow = at < 0;
    const leftPx = plotPx * (isLow ? 1 : at / Math.max(1, curve.length - 1));
    const isLeft = leftPx > textWidthPx(text) + 8;
    return [
      Plot.text([place], {
        x: 'time',
        y: () => (isLow ? place.mean : share),
        text: () => text,
        fill,
        textAnchor: isLeft ? 'end' : 'start',
        dx: isLeft ? -8 : 8,
        dy: isLow ? -10 : 0,
        stroke: PALETTE.paper,
        strokeWidth: 3,
      }),
    ];
  };
  return [
    ...name(actual, 0.75, 'actual', PALETTE.actual),
    ...name(reference, 0.5, clip(referenceName, 20), PALETTE.quiet),
    ...name(shown, 0.25, 'shown by the console', PALETTE.reported),
  ];
}

/** So many instants at most, evenly spaced, the last one among them. */
function thinned(curve: readonly BandAt[], most: number): BandAt[] {
  const step = Math.max(1, Math.ceil(curve.length / most));
  return curve.filter((_, at) => (curve.length - 1 - at) % step === 0);
}
