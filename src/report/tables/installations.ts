import type { InstallationColumn } from '../../model/results.ts';
import { count, group, intervalEnd, seconds } from '../columns.ts';
import { tableOf } from '../table.ts';

export const installationsTable = tableOf<InstallationColumn>({
  name: 'installations',
  meaning: 'Installations of updates. Intervals without any are left out.',
  rowIs: 'an interval and client group',
  source: (result) => result.installations,
  columns: [
    ...intervalEnd('t'),
    group('group'),
    count('started', 'Installations that started: one for each update and try.'),
    count('completed', 'Those that ended well, the restart apart.'),
    count('failed', 'Those that failed.'),
    count('timedOut', 'Those given up at the maximum run time of the update; the operating system goes on.'),
    count('interrupted', 'Those that a shutdown broke off.'),
    count('startedByUser', 'Of those that started, those that a user had asked for before the deadline.'),
    count(
      'outsideWindow',
      'Of those that started, those of clients whose maintenance windows were all closed.',
    ),
    count('running', 'Installations under way at the end of the interval.'),
    count('waitingForWindow', 'Clients whose installation waits for a maintenance window.'),
    count(
      'restartWaiting',
      'Clients whose restart waits for the deadline or, where it is not forced, for somebody who makes it.',
    ),
    count('restartWaitingForWindow', 'Clients whose restart waits for a maintenance window.'),
    seconds(
      'busySeconds',
      'busyMs',
      'Time that the clients spent installing, added up: what goes on beyond the maximum run time included, sleep not.',
    ),
  ],
});
