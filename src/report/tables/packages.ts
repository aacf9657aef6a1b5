import type { PackageColumn } from '../../model/results.ts';
import { count, intervalEnd, named } from '../columns.ts';
import { tableOf } from '../table.ts';

export const packagesTable = tableOf<PackageColumn>({
  name: 'packages',
  meaning:
    'Deployment packages: what they hold, on how many distribution points, and what moved for them. A package has rows from its creation to its deletion.',
  rowIs: 'an interval and deployment package',
  source: (result) => result.packages,
  columns: [
    ...intervalEnd('t'),
    named('package', 'package', 'Name of the deployment package.', ({ scenario }) => scenario.packages),
    count(
      'version',
      'Its content version at the end: 1 created, 2 with its first files, then one more with each change.',
    ),
    count('updates', 'Updates that it holds.'),
    count('sizeBytes', 'Bytes of these.'),
    count('distributionPoints', 'Distribution points that are to have it.'),
    count('current', 'Those of them that have the current version.'),
    count('onTheWay', 'Those to which files are on the way.'),
    count('waiting', 'Those that wait: for the site, for the hour, for a source, for the next try.'),
    count('failed', 'Those that the site has given up until the package changes.'),
    count(
      'downloadedBytes',
      'Bytes from Microsoft to the package source: of downloads that ended in the interval.',
    ),
    count(
      'sentBytes',
      'Bytes to distribution points: of transfers that ended in the interval, broken off ones included.',
    ),
  ],
});
