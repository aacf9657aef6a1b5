import type { Action, Deployment, Scenario } from '../model/scenario.ts';
import { utcText } from './calendar.ts';
import type { Path } from './issue.ts';
import type { Mistakes } from './read.ts';

/* What a scenario may say, but hardly means. */

/** An action together with the item of `actions:` that it was written as. */
export interface PlacedAction {
  readonly action: Action;
  readonly path: Path;
  /** An outage that is meant to have no end. */
  readonly isForGood: boolean;
}

/** Warns of deployments that can do nothing, or nothing yet, at the times that they name; by their paths in the file. */
export function warnOfDeployments(scenario: Scenario, paths: readonly Path[], mistakes: Mistakes): void {
  scenario.deployments.forEach((deployment, number) => {
    const path = paths[number]!;
    if (deployment.createdMs === null) return;
    if (path[0] === 'deployments') warnOfDeadline(scenario, deployment, [...path, 'deadline'], mistakes);
    const tops = new Set(
      scenario.collections[deployment.collection]!.groups.map((group) =>
        topOf(scenario, scenario.groups[group]!.site),
      ),
    );
    for (const top of tops) warnOfCreation(scenario, deployment, top, path, mistakes);
  });
}

/** The site at the top of the hierarchy that a site is part of. */
function topOf({ sites }: Scenario, site: number): number {
  let top = site;
  while (sites[top]!.parent >= 0) top = sites[top]!.parent;
  return top;
}

function warnOfDeadline(
  { groups, collections, horizonMs }: Scenario,
  deployment: Deployment,
  path: Path,
  mistakes: Mistakes,
) {
  const { deadlineMs, collection } = deployment;
  if (deadlineMs === null) return;
  const deadlines = collections[collection]!.groups.map((group) => deadlineMs[groups[group]!.zone]!);
  const lateCount = deadlines.filter((instantMs) => instantMs > horizonMs).length;
  if (lateCount === 0) return;
  const whom =
    lateCount === deadlines.length ? 'for all groups' : `for ${lateCount} of ${deadlines.length} groups`;
  mistakes.warn(
    path,
    `is after the end of the simulation ${whom}; a longer "horizon" shows what comes of it`,
  );
}

/** A deployment waits for the first synchronization that starts when its updates are offered, or later. */
function warnOfCreation(
  scenario: Scenario,
  { createdMs, updates }: Deployment,
  top: number,
  path: Path,
  mistakes: Mistakes,
): void {
  const { startEpochMs, sites, catalog } = scenario;
  const { name, synchronization } = sites[top]!;
  const where = sites.filter(({ parent }) => parent < 0).length > 1 ? ` at "${name}"` : '';
  const unwanted = updates.filter((update) => synchronization.offeredMs[update] === Infinity);
  if (unwanted.length > 0) {
    const kbs = [...new Set(unwanted.map((update) => catalog.updates[update]!.kb))].slice(0, 3).join(', ');
    mistakes.warn(
      [...path, 'updates'],
      `selects updates that the filter of "${name}" leaves out (${kbs}): the deployment is never created${where}`,
    );
    return;
  }
  const offeredMs = Math.max(...updates.map((update) => synchronization.offeredMs[update]!));
  if (offeredMs <= 0) return;
  const firstMs = synchronizationStarts(scenario, top).find((startMs) => startMs >= offeredMs);
  if (firstMs !== undefined && createdMs !== null && firstMs <= createdMs) return;
  const offered = utcText(startEpochMs + offeredMs);
  const isReleased = updates.some((update) => catalog.updates[update]!.releasedMs === offeredMs);
  mistakes.warn(
    [...path, 'created'],
    firstMs === undefined
      ? `no synchronization follows the release of its updates (${offered}): it is never created${where} in this run`
      : `no synchronization has brought its updates by then (${isReleased ? 'released' : 'offered'} ${offered}): ` +
          `it is created${where} after the next one, which starts ${utcText(startEpochMs + firstMs)}`,
  );
}

/** Every start by schedule or by hand, ascending; what was released by the start of the run is known already. */
export function synchronizationStarts({ sites, actions }: Scenario, top: number): number[] {
  const byHand = actions.filter((action) => action.verb === 'syncNow' && action.site === top);
  const scheduled = sites[top]!.synchronization.startsMs.filter((startMs) => startMs > 0);
  return [...scheduled, ...byHand.map(({ atMs }) => atMs)].sort((a, b) => a - b);
}
