import type { Block, DataTable, Report, VerdictMark } from '../blocks.ts';

const MARKS: Readonly<Record<VerdictMark, string>> = {
  met: '✅ met',
  notMet: '❌ not met',
  cannotTell: '❔ cannot tell',
};

/** A report as Markdown for a pull request: pictures by their figures. Nothing in a name becomes markup. */
export function markdownOf({ title, subtitle, sections }: Report): string {
  const parts = [`# ${plain(title)}`, plain(subtitle)];
  for (const { title: heading, blocks } of sections) {
    parts.push(`## ${plain(heading)}`, ...blocks.map(blockText));
  }
  return `${parts.join('\n\n')}\n`;
}

function blockText(block: Block): string {
  if (block.kind === 'text') return plain(block.text);
  if (block.kind === 'lead') return `**${plain(block.text)}**`;
  if (block.kind === 'list') return block.items.map((item) => `- ${plain(item)}`).join('\n');
  if (block.kind === 'verdicts')
    return block.items.map(({ mark, text }) => `- ${MARKS[mark]}: ${plain(text)}`).join('\n');
  if (block.kind === 'table') return tableText(block.caption, block.table);
  if (block.kind === 'chart') {
    const { title, description, table } = block.chart;
    return `${plain(description)}\n\n${tableText(title, table)}`;
  }
  return folded(block.summary ?? 'Text', fenced(block.text));
}

function tableText(caption: string, { head, rows, figures, more }: DataTable): string {
  const line = (cells: readonly string[]) => `| ${cells.map(plain).join(' | ')} |`;
  const rule = `|${head.map((_, at) => (figures.includes(at) ? '---:' : '---')).join('|')}|`;
  const table = [line(head), rule, ...rows.map(line)].join('\n');
  const source = more === undefined ? '' : `\n\nMore in ${more}.`;
  return folded(caption, table + source);
}

function folded(summary: string, text: string): string {
  return `<details><summary>${plain(summary)}</summary>\n\n${text}\n\n</details>`;
}

/** A fence longer than any run of backticks in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

/** Text in which no character steers Markdown or HTML; one line. */
function plain(text: string): string {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]|~#@]/g, (sign) => `\\${sign}`);
}
