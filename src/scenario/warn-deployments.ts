import type { Deployment, Scenario } from '../model/scenario.ts';
import type { DeploymentPlan } from './deployment-plan.ts';
import type { Path } from './issue.ts';
import type { Mistakes } from './read.ts';
import { formatDuration } from './units.ts';

/* What a scenario may say about what is deployed to whom, but hardly means. */

const KBS_SHOWN_MAX = 3;
const GRADUAL_MAX_MS = 30 * 86_400_000;

/** Warns of deployments of which nothing can come, once for each item of the file. */
export function warnOfDeploying(scenario: Scenario, { paths }: DeploymentPlan, mistakes: Mistakes): void {
  const held = heldByPackages(scenario);
  const told = new Set<string>();
  scenario.deployments.forEach((deployment, number) => {
    const path = paths[number]!;
    const warn = (message: string, key: string) => {
      const once = `${path.join('.')} ${message}`;
      if (!told.has(once)) mistakes.warn(path[0] === 'deployments' ? [...path, key] : path, message);
      told.add(once);
    };
    const content = contentProblem(scenario, deployment, held);
    if (content !== null) warn(content, 'package');
    const group = groupWithoutContent(scenario, deployment);
    if (content === null && group !== null) {
      warn(
        `none of the distribution points where clients of "${group}" look gets its package, and Microsoft Update is not asked`,
        'package',
      );
    }
    if (isDisabledFor(scenario, deployment)) {
      warn('deploys to clients whose software updates are disabled; nothing comes of it', 'groups');
    }
    if (deployment.alert !== null && deployment.deadlineMs === null) {
      warn('has an alert that counts from a deadline, and no deadline; it is never raised', 'alert');
    }
    if (deployment.gradualMs > GRADUAL_MAX_MS) {
      warn(
        'is made available over more than 30 d; Microsoft advises 30 d at most (phased deployments)',
        'phases',
      );
    }
  });
  warnOfCountdown(scenario, mistakes);
}

/** Updates that some package holds or will hold. */
function heldByPackages({ packages, deployments, rules, actions }: Scenario): ReadonlySet<number> {
  return new Set([
    ...packages.flatMap(({ updates }) => updates),
    ...deployments.flatMap((deployment) => (deployment.packages.length > 0 ? deployment.updates : [])),
    ...rules.flatMap((rule) => (rule.package >= 0 ? rule.candidates : [])),
    ...actions.flatMap((action) => (action.verb === 'downloadUpdates' ? action.updates : [])),
  ]);
}

function contentProblem(
  { catalog }: Scenario,
  { updates, options }: Deployment,
  held: ReadonlySet<number>,
): string | null {
  if (options.microsoftUpdateContent) return null;
  const lacking = updates.filter((update) => !held.has(update));
  if (lacking.length === 0) return null;
  const kbs = [...new Set(lacking.map((update) => catalog.updates[update]!.kb))].slice(0, KBS_SHOWN_MAX);
  return `no package gets ${kbs.join(', ')}, and Microsoft Update is not asked: no client gets the content`;
}

/** A group of its collection whose clients can reach no distribution point that its packages go to; null: none. */
function groupWithoutContent(
  scenario: Scenario,
  { collection, options, packages, updates }: Deployment,
): string | null {
  const { catalog, collections, groups } = scenario;
  if (options.microsoftUpdateContent || packages.length === 0) return null;
  const isNew = updates.some((update) => catalog.updates[update]!.releasedMs > 0);
  const held = new Set(packages.flatMap((number) => pointsOf(scenario, number)));
  const lost = collections[collection]!.groups.find((group) => {
    const { own, neighbours } = groups[group]!.content;
    const others = neighbours.filter(({ isSiteDefault }) =>
      isSiteDefault ? options.siteDefaultContent : options.neighbourContent,
    );
    return ![...own, ...others.flatMap(({ points }) => points)].some((point) => held.has(point));
  });
  return isNew && lost !== undefined ? groups[lost]!.name : null;
}

/** Distribution points that get a package, later acts included. */
function pointsOf({ packages, actions }: Scenario, number: number): number[] {
  const later = actions.flatMap((action) =>
    action.verb === 'distributePackage' && action.package === number ? action.distributionPoints : [],
  );
  return [...packages[number]!.distributionPoints, ...later];
}

function isDisabledFor({ collections, groups }: Scenario, { collection }: Deployment): boolean {
  const members = collections[collection]!.groups;
  return members.length > 0 && members.every((group) => groups[group]!.updatePoints === null);
}

/** Restarts that somebody has to be warned of have to end inside a maintenance window (CF-14). */
function warnOfCountdown({ collections, groups, clientSettings }: Scenario, mistakes: Mistakes): void {
  const hasUsers = (group: number) =>
    groups[group]!.user.signedIn !== 'never' && groups[group]!.writeFilter === null;
  const windows = collections.flatMap((collection) =>
    collection.groups.some(hasUsers) ? collection.windows : [],
  );
  const longestMs = Math.max(...windows.map(({ durationMs }) => durationMs));
  if (windows.length === 0 || clientSettings.restartCountdownMs < longestMs) return;
  const path: Path = ['clientSettings', 'restartCountdown'];
  mistakes.warn(
    path,
    `is ${formatDuration(clientSettings.restartCountdownMs)}, not shorter than any maintenance window (at most ` +
      `${formatDuration(longestMs)}): a restart with a countdown fits into none (CF-14)`,
  );
}
