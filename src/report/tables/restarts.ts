import { RESTART_CAUSES, type RestartColumn } from '../../model/results.ts';
import { count, group, intervalEnd, named } from '../columns.ts';
import { tableOf } from '../table.ts';

export const restartsTable = tableOf<RestartColumn>({
  name: 'restarts',
  meaning: 'Restarts that completed an installation. Intervals without any are left out.',
  rowIs: 'an interval, client group and cause',
  source: (result) => result.restarts,
  columns: [
    ...intervalEnd('t'),
    group('group'),
    named(
      'cause',
      'cause',
      '`deadline`: the countdown ran out; `user`: somebody restarted earlier; `shutdown`: the machine was shut down and started in between; `other`; `filter`: a write filter was switched, or an update needed it in servicing mode.',
      () => RESTART_CAUSES,
    ),
    count('count', 'Restarts.'),
    count(
      'outsideBusinessHours',
      'Those that fell outside `clientSettings.businessHours`, by the local time of the client.',
      'outsideBusinessHours',
    ),
    count('countdownMetUser', 'Those whose countdown was met by a signed-in user.'),
    count(
      'inFinalCountdown',
      'Of these, those in the last part of the countdown, which its user could not dismiss.',
    ),
  ],
});
