import { type RunResult, SITE_EVENTS } from '../../model/results.ts';
import { rowsWhere } from '../fold.ts';
import { groupThousands } from '../number.ts';
import { clip } from './display-width.ts';
import { textTable } from './text-table.ts';

const NAME_WIDTH = 24;
const IMAGE_WIDTH = 16;
const HOUR_MS = 3_600_000;
const UPDATED = SITE_EVENTS.indexOf('collectionUpdated');
const HEAD = ['image', 'told', 'in time', 'forced off', 'active', 'lost h', 'sign-ins/min'];
const UNKNOWN = ['-', '-', '-', '-', '-', '-'];

/** What the last update of RemoteApp collections did to their users; only a head if there are none. */
export function remoteAppTable(result: RunResult, limit: number): string[] {
  const { remoteAppCollections } = result.scenario;
  const more = remoteAppCollections.length - limit;
  return textTable(
    [more > 0 ? `Last update (and ${more} more)` : 'Last update of', ...HEAD],
    remoteAppCollections
      .slice(0, limit)
      .map(({ name }, collection) => [
        clip(name, NAME_WIDTH),
        clip(imageOf(result, collection), IMAGE_WIDTH),
        ...effectOf(result, collection),
      ]),
  );
}

/** The template image on which new sessions land at the end. */
function imageOf({ remoteAppCollections, scenario }: RunResult, remoteAppCollection: number): string {
  const last = rowsWhere(remoteAppCollections, { remoteAppCollection }).at(-1);
  if (last === undefined) return '-';
  return scenario.templateImages[remoteAppCollections.get(last, 'templateImage')]?.name ?? '-';
}

/**
 * Its figures from the interval of its end on, if it fell into the measured span; the peak of sign-ins is that of
 * intervals with reconnections.
 */
function effectOf(result: RunResult, remoteAppCollection: number): string[] {
  const { remoteAppCollections: rows, events, scenario } = result;
  const update = rowsWhere(events, { code: UPDATED, subject: remoteAppCollection }).at(-1);
  if (update === undefined) return UNKNOWN;
  const atMs = events.get(update, 't');
  if (atMs < scenario.measureFromMs) return UNKNOWN;
  const since = rowsWhere(rows, { remoteAppCollection }).filter((row) => rows.get(row, 't') >= atMs);
  const total = (column: (typeof rows.columns)[number]) =>
    since.reduce((sum, row) => sum + rows.get(row, column), 0);
  const peak = since
    .filter((row) => rows.get(row, 'reconnections') > 0)
    .reduce((most, row) => Math.max(most, rows.get(row, 'signInsPerMinuteMax')), 0);
  return [
    groupThousands(total('told')),
    groupThousands(total('signedOutInTime')),
    groupThousands(total('forcedOff')),
    groupThousands(total('forcedOffActive')),
    (total('lostMs') / HOUR_MS).toFixed(1),
    groupThousands(peak),
  ];
}
