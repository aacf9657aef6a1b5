import * as Plot from '@observablehq/plot';
import { clip, displayWidth } from '../../summary/display-width.ts';
import type { Canvas, SvgNode } from './canvas.ts';
import { PALETTE } from './palette.ts';
import { charactersIn, textWidthPx } from './text-width.ts';

/** What one input does to a response when it is changed alone. */
export interface Swing {
  readonly label: string;
  /** With its first and its last value; `at`: the mean response there, null without one. */
  readonly ends: readonly { readonly value: string; readonly at: number | null }[];
  /** In the scenario as it is. */
  readonly base: number | null;
  readonly isTold: boolean;
}

export interface Tornado {
  readonly unit: string;
  /** Of the scenario as it is. */
  readonly base: number | null;
  /** The widest first. */
  readonly swings: readonly Swing[];
}

const LABEL_PX_MAX = 230;
/** Room for the values at both ends of the bars. */
const VALUE_CHARACTERS = 12;
const VALUE_PX = 90;

/** A bar per input from its response at one end to that at the other, with the values written at the ends. */
export function tornadoChart(canvas: Canvas, { unit, base, swings }: Tornado): SvgNode {
  const { isNarrow, widthPx } = canvas;
  const rows = swings.map((swing, at) => ({ ...swing, at }));
  const labelPx = Math.min(LABEL_PX_MAX, Math.max(0, ...rows.map(({ label }) => textWidthPx(label)))) + 8;
  const rowPx = isNarrow ? 46 : 26;
  const bars = rows.flatMap((row) => barsOf(row));
  const values = rows.flatMap((row) => valuesOf(row));
  return canvas.plot({
    height: 26 + rowPx * rows.length + 40,
    marginTop: 26,
    marginBottom: 40,
    marginLeft: (isNarrow ? 0 : labelPx) + VALUE_PX,
    marginRight: VALUE_PX,
    x: {
      domain: domainOf(bars, base),
      label: unit,
      labelAnchor: 'center',
      labelArrow: 'none',
      ticks: isNarrow ? 3 : 5,
    },
    y: { type: 'band', domain: rows.map(({ at }) => at), padding: isNarrow ? 0.65 : 0.35, axis: null },
    marks: [
      Plot.barX(bars, {
        x1: 'from',
        x2: 'to',
        y: 'at',
        fill: PALETTE.actual,
        fillOpacity: ({ isTold }: { isTold: boolean }) => (isTold ? 1 : 0.3),
      }),
      ...(base === null
        ? []
        : [
            Plot.ruleX([base], { stroke: PALETTE.ink }),
            Plot.text([base], { x: (at: number) => at, text: () => 'as it is', frameAnchor: 'top', dy: -12 }),
          ]),
      ...(['start', 'end'] as const).map((textAnchor) =>
        Plot.text(
          values.filter((value) => value.textAnchor === textAnchor),
          {
            x: 'x',
            y: 'at',
            text: 'text',
            textAnchor,
            dx: textAnchor === 'start' ? 5 : -5,
            fill: PALETTE.quiet,
          },
        ),
      ),
      Plot.text(rows, {
        y: 'at',
        frameAnchor: 'left',
        text: ({ label }: Swing) => clip(label, charactersIn(isNarrow ? widthPx : LABEL_PX_MAX)),
        textAnchor: isNarrow ? 'start' : 'end',
        dx: -VALUE_PX + (isNarrow ? 8 : 0),
        dy: isNarrow ? -16 : 0,
        fill: PALETTE.ink,
        stroke: PALETTE.paper,
        strokeWidth: 4,
      }),
    ],
  });
}

interface Bar {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly isTold: boolean;
}

/** From the least to the most of its ends and the scenario as it is. */
function barsOf({ ends, base, isTold, at }: Swing & { readonly at: number }): Bar[] {
  const known = [base, ...ends.map((end) => end.at)].filter((value) => value !== null);
  return known.length < 2 ? [] : [{ at, from: Math.min(...known), to: Math.max(...known), isTold }];
}

interface EndText {
  readonly at: number;
  readonly x: number;
  readonly text: string;
  readonly textAnchor: 'start' | 'end';
}

/** Each value stands outside the bar, on its own side; of two at the same end the first. */
function valuesOf(swing: Swing & { readonly at: number }): EndText[] {
  const [bar] = barsOf(swing);
  if (bar === undefined) return [];
  const endAt = (x: number, textAnchor: EndText['textAnchor']): EndText[] => {
    const end = swing.ends.find(({ at }) => at === x && at !== swing.base);
    return end === undefined ? [] : [{ at: swing.at, x, text: endText(swing, end.value), textAnchor }];
  };
  return [...endAt(bar.from, 'end'), ...endAt(bar.to, 'start')];
}

/** The value, or which of the two it is where it takes too much room. */
function endText({ ends }: Swing, value: string): string {
  if (displayWidth(value) <= VALUE_CHARACTERS) return value;
  return ends.findIndex((end) => end.value === value) === 0 ? 'first' : 'last';
}

function domainOf(bars: readonly Bar[], base: number | null): [number, number] {
  const drawn = [...bars.flatMap(({ from, to }) => [from, to]), ...(base === null ? [] : [base])];
  if (drawn.length === 0) return [0, 1];
  const [low, high] = [Math.min(...drawn), Math.max(...drawn)];
  const margin = low === high ? Math.abs(low) / 10 || 1 : (high - low) / 20;
  return [low - margin, high + margin];
}
