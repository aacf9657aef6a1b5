import {
  COLLECTION_UPDATE_OUTCOMES,
  type RemoteAppCollectionUpdateColumn,
  SIGN_OUT_POLICIES,
  UPDATE_ASKERS,
} from '../../model/results.ts';
import { count, countIfKept, instant, named, remoteAppCollection, seconds } from '../columns.ts';
import { tableOf } from '../table.ts';

export const remoteAppCollectionUpdatesTable = tableOf<RemoteAppCollectionUpdateColumn>({
  name: 'remoteapp-collection-updates',
  meaning:
    'The updates of RemoteApp collections and what each did to users: every figure belongs to the update whose end caused it, so that updates of one run can be compared. Over the whole run, also before the measured span.',
  rowIs: 'an update of a RemoteApp collection, in the order in which they were asked for',
  source: (result) => result.remoteAppCollectionUpdates,
  columns: [
    remoteAppCollection('remoteAppCollection'),
    count('number', 'Of the updates of the collection, from 1 on.'),
    named(
      'templateImage',
      'templateImage',
      'Template image that new sessions are to land on.',
      ({ scenario }) => scenario.templateImages,
    ),
    named(
      'policy',
      'policy',
      '`grace`: whoever is signed in is told, and signed off at the end of a grace; `signOutAtOnce`.',
      () => SIGN_OUT_POLICIES,
    ),
    named('askedBy', 'askedBy', '`administrator`, or `provider`: of a platform image.', () => UPDATE_ASKERS),
    ...instant('asked', 'askedMs', 'When it was asked for'),
    ...instant('started', 'startedMs', 'When it began to build session hosts; empty: not yet, or never'),
    ...instant(
      'ended',
      'endedMs',
      'When new sessions began to land on them, or it failed or was replaced; empty: not yet',
    ),
    named(
      'outcome',
      'outcome',
      '`waiting`: for its image, or for the end of the one before; `underWay`; `succeeded`; `failed`: the collection kept its hosts; `replaced`: a later one took its place while it waited.',
      () => COLLECTION_UPDATE_OUTCOMES,
    ),
    countIfKept('hosts', 'Session hosts that it builds: as many as the sessions of its start fill.'),
    count(
      'told',
      'Users told to save, sign out and sign in again, as they were on hosts that it left behind.',
    ),
    count('signedOutInTime', 'Those of them who did so before the grace ended.'),
    count('forcedOff', 'Sessions that it ended: at the end of its grace, or at once.'),
    count('forcedOffActive', 'Those of them in which somebody was at work.'),
    count('workLost', 'Those that an update ended in which work was lost.'),
    seconds('lostSeconds', 'lostMs', 'Time that it cost users: at work without a session, and work lost.'),
    count('reconnections', 'Sign-ins of users whom it had made leave.'),
    count('reconnectionsPerMinuteMax', 'The most of them in any one minute.'),
  ],
});
