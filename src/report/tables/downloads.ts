import type { DownloadColumn } from '../../model/results.ts';
import { count, group, intervalEnd } from '../columns.ts';
import { tableOf } from '../table.ts';

export const downloadsTable = tableOf<DownloadColumn>({
  name: 'downloads',
  meaning: 'Downloads of update content by clients.',
  rowIs: 'an interval and client group',
  source: (result) => result.downloads,
  columns: [
    ...intervalEnd('t'),
    group('group'),
    count('started', 'Downloads that started: one for each update that a client fetches.'),
    count('completed', 'Downloads that completed.'),
    count('interrupted', 'Downloads that the client’s absence or an outage interrupted.'),
    count('dropped', 'Downloads given up because a scan found the update no longer required.'),
    count('bytes', 'Bytes that arrived at clients.'),
    count('active', 'Downloads begun and not complete at the end of the interval, those that wait included.'),
    count('ownBytes', 'Bytes from distribution points of the clients’ own boundary groups.'),
    count('neighbourBytes', 'Bytes from those of neighbours.'),
    count('siteDefaultBytes', 'Bytes from those of the site’s default boundary group.'),
    count('microsoftUpdateBytes', 'Bytes from Microsoft Update.'),
    count('peerBytes', 'Bytes from other clients.'),
    count('evicted', 'Contents of updates that gave way to other content in the caches of clients.'),
    count('otherRefused', 'Other contents that found no room in the caches of clients.'),
  ],
});
