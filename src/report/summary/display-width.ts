/** Ranges of characters that take two columns of a terminal: East Asian wide and full-width ones, and emoji. */
const WIDE: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

/**
 * Columns that a text takes in a terminal. Characters are looked at one by one: a picture that is joined from several
 * counts as all of them.
 */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** Shortens a text that takes more than `width` columns; the last one is then an ellipsis. */
export function clip(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let left = width - 1;
  for (const character of text) {
    left -= widthOf(character);
    if (left < 0) break;
    kept += character;
  }
  return `${kept}…`;
}

/**
 * The same for texts of one kind that are to be told apart: the middle gives way, since what they are about is often at
 * the end, and any that would look alike get as much more room as they need. Texts are different ones.
 */
export function clipApart(texts: readonly string[], width: number): Map<string, string> {
  for (let room = width; ; room++) {
    const clipped = texts.map((text) => clipMiddle(text, room));
    const isWhole = clipped.every((text, at) => text === texts[at]);
    if (isWhole || new Set(clipped).size === new Set(texts).size)
      return new Map(texts.map((text, at) => [text, clipped[at]!]));
  }
}

function clipMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const head = clip(text, Math.ceil(width / 2));
  let tail = '';
  let left = width - displayWidth(head);
  for (const character of [...text].reverse()) {
    left -= widthOf(character);
    if (left < 0) break;
    tail = `${character}${tail}`;
  }
  return `${head}${tail}`;
}

function widthOf(character: string): number {
  // Combining marks and format characters are drawn onto the character before them.
  if (/^[\p{M}\p{Cf}]$/u.test(character)) return 0;
  const code = character.codePointAt(0)!;
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}
