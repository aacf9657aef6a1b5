import type { Fleet } from '../../../src/model/fleet.ts';
import type { RunResult } from '../../../src/model/results.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import type { Rows } from '../../../src/sim/rows.ts';
import type { Snapshot } from '../../../src/sim/state.ts';
import type { Witness } from '../witness.ts';

/** A fleet at an instant, with what a witness wrote down since the start. */
export interface Story {
  readonly scenario: Scenario;
  readonly fleet: Fleet;
  readonly witness: Witness;
  readonly result: RunResult;
  readonly state: Snapshot;
}

export interface Law {
  readonly number: number;
  readonly text: string;
  /** What breaks the law, in words; empty while it holds. */
  readonly broken: (story: Story) => Iterable<string>;
}

/** Tells the story of a witnessed fleet up to now. Measurement has to start at the start. */
export function storyOf(scenario: Scenario, fleet: Fleet, witness: Witness): Story {
  if (scenario.measureFromMs !== 0) throw new Error('the witness counts from the start');
  return { scenario, fleet, witness, result: fleet.result(), state: fleet.save() };
}

/** Whether it happened as a machine joined the fleet: that it came with it. */
export function isOfJoining({ parts }: Fleet, { client, atMs }: { client: number; atMs: number }): boolean {
  return atMs > 0 && parts.lifetimes.joinedMs(client) === atMs;
}

/** Whether clients of a group are counted by what they have of a deployment: its updates are chosen, and not all gone. */
export function isCounted({ parts: { deployments } }: Fleet, deployment: number, group: number): boolean {
  return deployments.isChosen(deployment) && !deployments.isEmpty(deployment, group);
}

/** Whether a restart takes from the client what it knows: its write filter has no exclusions for that. */
export function losesState({ groups }: Scenario, { parts: { clients } }: Fleet, client: number): boolean {
  return groups[clients.groupOf[client]!]!.writeFilter?.hasExclusions === false;
}

/** Scan, download and restart stages, by the numbers that the agents keep. */
export const ScanStage = {
  idle: 0,
  locating: 1,
  atServer: 2,
  transferring: 3,
  evaluating: 4,
  settling: 5,
} as const;
export const DownloadStage = {
  idle: 0,
  waitingForContent: 1,
  locating: 2,
  transferring: 3,
  waitingForReturn: 4,
  fetching: 5,
  waitingForPeers: 6,
};
export const RestartStage = { none: 0, restarting: 3 } as const;

type Row<Column extends string> = (column: Column) => number;

export function rowsOf<Column extends string>(rows: Rows<Column>): Row<Column>[] {
  return Array.from({ length: rows.length }, (_, index) => (column: Column) => rows.get(index, column));
}

export function sumOf<Column extends string>(
  rows: Rows<Column>,
  column: Column,
  matches: (row: Row<Column>) => boolean,
): number {
  return rowsOf(rows).reduce((total, row) => total + (matches(row) ? row(column) : 0), 0);
}

export function count(values: Uint8Array | Uint16Array, matches: (value: number) => boolean): number {
  let total = 0;
  for (const value of values) if (matches(value)) total++;
  return total;
}

export function byClient<Event extends { readonly client: number }>(
  events: readonly Event[],
): Map<number, Event[]> {
  const map = new Map<number, Event[]>();
  for (const event of events) {
    const list = map.get(event.client);
    if (list === undefined) map.set(event.client, [event]);
    else list.push(event);
  }
  return map;
}
