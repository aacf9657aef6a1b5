import * as Plot from '@observablehq/plot';
import { clip } from '../../summary/display-width.ts';
import type { Canvas, SvgNode } from './canvas.ts';
import { PALETTE } from './palette.ts';
import { charactersIn } from './text-width.ts';

/** A value of an input, and the mean response there. */
export interface Level {
  readonly value: string;
  readonly mean: number;
}

const LEFT_PX = 64;
const RIGHT_PX = 12;

/** The main effect of one input: the mean response at each of its values, evenly spaced. */
export function levelPanel(
  canvas: Canvas,
  { name, levels }: { readonly name: string; readonly levels: readonly Level[] },
  domain: readonly [low: number, high: number],
): SvgNode {
  const roomPx = (canvas.widthPx - LEFT_PX) / levels.length;
  const words = differingWords(levels.map(({ value }) => value));
  const placed = levels.map((level, at) => ({ ...level, at }));
  return canvas.plot({
    height: 190,
    marginTop: 34,
    marginBottom: 30,
    marginLeft: LEFT_PX,
    marginRight: RIGHT_PX,
    x: { type: 'point', domain: placed.map(({ at }) => at), padding: 0.5, axis: null },
    y: { domain: [...domain], ticks: 4, grid: true, label: null },
    marks: [
      Plot.text([clip(name, charactersIn(canvas.widthPx - 10, 'bold'))], {
        frameAnchor: 'top-left',
        text: (title: string) => title,
        fontWeight: 'bold',
        dx: 8 - LEFT_PX,
        dy: -22,
      }),
      Plot.lineY(placed, { x: 'at', y: 'mean', stroke: PALETTE.actual, strokeWidth: 1.5 }),
      Plot.dot(placed, { x: 'at', y: 'mean', r: 4, fill: PALETTE.actual }),
      Plot.text(placed, {
        x: 'at',
        frameAnchor: 'bottom',
        text: ({ at }: { readonly at: number }) => clip(words[at]!, charactersIn(roomPx - 4)),
        dy: 18,
        fill: PALETTE.quiet,
      }),
    ],
  });
}

/** Of texts with as many words each only those words that are not the same in all. */
export function differingWords(texts: readonly string[]): string[] {
  const parted = texts.map((text) => text.split(' '));
  const [first] = parted;
  if (first === undefined || parted.some(({ length }) => length !== first.length)) return [...texts];
  const differs = first.map((word, at) => parted.some((words) => words[at] !== word));
  if (!differs.includes(true)) return [...texts];
  return parted.map((words) => words.filter((_, at) => differs[at]).join(' '));
}
