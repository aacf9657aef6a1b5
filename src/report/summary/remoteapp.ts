import { COLLECTION_STATUSES, type RunResult, SITE_EVENTS } from '../../model/results.ts';
import { rowsWhere } from '../fold.ts';
import { groupThousands } from '../number.ts';
import { clip } from './display-width.ts';
import { textTable } from './text-table.ts';
import { withTotal } from './total.ts';

const NAME_WIDTH = 20;
const IMAGE_WIDTH = 14;
const HOUR_MS = 3_600_000;
const UPDATED = SITE_EVENTS.indexOf('collectionUpdated');
const FAILED = SITE_EVENTS.indexOf('collectionUpdateFailed');
const UNDER_WAY = [COLLECTION_STATUSES.indexOf('waitingForImage'), COLLECTION_STATUSES.indexOf('updating')];
const HEAD = ['image', 'told', 'in time', 'forced', 'active', 'work lost', 'lost h', 'reconn./min'];
const UNKNOWN = HEAD.slice(1).map(() => '-');
/** Collections that a line names. */
const NAMED_MAX = 2;

/** What the last update of RemoteApp collections did to their users; only a head if there are none. */
export function remoteAppTable(result: RunResult, limit: number): string[] {
  const { remoteAppCollections } = result.scenario;
  const more = remoteAppCollections.length - limit;
  return textTable(
    [more > 0 ? `Last update (+${more})` : 'Last update of', ...HEAD],
    remoteAppCollections
      .slice(0, limit)
      .map(({ name }, collection) => [
        clip(name, NAME_WIDTH),
        clip(imageOf(result, collection), IMAGE_WIDTH),
        ...effectOf(result, collection),
      ]),
  );
}

/** Updates that left collections as they were, for nothing else in the summary tells them from none; one line. */
export function collectionTroubles(result: RunResult): string[] {
  const { remoteAppCollections: rows, events, scenario } = result;
  const failed = scenario.remoteAppCollections.map(({ name }, subject) => ({
    name,
    count: rowsWhere(events, { code: FAILED, subject }).length,
  }));
  const underWay = scenario.remoteAppCollections.map(({ name }, remoteAppCollection) => {
    const last = rowsWhere(rows, { remoteAppCollection }).at(-1);
    const isUnderWay = last !== undefined && UNDER_WAY.includes(rows.get(last, 'status'));
    return { name, count: isUnderWay ? 1 : 0 };
  });
  const parts = [
    { words: 'failed', counts: failed },
    { words: 'not ended', counts: underWay },
  ].filter(({ counts }) => counts.some(({ count }) => count > 0));
  if (parts.length === 0) return [];
  const told = parts.map(({ words, counts }) => `${words} ${withTotal(counts, NAMED_MAX)}`);
  return [`Updates of collections: ${told.join(', ')}`];
}

/** The template image on which new sessions land at the end. */
function imageOf({ remoteAppCollections, scenario }: RunResult, remoteAppCollection: number): string {
  const last = rowsWhere(remoteAppCollections, { remoteAppCollection }).at(-1);
  if (last === undefined) return '-';
  return scenario.templateImages[remoteAppCollections.get(last, 'templateImage')]?.name ?? '-';
}

/** Its figures from the interval of its end on, if it fell into the measured span. */
function effectOf(result: RunResult, remoteAppCollection: number): string[] {
  const { remoteAppCollections: rows, events, scenario } = result;
  const update = rowsWhere(events, { code: UPDATED, subject: remoteAppCollection }).at(-1);
  if (update === undefined) return UNKNOWN;
  const atMs = events.get(update, 't');
  if (atMs < scenario.measureFromMs) return UNKNOWN;
  const since = rowsWhere(rows, { remoteAppCollection }).filter((row) => rows.get(row, 't') >= atMs);
  const total = (column: (typeof rows.columns)[number]) =>
    since.reduce((sum, row) => sum + rows.get(row, column), 0);
  const peak = since.reduce((most, row) => Math.max(most, rows.get(row, 'reconnectionsPerMinuteMax')), 0);
  return [
    groupThousands(total('told')),
    groupThousands(total('signedOutInTime')),
    groupThousands(total('forcedOff')),
    groupThousands(total('forcedOffActive')),
    groupThousands(total('workLost')),
    (total('lostMs') / HOUR_MS).toFixed(1),
    groupThousands(peak),
  ];
}
