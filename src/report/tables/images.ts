import { type ImageColumn, SERVICING_STATUSES } from '../../model/results.ts';
import { count, instant, intervalEnd, named, seconds } from '../columns.ts';
import { tableOf } from '../table.ts';

export const imagesTable = tableOf<ImageColumn>({
  name: 'images',
  meaning:
    'Operating-system images and upgrade packages: what is in them, how their servicing stands, where they are. An image has rows from its import on. Empty without images.',
  rowIs: 'an interval and image',
  source: (result) => result.images,
  columns: [
    ...intervalEnd('t'),
    named('image', 'image', 'Name of the image.', ({ scenario }) => scenario.images),
    count(
      'version',
      'Its source version at the end: 1 at the import, then one more with each servicing that changed its file.',
    ),
    count(
      'distributedVersion',
      'The version that its distribution points are sent, which is that of the content library; 0: none yet.',
    ),
    named(
      'status',
      'status',
      'State of its scheduled updates as the console shows it: `none`, `scheduled`, `inProgress`, `succeeded`, `failed` or `cancelled`.',
      () => SERVICING_STATUSES,
    ),
    ...instant('planned', 'plannedMs', 'Planned start of its scheduled updates, if any'),
    count('sizeBytes', 'Size of its file.'),
    count('updates', 'Updates in it.'),
    count(
      'missing',
      'Updates that are released, not in it and could be applied to it (MA-CBS); without those that others of them, or others in it, replace.',
    ),
    count('temporaryBytes', 'Bytes of temporary files on the drive for servicing, at the end.'),
    count('temporaryPeakBytes', 'The most of them in the interval.'),
    count('distributionPoints', 'Distribution points that are to have it.'),
    count(
      'current',
      'Those of them that have what the content library holds: the version that was distributed last.',
    ),
    count('onTheWay', 'Those to which its file is on the way.'),
    count('waiting', 'Those that wait: for the site, for the hour, for a source, for the next try.'),
    count('failed', 'Those that the site has given up until the image is distributed again.'),
    count(
      'sentBytes',
      'Bytes of it to distribution points: of transfers that ended in the interval, broken off ones included.',
    ),
    seconds(
      'outdatedSeconds',
      'outdatedMs',
      'Time of the interval in which any of its distribution points lacked what the content library holds.',
    ),
  ],
});
