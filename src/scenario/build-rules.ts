import type { Deployment, DeploymentRule, RuleDeployment } from '../model/scenario.ts';
import { DEADLINE_SPREAD, type DeploymentContext } from './build-deployments.ts';
import { selectionOfRule, type Target, wizardPagesOf } from './deployment-common.ts';
import type { RulePlan, WrittenRule } from './deployment-plan.ts';
import type { Path } from './issue.ts';
import { namedAt } from './parts.ts';

type WrittenRuleDeployment = NonNullable<NonNullable<WrittenRule['deployments']>[number]>;

/** A rule and, in the order of their numbers, the deployments that its runs create. */
export interface BuiltRule {
  readonly rule: DeploymentRule;
  readonly deployments: readonly Deployment[];
}

/** Resolves a rule (seed 002, automatic deployment); null after a mistake. */
export function buildRule(
  written: WrittenRule,
  plan: RulePlan,
  path: Path,
  context: DeploymentContext,
): BuiltRule | null {
  const { selector, targeting, mistakes } = context;
  const before = mistakes.issues.length;
  checkNames(path, context);
  const deployments = written.deployments.flatMap((deployment, at) => {
    return deployment === null ? [] : { deployment, path: [...path, 'deployments', at] };
  });
  const targets = deployments.map(({ deployment, path: at }) => {
    const name = [written.name, deployment.name].filter((part) => part !== undefined).join(' ');
    const target = targeting.target(deployment, name, plan.site, at);
    checkHierarchy(target, plan.site, at, context);
    return target;
  });
  const members = [...new Set(targets.flatMap((target) => target.members))].sort((a, b) => a - b);
  const candidates = selector.matching(written.updates, members, [...path, 'updates'], null);
  if (mistakes.issues.length > before || plan.site < 0) return null;
  const ofHierarchy = members.filter((group) => targeting.topOf(group) === plan.site);
  const packages = targeting.packagesOf(written.package, written.name, ofHierarchy, path);
  const rule: DeploymentRule = {
    name: written.name,
    site: plan.site,
    candidates,
    selection: selectionOfRule(written.updates),
    startsMs: plan.startsMs,
    afterSynchronization: written.run === 'afterSynchronization',
    group: written.group,
    package: packages[0] ?? -1,
    enabled: written.enabled,
    deployments: deployments.map(({ deployment }, at): RuleDeployment => {
      const name = deployment.name ?? written.name;
      return { name, isInitial: deployment.addedBy === 'rule', slots: plan.slots[at]! };
    }),
  };
  return { rule, deployments: slotsOf(rule, deployments, targets, plan, packages, context) };
}

function slotsOf(
  rule: DeploymentRule,
  written: readonly { readonly deployment: WrittenRuleDeployment }[],
  targets: readonly Target[],
  plan: RulePlan,
  packages: readonly number[],
  context: DeploymentContext,
): Deployment[] {
  return written.flatMap(({ deployment }, at) =>
    plan.runs.map(({ label, atMs }): Deployment => {
      const name = [rule.name, deployment.name, label].filter((part) => part !== undefined && part !== '');
      return {
        name: name.join(' '),
        updates: rule.candidates,
        selection: null,
        collection: targets[at]!.collection,
        packages,
        createdMs: null,
        ...relativeTimesOf(deployment, deployment.times === 'clientLocal'),
        gradualMs: 0,
        deadlineDelay: DEADLINE_SPREAD,
        releasedMs: lastReleaseMs(rule, atMs, context),
        ...wizardPagesOf(deployment),
      };
    }),
  );
}

/** Times of what is created while the simulation runs. */
export function relativeTimesOf(
  { availableAfter, deadlineAfter }: Pick<WrittenRuleDeployment, 'availableAfter' | 'deadlineAfter'>,
  clientLocal: boolean,
): Pick<Deployment, 'availableMs' | 'deadlineMs' | 'relative'> {
  const deadlineAfterMs = deadlineAfter === 'none' ? null : deadlineAfter;
  return {
    availableMs: [],
    deadlineMs: deadlineAfterMs === null ? null : [],
    relative: { availableAfterMs: availableAfter, deadlineAfterMs, clientLocal },
  };
}

/** Of what a run at an instant can choose from; that instant when there is nothing. */
function lastReleaseMs({ candidates }: DeploymentRule, atMs: number, { catalog }: DeploymentContext): number {
  const released = candidates.map((update) => catalog.updates[update]!.releasedMs);
  return released.filter((releasedMs) => releasedMs <= atMs).pop() ?? atMs;
}

/** Several deployments of one rule are told apart by their names. */
function checkNames(path: Path, { mistakes }: DeploymentContext): void {
  const named = namedAt(mistakes.root, [...path, 'deployments']);
  named.forEach(({ name, path: at }, number) => {
    const first = named.findIndex((other) => other.name === name);
    if (named.length < 2 || first === number) return;
    if (name === null)
      mistakes.at(at, 'lacks "name"; write one to tell it from the other deployments of its rule');
    else mistakes.at([...at, 'name'], `"${name}" is the name of another deployment of this rule already`);
  });
}

function checkHierarchy({ members }: Target, top: number, path: Path, context: DeploymentContext): void {
  const { targeting, groups, mistakes } = context;
  const foreign = members.find((group) => top >= 0 && ![-1, top].includes(targeting.topOf(group)));
  if (foreign === undefined) return;
  mistakes.at(
    path,
    `deploys to "${groups.groups[foreign]!.name}", which is of another hierarchy than the rule`,
  );
}
