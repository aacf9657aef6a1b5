import type { Action, Scenario } from './scenario.ts';

/**
 * Verbs whose actions a fleet is laid out for when it is built, whenever they come: groups that a deployment may ever
 * reach, updates that it may ever have, versions that an image may ever get, and the like.
 */
const LAID_OUT_FOR: ReadonlySet<Action['verb']> = new Set([
  'retarget',
  'addUpdates',
  'removeUpdates',
  'scheduleServicing',
  'chooseImage',
  'updateCollection',
]);

/** What a scenario says besides its history: what it is called, and how its metrics are judged. */
const BESIDE_HISTORY: ReadonlySet<keyof Scenario> = new Set(['name', 'description', 'thresholds']);

/**
 * Whether a fleet of `future` can go on from a copy of one of `past` just before `atMs`: they differ only in actions
 * from then on, and both are laid out the same. If not, a run of `future` from the start is what tells.
 */
export function sharesPast(past: Scenario, future: Scenario, atMs: number): boolean {
  const before = ({ actions }: Scenario) => actions.filter((action) => action.atMs < atMs);
  const shaping = ({ actions }: Scenario) => actions.filter(({ verb }) => LAID_OUT_FOR.has(verb));
  return (
    isSame(before(past), before(future)) &&
    isSame(shaping(past), shaping(future)) &&
    (Object.keys(past) as (keyof Scenario)[]).every(
      (key) => key === 'actions' || BESIDE_HISTORY.has(key) || isSame(past[key], future[key]),
    )
  );
}

/** Whether two trees of plain data say the same. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const keys = Object.keys(one);
  return (
    Array.isArray(one) === Array.isArray(other) &&
    keys.length === Object.keys(other).length &&
    keys.every(
      (key) =>
        key in other &&
        isSame((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
    )
  );
}
