import type { DeploymentColumn } from '../../model/results.ts';
import { count, deployment, intervalEnd, site } from '../columns.ts';
import { tableOf } from '../table.ts';

export const deploymentsTable = tableOf<DeploymentColumn>({
  name: 'deployments',
  meaning: 'What the console of the top-level site says of each deployment, from its creation on.',
  rowIs: 'an interval, top-level site and deployment',
  source: (result) => result.deployments,
  columns: [
    ...intervalEnd('t'),
    site('site'),
    deployment('deployment'),
    count('exists', '1 until it is deleted, then 0.'),
    count('enabled', '1 while clients get its policy, else 0.'),
    count('updates', 'Updates that it holds.'),
    count('updatesWithoutContent', 'Those of them whose files are in no package: the console’s red arrows.'),
    count('flagged', '1 while there are such updates: the console’s double red arrow.'),
    count('alert', '1 once too few clients were shown as compliant at the time of its alert.'),
  ],
});
