import type { Action } from '../../scenario.ts';
import type { Deployments } from './deployments.ts';
import type { Memberships } from './memberships.ts';
import type { Phases } from './phases.ts';
import type { Rules } from './rules.ts';

/** The acts that concern deployments, rules and phases. */
export type DeploymentAction = Extract<
  Action,
  { readonly deployment: number } | { readonly rule: number } | { readonly phasedDeployment: number }
>;

/** What administrators do to deployments, rules and phases while the simulation runs. */
export class DeploymentAdministration {
  readonly #deployments: Deployments;
  readonly #memberships: Memberships;
  readonly #rules: Rules;
  readonly #phases: Phases;

  constructor(deployments: Deployments, memberships: Memberships, rules: Rules, phases: Phases) {
    this.#deployments = deployments;
    this.#memberships = memberships;
    this.#rules = rules;
    this.#phases = phases;
  }

  act(action: DeploymentAction): void {
    switch (action.verb) {
      case 'enableDeployment':
      case 'disableDeployment':
        return this.#deployments.setEnabled(action.deployment, action.verb === 'enableDeployment');
      case 'deleteDeployment':
        return this.#deployments.remove(action.deployment);
      case 'retarget':
        return this.#memberships.retarget(action.deployment, action.collection);
      case 'addUpdates':
        this.#deployments.addUpdates(action.deployment, action.updates);
        return this.#rules.regroup(action.deployment);
      case 'removeUpdates':
        this.#deployments.removeUpdates(action.deployment, action.updates);
        return this.#rules.regroup(action.deployment);
      case 'enableRule':
      case 'disableRule':
        return this.#rules.setEnabled(action.rule, action.verb === 'enableRule');
      case 'runRule':
        return this.#rules.evaluate(action.rule);
      case 'addDeployment':
        return this.#rules.addDeployment(action.rule, action.added);
      case 'startPhase':
        return this.#phases.start(action.phasedDeployment, action.phase);
      case 'suspendPhases':
        return this.#phases.suspend(action.phasedDeployment);
      case 'resumePhases':
        return this.#phases.resume(action.phasedDeployment);
    }
  }
}
