import type { Scenario } from '../model/scenario.ts';
import type { Mistakes } from './read.ts';

/**
 * Warns of devices with a write filter that get deployments and are in no collection with a maintenance window: only a
 * window says when the filter is switched and the device restarts (seed 002, embedded devices).
 */
export function warnOfFilters({ groups, collections, deployments }: Scenario, mistakes: Mistakes): void {
  const targeted = new Set(deployments.flatMap(({ collection }) => collections[collection]!.groups));
  const windowed = new Set(collections.flatMap((each) => (each.windows.length > 0 ? each.groups : [])));
  groups.forEach(({ writeFilter }, group) => {
    if (writeFilter === null || !targeted.has(group) || windowed.has(group)) return;
    mistakes.warn(
      ['groups', group, 'writeFilter'],
      'is on devices in no collection with a maintenance window; Microsoft advises one, which decides when the write ' +
        'filter is switched off and on and when the device restarts (software updates introduction, embedded devices)',
    );
  });
}
