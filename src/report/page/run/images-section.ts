import { groupThousands } from '../../number.ts';
import { gigabytes } from '../../summary/figures.ts';
import { formatDuration } from '../../time.ts';
import type { Block, DataTable, Section } from '../blocks.ts';
import { panelsChart } from '../charts/panels.ts';
import type { RunSource, TableRow } from '../source.ts';
import { cellsOf } from './loads.ts';
import { largestPerBin } from './time-bins.ts';

/** Images that a picture has room for, and those of its table. */
const PANELS_MAX = 6;
const ROWS_MAX = 12;

/** Images of operating systems: what they lack over time, how servicing went, and the machines built from them. */
export function imagesSection({ scenario, tables }: RunSource): Section | null {
  const rows = tables.rows('images');
  const images = [...new Set(rows.map(({ image }) => String(image)))].map((name) => ({
    name,
    own: rows.filter(({ image }) => image === name),
  }));
  if (images.length === 0) return null;
  const worstFirst = [...images].sort((a, b) => missingMost(b.own) - missingMost(a.own));
  const shown = worstFirst.slice(0, PANELS_MAX);
  const words = [...servicedWords(tables.rows('image-updates')), ...builtWords(tables.rows('imaging'))];
  const blocks: Block[] = [
    ...(words.length === 0 ? [] : [{ kind: 'text', text: words.join(' ') } as const]),
    {
      kind: 'chart',
      chart: {
        title: 'Released updates that images lack',
        description: lackWords(worstFirst),
        draw: (canvas) => {
          const bins = cellsOf(scenario, canvas.isNarrow);
          return panelsChart(canvas, {
            label: 'updates',
            panels: shown.map(({ name, own }) => {
              const most = largestPerBin(own, bins, ({ missing }) => Number(missing));
              return {
                name,
                note: `at most ${groupThousands(missingMost(own))}`,
                values: bins.spans.map(({ to }, bin) => ({ time: to, value: most[bin] ?? null })),
              };
            }),
          });
        },
        table: tableOf(worstFirst.slice(0, ROWS_MAX)),
      },
    },
  ];
  return { id: 'images', title: 'Images', blocks };
}

interface ImageRows {
  readonly name: string;
  readonly own: readonly TableRow[];
}

function missingMost(rows: readonly TableRow[]): number {
  return rows.reduce((most, { missing }) => Math.max(most, Number(missing)), 0);
}

function lackWords(images: readonly ImageRows[]): string {
  const [{ name, own }] = images as readonly [ImageRows];
  const rest = images.length - PANELS_MAX;
  const hidden = rest > 0 ? ` ${groupThousands(rest)} more, which never lack more, are not shown.` : '';
  return `${name} lacks ${updates(missingMost(own))} at most and ${groupThousands(Number(own.at(-1)!.missing))} at the end.${hidden}`;
}

/** What became of the updates that servicing was to apply. */
function servicedWords(rows: readonly TableRow[]): string[] {
  const count = (outcome: string) => rows.filter((row) => row.outcome === outcome).length;
  const others = [
    ['failed', 'failed'],
    ['notSupported', 'not supported'],
    ['discarded', 'discarded with the copy of the image'],
    ['notReached', 'not reached'],
  ] as const;
  const told = others.flatMap(([outcome, words]) =>
    count(outcome) > 0 ? [`${groupThousands(count(outcome))} ${words}`] : [],
  );
  const applied = count('applied');
  if (applied === 0 && told.length === 0) return [];
  const also = told.length === 0 ? '' : `; ${told.join(', ')}`;
  return [`Servicing applied ${updates(applied)} to images${also}.`];
}

function builtWords(rows: readonly TableRow[]): string[] {
  const sum = (column: string) => rows.reduce((total, row) => total + Number(row[column]), 0);
  const completed = sum('completed');
  if (completed === 0) return [];
  return [
    `${groupThousands(completed)} machines were built, which fetched ${gigabytes(sum('sentBytes'))} GB of images and lacked ${updates(sum('requiredUpdates'))} together as they joined (${gigabytes(sum('requiredBytes'))} GB).`,
  ];
}

function tableOf(images: readonly ImageRows[]): DataTable {
  return {
    head: ['Image', 'version', 'servicing', 'lacks', 'at most', 'points with it', 'GB sent', 'outdated for'],
    rows: images.map(({ name, own }) => {
      const last = own.at(-1)!;
      const sum = (column: string) => own.reduce((total, row) => total + Number(row[column]), 0);
      const outdatedMs = 1000 * sum('outdatedSeconds');
      return [
        name,
        groupThousands(Number(last.version)),
        String(last.status),
        groupThousands(Number(last.missing)),
        groupThousands(missingMost(own)),
        `${groupThousands(Number(last.current))} of ${groupThousands(Number(last.distributionPoints))}`,
        gigabytes(sum('sentBytes')),
        outdatedMs === 0 ? '–' : formatDuration(outdatedMs),
      ];
    }),
    figures: [1, 3, 4, 5, 6, 7],
    more: 'images.csv, image-updates.csv and imaging.csv',
  };
}

function updates(count: number): string {
  return count === 1 ? '1 update' : `${groupThousands(count)} updates`;
}
