import { z } from 'zod';
import { count, distribution, duration, rate, setting, share } from './fields.ts';

/* Azure RemoteApp: what its documents say of the service, and what they do not. */

const LIMITS = 'RemoteApp limits and timers';
const UPDATE = 'ASSUME-ARA-UPDATE';
const USERS = 'ASSUME-ARA-USERS';

export const remoteAppService = z.strictObject({
  idleTimeout: setting(duration, '4 h', {
    grade: 'documented',
    source: `${LIMITS}; ASSUME-ARA-IDLE`,
    meaning: 'After so long without input a session is disconnected.',
  }),
  disconnectedTimeout: setting(duration, '4 h', {
    grade: 'documented',
    source: `${LIMITS}; ASSUME-ARA-IDLE`,
    meaning: 'A session that is disconnected for so long is signed off; 0 s: at once.',
  }),
  updateFixed: setting(duration, '30 min', {
    grade: 'assumed',
    source: UPDATE,
    meaning: 'Update of a collection: the part that does not depend on its size.',
  }),
  updatePerBatch: setting(duration, '2 min', {
    grade: 'assumed',
    source: UPDATE,
    meaning: 'Update of a collection: per batch of session hosts.',
  }),
  hostsPerBatch: setting(count(1, 1000), 10, {
    grade: 'assumed',
    source: UPDATE,
    meaning: 'Session hosts that are built at a time.',
  }),
  updateFailure: setting(share, '0 %', {
    grade: 'assumed',
    source: 'MA-ARA-FAILURE; no share is published',
    meaning: 'Updates of collections that fail at their end: the old image stays.',
  }),
  signOutDelay: setting(
    distribution,
    { exponential: { mean: '20 min' } },
    {
      grade: 'assumed',
      source: USERS,
      meaning: 'From the message to the sign-out of a user who was told.',
    },
  ),
  unsaved: setting(share, '30 %', {
    grade: 'assumed',
    source: USERS,
    meaning: 'Active users who have work that is not saved when they are forced off.',
  }),
  unsavedWork: setting(
    distribution,
    { exponential: { mean: '15 min' } },
    { grade: 'assumed', source: USERS, meaning: 'How much work that is.' },
  ),
  reconnectDelay: setting(
    distribution,
    { exponential: { mean: '2 min' } },
    {
      grade: 'assumed',
      source: USERS,
      meaning: 'From the end of a session to the next sign-in of a user who goes on working.',
    },
  ),
  signIn: setting(distribution, '30 s', {
    grade: 'assumed',
    source: USERS,
    meaning: 'How long a sign-in takes.',
  }),
  save: setting(distribution, '20 min', {
    grade: 'assumed',
    source: 'MA-ARA-MAKE',
    meaning: 'To generalize a patched custom image and save it under its new name.',
  }),
  import: setting(distribution, '25 min', {
    grade: 'documented',
    source: 'RemoteApp images: up to 25 min',
    meaning: 'To import an image from a virtual machine.',
  }),
  provision: setting(distribution, '15 min', {
    grade: 'assumed',
    source: 'MA-ARA-MAKE',
    meaning: 'From the arrival of an image at the service until collections can use it.',
  }),
  uploadRate: setting(rate, '100 Mbit/s', {
    grade: 'assumed',
    source: 'MA-ARA-UPLOAD',
    meaning: 'An upload gets no more than this of the internet access of its site.',
  }),
  platformUpdate: setting(distribution, '7 d', {
    grade: 'assumed',
    source: 'MA-ARA-PLATFORM',
    meaning: "From the release of an update to the provider's update of collections on platform images.",
  }),
});
