import { complianceShareAtEnd } from '../../experiment/metrics/compliance.ts';
import { rowsWhere, sumWhere } from '../../experiment/metrics/fold.ts';
import { type RunResult, UNFINISHED_CAUSES } from '../../model/results.ts';
import { groupThousands } from '../number.ts';
import { clip } from './display-width.ts';
import { percent } from './figures.ts';
import { textTable } from './text-table.ts';
import { withTotal } from './total.ts';

const NAME_WIDTH = 36;

/** How far the largest deployments have come at the end, and why their unfinished clients are not compliant. */
export function deploymentsTable(result: RunResult, limit: number): string[] {
  const deployments = deploymentsBySize(result);
  const more = deployments.length - limit;
  const head = `Compliant at the end${more > 0 ? ` (and ${more} more)` : ''}`;
  return textTable(
    [head, 'members', 'actual', 'shown', 'not compliant'],
    deployments
      .slice(0, limit)
      .map((deployment) => [
        clip(result.scenario.deployments[deployment]!.name, NAME_WIDTH),
        groupThousands(membersAtEnd(result, deployment)),
        compliantShare(complianceShareAtEnd(result, deployment, 'actual')),
        compliantShare(complianceShareAtEnd(result, deployment, 'shown')),
        unfinished(result, deployment),
      ]),
    true,
  );
}

/** The deployments of a run, those with the most members first. */
export function deploymentsBySize(result: RunResult): number[] {
  const members = result.scenario.deployments.map((_, deployment) => membersAtEnd(result, deployment));
  return [...members.keys()].sort((a, b) => members[b]! - members[a]! || a - b);
}

function membersAtEnd({ compliance }: RunResult, deployment: number): number {
  const last = rowsWhere(compliance, { deployment, belowTop: 0 }).at(-1);
  return last === undefined
    ? 0
    : sumWhere(compliance, 'members', { deployment, belowTop: 0, t: compliance.get(last, 't') });
}

/** All or not all is what matters here: 100 % is never the result of rounding. */
export function compliantShare(share: number | null): string {
  if (share === null) return '-';
  return share < 1 && percent(share) === percent(1) ? '> 99.9 %' : percent(share);
}

/** Clients that are not compliant, with their most frequent cause; `unfinished.csv` has all. */
function unfinished({ unfinished }: RunResult, deployment: number): string {
  const causes = UNFINISHED_CAUSES.map((name, cause) => ({
    name,
    count: sumWhere(unfinished, 'count', { deployment, cause }),
  }));
  return withTotal(
    causes.sort((a, b) => b.count - a.count),
    1,
  );
}
