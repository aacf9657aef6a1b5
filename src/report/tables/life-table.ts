import type { LifeTableColumn } from '../../model/results.ts';
import { count, deployment, seconds } from '../columns.ts';
import { tableOf } from '../table.ts';

export const lifeTableTable = tableOf<LifeTableColumn>({
  name: 'life-table',
  meaning:
    'The way of clients to compliance in truth, for survival analysis: who was under way, became compliant or went out of sight, by the time since the release. A bin is named by its start and less than 0.2 % wide, a millisecond up to one second; bins in which nothing happened are left out. The last row of a deployment is the end of the run.',
  rowIs: 'a deployment and bin of time',
  source: (result) => result.lifeTable,
  columns: [
    deployment('deployment'),
    seconds('sinceReleaseSeconds', 'sinceReleaseMs', 'Start of the bin, from the release.'),
    count(
      'entered',
      'Clients that came under way: not compliant at the release (or at the start, if the release was before it), or as they became members after it.',
    ),
    count('becameCompliant', 'Clients under way that became compliant for the first time since the release.'),
    count(
      'censored',
      'Clients under way that left the collection or the fleet; in the last row, those that still were under way.',
    ),
    seconds('meanSeconds', 'meanMs', 'Exact mean time of those that became compliant in the bin.'),
  ],
});
