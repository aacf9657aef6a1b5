import type { DeploymentRule, Scenario } from '../model/scenario.ts';
import { UPDATES_PER_DEPLOYMENT_MAX } from './build-deployments.ts';
import { utcText } from './calendar.ts';
import {
  type DeploymentPlan,
  type PlanContext,
  RUNS_PER_DAY_MAX,
  synchronizationStarts,
} from './deployment-plan.ts';
import type { Path } from './issue.ts';
import type { Parts } from './parts.ts';
import { formatDuration } from './units.ts';

interface RuleContext extends PlanContext {
  readonly parts: Parts;
  readonly plan: DeploymentPlan;
}

const DAY_MS = 86_400_000;

/** Warns of rules that deploy nothing, fail, or run more often than Configuration Manager lets them. */
export function warnOfRules(scenario: Scenario, context: RuleContext): void {
  const { mistakes } = context;
  scenario.rules.forEach((rule, at) => {
    const path: Path = ['rules', at];
    if (rule.candidates.length === 0) {
      mistakes.warn(
        [...path, 'updates'],
        'selects no update of the catalogue: the rule deploys nothing in this run',
      );
    }
    warnOfFailure(
      scenario,
      rule,
      context.plan.rules[at]!.runs.map(({ atMs }) => atMs),
      path,
      context,
    );
    warnOfFrequency(rule, [...path, 'run'], context);
    warnOfDeadlines(scenario, rule, path, context);
  });
}

/** An evaluation that finds more than 1000 updates fails (domain, automatic deployment rules). */
function warnOfFailure(
  { catalog, startEpochMs }: Scenario,
  { candidates, selection }: DeploymentRule,
  runsMs: readonly number[],
  path: Path,
  { mistakes }: RuleContext,
): void {
  const withinMs = selection.releasedWithinMs ?? Infinity;
  const countAt = (atMs: number) =>
    candidates.filter((update) => {
      const { releasedMs, expiresMs } = catalog.updates[update]!;
      return releasedMs <= atMs && releasedMs >= atMs - withinMs && expiresMs > atMs;
    }).length;
  const failing = runsMs.find((atMs) => countAt(atMs) > UPDATES_PER_DEPLOYMENT_MAX);
  if (failing === undefined) return;
  const isSure = selection.requiredOnMoreThan === null && selection.superseded;
  mistakes.warn(
    [...path, 'updates'],
    `selects ${isSure ? '' : 'up to '}${countAt(failing)} updates ${utcText(startEpochMs + failing)}; a run that finds ` +
      `more than ${UPDATES_PER_DEPLOYMENT_MAX} fails`,
  );
}

/** A deployment of a refilled group gets new times with every run (MA-RULE-TIMES). */
function warnOfDeadlines(scenario: Scenario, rule: DeploymentRule, path: Path, context: RuleContext): void {
  if (rule.group !== 'existing') return;
  const runsMs = rule.afterSynchronization ? synchronizationStarts(rule.site, context) : rule.startsMs;
  if (runsMs.length < 2) return;
  const longestMs = Math.max(...runsMs.slice(1).map((atMs, before) => atMs - runsMs[before]!));
  rule.deployments.forEach(({ slots }, at) => {
    const { relative } = scenario.deployments[slots[0]!]!;
    if (relative === null || relative.deadlineAfterMs === null) return;
    const afterMs = relative.availableAfterMs + relative.deadlineAfterMs;
    if (afterMs < longestMs) return;
    context.mistakes.warn(
      [...path, 'deployments', at],
      `has its deadline ${formatDuration(afterMs)} after a run, and the next run comes ${formatDuration(longestMs)} after it ` +
        'at the latest: every run of a rule with an existing group sets new times, so nothing is ever enforced (MA-RULE-TIMES)',
    );
  });
}

function warnOfFrequency(rule: DeploymentRule, path: Path, context: RuleContext): void {
  const { mistakes } = context;
  const synchronizedMs = synchronizationStarts(rule.site, context);
  if (!rule.afterSynchronization) {
    if (rule.startsMs.length <= synchronizedMs.length) return;
    mistakes.warn(
      path,
      `comes ${rule.startsMs.length} times, and a synchronization ${synchronizedMs.length} times; a rule is not to be ` +
        'evaluated more often than its site synchronizes (automatic deployment rules)',
    );
    return;
  }
  const perDay = new Map<number, number>();
  for (const atMs of synchronizedMs) {
    const day = Math.floor(atMs / DAY_MS);
    perDay.set(day, (perDay.get(day) ?? 0) + 1);
  }
  const most = Math.max(0, ...perDay.values());
  if (most <= RUNS_PER_DAY_MAX) return;
  mistakes.warn(
    path,
    `would come ${most} times in one day; a rule is evaluated at most ${RUNS_PER_DAY_MAX} times a day (automatic deployment rules)`,
  );
}
