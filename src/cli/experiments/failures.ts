import type { Failure } from '../../experiment/jobs/result.ts';
import { jobAt, type Plan, type Point } from '../../experiment/plan/plan.ts';
import { counted } from '../../report/log.ts';
import { groupThousands } from '../../report/number.ts';
import { visible } from '../../scenario/issue.ts';
import { commandText } from '../command-line.ts';
import { Ending, EXIT } from '../exit.ts';

/** More are counted, not listed. */
const LISTED_MAX = 10;

/**
 * The end of an experiment of which jobs failed: each with its reason and the command that runs it alone.
 * `pathOf`: the scenario file of a point, as somebody here would write it.
 */
export function failureEnding(
  plan: Plan,
  pathOf: (point: Point) => string,
  jobCount: number,
  failures: readonly Failure[],
): Ending {
  const listed = failures.slice(0, LISTED_MAX).map((failure) => told(plan, pathOf, failure));
  const others = failures.length - listed.length;
  const all = failures.length === jobCount ? '; there are no results' : '';
  const failed = `${groupThousands(failures.length)} of ${counted(jobCount, 'run')} failed${all}`;
  const more = others > 0 ? [`… and ${groupThousands(others)} more`] : [];
  return new Ending(EXIT.incomplete, [`${failed}:`, ...listed, ...more].join('\n'));
}

function told(plan: Plan, pathOf: (point: Point) => string, { index, message }: Failure): string {
  const { point, replication } = jobAt(plan, index);
  const { name, set } = plan.points[point]!;
  const seed = plan.seed === null ? [] : ['--seed', plan.seed];
  const settings = set.flatMap((setting) => ['--set', setting]);
  const replay = [
    'run',
    pathOf(plan.points[point]!),
    ...settings,
    ...seed,
    '--replication',
    String(replication),
  ];
  return `${visible(name)}, replication ${replication}: ${visible(message)}\n  ${commandText(replay)}`;
}
