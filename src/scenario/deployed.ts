import type { Deployment, DeploymentRule, PhasedDeployment } from '../model/scenario.ts';
import { DeploymentBuilder, type DeploymentContext } from './build-deployments.ts';
import { buildPhased } from './build-phases.ts';
import { buildRule } from './build-rules.ts';
import type { DeploymentPlan } from './deployment-plan.ts';
import type { Parts } from './parts.ts';

/** Everything that deploys updates. `deployments` have the numbers of the plan, unless there are mistakes. */
export interface Deployed {
  readonly deployments: readonly Deployment[];
  readonly rules: readonly DeploymentRule[];
  readonly phasedDeployments: readonly PhasedDeployment[];
}

/** Resolves deployments by hand, then those of phases, then those of rules: in the order of their numbers. */
export function buildDeployed(parts: Parts, plan: DeploymentPlan, context: DeploymentContext): Deployed {
  const builder = new DeploymentBuilder(context);
  const byHand = (parts.deployments ?? []).flatMap((deployment, at) => {
    return deployment === null ? [] : (builder.build(deployment, ['deployments', at]) ?? []);
  });
  const phased = (parts.phasedDeployments ?? []).flatMap((written, at) => {
    if (written === null) return [];
    return buildPhased(written, plan.phases[at]!, ['phasedDeployments', at], builder, context) ?? [];
  });
  const rules = (parts.rules ?? []).flatMap((written, at) => {
    const own = plan.rules[at];
    if (written === null || !own) return [];
    return buildRule(written, own, ['rules', at], context) ?? [];
  });
  return {
    deployments: [...byHand, ...[...phased, ...rules].flatMap(({ deployments }) => deployments)],
    rules: rules.map(({ rule }) => rule),
    phasedDeployments: phased.map((one) => one.phased),
  };
}

type Plain = Readonly<Record<string, unknown>>;

/** Deployments as they resolve: whose purpose or deadline says that there is no deadline, both say so. */
export function resolvedDeployments(plain: readonly Plain[]): Plain[] {
  return plain.map((written) => {
    const isAvailable = written.purpose === 'available' || written.deadline === 'none';
    return isAvailable ? { ...written, purpose: 'available', deadline: 'none' } : written;
  });
}
