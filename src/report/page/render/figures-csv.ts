import { stringify } from 'csv-stringify/sync';
import type { Block, DataTable, Report } from '../blocks.ts';

/** The figures of a report as one tidy table: a row per figure, with section, picture or table, row and column. */
export function figuresCsvOf({ sections }: Report): string {
  const rows = sections.flatMap(({ title, blocks }) =>
    blocks.flatMap((block) => {
      const found = tableOf(block);
      return found === null ? [] : figuresOf(title, found.name, found.table);
    }),
  );
  return stringify([['section', 'table', 'row', 'column', 'figure'], ...rows], {
    escape_formulas: true,
    record_delimiter: 'unix',
  });
}

function tableOf(block: Block): { readonly name: string; readonly table: DataTable } | null {
  if (block.kind === 'table') return { name: block.caption, table: block.table };
  return block.kind === 'chart' ? { name: block.chart.title, table: block.chart.table } : null;
}

/** The texts before the first figure name the row; without figures the first text does. */
function figuresOf(section: string, name: string, { head, rows, figures }: DataTable): string[][] {
  const namesCount = Math.max(1, Math.min(...figures, head.length) % head.length);
  return rows.flatMap((cells) => {
    const row = cells.slice(0, namesCount).join(' · ');
    return cells.slice(namesCount).map((cell, at) => [section, name, row, head[namesCount + at] ?? '', cell]);
  });
}
