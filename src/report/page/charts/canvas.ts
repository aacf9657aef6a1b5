import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** The little that is needed of an element of a drawing. */
export interface SvgNode {
  readonly outerHTML: string;
  setAttribute(name: string, value: string): void;
  querySelectorAll(selector: string): Iterable<{ remove(): void }>;
}

/** Where a chart is drawn. */
export interface Canvas {
  readonly widthPx: number;
  /** For a page as narrow as a telephone: fewer ticks, labels above instead of beside. */
  readonly isNarrow: boolean;
  /** Draws a plot of that width; see Observable Plot for its options. */
  readonly plot: (options: Plot.PlotOptions) => SvgNode;
}

const WIDE_PX = 720;
const NARROW_PX = 340;
const FONT_PX = 12;

/** A canvas for wide pages, or for narrow ones. Nothing of it depends on what was drawn before. */
export function canvasFor(isNarrow: boolean): Canvas {
  const widthPx = isNarrow ? NARROW_PX : WIDE_PX;
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const plot = (options: Plot.PlotOptions): SvgNode => {
    const drawn = Plot.plot({
      document: document as never,
      width: widthPx,
      style: { fontSize: `${FONT_PX}px` } as never,
      ...options,
    }) as unknown as SvgNode;
    return plain(drawn);
  };
  return { widthPx, isNarrow, plot };
}

/** Styles of a drawing's own would be lost under a strict content policy: attributes and the page's styles say all. */
function plain(svg: SvgNode): SvgNode {
  for (const style of svg.querySelectorAll('style')) style.remove();
  svg.setAttribute('font-size', String(FONT_PX));
  svg.setAttribute('style', '');
  return svg;
}
