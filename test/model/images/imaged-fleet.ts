import type { Fleet } from '../../../src/model/fleet.ts';
import type { Action, ClientGroup, OperatingSystemImage, Scenario } from '../../../src/model/scenario.ts';
import { entityKey, Luck, uniform } from '../../../src/sim/random.ts';
import type { Rows } from '../../../src/sim/rows.ts';
import { DAY_MS, fixed, group, type PlainScenario, smallScenario } from '../small-fleet.ts';
import { NOTHING_CHOSEN, operatingSystemImage } from './one-image.ts';

/** A rebuild every eight days to the millisecond: once in the first eight, at an instant that the seed decides. */
export const EVERY_MS = 8 * DAY_MS;
/** At the pace of the distribution point, 12.5 MB/s, eight minutes. */
export const SIZE_BYTES = 6_000_000_000;
export const FETCH_MS = 480_000;
export const BUILD_MS = 45 * 60_000;

/** An image of product 0 that has May, on the first distribution point from the start; `changes` on top. */
export function image(changes: Partial<OperatingSystemImage> = {}): OperatingSystemImage {
  return operatingSystemImage({ name: 'gold', sizeBytes: SIZE_BYTES, distributionPoints: [0], ...changes });
}

/** A wizard that chooses nothing: the image has room for another version. */
export function servicing(atMs: number): Action {
  return { verb: 'scheduleServicing', atMs, image: 0, choice: NOTHING_CHOSEN };
}

/** One machine that is rebuilt from `gold` within a span of time, and what goes for it; `changes` on top. */
export function rebuiltScenario(
  fromMs: number,
  toMs: number,
  changes: Partial<ClientGroup> = {},
  others: Partial<PlainScenario> = {},
): Scenario {
  for (let seed = 1; seed < 2000; seed++) {
    const scenario = smallScenario({
      seed: `${seed}`,
      groups: [group({ rebuild: fixed(EVERY_MS), image: 0, ...changes })],
      images: [image()],
      ...others,
    });
    const atMs = rebuildMs(scenario);
    if (atMs >= fromMs && atMs < toMs) return scenario;
  }
  throw new Error('no such seed');
}

/** When the first machine of a group is rebuilt first, by the plain rule: six to seven mean times before the start. */
export function rebuildMs({ seed, groups }: Scenario, number = 0): number {
  const { name, rebuild } = groups[number]!;
  if (rebuild?.law !== 'fixed') throw new Error('this rule is for fixed times');
  const u = uniform(new Luck(seed, 0).key('rebuild phase'), entityKey(name), 0, 0);
  const beginMs = -Math.floor((6 + u) * rebuild.value);
  return beginMs + (Math.floor(-beginMs / rebuild.value) + 1) * rebuild.value;
}

/** The client of the first machine of a group after so many rebuilds. */
export function clientOf({ parts: { clients } }: Fleet, build: number, group = 0): number {
  for (let client = 0; client < clients.count; client++) {
    const isOfGroup = clients.groupOf[client] === group;
    if (isOfGroup && clients.machineOf(client) === 0 && clients.buildOf(client) === build) return client;
  }
  throw new Error(`no client of build ${build}`);
}

export function rowsOf<Name extends string>(rows: Rows<Name>): Record<Name, number>[] {
  return Array.from(
    { length: rows.length },
    (_, row) =>
      Object.fromEntries(rows.columns.map((name) => [name, rows.get(row, name)])) as Record<Name, number>,
  );
}

/** What the rows of a column add up to. */
export function sumOf<Name extends string>(rows: readonly Record<Name, number>[], column: Name): number {
  return rows.reduce((sum, row) => sum + row[column], 0);
}
