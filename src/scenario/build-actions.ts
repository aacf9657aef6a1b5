import type { Action, ServerTarget } from '../model/scenario.ts';
import type { Span } from './build-catalog.ts';
import { suggestion } from './closest.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Path } from './issue.ts';
import type { Names, Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { occurrences } from './recurrence.ts';
import { type Roster, stateSystemNames } from './roster.ts';
import { instantMs } from './select-updates.ts';
import { VERBS, type Verb } from './verbs.ts';
import type { PlacedAction } from './warnings.ts';

type WrittenAction = NonNullable<NonNullable<Parts['actions']>[number]>;

/** What actions can be aimed at. */
export interface Targets {
  readonly hierarchy: Hierarchy;
  readonly roster: Roster;
  readonly locations: Names;
  readonly groups: Names;
}

/** The actions of a scenario in the order of time, those of one instant as written; recurrences are written out. */
export function buildActions(parts: Parts, targets: Targets, span: Span, mistakes: Mistakes): PlacedAction[] {
  const actions = (parts.actions ?? []).flatMap((action, at): PlacedAction[] => {
    if (action === null) return [];
    const path: Path = ['actions', at];
    const act = actOf(action, targets, parts, path, mistakes);
    const instants = instantsOf(action, span, path, mistakes);
    return act === null
      ? []
      : instants.map((atMs) => ({
          action: { ...act, atMs } as Action,
          path,
          isForGood: action.do === 'retire',
        }));
  });
  actions.sort((a, b) => a.action.atMs - b.action.atMs);
  return actions;
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
  switch (verb) {
    case 'syncNow': {
      const site = topSiteOf(action.site, targets.hierarchy, path, mistakes);
      return site < 0 ? null : { verb, site, full: action.full ?? false };
    }
    case 'scanNow':
    case 'switchUpdatePoint': {
      const names = action.groups ?? targets.groups.names.filter((name) => name !== null);
      return { verb, groups: names.map((name, at) => targets.groups.find(name, [...path, 'groups', at])) };
    }
  }
  const target = targetOf(action, targets, parts, path, mistakes);
  if (target === null || !isFor(verb, target, action.server, path, mistakes)) return null;
  if (verb === 'retire') return { verb: 'outage', target };
  if (verb !== 'setCapacity' && verb !== 'setQueueLimit') return { verb, target };
  const unit = verb === 'setQueueLimit' ? 'queueLimit' : unitOf(target);
  const value = action[unit];
  const what = verb === 'setQueueLimit' ? 'limit' : 'capacity';
  if (value === undefined) mistakes.at(path, `has to say the new ${what} with "${unit}"`);
  return value === undefined ? null : { verb, target, value };
}

function unitOf({ role }: ServerTarget): 'rate' | 'servers' {
  return role === 'distributionPoint' || role === 'link' ? 'rate' : 'servers';
}

/** The number of a top-level site; without a name that of the only one. −1 after a mistake. */
function topSiteOf(
  written: string | undefined,
  hierarchy: Hierarchy,
  path: Path,
  mistakes: Mistakes,
): number {
  const { tops, sites, names } = hierarchy;
  if (written === undefined) {
    if (tops.length === 1) return tops[0]!;
    const known = tops.map((site) => `"${sites[site]!.name}"`).join(', ');
    if (tops.length > 1) mistakes.at(path, `has to name the "site"; there are several at the top: ${known}`);
    return -1;
  }
  const site = names.find(written, [...path, 'site']);
  if (site < 0 || tops.includes(site)) return site;
  const top = sites[hierarchy.topOf(site)]!.name;
  mistakes.at(
    [...path, 'site'],
    `"${written}" is not a top-level site; a synchronization starts at "${top}" and then asks its children`,
  );
  return -1;
}

/** Which roles a verb can be aimed at, where these are not all. */
const AIMS: Readonly<
  Partial<Record<Verb, readonly [roles: readonly ServerTarget['role'][], words: string]>>
> = {
  setCapacity: [
    ['softwareUpdatePoint', 'managementPoint', 'distributionPoint', 'link'],
    'software update points, management points, distribution points and links',
  ],
  setQueueLimit: [['softwareUpdatePoint', 'managementPoint'], 'software update points and management points'],
  makeDefault: [['softwareUpdatePoint'], 'software update points'],
};

function isFor(
  verb: Verb,
  { role }: ServerTarget,
  server: string | undefined,
  path: Path,
  mistakes: Mistakes,
): boolean {
  const aim = AIMS[verb];
  if (aim === undefined || aim[0].includes(role)) return true;
  mistakes.at([...path, 'server'], `"${server}" is none of what ${verb} is for: ${aim[1]}`);
  return false;
}

function targetOf(
  { do: verb, server, link }: WrittenAction,
  targets: Targets,
  parts: Parts,
  path: Path,
  mistakes: Mistakes,
): ServerTarget | null {
  const takesLink = (VERBS[verb].keys as readonly string[]).includes('link');
  if ((server === undefined) === (link === undefined || !takesLink)) {
    mistakes.at(path, takesLink ? 'has to name either a "server" or a "link"' : 'has to name a "server"');
    return null;
  }
  if (link !== undefined && takesLink) {
    const index = targets.locations.find(link, [...path, 'link']);
    if (index >= 0 && parts.locations?.[index]?.link !== undefined) return { role: 'link', index };
    if (index >= 0) mistakes.at([...path, 'link'], `"${link}" has no link; give the location one`);
    return null;
  }
  const { names } = targets.roster;
  if (!targets.hierarchy.names.isRead) return null;
  const roles = [
    ['softwareUpdatePoint', names.softwareUpdatePoints.names],
    ['managementPoint', names.managementPoints.names],
    ['distributionPoint', names.distributionPoints.names],
    ['stateSystem', stateSystemNames(targets.hierarchy)],
  ] as const;
  for (const [role, known] of roles) {
    if (known.includes(server!)) return { role, index: known.indexOf(server!) };
  }
  const known = roles.flatMap(([, other]) => [...other].filter((name): name is string => name !== null));
  mistakes.at([...path, 'server'], `"${server}" is not a server${suggestion(server!, known)}`);
  return null;
}
