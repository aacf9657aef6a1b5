import type { Action, ServerTarget } from '../model/scenario.ts';
import type { Catalog } from '../model/updates/catalog.ts';
import { Acts, actsAt, isActVerb } from './build-acts.ts';
import { ImageActs, type ImageTargets, isImageVerb } from './build-image-acts.ts';
import { isRemoteAppVerb, type RemoteAppTargets, remoteAppActOf } from './build-remoteapp-acts.ts';
import { closest, suggestion } from './closest.ts';
import { type DeploymentPlan, topSiteOf, type WrittenRule } from './deployment-plan.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Path } from './issue.ts';
import type { Listed } from './named-updates.ts';
import type { Names, Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { type Roster, stateSystemNames } from './roster.ts';
import type { TimedAction, WrittenAction } from './timed-actions.ts';
import { VERBS, type Verb } from './verbs.ts';
import type { PlacedAction } from './warnings.ts';

/** What actions can be aimed at. */
export interface Targets {
  readonly hierarchy: Hierarchy;
  readonly roster: Roster;
  readonly locations: Names;
  readonly groups: Names;
}

/** What verbs about deployments, rules, phases and content can be aimed at besides. */
export interface ActTargets {
  readonly plan: DeploymentPlan;
  readonly collections: Names;
  readonly packages: Names;
  readonly rules: Names;
  /** The same as they are written. */
  readonly writtenRules: readonly (WrittenRule | null)[];
  readonly phasedDeployments: Names;
  readonly orchestrationGroups: Names;
  readonly remoteApp: RemoteAppTargets;
  /** Null when it could not be read. */
  readonly catalog: Catalog | null;
  /** What its source lists, of products without a part in the scenario too; null when it could not be read. */
  readonly listed: readonly Listed[] | null;
}

type AllTargets = Targets & ActTargets & ImageTargets;

/** The actions of a scenario in the order in which they are written. */
export function buildActions(
  timed: readonly TimedAction[],
  targets: AllTargets,
  parts: Parts,
  mistakes: Mistakes,
): PlacedAction[] {
  const actions = timed.flatMap(({ written, path, instantsMs }): PlacedAction[] => {
    const act = actOf(written, targets, parts, path, mistakes);
    if (act === null) return [];
    const isForGood = written.do === 'retire';
    return instantsMs.flatMap((atMs) =>
      actsAt(act, atMs, targets.plan).map((each) => ({
        action: { ...each, atMs } as Action,
        path,
        isForGood,
      })),
    );
  });
  return actions;
}

/** In the order of time, those of one instant in the order given. */
export function inTimeOrder(actions: readonly PlacedAction[]): PlacedAction[] {
  return actions.toSorted((a, b) => a.action.atMs - b.action.atMs);
}

/** An action without its instant. */
function actOf(
  action: WrittenAction,
  targets: AllTargets,
  parts: Parts,
  path: Path,
  mistakes: Mistakes,
): object | null {
  const { do: verb } = action;
  const allowed: readonly string[] = ['at', 'every', 'do', ...VERBS[verb].keys];
  const surplus = Object.keys(action).filter((key) => !allowed.includes(key));
  const free = VERBS[verb].keys.filter((key) => !Object.keys(action).includes(key));
  for (const key of surplus) {
    const meant = closest(key, free);
    const advice = meant === null ? '; leave it out' : `; did you mean "${meant}"?`;
    mistakes.atKey([...path, key], `means nothing for ${verb}${advice}`);
  }
  switch (verb) {
    case 'syncNow': {
      const purpose = 'a synchronization starts at <top> and then asks its children';
      const site = topSiteOf(action.site, purpose, targets.hierarchy, path, mistakes);
      return site < 0 ? null : { verb, site, full: action.full ?? false };
    }
    case 'scanNow':
    case 'evaluateNow':
    case 'switchUpdatePoint': {
      const names = action.groups ?? targets.groups.names.filter((name) => name !== null);
      return { verb, groups: names.map((name, at) => targets.groups.find(name, [...path, 'groups', at])) };
    }
  }
  if (isImageVerb(verb)) return new ImageActs(targets, parts, path, mistakes).actOf(verb, action);
  if (isActVerb(verb)) return new Acts(targets, path, mistakes).actOf(verb, action);
  if (isRemoteAppVerb(verb)) return remoteAppActOf(verb, action, targets.remoteApp, path, mistakes);
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
  targets: AllTargets,
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
