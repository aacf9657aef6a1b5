import * as Plot from '@observablehq/plot';
import { groupThousands } from '../../number.ts';
import { clip } from '../../summary/display-width.ts';
import type { Canvas, SvgNode } from './canvas.ts';
import { PALETTE } from './palette.ts';
import { charactersIn, textWidthPx } from './text-width.ts';

/** A line of a ranking. */
export interface RankedItem {
  readonly label: string;
  /** Not negative. */
  readonly value: number;
  /** The value as text. */
  readonly figure: string;
}

/** The columns that a label may have where it stands beside its line. */
const BESIDE_MAX = 44;

/**
 * A dot for each item on an axis from zero, in the order given, with its label and its figure: for what is compared
 * by size. Narrow pages have the labels above the lines.
 */
export function rankedChart(canvas: Canvas, items: readonly RankedItem[], axisLabel: string): SvgNode {
  const { isNarrow, widthPx } = canvas;
  const labelWidth = isNarrow ? charactersIn(widthPx - 8) : BESIDE_MAX;
  const marks = items.map(({ label, value, figure }, place) => {
    return { place, value, figure, label: clip(label, labelWidth) };
  });
  const widest = (texts: readonly string[]) => Math.max(...texts.map(textWidthPx));
  const lineHeight = isNarrow ? 34 : 22;
  return canvas.plot({
    height: items.length * lineHeight + 44,
    marginTop: 8,
    marginBottom: 36,
    marginLeft: isNarrow ? 8 : widest(marks.map(({ label }) => label)) + 12,
    marginRight: widest(marks.map(({ figure }) => figure)) + 16,
    x: {
      domain: [0, Math.max(...items.map(({ value }) => value)) || 1],
      ticks: isNarrow ? 3 : 5,
      tickFormat: compact,
      label: axisLabel,
      labelAnchor: 'center',
      labelArrow: 'none',
    },
    y: { type: 'point', domain: marks.map(({ place }) => place), axis: null, padding: 0.6 },
    marks: [
      Plot.ruleY(marks, { y: 'place', x1: 0, x2: 'value', stroke: PALETTE.rule }),
      Plot.dot(marks, { y: 'place', x: 'value', r: 4, fill: PALETTE.actual }),
      Plot.text(marks, {
        y: 'place',
        x: 'value',
        text: 'figure',
        textAnchor: 'start',
        dx: 9,
        fill: PALETTE.ink,
      }),
      Plot.text(marks, {
        y: 'place',
        frameAnchor: 'left',
        text: 'label',
        textAnchor: isNarrow ? 'start' : 'end',
        dx: isNarrow ? 0 : -8,
        dy: isNarrow ? -14 : 0,
        fill: PALETTE.ink,
      }),
    ],
  });
}

const MILLION = 1e6;
const THOUSAND = 1000;

/** A round number of an axis in few characters: `2.5 M`, `40 k`, `500`. */
export function compact(value: number): string {
  if (value >= MILLION) return `${value / MILLION} M`;
  return value >= 10 * THOUSAND ? `${value / THOUSAND} k` : groupThousands(value);
}
