import { Fleet } from '../../../src/model/fleet.ts';
import {
  type RemoteAppCollectionColumn,
  type RemoteAppCollectionUpdateColumn,
  type RemoteAppUpdateColumn,
  type RunResult,
  SESSION_STATES,
  SIGN_OFF_CAUSES,
} from '../../../src/model/results.ts';
import type {
  Action,
  RemoteAppCollection,
  RemoteAppService,
  RemoteAppWork,
  Scenario,
} from '../../../src/model/scenario.ts';
import type { Rows } from '../../../src/sim/rows.ts';
import { DAY_MS, HOUR_MS, MAY, MINUTE_MS, SECOND_MS, update } from '../small-fleet.ts';
import { remoteAppCollection, remoteAppScenario, templateImage, updateTo, WORK } from './remoteapp-fleet.ts';

/** The update that image 1 has and image 0 has not. */
export const JUNE = 1;
export const RELEASED_MS = DAY_MS / 2;
const UPDATES = [MAY, update({ releasedMs: RELEASED_MS, supersedes: [0] })];

/** How long a sign-in takes, and whoever has to leave waits before it; how long whoever is told goes on. */
export const SIGN_IN_MS = 30 * SECOND_MS;
export const RECONNECT_MS = 2 * MINUTE_MS;
export const SIGN_OUT_MS = 20 * MINUTE_MS;
/** An update of a collection takes this long, whatever its size. */
export const UPDATE_MS = 30 * MINUTE_MS;

/** At the end of a day. */
export const JUST_GOES = { signOutShare: 0, disconnectShare: 0 };
export const DISCONNECTS = { signOutShare: 0, disconnectShare: 1 };

export interface Office {
  readonly users?: number;
  readonly work?: Partial<RemoteAppWork>;
  readonly service?: Partial<RemoteAppService>;
  readonly actions?: readonly Action[];
  readonly collections?: readonly RemoteAppCollection[];
  readonly scenario?: Partial<Scenario>;
}

/**
 * A collection on an image with May's update, by default of one user; image 1 has June's, released after half a day, too.
 * The run starts on a Monday.
 */
export function office({
  users = 1,
  work,
  service,
  actions = [],
  collections,
  scenario,
}: Office = {}): Scenario {
  return remoteAppScenario({
    horizonMs: 3 * DAY_MS,
    catalog: { products: ['Windows'], updates: UPDATES, origin: 'made for tests' },
    templateImages: [templateImage(), templateImage({ name: 'golden June', updates: [0, JUNE] })],
    remoteAppCollections: collections ?? [
      remoteAppCollection({ userCount: users, work: { ...WORK, ...work } }),
    ],
    actions,
    service: { updateFixedMs: UPDATE_MS, updatePerBatchMs: 0, ...service },
    ...scenario,
  });
}

/** An update to image 1 that ends at an instant. */
export function updateEnds(atMs: number, graceMs: number | 'signOutAtOnce' = HOUR_MS, image = 1): Action {
  const action = updateTo(image, atMs - UPDATE_MS, graceMs === 'signOutAtOnce' ? graceMs : 'grace');
  return graceMs === 'signOutAtOnce' ? action : ({ ...action, graceMs } as Action);
}

/** Where a user stands at instants: the state of the session, and whether it is on hosts that are not in service. */
export function statesAt(scenario: Scenario, instants: readonly number[], user = 0): string[] {
  const fleet = new Fleet(scenario, 0);
  const { sessions } = fleet.parts.remoteApp!.hosts!;
  return instants.map((atMs) => {
    fleet.run(atMs);
    const old = sessions.isOnOldHosts(user) ? ' on old hosts' : '';
    return `${sessions.stateOf(user) ?? 'signed off'}${old}`;
  });
}

/** Checks that a user goes from one state to the next at exact instants. */
export function changesOf(scenario: Scenario, instants: readonly number[], user = 0): string[] {
  const around = instants.flatMap((atMs) => [atMs - 1, atMs]);
  const states = statesAt(scenario, around, user);
  return instants.map((_, at) => `${states[2 * at]} → ${states[2 * at + 1]}`);
}

export function resultOf(scenario: Scenario): RunResult {
  const fleet = new Fleet(scenario, 0);
  fleet.run(scenario.horizonMs);
  return fleet.result();
}

/** A column of the table of collections, added up over the run. */
export function totalOf(result: RunResult, column: RemoteAppCollectionColumn, collection = 0): number {
  const rows = result.remoteAppCollections;
  let sum = 0;
  for (let row = 0; row < rows.length; row++) {
    if (rows.get(row, 'remoteAppCollection') === collection) sum += rows.get(row, column);
  }
  return sum;
}

/** The row of the interval that ends at an instant. */
export function rowAt(result: RunResult, atMs: number, column: RemoteAppCollectionColumn): number {
  const rows = result.remoteAppCollections;
  for (let row = 0; row < rows.length; row++) if (rows.get(row, 't') === atMs) return rows.get(row, column);
  throw new Error(`no row at ${atMs}`);
}

/** How sessions ended over the run, as « count cause when state ». */
export function endsOf({ remoteAppSignOffs: rows }: RunResult): string[] {
  const counts = new Map<string, number>();
  for (let row = 0; row < rows.length; row++) {
    const cause = SIGN_OFF_CAUSES[rows.get(row, 'cause')]!;
    const name = `${cause} when ${SESSION_STATES[rows.get(row, 'state')]!}`;
    counts.set(name, (counts.get(name) ?? 0) + rows.get(row, 'count'));
  }
  return [...counts].map(([name, count]) => `${count} ${name}`).sort();
}

/** Columns of the updates of a collection, in the order in which they were asked for. */
export function updatesOf(
  { remoteAppCollectionUpdates: rows }: RunResult,
  columns: readonly RemoteAppCollectionUpdateColumn[],
  collection = 0,
): number[][] {
  return Array.from({ length: rows.length }, (_, row) => row)
    .filter((row) => rows.get(row, 'remoteAppCollection') === collection)
    .map((row) => columns.map((column) => rows.get(row, column)));
}

/** The row of an update of collection 0. */
export function updateRow({ remoteAppUpdates }: RunResult, update: number) {
  const rows: Rows<RemoteAppUpdateColumn> = remoteAppUpdates;
  for (let row = 0; row < rows.length; row++) {
    if (rows.get(row, 'update') !== update) continue;
    return {
      releasedMs: rows.get(row, 'releasedMs'),
      inServiceMs: rows.get(row, 'inServiceMs'),
      lastSessionMs: rows.get(row, 'lastSessionMs'),
      exposedHostMs: rows.get(row, 'exposedHostMs'),
    };
  }
  return null;
}
