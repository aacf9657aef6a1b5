import type { RemoteAppUpdateColumn } from '../../model/results.ts';
import { instant, remoteAppCollection, seconds, update } from '../columns.ts';
import { tableOf } from '../table.ts';

export const remoteAppUpdatesTable = tableOf<RemoteAppUpdateColumn>({
  name: 'remoteapp-updates',
  meaning:
    'When updates reached the sessions of RemoteApp users: those released in the run, and earlier ones that their session hosts lacked. Empty: not within the run.',
  rowIs: 'a RemoteApp collection and update of the product of its image',
  source: (result) => result.remoteAppUpdates,
  columns: [
    remoteAppCollection('remoteAppCollection'),
    ...update('update'),
    ...instant('released', 'releasedMs', 'Release of the update'),
    ...instant('inService', 'inServiceMs', 'From when new sessions land on an image that has it'),
    ...instant(
      'lastSession',
      'lastSessionMs',
      'When the last session on an image of its product without it had ended, or it expired',
    ),
    {
      name: 'sinceReleaseSeconds',
      type: 'number',
      meaning: 'From the release to the end of that last session.',
      read: ({ get }) =>
        get('lastSessionMs') === -1 ? null : (get('lastSessionMs') - get('releasedMs')) / 1000,
    },
    seconds(
      'exposedHostSeconds',
      'exposedHostMs',
      'Session hosts times time while their image lacked it, within the measured span.',
    ),
  ],
});
