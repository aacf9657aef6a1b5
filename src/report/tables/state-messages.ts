import { QUANTILE_ERROR } from '../../experiment/metrics/quantiles.ts';
import type { StateMessageColumn } from '../../model/results.ts';
import { count, intervalEnd, seconds } from '../columns.ts';
import { tableOf } from '../table.ts';

export const stateMessagesTable = tableOf<StateMessageColumn>({
  name: 'state-messages',
  meaning: 'State messages on their way from the clients to the site database.',
  rowIs: 'an interval',
  source: (result) => result.stateMessages,
  columns: [
    ...intervalEnd('t'),
    count('emitted', 'Messages that clients emitted.'),
    count(
      'batchesSent',
      'Batches that a management point took, those that it lost in an outage later included.',
    ),
    count('batchesRefused', 'Batches that no management point took; sent again later.'),
    count('stored', 'Messages stored in the site database.'),
    count('corruptFiles', 'Files that the state system could not read.'),
    count('lost', 'Messages lost with them.'),
    count('backlogAtClients', 'Messages at the end of the interval that wait at their client.'),
    count(
      'backlogAtManagementPoints',
      'Messages that are at a management point or on the way from it, at a secondary site too.',
    ),
    count('backlogAtSite', 'Messages in the inboxes of the primary sites.'),
    count('gapsOpen', 'Clients at the end of the interval in whose serial numbers a gap is open.'),
    count('resyncsRequested', 'Clients that their site asked for a full report.'),
    count('resyncsDone', 'Gaps that a full report closed.'),
    count(
      'backlogToParent',
      'Messages that a primary site has stored and the central administration site above it has not.',
    ),
    seconds('ageMeanSeconds', 'ageMeanMs', 'Mean age of the messages when they were stored.'),
    seconds('ageP50Seconds', 'ageP50Ms', `Median age when stored; ${QUANTILE_ERROR}.`),
    seconds('ageP95Seconds', 'ageP95Ms', '95th percentile of the age when stored, likewise.'),
    seconds('ageMaxSeconds', 'ageMaxMs', 'Greatest age when stored.'),
  ],
});
