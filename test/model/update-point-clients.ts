import { Fleet } from '../../src/model/fleet.ts';
import { SCAN_KINDS, SCAN_OUTCOMES } from '../../src/model/results.ts';
import type { Action, Scenario, SoftwareUpdatePoint, UpdatePointList } from '../../src/model/scenario.ts';
import { DAY_MS, group, SECOND_MS, smallScenario, updatePoint } from './small-fleet.ts';
import { storyOf } from './story.ts';

export const FORCED_MS = 2 * DAY_MS;
export const LOCATION_MS = SECOND_MS;
export const EVALUATION_MS = 10 * SECOND_MS;
export const DELTA_MS = 667;
export const FULL_MS = 20 * DELTA_MS;
export const { clientSettings: SETTINGS, assumptions: ASSUMPTIONS } = smallScenario();
export const RETRY_MS = ASSUMPTIONS.scanRetryMs;
const QUIET = { ...SETTINGS, scanIntervalMs: 1_000_000 * DAY_MS };

export const scanNow = (atMs: number): Action => ({ verb: 'scanNow', atMs, groups: [0] });
export const turn = (verb: 'outage' | 'restore', atMs: number, points: readonly number[]): Action[] =>
  points.map((index) => ({ verb, atMs, target: { role: 'softwareUpdatePoint', index } }));

/** `count` software update points, each with a database of its own. */
export const points = (count: number, changes: Partial<SoftwareUpdatePoint> = {}): SoftwareUpdatePoint[] =>
  Array.from({ length: count }, (_, number) =>
    updatePoint({ name: `SUP${number + 1}`, database: number, ...changes }),
  );

/** One client that scans only when a test asks for it, and several software update points. */
export function scenarioWith(pointCount: number, changes: Partial<Scenario> = {}): Scenario {
  return smallScenario({
    deployments: [],
    clientSettings: QUIET,
    softwareUpdatePoints: points(pointCount),
    actions: [scanNow(FORCED_MS)],
    ...changes,
  });
}

/** The only client's list: its own points, and those of neighbours with their fallback time. */
export function listed(own: readonly number[], neighbours: UpdatePointList['neighbours'] = []) {
  return { groups: [group({ updatePoints: { own, neighbours } })] };
}

/** The points of a client's list in the order in which it takes them, from the one that it is given. */
export function orderOf(scenario: Scenario): number[] {
  const { parts } = new Fleet(scenario, 0);
  const order = [parts.selection.pointOf[0]!];
  const { switchAtNextScan, beginScan } = parts.selection;
  const all = new Set(scenario.groups[0]!.updatePoints!.own);
  while (order.length < all.size) {
    switchAtNextScan.call(parts.selection, 0);
    beginScan.call(parts.selection, 0, -1);
    order.push(parts.selection.pointToTry[0]!);
  }
  return order;
}

/** When the client's tries began, and at which point, in a span. */
export function triesOf(
  scenario: Scenario,
  untilMs: number,
): { readonly atMs: number; readonly point: number }[] {
  const read = ({ parts }: Fleet) => {
    const isLocating = parts.scans.stage[0] === 1;
    return isLocating ? String(parts.selection.pointToTry[0]) : 'no';
  };
  return storyOf(scenario, read, FORCED_MS - 1, untilMs)
    .filter(({ is }) => is !== 'no')
    .map(({ atMs, is }) => ({ atMs, point: Number(is) }));
}

/** Instants that follow from the waits between tries, each of which fails as it is located. */
export function instantsAfter(firstMs: number, waitsMs: readonly number[]): number[] {
  const instants = [firstMs];
  for (const waitMs of waitsMs) instants.push(instants.at(-1)! + LOCATION_MS + waitMs);
  return instants;
}

export const { switchExtraMs: EXTRA_MS, shortCycleMs: SHORT_MS, scanRetriesMax: RETRIES } = ASSUMPTIONS;
export const AT_HOME = new Array<number>(RETRIES).fill(RETRY_MS);

/** Scans of a run by outcome and kind. */
export function countOf(
  fleet: Fleet,
  outcome: (typeof SCAN_OUTCOMES)[number],
  kind?: (typeof SCAN_KINDS)[number],
) {
  const { scans } = fleet.result();
  let count = 0;
  for (let row = 0; row < scans.length; row++) {
    if (scans.get(row, 'outcome') !== SCAN_OUTCOMES.indexOf(outcome)) continue;
    if (kind !== undefined && scans.get(row, 'kind') !== SCAN_KINDS.indexOf(kind)) continue;
    count += scans.get(row, 'count');
  }
  return count;
}
