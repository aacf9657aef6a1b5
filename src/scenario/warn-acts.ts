import type { Action, Scenario } from '../model/scenario.ts';
import { utcText } from './calendar.ts';
import type { Mistakes } from './read.ts';
import type { PlacedAction } from './warnings.ts';

/* What administrators may do to deployments and packages, but hardly mean. */

type Act = Extract<Action, { readonly deployment: number }>;

/** Warns of acts on what is not there any more or not there yet, and of acts that change nothing; in order of time. */
export function warnOfActs(scenario: Scenario, actions: readonly PlacedAction[], mistakes: Mistakes): void {
  const states = scenario.deployments.map(({ enabled, collection }) => ({
    isDeleted: false,
    enabled,
    collection,
  }));
  const deletedPackages = new Set<number>();
  const suspended = new Set<number>();
  for (const { action, path } of actions) {
    const message = messageFor(action);
    if (message !== null) mistakes.warn(path, message);
  }

  function messageFor(action: Action): string | null {
    if ('deployment' in action) return ofDeployment(action);
    if ('package' in action) return ofPackage(action);
    if (action.verb === 'suspendPhases') suspended.add(action.phasedDeployment);
    if (action.verb === 'resumePhases' && !suspended.delete(action.phasedDeployment)) {
      return 'resumes what is not suspended then; nothing happens';
    }
    return null;
  }

  function ofDeployment(action: Act): string | null {
    const { name, createdMs } = scenario.deployments[action.deployment]!;
    const state = states[action.deployment]!;
    if (state.isDeleted) return `is about "${name}", which is deleted by then; nothing happens`;
    if (createdMs !== null && action.atMs < createdMs) {
      state.isDeleted = action.verb === 'deleteDeployment';
      const what = state.isDeleted ? 'it is never created' : 'it holds from then on';
      return `is about "${name}", which is created only ${utcText(scenario.startEpochMs + createdMs)}; ${what}`;
    }
    const change = changeOf(action);
    const isIdle =
      change !== null &&
      Object.entries(change).every(([key, value]) => state[key as keyof typeof state] === value);
    Object.assign(state, change);
    if (isIdle) return `leaves "${name}" as it is; nothing happens`;
    if (action.verb === 'retarget') return emptyTarget(action);
    return action.verb === 'addUpdates' ? unreleased(action.updates, action.atMs, 'adds') : null;
  }

  function emptyTarget({ collection }: Act & { readonly verb: 'retarget' }): string | null {
    const { name, groups } = scenario.collections[collection]!;
    return groups.length > 0
      ? null
      : `gives it the collection "${name}", which has no members: nobody gets it any more`;
  }

  function unreleased(updates: readonly number[], atMs: number, what: string): string | null {
    const later = updates
      .map((update) => scenario.catalog.updates[update]!)
      .find(({ releasedMs }) => releasedMs > atMs);
    if (later === undefined) return null;
    return `${what} ${later.kb}, which is released only ${utcText(scenario.startEpochMs + later.releasedMs)}`;
  }

  function ofPackage(action: Extract<Action, { readonly package: number }>): string | null {
    if (action.verb === 'downloadUpdates') {
      deletedPackages.delete(action.package); // it is created anew (MA-PACKAGE-AGAIN)
      return unreleased(action.updates, action.atMs, 'downloads');
    }
    if (deletedPackages.has(action.package)) {
      return `is about "${scenario.packages[action.package]!.name}", which is deleted by then; nothing happens`;
    }
    if (action.verb === 'deletePackage') deletedPackages.add(action.package);
    return null;
  }
}

/** What an act makes of a deployment; null: its updates. */
function changeOf(action: Act): { isDeleted: true } | { enabled: boolean } | { collection: number } | null {
  switch (action.verb) {
    case 'deleteDeployment':
      return { isDeleted: true };
    case 'enableDeployment':
      return { enabled: true };
    case 'disableDeployment':
      return { enabled: false };
    case 'retarget':
      return { collection: action.collection };
    default:
      return null;
  }
}
