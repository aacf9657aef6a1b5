import type { OrchestrationColumn } from '../../model/results.ts';
import { count, intervalEnd, named } from '../columns.ts';
import { tableOf } from '../table.ts';

export const orchestrationGroupsTable = tableOf<OrchestrationColumn>({
  name: 'orchestration-groups',
  meaning: 'Orchestration groups: places given to members and members by state. Empty without such groups.',
  rowIs: 'an interval and orchestration group',
  source: (result) => result.orchestrationGroups,
  columns: [
    ...intervalEnd('t'),
    named(
      'orchestrationGroup',
      'orchestrationGroup',
      'Name of the orchestration group.',
      ({ scenario }) => scenario.orchestrationGroups,
    ),
    count('given', 'Places given to members.'),
    count('completed', 'Places given back after the installation and the script that follows it.'),
    count(
      'stopped',
      'Times that the group stopped, because a script, an installation or a time-out failed it.',
    ),
    count('idle', 'Members that neither install nor wait, at the end of the interval.'),
    count('waiting', 'Members that have asked for a place and wait.'),
    count('inProgress', 'Members that have a place.'),
    count('failed', 'Members whose script or installation failed or timed out: they wait for a reset.'),
    count(
      'pendingRestart',
      'Members that have a place and wait for a restart that they may not make by themselves.',
    ),
  ],
});
