import type { Scenario } from '../../model/scenario.ts';

/** The metrics that an experiment is about when neither it nor its scenario names any. */
export function headlineResponses({ deployments }: Scenario): string[] {
  return [
    ...deployments.map(({ name }) => `coverage.${name}.actual.p95.sinceReleaseHours`),
    'exposure.clientHours',
    'restarts.outsideBusinessHours',
    'scans.refused',
  ];
}
