import type { ExposureColumn } from '../../model/results.ts';
import { count, group, update } from '../columns.ts';
import { tableOf } from '../table.ts';

export const exposureTable = tableOf<ExposureColumn>({
  name: 'exposure',
  meaning: 'How long clients required an update and had not installed it, within the measured span.',
  rowIs: 'an update and client group',
  source: (result) => result.exposure,
  columns: [
    ...update('update'),
    group('group'),
    count('clients', 'Clients that required the update at some time.'),
    {
      name: 'clientSeconds',
      type: 'number',
      meaning: 'Sum over those clients of the time for which it was required and not installed.',
      read: ({ get }) => get('clientMs') / 1000,
    },
    count('requiredAtEnd', 'Clients that still require it at the horizon.'),
  ],
});
