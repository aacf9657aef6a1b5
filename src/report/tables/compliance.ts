import type { ComplianceColumn } from '../../model/results.ts';
import { count, deployment, group, intervalEnd, site } from '../columns.ts';
import { tableOf } from '../table.ts';

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
  ],
});
