import { displayWidth } from '../../summary/display-width.ts';

/** Mean width of a character in drawings, in pixels; a little generous, as fonts differ. */
const CHARACTER_PX = 6.8;

/** About how wide a text of one line is in a drawing, in pixels. */
export function textWidthPx(text: string): number {
  return Math.ceil(displayWidth(text) * CHARACTER_PX);
}

/** How many characters fit into so many pixels. */
export function charactersIn(widthPx: number): number {
  return Math.max(1, Math.floor(widthPx / CHARACTER_PX));
}
