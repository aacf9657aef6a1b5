import type { ImagingColumn } from '../../model/results.ts';
import { count, group, intervalEnd } from '../columns.ts';
import { tableOf } from '../table.ts';

export const imagingTable = tableOf<ImagingColumn>({
  name: 'imaging',
  meaning:
    'Machines that are built as they join or are rebuilt: from which image, and what they lack as they join the fleet. Intervals without any are left out. A machine that turns to another image while it waits has begun with the one and ends with the other: what has begun and what has ended agree by group.',
  rowIs: 'an interval, client group and image',
  source: (result) => result.imaging,
  columns: [
    ...intervalEnd('t'),
    group('group'),
    {
      name: 'image',
      type: 'text',
      meaning: 'Name of the image; empty for machines of groups without one.',
      read: ({ get, result }) => result.scenario.images[get('image')]?.name ?? null,
    },
    count('started', 'Machines whose building began.'),
    count('completed', 'Machines that were completed: they join the fleet.'),
    count('stopped', 'Machines that left the fleet for good before they were completed.'),
    count('waiting', 'Machines that wait for the image at a distribution point, at the end of the interval.'),
    count('underWay', 'Machines that are being built, at the end of the interval.'),
    count('sentBytes', 'Bytes of the image that arrived at machines, also of transfers that broke off.'),
    count(
      'requiredUpdates',
      'Updates that the completed machines lacked as they joined, added up: also those that servicing cannot apply to an image, which `missing` in `images.csv` leaves out; without those that others of them, or others that they have, replace.',
    ),
    count('requiredBytes', 'Bytes of these.'),
  ],
});
