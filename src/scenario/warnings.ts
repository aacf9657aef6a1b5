import type { Action, Deployment, Scenario } from '../model/scenario.ts';
import { utcText } from './calendar.ts';
import type { Path } from './issue.ts';
import type { Mistakes } from './read.ts';

/* What a scenario may say, but hardly means. */

/** An action together with the item of `actions:` that it was written as. */
export interface PlacedAction {
  readonly action: Action;
  readonly path: Path;
}

/** Warns of outages without an end and of ends without an outage; `actions` in the order of time. */
export function warnOfOutages(actions: readonly PlacedAction[], mistakes: Mistakes): void {
  const down = new Map<string, Path>();
  for (const { action, path } of actions) {
    if (action.verb !== 'outage' && action.verb !== 'restore') continue;
    const { role, index } = action.target;
    const target = `${role} ${index}`;
    if (action.verb === 'outage') {
      if (!down.has(target)) down.set(target, path);
    } else if (!down.delete(target)) {
      mistakes.warn(path, 'restores what is not down then; nothing happens');
    }
  }
  for (const path of down.values()) {
    mistakes.warn(path, 'is never restored in this run; write "do: restore" for it, with a later "at"');
  }
}

/** Warns of deployments that can do nothing, or nothing yet, at the times that they name. */
export function warnOfDeployments(scenario: Scenario, mistakes: Mistakes): void {
  const startsMs = synchronizationStarts(scenario);
  scenario.deployments.forEach((deployment, at) => {
    warnOfDeadline(scenario, deployment, ['deployments', at, 'deadline'], mistakes);
    warnOfCreation(scenario, deployment, startsMs, ['deployments', at, 'created'], mistakes);
  });
}

function warnOfDeadline(
  { groups, horizonMs }: Scenario,
  deployment: Deployment,
  path: Path,
  mistakes: Mistakes,
) {
  const deadlines = deployment.groups.map((group) => deployment.deadlineMs[groups[group]!.zone]!);
  const lateCount = deadlines.filter((deadlineMs) => deadlineMs > horizonMs).length;
  if (lateCount === 0) return;
  const whom =
    lateCount === deadlines.length ? 'for all groups' : `for ${lateCount} of ${deadlines.length} groups`;
  mistakes.warn(
    path,
    `is after the end of the simulation ${whom}; a longer "horizon" shows what comes of it`,
  );
}

/** A deployment waits for the first synchronization that starts at or after the release of its updates. */
function warnOfCreation(
  { startEpochMs }: Scenario,
  { createdMs, releasedMs }: Deployment,
  startsMs: readonly number[],
  path: Path,
  mistakes: Mistakes,
): void {
  if (releasedMs <= 0) return;
  const firstMs = startsMs.find((startMs) => startMs >= releasedMs);
  if (firstMs !== undefined && firstMs <= createdMs) return;
  const released = utcText(startEpochMs + releasedMs);
  mistakes.warn(
    path,
    firstMs === undefined
      ? `no synchronization follows the release of its updates (${released}): it is never created in this run`
      : `no synchronization has brought its updates by then (released ${released}): it is created after the next one, ` +
          `which starts ${utcText(startEpochMs + firstMs)}`,
  );
}

/** Every start by schedule or by hand, ascending; what was released by the start of the run is known already. */
function synchronizationStarts({ sites, actions }: Scenario): number[] {
  const byHand = actions.filter(({ verb }) => verb === 'syncNow').map(({ atMs }) => atMs);
  const scheduled = sites
    .flatMap(({ synchronization }) => synchronization.startsMs)
    .filter((startMs) => startMs > 0);
  return [...scheduled, ...byHand].sort((a, b) => a - b);
}
