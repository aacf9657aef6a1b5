import type { Scenario } from '../model/scenario.ts';
import { mean } from '../sim/distribution.ts';
import type { Mistakes } from './read.ts';
import { formatDuration } from './units.ts';

/**
 * Warns of devices with a write filter that get deployments and are in no collection with a maintenance window: only a
 * window says when the filter is switched and the device restarts (seed 002, embedded devices).
 */
export function warnOfFilters(scenario: Scenario, mistakes: Mistakes): void {
  const { groups, collections, deployments } = scenario;
  const targeted = new Set(deployments.flatMap(({ collection }) => collections[collection]!.groups));
  const windowed = new Set(collections.flatMap((each) => (each.windows.length > 0 ? each.groups : [])));
  for (const [group, { writeFilter }] of groups.entries()) {
    if (writeFilter === null || !targeted.has(group)) continue;
    warnOfOverlays(scenario, group, mistakes);
    if (windowed.has(group)) warnOfSequence(scenario, group, mistakes);
    else warnOfNoWindow(group, mistakes);
  }
}

function warnOfNoWindow(group: number, mistakes: Mistakes): void {
  mistakes.warn(
    ['groups', group, 'writeFilter'],
    'is on devices in no collection with a maintenance window; Microsoft advises one, which decides when the write ' +
      'filter is switched off and on and when the device restarts (software updates introduction, embedded devices)',
  );
}

/** A window holds all of the sequence of a filter or nothing of it (MA-EMB-SEQ). */
function warnOfSequence(scenario: Scenario, group: number, mistakes: Mistakes): void {
  const { collections, catalog, groups, assumptions } = scenario;
  const windows = collections.flatMap((each) => (each.groups.includes(group) ? each.windows : []));
  const longestMs = Math.max(...windows.map(({ durationMs }) => durationMs));
  const own = catalog.updates.filter(({ product }) => product === groups[group]!.product);
  const installationMs =
    Math.min(...own.map(({ runTimeMaxMs }) => runTimeMaxMs)) + assumptions.windowRestartMs;
  const neededMs = installationMs + 2 * (mean(assumptions.filterSwitch) + mean(assumptions.restartDuration));
  if (own.length === 0 || neededMs < longestMs) return;
  mistakes.warn(
    ['groups', group, 'writeFilter'],
    `is on devices whose longest maintenance window lasts ${formatDuration(longestMs)}; to switch the filter off, install ` +
      `one update and switch it on takes ${formatDuration(Math.ceil(neededMs))}: nothing is ever committed (MA-EMB-SEQ)`,
  );
}

/** What needs a restart to complete is gone with that restart when it is not committed. */
function warnOfOverlays(scenario: Scenario, group: number, mistakes: Mistakes): void {
  const { collections, catalog, deployments, groups, assumptions } = scenario;
  const { product } = groups[group]!;
  const never = deployments.find(
    ({ collection, options, updates }) =>
      !options.commitsChanges &&
      collections[collection]!.groups.includes(group) &&
      updates.some((number) => {
        const update = catalog.updates[number]!;
        return update.product === product && assumptions.restartNeeded[update.kind];
      }),
  );
  if (never === undefined) return;
  mistakes.warn(
    ['groups', group, 'writeFilter'],
    `is on devices that get "${never.name}", which does not commit changes and holds updates that need a restart: each ` +
      'restart undoes the installation that it belongs to, and it begins anew (software updates introduction, embedded devices)',
  );
}
