import { displayWidth } from './display-width.ts';

/**
 * A small table for the terminal, two spaces between columns: the first column to the left, the others to the right,
 * but for a last one of words (`lastToLeft`).
 */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  lastToLeft = false,
): string[] {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => displayWidth(line[column]!))));
  const isLeft = (column: number) => column === 0 || (lastToLeft && column === head.length - 1);
  return lines.map((line) =>
    line
      .map((cell, column) => {
        const space = ' '.repeat(widths[column]! - displayWidth(cell));
        return isLeft(column) ? cell + space : space + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}
