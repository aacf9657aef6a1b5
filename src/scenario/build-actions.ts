import type { Action, ServerTarget } from '../model/scenario.ts';
import type { Span } from './build-catalog.ts';
import { instantMs } from './build-deployments.ts';
import { suggestion } from './closest.ts';
import type { Path } from './issue.ts';
import type { Names, Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { occurrences } from './recurrence.ts';
import { VERBS } from './verbs.ts';
import { type PlacedAction, warnOfOutages } from './warnings.ts';

type WrittenAction = NonNullable<NonNullable<Parts['actions']>[number]>;

/** What actions can be aimed at. */
export interface Targets {
  readonly softwareUpdatePoints: Names;
  readonly managementPoints: Names;
  readonly distributionPoints: Names;
  readonly locations: Names;
  readonly groups: Names;
}

/** The actions of a scenario in the order of time, those of one instant as written; recurrences are written out. */
export function buildActions(parts: Parts, targets: Targets, span: Span, mistakes: Mistakes): Action[] {
  const actions = (parts.actions ?? []).flatMap((action, at): PlacedAction[] => {
    if (action === null) return [];
    const path: Path = ['actions', at];
    const act = actOf(action, targets, parts, path, mistakes);
    const instants = instantsOf(action, span, path, mistakes);
    return act === null ? [] : instants.map((atMs) => ({ action: { ...act, atMs } as Action, path }));
  });
  actions.sort((a, b) => a.action.atMs - b.action.atMs);
  warnOfOutages(actions, mistakes);
  return actions.map(({ action }) => action);
}

function instantsOf(action: WrittenAction, span: Span, path: Path, mistakes: Mistakes): number[] {
  const { at, every } = action;
  const { startEpochMs, horizonMs } = span;
  if ((at === undefined) === (every === undefined)) {
    mistakes.at(path, 'has to say when, with either "at" or "every"');
    return [];
  }
  if (every !== undefined) {
    const found = occurrences(every, startEpochMs, startEpochMs + horizonMs);
    return found.map((epochMs) => epochMs - startEpochMs);
  }
  const atMs = instantMs(at!, span, { start: 0 }, [...path, 'at'], mistakes);
  if (atMs === null) return [];
  if (atMs >= 0 && atMs <= horizonMs) return [atMs];
  mistakes.at([...path, 'at'], atMs < 0 ? 'is before the start' : 'is after the end of the simulation');
  return [];
}

/** An action without its instant. */
function actOf(
  action: WrittenAction,
  targets: Targets,
  parts: Parts,
  path: Path,
  mistakes: Mistakes,
): object | null {
  const { do: verb } = action;
  const allowed: readonly string[] = ['at', 'every', 'do', ...VERBS[verb].keys];
  const surplus = Object.keys(action).filter((key) => !allowed.includes(key));
  for (const key of surplus) mistakes.atKey([...path, key], `means nothing for ${verb}; leave it out`);
  if (verb === 'syncNow') return { verb, site: 0, full: false };
  if (verb === 'scanNow') {
    const names = action.groups ?? targets.groups.names.filter((name) => name !== null);
    return { verb, groups: names.map((name, at) => targets.groups.find(name, [...path, 'groups', at])) };
  }
  const target = targetOf(action, targets, parts, path, mistakes);
  if (target === null || verb !== 'setCapacity') return target && { verb, target };
  const unit = target.role === 'distributionPoint' || target.role === 'link' ? 'rate' : 'servers';
  const value = action[unit];
  if (value === undefined) mistakes.at(path, `has to say the new capacity with "${unit}"`);
  return value === undefined ? null : { verb, target, value };
}

function targetOf(
  { server, link }: WrittenAction,
  targets: Targets,
  parts: Parts,
  path: Path,
  mistakes: Mistakes,
): ServerTarget | null {
  if ((server === undefined) === (link === undefined)) {
    mistakes.at(path, 'has to name either a "server" or a "link"');
    return null;
  }
  if (link !== undefined) {
    const index = targets.locations.find(link, [...path, 'link']);
    if (index >= 0 && parts.locations?.[index]?.link !== undefined) return { role: 'link', index };
    if (index >= 0) mistakes.at([...path, 'link'], `"${link}" has no link; give the location one`);
    return null;
  }
  const roles = [
    ['softwareUpdatePoint', targets.softwareUpdatePoints.names],
    ['managementPoint', targets.managementPoints.names],
    ['distributionPoint', targets.distributionPoints.names],
  ] as const;
  for (const [role, names] of roles) {
    if (names.includes(server!)) return { role, index: names.indexOf(server!) };
  }
  const known = roles.flatMap(([, names]) => names.filter((name) => name !== null));
  mistakes.at([...path, 'server'], `"${server}" is not a server${suggestion(server!, known)}`);
  return null;
}
