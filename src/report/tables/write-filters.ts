import type { WriteFilterColumn } from '../../model/results.ts';
import { count, group, intervalEnd } from '../columns.ts';
import { tableOf } from '../table.ts';

export const writeFiltersTable = tableOf<WriteFilterColumn>({
  name: 'write-filters',
  meaning: 'Write filters of Windows Embedded devices. Only groups that have one.',
  rowIs: 'an interval and client group',
  source: (result) => result.writeFilters,
  columns: [
    ...intervalEnd('t'),
    group('group'),
    count('filterOn', 'Devices whose filter is on, at the end of the interval.'),
    count('switching', 'Devices whose filter is being switched, or that restart for it.'),
    count('servicing', 'Devices in servicing mode.'),
    count('started', 'Sequences that began to commit changes: the filter is switched off.'),
    count('completed', 'Sequences at whose end the filter is on again.'),
    count('overlaid', 'Updates installed in an overlay.'),
    count('lost', 'Updates installed in an overlay that a restart has emptied.'),
    count('refused', 'Sequences put off, because no open maintenance window holds the whole of them.'),
  ],
});
