import type { ComplianceColumn } from '../../model/results.ts';
import { count, countIfKept, deployment, group, intervalEnd, site } from '../columns.ts';
import { tableOf } from '../table.ts';

const AT_PRIMARY = 'Empty at a central administration site, where enforcement is not kept.';

export const complianceTable = tableOf<ComplianceColumn>({
  name: 'compliance',
  meaning:
    'Compliance over time in its four readings, which are never mixed: actual (the machine), known (the client’s last evaluation), stored (the site database) and shown (the last summary). Stored and shown are those of the site of the row: the clients’ primary site, and the central administration site where there is one.',
  rowIs: 'an interval, deployment, client group and site that has its clients in its database',
  source: (result) => result.compliance,
  columns: [
    ...intervalEnd('t'),
    deployment('deployment'),
    site('site'),
    group('group'),
    count('members', 'Clients of the group that the deployment targets.'),
    count('actualCompliant', 'Clients on which no update of the deployment is required, in truth.'),
    count('actualBySuperseding', 'Those of them that are compliant only by a superseding update.'),
    count('knownCompliant', 'Clients that know themselves to be compliant.'),
    count('storedCompliant', 'Clients that the site database holds as compliant: what reports read.'),
    count('shownCompliant', 'Clients that the console’s last summary counts as compliant.'),
    count(
      'knownUnknown',
      'Clients whose metadata lack an update of the deployment: neither required nor compliant.',
    ),
    count('storedUnknown', 'Clients whose state for the deployment the site database does not know.'),
    count('shownUnknown', 'Clients that the last summary counts as unknown.'),
    count('actualPendingRestart', 'Clients whose installation waits for a restart.'),
    count('storedPendingRestart', 'Clients that the site database holds as waiting for a restart.'),
    count('policyReceived', 'Clients that have received the policy of the deployment.'),
    count('downloaded', 'Clients that hold all content that they need.'),
    countIfKept(
      'statusSuccess',
      `Clients that the console shows as successful: last stored compliant or installed (300: 1, 301: 4; MA-STATUS). ${AT_PRIMARY}`,
    ),
    countIfKept(
      'statusInProgress',
      `Those it shows as in progress: neither successful nor in error, and enforcement has begun (301). ${AT_PRIMARY}`,
    ),
    countIfKept(
      'statusError',
      `Those it shows in error: not successful, and the installation, download, evaluation or scan failed last (301: 6 or 9, 302: 3, 501: 5). ${AT_PRIMARY}`,
    ),
    countIfKept(
      'statusUnknown',
      `Those it shows as unknown: no such state stored, for example because the deployment’s verbosity keeps them back. ${AT_PRIMARY}`,
    ),
  ],
});
