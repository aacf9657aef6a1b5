import type { Action, Scenario, ServicingChoice } from '../model/scenario.ts';
import type { Update } from '../model/updates/catalog.ts';
import type { Path } from './issue.ts';
import type { Parts } from './parts.ts';
import { type PlacedAction, synchronizationStarts } from './warnings.ts';

/* When which updates can be on the list of the wizard that schedules updates for an image (seed 001). */

/** An item of the file that runs the wizard for an image, once or again and again. */
export interface Wizard {
  readonly path: Path;
  readonly image: number;
  readonly choice: ServicingChoice;
  /** Ascending, not empty. */
  readonly instantsMs: readonly number[];
  /** The updates that it names; null: it takes what it finds. */
  readonly names: readonly string[] | null;
}

type Scheduling = Extract<Action, { readonly verb: 'scheduleServicing' }>;

/** The wizards of a scenario in the order of their first runs; `actions` in the order of time. */
export function wizardsOf(actions: readonly PlacedAction[], { actions: written = [] }: Parts): Wizard[] {
  const found = new Map<string, { readonly path: Path; readonly runs: Scheduling[] }>();
  for (const { action, path } of actions) {
    if (action.verb !== 'scheduleServicing') continue;
    const key = path.join('.');
    if (!found.has(key)) found.set(key, { path, runs: [] });
    found.get(key)!.runs.push(action);
  }
  return [...found.values()].map(({ path, runs }): Wizard => {
    const { image, choice } = runs[0]!;
    const names = path[0] === 'actions' ? (written[Number(path[1])]?.updates ?? null) : null;
    return { path, image, choice, instantsMs: runs.map(({ atMs }) => atMs), names };
  });
}

/** Per update of the catalogue: after which instant the database of a top-level site can have it; Infinity: never. */
export function knownAfterMs(scenario: Scenario, site: number): number[] {
  const starts = synchronizationStarts(scenario, site);
  return scenario.sites[site]!.synchronization.offeredMs.map((offeredMs) => {
    if (offeredMs <= 0) return -Infinity;
    return starts.find((startMs) => startMs >= offeredMs) ?? Infinity;
  });
}

/** Updates whose files the content library of a site's server has at the start or may get. */
export function heldAt(
  site: number,
  { packages, deployments, rules, actions, catalog }: Scenario,
): Set<number> {
  const isHere = (number: number) => packages[number]?.site === site;
  const packed = new Set(packages.flatMap(({ updates }) => updates));
  const inPlace = catalog.updates.flatMap(({ releasedMs }, update) => {
    return releasedMs <= 0 && !packed.has(update) ? [update] : [];
  });
  return new Set([
    ...inPlace,
    ...packages.flatMap((pack) => (pack.site === site ? pack.updates : [])),
    ...deployments.flatMap((deployment) => (deployment.packages.some(isHere) ? deployment.updates : [])),
    ...rules.flatMap((rule) => (isHere(rule.package) ? rule.candidates : [])),
    ...actions.flatMap((action) =>
      action.verb === 'downloadUpdates' && isHere(action.package) ? action.updates : [],
    ),
  ]);
}

const KBS_SHOWN_MAX = 3;

/** KB numbers as messages have them. */
export function kbsOf(updates: readonly Update[]): string {
  const kbs = [...new Set(updates.map(({ kb }) => kb))];
  return `${kbs.slice(0, KBS_SHOWN_MAX).join(', ')}${kbs.length > KBS_SHOWN_MAX ? ', …' : ''}`;
}

/** A size as messages have it. */
export function gigabytes(bytes: number): string {
  return `${Number((bytes / 1e9).toFixed(1))} GB`;
}
