import { groupThousands } from '../../number.ts';
import { gigabytes, percent } from '../../summary/figures.ts';
import { formatMinute } from '../../time.ts';
import type { DataTable, Section } from '../blocks.ts';
import { heatMap } from '../charts/heat-map.ts';
import type { RunSource, TableRow } from '../source.ts';
import { cellsOf, intervalName, type Load, loadsOf, restWords, SHOWN_MAX, utilisationMap } from './loads.ts';

/** How much of the capacity of every link is used over time: of locations, distribution points and the internet access. */
export function linksSection({ scenario, tables }: RunSource): Section | null {
  const loads = loadsOf('link', tables.rows('links'), tables.rows('link-totals'), utilisationOf, bytesOf);
  if (loads.length === 0) return null;
  const shown = loads.slice(0, SHOWN_MAX);
  const { name, peak, peakRow } = loads[0]!;
  const end = formatMinute(scenario.startEpochMs, 1000 * Number(peakRow.elapsedSeconds));
  const busiest = `The busiest is ${name}: ${percent(peak)} of its capacity in the ${intervalName(scenario)} to ${end} UTC.`;
  return {
    id: 'links',
    title: 'Links',
    blocks: [
      { kind: 'text', text: mostBytesWords(loads) },
      {
        kind: 'chart',
        chart: {
          title: `Used share of links: the busiest ${intervalName(scenario)} in every cell`,
          description: `${busiest}${restWords(loads, 'link')}`,
          draw: (canvas) =>
            heatMap(canvas, utilisationMap(shown, cellsOf(scenario, canvas.isNarrow), utilisationOf)),
          table: tableOf(shown),
        },
      },
    ],
  };
}

function utilisationOf({ utilisation }: TableRow): number {
  return Number(utilisation);
}

/** Held by the link itself, or by a narrower one on the way. */
function bytesOf({ bytes, bookedBytes }: TableRow): number {
  return Number(bytes) + Number(bookedBytes);
}

function mostBytesWords(loads: readonly Load[]): string {
  const most = loads.reduce((best, load) => (bytesOf(load.total) > bytesOf(best.total) ? load : best));
  return `The most bytes passed ${most.name}: ${gigabytes(bytesOf(most.total))} GB. Bytes that pass two links count at both.`;
}

function tableOf(loads: readonly Load[]): DataTable {
  return {
    head: ['Link', 'busiest', 'mean', 'GB', 'transfers', 'broken off', 'at once at most'],
    rows: loads.map(({ name, peak, total }) => [
      name,
      percent(peak),
      percent(utilisationOf(total)),
      gigabytes(bytesOf(total)),
      groupThousands(Number(total.started)),
      groupThousands(Number(total.aborted)),
      groupThousands(Number(total.flowsMax)),
    ]),
    figures: [1, 2, 3, 4, 5, 6],
    more: 'links.csv and link-totals.csv',
  };
}
