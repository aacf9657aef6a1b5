import {
  COLLECTION_UPDATE_OUTCOMES,
  type CollectionUpdateOutcome,
  type RunResult,
} from '../../model/results.ts';
import { rowsByNumber, rowsWhere } from '../fold.ts';
import { groupThousands } from '../number.ts';
import { clip } from './display-width.ts';
import { textTable } from './text-table.ts';
import { withTotal } from './total.ts';

const NAME_WIDTH = 20;
const IMAGE_WIDTH = 14;
const HOUR_MS = 3_600_000;
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
  const { remoteAppCollectionUpdates: updates, scenario } = result;
  const rows = rowsByNumber(updates, 'remoteAppCollection', scenario.remoteAppCollections.length);
  const countsOf = (...outcomes: CollectionUpdateOutcome[]) =>
    scenario.remoteAppCollections.map(({ name }, collection) => ({
      name,
      count: rows[collection]!.filter((row) =>
        outcomes.includes(COLLECTION_UPDATE_OUTCOMES[updates.get(row, 'outcome')]!),
      ).length,
    }));
  const parts = [
    { words: 'failed', counts: countsOf('failed') },
    { words: 'not ended', counts: countsOf('waiting', 'underWay') },
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

/** Of the last one that has succeeded. */
function effectOf({ remoteAppCollectionUpdates: rows }: RunResult, remoteAppCollection: number): string[] {
  const outcome = COLLECTION_UPDATE_OUTCOMES.indexOf('succeeded');
  const last = rowsWhere(rows, { remoteAppCollection, outcome }).at(-1);
  if (last === undefined) return UNKNOWN;
  return [
    groupThousands(rows.get(last, 'told')),
    groupThousands(rows.get(last, 'signedOutInTime')),
    groupThousands(rows.get(last, 'forcedOff')),
    groupThousands(rows.get(last, 'forcedOffActive')),
    groupThousands(rows.get(last, 'workLost')),
    (rows.get(last, 'lostMs') / HOUR_MS).toFixed(1),
    groupThousands(rows.get(last, 'reconnectionsPerMinuteMax')),
  ];
}
