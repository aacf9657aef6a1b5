import { displayWidth } from '../../summary/display-width.ts';

/** Mean width of a character in drawings, in pixels; a little generous, as fonts differ. */
const CHARACTER_PX = 7.3;
const BOLD = 1.12;
/** The same for characters that are not of that width. */
const WIDTHS_PX: readonly (readonly [RegExp, number])[] = [
  [/[ijltfrI.,:;|'() ]/, 4.4],
  [/[mwMW%@]/, 11],
  [/[A-Z0-9=<>+]/, 8.1],
];

/** About how wide a text of one line is in a drawing, in pixels. */
export function textWidthPx(text: string): number {
  let widthPx = 0;
  for (const character of text) {
    const known = WIDTHS_PX.find(([characters]) => characters.test(character));
    widthPx += known?.[1] ?? CHARACTER_PX * displayWidth(character);
  }
  return Math.ceil(widthPx);
}

/** How many characters fit into so many pixels. */
export function charactersIn(widthPx: number, weight: 'plain' | 'bold' = 'plain'): number {
  return Math.max(1, Math.floor(widthPx / CHARACTER_PX / (weight === 'bold' ? BOLD : 1)));
}
