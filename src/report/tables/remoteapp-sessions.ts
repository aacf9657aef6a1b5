import {
  type RemoteAppSessionColumn,
  type RemoteAppSignOffColumn,
  SESSION_STATES,
  SIGN_OFF_CAUSES,
} from '../../model/results.ts';
import { count, intervalEnd, named, remoteAppCollection } from '../columns.ts';
import { tableOf } from '../table.ts';

const STATES =
  '`active`: with input; `idle`: without; `disconnected`: idle for too long, or left by its user.';

export const remoteAppSessionsTable = tableOf<RemoteAppSessionColumn>({
  name: 'remoteapp-sessions',
  meaning: 'Sessions of RemoteApp users by state. Rows without any are left out.',
  rowIs: 'an interval, RemoteApp collection, template image, whether outdated, and state',
  source: (result) => result.remoteAppSessions,
  columns: [
    ...intervalEnd('t'),
    remoteAppCollection('remoteAppCollection'),
    named(
      'templateImage',
      'templateImage',
      'Template image of the session hosts.',
      ({ scenario }) => scenario.templateImages,
    ),
    count(
      'outdated',
      '0: on the session hosts on which new sessions land; 1: on older ones, be it with an older version of the same image.',
    ),
    named('state', 'state', STATES, () => SESSION_STATES),
    count('sessions', 'Sessions, at the end of the interval.'),
  ],
});

export const remoteAppSignOffsTable = tableOf<RemoteAppSignOffColumn>({
  name: 'remoteapp-sign-offs',
  meaning: 'Sessions of RemoteApp users that ended, by what ended them. Rows without any are left out.',
  rowIs: 'an interval, RemoteApp collection, cause and state',
  source: (result) => result.remoteAppSignOffs,
  columns: [
    ...intervalEnd('t'),
    remoteAppCollection('remoteAppCollection'),
    named(
      'cause',
      'cause',
      '`user`: done for the day; `told`: told to, and did so in time; `timeout`: disconnected for too long; `graceEnded`: the grace after an update was over; `atOnce`: an update signed everybody out.',
      () => SIGN_OFF_CAUSES,
    ),
    named('state', 'state', `State that the session was in. ${STATES}`, () => SESSION_STATES),
    count('count', 'Sessions.'),
  ],
});
