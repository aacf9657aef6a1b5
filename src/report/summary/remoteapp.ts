import { fsum, max } from 'd3-array';
import { rowsByNumber, rowsWhere, sumWhere } from '../../experiment/metrics/fold.ts';
import { lastSessionHours } from '../../experiment/metrics/remoteapp.ts';
import {
  COLLECTION_UPDATE_OUTCOMES,
  type CollectionUpdateOutcome,
  type RemoteAppCollectionUpdateColumn,
  type RunResult,
} from '../../model/results.ts';
import { groupThousands } from '../number.ts';
import { clip } from './display-width.ts';
import { textTable } from './text-table.ts';
import { withTotal } from './total.ts';

const NAME_WIDTH = 21;
const HOUR_MS = 3_600_000;
const HEAD = [
  'told',
  'in time',
  'forced',
  'active',
  'work lost',
  'lost h',
  'per min',
  'exposed h',
  'last h',
] as const;
const FAILED = COLLECTION_UPDATE_OUTCOMES.indexOf('failed');
const SUCCEEDED = COLLECTION_UPDATE_OUTCOMES.indexOf('succeeded');
/** Collections that a line names. */
const NAMED_MAX = 2;

/** What its updates did to a collection. */
interface Effect {
  readonly name: string;
  readonly hasFailed: boolean;
  readonly cells: readonly string[];
  readonly lostMs: number;
  readonly exposedMs: number;
}

/**
 * What the updates of RemoteApp collections did to their users, those of the run together: the most reconnections per
 * minute, for how many host hours updates were lacking, and hours until the last session without one of them ended. Those
 * of which an update failed come first, then the costliest. What `limit` leaves out is in a line of totals. Only a head if
 * there are none.
 */
export function remoteAppTable(result: RunResult, limit: number): string[] {
  const effects = effectsOf(result);
  const more = effects.length - limit;
  const worstFirst = effects
    .map((effect, number) => ({ ...effect, number }))
    .sort(
      (a, b) =>
        Number(b.hasFailed) - Number(a.hasFailed) ||
        b.lostMs - a.lostMs ||
        b.exposedMs - a.exposedMs ||
        a.number - b.number,
    );
  return textTable(
    [`Updates${more > 0 ? ` (and ${more} more)` : ' of'}`, ...HEAD],
    [
      ...worstFirst.slice(0, limit).map(({ name, cells }) => [clip(name, NAME_WIDTH), ...cells]),
      ...(more > 0 ? [[`all ${groupThousands(effects.length)}`, ...totalsOf(result)]] : []),
    ],
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

function effectsOf(result: RunResult): Effect[] {
  const { scenario, remoteAppCollections, remoteAppCollectionUpdates: updates, remoteAppUpdates } = result;
  const count = scenario.remoteAppCollections.length;
  const intervals = rowsByNumber(remoteAppCollections, 'remoteAppCollection', count);
  const done = rowsByNumber(updates, 'remoteAppCollection', count);
  const released = rowsByNumber(remoteAppUpdates, 'remoteAppCollection', count);
  return scenario.remoteAppCollections.map(({ name }, collection) => {
    const rows = done[collection]!;
    const exposedMs = fsum(intervals[collection]!, (row) => remoteAppCollections.get(row, 'exposedHostMs'));
    const outcomes = rows.map((row) => updates.get(row, 'outcome'));
    return {
      name,
      hasFailed: outcomes.includes(FAILED),
      cells: [
        ...effectOf(result, outcomes.includes(SUCCEEDED) ? rows : []),
        groupThousands(exposedMs / HOUR_MS),
        lastText(result, released[collection]!),
      ],
      lostMs: fsum(rows, (row) => updates.get(row, 'lostMs')),
      exposedMs,
    };
  });
}

function totalsOf(result: RunResult): string[] {
  const { remoteAppCollections, remoteAppCollectionUpdates, remoteAppUpdates } = result;
  return [
    ...effectOf(result, rowsWhere(remoteAppCollectionUpdates)),
    groupThousands(sumWhere(remoteAppCollections, 'exposedHostMs') / HOUR_MS),
    lastText(result, rowsWhere(remoteAppUpdates)),
  ];
}

/** Of some updates together; a dash each if there are none. */
function effectOf({ remoteAppCollectionUpdates: updates }: RunResult, rows: readonly number[]): string[] {
  if (rows.length === 0) return HEAD.slice(0, -2).map(() => '-');
  const sum = (column: RemoteAppCollectionUpdateColumn) => fsum(rows, (row) => updates.get(row, column));
  return [
    groupThousands(sum('told')),
    groupThousands(sum('signedOutInTime')),
    groupThousands(sum('forcedOff')),
    groupThousands(sum('forcedOffActive')),
    groupThousands(sum('workLost')),
    (sum('lostMs') / HOUR_MS).toFixed(1),
    groupThousands(max(rows, (row) => updates.get(row, 'reconnectionsPerMinuteMax')) ?? 0),
  ];
}

/** Of updates released in the run, as the metric lastSessionHours has it. */
function lastText({ remoteAppUpdates }: RunResult, rows: readonly number[]): string {
  const hours = lastSessionHours(remoteAppUpdates, rows);
  if (hours !== null) return hours.toFixed(1);
  return rows.some((row) => remoteAppUpdates.get(row, 'releasedMs') > 0) ? 'not yet' : '-';
}
