import { COLLECTION_STATUSES, type RemoteAppCollectionColumn } from '../../model/results.ts';
import { count, intervalEnd, named, remoteAppCollection, seconds } from '../columns.ts';
import { tableOf } from '../table.ts';

export const remoteAppCollectionsTable = tableOf<RemoteAppCollectionColumn>({
  name: 'remoteapp-collections',
  meaning:
    'RemoteApp collections: session hosts and sessions on the old and the new image, and what updates did to users. Empty without such collections.',
  rowIs: 'an interval and RemoteApp collection',
  source: (result) => result.remoteAppCollections,
  columns: [
    ...intervalEnd('t'),
    remoteAppCollection('remoteAppCollection'),
    named(
      'templateImage',
      'templateImage',
      'Template image on which new sessions land, at the end of the interval.',
      ({ scenario }) => scenario.templateImages,
    ),
    named(
      'status',
      'status',
      'Where an update stands: `inService`: none is under way; `waitingForImage`: the new image is not ready; `updating`; `grace`: it has ended, and users may stay on the old image for a while.',
      () => COLLECTION_STATUSES,
    ),
    count('hosts', 'Session hosts, at the end of the interval.'),
    count(
      'hostsOnOldImage',
      'Those of them that an update has left behind: older than those on which new sessions land, be it of the same image.',
    ),
    count('sessions', 'Sessions, at the end of the interval.'),
    count('sessionsOnOldImage', 'Those of them on such hosts: of so many users.'),
    count('told', 'Users told to save, sign out and sign in again.'),
    count('signedOutInTime', 'Users who were told and signed out before the grace ended.'),
    count('forcedOff', 'Sessions that an update ended: at the end of the grace, or at once.'),
    count('forcedOffActive', 'Those of them in which somebody was at work.'),
    count('workLost', 'Those that an update ended in which work was lost.'),
    seconds(
      'lostSeconds',
      'lostMs',
      'Time that updates cost users, added up: at work without a session, and work lost.',
    ),
    count('signIns', 'Sign-ins.'),
    count('reconnections', 'Those of users whom an update had made leave.'),
    count('signInsPerMinuteMax', 'The most sign-ins in any one minute.'),
    count('reconnectionsPerMinuteMax', 'The most of those reconnections in any one minute.'),
    seconds(
      'exposedHostSeconds',
      'exposedHostMs',
      'Session hosts times time, for every released update that their image lacks, added up.',
    ),
  ],
});
