import type { Scenario, UpdatePointList } from '../model/scenario.ts';
import type { Path } from './issue.ts';
import type { Mistakes } from './read.ts';
import type { PlacedAction } from './warnings.ts';

/* What a scenario may ask for at an instant, but hardly means. */

/** Microsoft's advice on moving clients by hand to another software update point (boundary groups). */
const SWITCHED_CLIENTS_MAX = 100;
const SWITCH_WINDOW_MS = 10 * 60_000;

/** Warns of actions that do nothing, do not end, or do too much at once; `actions` in the order of time. */
export function warnOfActions(
  scenario: Scenario,
  actions: readonly PlacedAction[],
  mistakes: Mistakes,
): void {
  warnOfOutages(actions, mistakes);
  warnOfDefaults(scenario, actions, mistakes);
  warnOfSwitches(scenario, actions, mistakes);
}

/** Warns of outages without an end and of ends without an outage; `actions` in the order of time. */
function warnOfOutages(actions: readonly PlacedAction[], mistakes: Mistakes): void {
  const down = new Map<string, Path | null>();
  for (const { action, path, isForGood } of actions) {
    if (action.verb !== 'outage' && action.verb !== 'restore') continue;
    const { role, index } = action.target;
    const target = `${role} ${index}`;
    if (action.verb === 'outage') {
      if (!down.has(target)) down.set(target, isForGood ? null : path);
    } else if (!down.delete(target)) {
      mistakes.warn(path, 'restores what is not down then; nothing happens');
    }
  }
  for (const path of down.values()) {
    if (path !== null)
      mistakes.warn(path, 'is never restored in this run; write "do: restore" for it, with a later "at"');
  }
}

function warnOfDefaults(
  { softwareUpdatePoints }: Scenario,
  actions: readonly PlacedAction[],
  mistakes: Mistakes,
): void {
  const defaults = new Map<number, number>();
  softwareUpdatePoints.forEach(({ site }, point) => {
    if (!defaults.has(site)) defaults.set(site, point);
  });
  for (const { action, path } of actions) {
    if (action.verb !== 'makeDefault') continue;
    const { index } = action.target;
    const { site } = softwareUpdatePoints[index]!;
    if (defaults.get(site) === index) {
      mistakes.warn(path, 'is the default software update point of its site already; nothing happens');
    }
    defaults.set(site, index);
  }
}

function warnOfSwitches({ groups }: Scenario, actions: readonly PlacedAction[], mistakes: Mistakes): void {
  const counts: { readonly atMs: number; readonly count: number }[] = [];
  for (const { action, path } of actions) {
    if (action.verb !== 'switchUpdatePoint') continue;
    const { atMs } = action;
    const able = action.groups
      .map((group) => groups[group]!)
      .filter(({ updatePoints }) => {
        return updatePoints !== null && pointsAtFirst(updatePoints) > 1;
      });
    if (able.length === 0) {
      mistakes.warn(path, 'has clients with one software update point only; nothing happens');
      continue;
    }
    counts.push({ atMs, count: able.reduce((sum, { count }) => sum + count, 0) });
    const recent = counts.filter((other) => other.atMs > atMs - SWITCH_WINDOW_MS);
    const sum = recent.reduce((total, { count }) => total + count, 0);
    if (sum <= SWITCHED_CLIENTS_MAX) continue;
    mistakes.warn(
      path,
      `moves ${sum} clients within 10 min; Microsoft advises at most ${SWITCHED_CLIENTS_MAX} per 10 to 15 min, for each may ` +
        'need a full scan (boundary groups, software update points)',
    );
  }
}

/** How many points clients have before anything fails: their own, else those of the nearest neighbours. */
function pointsAtFirst({ own, neighbours }: UpdatePointList): number {
  if (own.length > 0) return own.length;
  const nearestMs = Math.min(...neighbours.map(({ afterMs }) => afterMs));
  return new Set(neighbours.flatMap(({ afterMs, points }) => (afterMs === nearestMs ? points : []))).size;
}
