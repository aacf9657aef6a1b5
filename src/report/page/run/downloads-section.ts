import { gigabytes, percent } from '../../summary/figures.ts';
import type { DataTable, Section } from '../blocks.ts';
import type { RunSource, TableRow } from '../source.ts';

/** Groups that the table has room for. */
const ROWS_MAX = 12;

/** Where content of updates can come from: in a sentence, and as the head of a column. */
const SOURCES = [
  { column: 'ownBytes', name: 'distribution points of the own boundary group', head: 'own group' },
  { column: 'neighbourBytes', name: 'those of neighbours', head: 'neighbours' },
  { column: 'siteDefaultBytes', name: 'those of the site’s default boundary group', head: 'site default' },
  { column: 'peerBytes', name: 'other clients', head: 'clients' },
  { column: 'microsoftUpdateBytes', name: 'Microsoft Update', head: 'Microsoft' },
] as const;

type SourceColumn = (typeof SOURCES)[number]['column'];

/** Where clients got the content of updates from, by group; groups that got nothing are left out. */
export function downloadsSection({ tables }: RunSource): Section | null {
  const rows = tables.rows('downloads');
  const total = bytesOf(rows, 'bytes');
  if (total === 0) return null;
  const used = SOURCES.filter(({ column }) => bytesOf(rows, column) > 0);
  const largestFirst = [...used].sort((a, b) => bytesOf(rows, b.column) - bytesOf(rows, a.column));
  const shares = largestFirst.map(
    ({ column, name }) => `${percent(bytesOf(rows, column) / total)} from ${name}`,
  );
  return {
    id: 'downloads',
    title: 'Content',
    blocks: [
      { kind: 'text', text: `Clients downloaded ${gigabytes(total)} GB: ${shares.join(', ')}.` },
      {
        kind: 'table',
        caption: 'GB that arrived at clients, by group and source',
        table: tableOf(rows, used),
      },
    ],
  };
}

/** The groups with the most bytes, and all others together. */
function tableOf(rows: readonly TableRow[], used: readonly (typeof SOURCES)[number][]): DataTable {
  const groups = [...new Set(rows.map(({ group }) => String(group)))]
    .map((name) => ({ name, own: rows.filter(({ group }) => group === name) }))
    .filter(({ own }) => bytesOf(own, 'bytes') > 0)
    .sort((a, b) => bytesOf(b.own, 'bytes') - bytesOf(a.own, 'bytes'));
  const rest = groups.slice(ROWS_MAX);
  const others = { name: `${rest.length} more`, own: rest.flatMap(({ own }) => own) };
  return {
    head: ['Group', 'GB', ...used.map(({ head }) => head)],
    rows: [...groups.slice(0, ROWS_MAX), ...(rest.length > 0 ? [others] : [])].map(({ name, own }) => [
      name,
      gigabytes(bytesOf(own, 'bytes')),
      ...used.map(({ column }) => gigabytes(bytesOf(own, column))),
    ]),
    figures: [1, ...used.map((_, at) => at + 2)],
    more: 'downloads.csv',
  };
}

function bytesOf(rows: readonly TableRow[], column: SourceColumn | 'bytes'): number {
  return rows.reduce((sum, row) => sum + Number(row[column]), 0);
}
