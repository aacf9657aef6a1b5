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
    count('started', 'Downloads that started or went on after an interruption.'),
    count('completed', 'Downloads that completed.'),
    count('interrupted', 'Downloads that the client’s absence or an outage interrupted.'),
    count('bytes', 'Bytes that arrived at clients.'),
    count('active', 'Downloads under way at the end of the interval.'),
  ],
});
