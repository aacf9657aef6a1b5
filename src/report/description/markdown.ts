import { visible } from '../../scenario/issue.ts';
import { groupThousands } from '../number.ts';

/** A text of somebody's own as text in Markdown: nothing in it makes a heading, a link, a cell or a tag. */
export function plain(text: string): string {
  const oneLine = visible(text.replace(/\s+/g, ' '));
  const words = oneLine.replace(/[\\`*_<>[\]|~&]/g, '\\$&');
  return words.replace(/^\s*[#+=-]/, '\\$&').replace(/^(\s*\d+)([.)]\s)/, '$1\\$2');
}

/** A path, a value or a command as code, also in a cell of a table. */
export function code(text: string): string {
  const oneLine = visible(text.replace(/\s+/g, ' '));
  const runs = oneLine.match(/`+/g) ?? [];
  const fence = '`'.repeat(1 + Math.max(0, ...runs.map(({ length }) => length)));
  const room = runs.length > 0 ? ' ' : '';
  return `${fence}${room}${oneLine.replaceAll('|', '\\|')}${room}${fence}`;
}

/** Cells are Markdown already. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** `1 client`, `2,000 clients`: a number of things, and their name in the singular and the plural. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${groupThousands(count)} ${count === 1 ? one : many}`;
}
