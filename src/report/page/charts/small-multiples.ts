import { parseHTML } from 'linkedom';
import type { Canvas, SvgNode } from './canvas.ts';

const GAP_PX = 16;

interface Element extends SvgNode {
  getAttribute(name: string): string | null;
  append(child: Element): void;
}

/** Draws several small pictures in rows of so many, left to right; each gets a canvas of its own width. */
export function smallMultiples(
  canvas: Canvas,
  columns: number,
  panels: readonly ((canvas: Canvas) => SvgNode)[],
): SvgNode {
  const widthPx = Math.floor((canvas.widthPx - GAP_PX * (columns - 1)) / columns);
  const plot: Canvas['plot'] = (options) => canvas.plot({ width: widthPx, ...options });
  const drawn = panels.map((panel) => panel({ ...canvas, widthPx, plot }) as Element);
  const outer = emptyPicture();
  let topPx = 0;
  for (let first = 0; first < drawn.length; first += columns) {
    const row = drawn.slice(first, first + columns);
    for (const [at, picture] of row.entries()) {
      picture.setAttribute('x', String(at * (widthPx + GAP_PX)));
      picture.setAttribute('y', String(topPx));
      outer.append(picture);
    }
    topPx += Math.max(...row.map((picture) => Number(picture.getAttribute('height'))));
  }
  outer.setAttribute('width', String(canvas.widthPx));
  outer.setAttribute('height', String(topPx));
  outer.setAttribute('viewBox', `0 0 ${canvas.widthPx} ${topPx}`);
  return outer;
}

function emptyPicture(): Element {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  picture.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return picture as unknown as Element;
}
