import type { ActTargets, Targets } from './build-actions.ts';
import { suggestion } from './closest.ts';
import type { DeploymentPlan } from './deployment-plan.ts';
import type { Path } from './issue.ts';
import { updatesNamed } from './named-updates.ts';
import type { Names } from './parts.ts';
import type { Mistakes } from './read.ts';
import type { WrittenAction } from './timed-actions.ts';
import type { Verb } from './verbs.ts';

/* What administrators do to deployments, rules, phases and packages. */

const ACT_VERBS = [
  'enableDeployment',
  'disableDeployment',
  'deleteDeployment',
  'retarget',
  'addUpdates',
  'removeUpdates',
  'enableRule',
  'disableRule',
  'runRule',
  'addDeployment',
  'startPhase',
  'suspendPhases',
  'resumePhases',
  'downloadUpdates',
  'deletePackage',
  'distributePackage',
  'resetOrchestrationGroup',
] as const;
type ActVerb = (typeof ACT_VERBS)[number];

export function isActVerb(verb: Verb): verb is ActVerb {
  return (ACT_VERBS as readonly Verb[]).includes(verb);
}

/** A deployment of a rule: which one it is depends on the instant. */
interface OfRule {
  readonly rule: number;
  readonly deployment: number;
}

/** What an action is about at an instant: the action itself, or one for each deployment that runs of a rule make. */
export function actsAt(act: object, atMs: number, { rules }: DeploymentPlan): object[] {
  if (!('ofRule' in act)) return [act];
  const { ofRule, ...others } = act as { readonly ofRule: OfRule };
  const plan = rules[ofRule.rule];
  const slots = plan?.slots[ofRule.deployment] ?? [];
  const last = plan?.runs.findLastIndex((run) => run.atMs <= atMs) ?? 0;
  return slots.slice(Math.max(0, last)).map((deployment) => ({ ...others, deployment }));
}

type NameKey = 'deployment' | 'collection' | 'rule' | 'phasedDeployment' | 'package' | 'orchestrationGroup';

/** Resolves one action; reports names that are not there. */
export class Acts {
  readonly #targets: Targets & ActTargets;
  readonly #path: Path;
  readonly #mistakes: Mistakes;

  constructor(targets: Targets & ActTargets, path: Path, mistakes: Mistakes) {
    this.#targets = targets;
    this.#path = path;
    this.#mistakes = mistakes;
  }

  /** The action without its instant; null after a mistake. */
  actOf(verb: ActVerb, action: WrittenAction): object | null {
    const before = this.#mistakes.issues.length;
    const act = { verb, ...this.#aimOf(verb, action) };
    return this.#mistakes.issues.length > before ? null : act;
  }

  #aimOf(verb: ActVerb, action: WrittenAction): object {
    const { plan, collections, packages, orchestrationGroups } = this.#targets;
    const deployment = () => this.#named('deployment', action, plan.names);
    const aim = () =>
      action.rule === undefined ? { deployment: deployment() } : { ofRule: this.#ofRule(action) };
    const update = () => this.#updates(action);
    switch (verb) {
      case 'enableDeployment':
      case 'disableDeployment':
      case 'deleteDeployment':
        return aim();
      case 'retarget':
        return { ...aim(), collection: this.#named('collection', action, collections) };
      case 'addUpdates':
      case 'removeUpdates':
        return { deployment: deployment(), updates: update() };
      case 'enableRule':
      case 'disableRule':
      case 'runRule':
        return { rule: this.#named('rule', action, this.#targets.rules) };
      case 'addDeployment':
        return this.#added(action);
      case 'startPhase':
      case 'suspendPhases':
      case 'resumePhases':
        return this.#phases(verb, action);
      case 'downloadUpdates':
        return { package: this.#named('package', action, packages), updates: update() };
      case 'deletePackage':
        return { package: this.#named('package', action, packages) };
      case 'distributePackage':
        return {
          package: this.#named('package', action, packages),
          distributionPoints: this.#points(action),
        };
      case 'resetOrchestrationGroup':
        return { orchestrationGroup: this.#named('orchestrationGroup', action, orchestrationGroups) };
    }
  }

  #named(key: NameKey, action: WrittenAction, names: Names): number {
    const written = action[key];
    if (written !== undefined) return names.find(written, [...this.#path, key]);
    this.#mistakes.at(this.#path, `has to name a "${key}"`);
    return -1;
  }

  /** A deployment of a rule that waits for an action. */
  #added(action: WrittenAction): object {
    const { rule, deployment } = this.#ofRule(action);
    const written = this.#targets.writtenRules[rule];
    if (deployment >= 0 && written!.deployments[deployment]!.addedBy === 'rule') {
      this.#mistakes.at(
        [...this.#path, 'deployment'],
        `"${action.deployment}" is a deployment of the rule from the start; give it "addedBy: action"`,
      );
    }
    return { rule, added: deployment };
  }

  /** A rule and one of its deployments, by the name in the rule; −1 after a mistake. */
  #ofRule(action: WrittenAction): OfRule {
    const rule = this.#named('rule', action, this.#targets.rules);
    if (action.deployment === undefined) {
      this.#mistakes.at(this.#path, 'has to name a "deployment" of the rule');
      return { rule, deployment: -1 };
    }
    const written = this.#targets.writtenRules[rule];
    if (written === undefined || written === null) return { rule, deployment: -1 };
    const names = written.deployments.map(({ name }) => name ?? written.name);
    const deployment = names.indexOf(action.deployment);
    if (deployment < 0) {
      const near = suggestion(action.deployment, names);
      this.#mistakes.at(
        [...this.#path, 'deployment'],
        `"${action.deployment}" is not a deployment of the rule "${written.name}"${near}`,
      );
    }
    return { rule, deployment };
  }

  /** A phase by its number from 1; those that are suspended and resumed are all. */
  #phases(verb: ActVerb, action: WrittenAction): object {
    const { phasedDeployments, plan } = this.#targets;
    const phasedDeployment = this.#named('phasedDeployment', action, phasedDeployments);
    if (verb !== 'startPhase') return { phasedDeployment, phase: 0 };
    const { phase } = action;
    const count = plan.phases[phasedDeployment]?.length ?? Infinity;
    if (phase === undefined) this.#mistakes.at(this.#path, 'has to say which "phase"');
    else if (phase === 1)
      this.#mistakes.at([...this.#path, 'phase'], 'is the first, which has a time of its own');
    else if (phase > count)
      this.#mistakes.at([...this.#path, 'phase'], `is more than the ${count} that there are`);
    return { phasedDeployment, phase: (phase ?? 1) - 1 };
  }

  #points({ distributionPoints }: WrittenAction): number[] {
    const { names } = this.#targets.roster;
    if (distributionPoints === undefined) {
      this.#mistakes.at(this.#path, 'has to name the "distributionPoints" that get it');
    }
    return (distributionPoints ?? []).map((name, at) => {
      return names.distributionPoints.find(name, [...this.#path, 'distributionPoints', at]);
    });
  }

  #updates({ updates: written }: WrittenAction): number[] {
    const { catalog, listed } = this.#targets;
    if (written === undefined) this.#mistakes.at(this.#path, 'has to say which "updates"');
    if (catalog === null || written === undefined) return [];
    return updatesNamed(written, catalog, [...this.#path, 'updates'], this.#mistakes, listed);
  }
}
