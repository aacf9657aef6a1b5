import { QUANTILE_ERROR } from '../../experiment/metrics/quantiles.ts';
import type { TimeToCompliantColumn } from '../../model/results.ts';
import { count, deployment, groupOrAll, seconds } from '../columns.ts';
import { tableOf } from '../table.ts';

export const timeToCompliantTable = tableOf<TimeToCompliantColumn>({
  name: 'time-to-compliant',
  meaning:
    'How long clients took to become compliant in truth, each from the release. Clients that are not compliant at the horizon are censored: a quantile that falls among them is empty.',
  rowIs: 'a deployment and client group',
  source: (result) => result.timeToCompliant,
  columns: [
    deployment('deployment'),
    groupOrAll('group'),
    count('members', 'Clients that the deployment targets.'),
    count('compliantAtRelease', 'Compliant at the release already: nothing applied or all was installed.'),
    count('becameCompliant', 'Became compliant within the run.'),
    count('bySuperseding', 'Those of them that became so by a superseding update.'),
    count('censored', 'Not compliant at the horizon.'),
    seconds('meanSeconds', 'meanMs', 'Mean over those who became compliant.'),
    seconds('p50Seconds', 'p50Ms', `Median, the censored counted as longer than all; ${QUANTILE_ERROR}.`),
    seconds('p90Seconds', 'p90Ms', '90th percentile, likewise.'),
    seconds('p95Seconds', 'p95Ms', '95th percentile, likewise.'),
    seconds('p99Seconds', 'p99Ms', '99th percentile, likewise.'),
    seconds('maxSeconds', 'maxMs', 'The longest of those who became compliant.'),
  ],
});
