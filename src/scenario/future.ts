import { isSame } from '../model/branching.ts';
import type { Action, Scenario } from '../model/scenario.ts';
import { utcText } from './calendar.ts';
import { differences } from './differences.ts';
import { formatIssue, type Issue } from './issue.ts';
import type { ActionPlace } from './load.ts';

/** A scenario as it was loaded. */
export interface LoadedVersion {
  readonly scenario: Scenario;
  readonly resolvedYaml: string;
  readonly actionPlaces: readonly ActionPlace[];
}

/** What a future may say otherwise: its actions, what it is called, and what its metrics are to be. */
const FREE = /^(name|description|(actions|thresholds)(\[.*)?)$/;

/**
 * What keeps a scenario from being a future of another one from `atMs` on: every setting that differs, and every
 * action that does before that instant. Empty if nothing does.
 */
export function futureMistakes(past: LoadedVersion, future: LoadedVersion, atMs: number): string[] {
  const settings = differences(past.resolvedYaml, future.resolvedYaml)
    .filter(({ path }) => !FREE.test(path))
    .map(({ path, first, second }) => {
      return `${path}  is ${second ?? 'not there'}, and ${first ?? 'not there'} in the run: only actions may differ`;
    });
  if (settings.length > 0) return settings;
  const { startEpochMs } = past.scenario;
  const instant = (timeMs: number) => utcText(startEpochMs + timeMs);
  const early = actionsBefore(future, atMs).filter(({ action }) => !isAmong(past, action));
  const missing = actionsBefore(past, atMs).filter(({ action }) => !isAmong(future, action));
  return [
    ...early.map(({ action, place }) => {
      const message = `happens at ${instant(action.atMs)}, before ${instant(atMs)}; the past cannot be changed`;
      return formatIssue({ ...place, message, severity: 'error' } satisfies Issue);
    }),
    ...missing.map(({ action, place }) => {
      const when = `${action.verb} at ${instant(action.atMs)}`;
      return `${place.path} of the run is missing (${when}), which is before ${instant(atMs)}; the past cannot be changed`;
    }),
  ];
}

interface PlacedAction {
  readonly action: Action;
  readonly place: ActionPlace;
}

function actionsBefore({ scenario, actionPlaces }: LoadedVersion, atMs: number): PlacedAction[] {
  const placed = scenario.actions.map((action, number) => ({ action, place: actionPlaces[number]! }));
  return placed.filter(({ action }) => action.atMs < atMs);
}

function isAmong({ scenario }: LoadedVersion, action: Action): boolean {
  return scenario.actions.some((other) => isSame(action, other));
}
