import { COVERAGE_LEVELS, type CoverageColumn, READINGS } from '../../model/results.ts';
import { deployment, instant, named, seconds } from '../columns.ts';
import { tableOf } from '../table.ts';

export const coverageTable = tableOf<CoverageColumn>({
  name: 'coverage',
  meaning:
    'When the compliant share of the current members first reached a level, by calendar time. Empty: not within the run. Not to be mixed with time-to-compliant, which follows each client from its own start.',
  rowIs: 'a deployment, reading and level',
  source: (result) => result.coverage,
  columns: [
    deployment('deployment'),
    named(
      'reading',
      'reading',
      'Which compliance: `actual`, `known`, `stored` or `shown`; the last two as the top-level site of the hierarchy has them.',
      () => READINGS,
    ),
    {
      name: 'level',
      type: 'number',
      meaning: 'Share of the members, 0 to 1.',
      // The model numbers the levels; a reader wants the share.
      read: ({ get }) => COVERAGE_LEVELS[get('level')] ?? get('level'),
    },
    ...instant('reached', 'reachedMs', 'First instant at which the reading reached the level'),
    seconds('sinceReleaseSeconds', 'sinceReleaseMs', 'From the release of the updates to that instant.'),
  ],
});
