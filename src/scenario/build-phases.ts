import type { Deployment, Phase, PhasedDeployment } from '../model/scenario.ts';
import type { DeploymentBuilder, DeploymentContext } from './build-deployments.ts';
import { DEADLINE_SPREAD } from './build-deployments.ts';
import { relativeTimesOf } from './build-rules.ts';
import { selectionByHand, wizardPagesOf } from './deployment-common.ts';
import type { Path } from './issue.ts';
import type { Parts } from './parts.ts';

type WrittenPhased = NonNullable<NonNullable<Parts['phasedDeployments']>[number]>;
type WrittenPhase = NonNullable<NonNullable<WrittenPhased['phases']>[number]>;

/** A phased deployment and the deployments of its phases. */
export interface BuiltPhased {
  readonly phased: PhasedDeployment;
  readonly deployments: readonly Deployment[];
}

/** Resolves a phased deployment (domain, phased deployments); null after a mistake. */
export function buildPhased(
  written: WrittenPhased,
  numbers: readonly number[],
  path: Path,
  builder: DeploymentBuilder,
  context: DeploymentContext,
): BuiltPhased | null {
  const { targeting, mistakes } = context;
  const before = mistakes.issues.length;
  const phases = written.phases.flatMap((phase, at) => {
    if (phase === null) return [];
    const name = `${written.name} phase ${at + 1}`;
    const place: Path = [...path, 'phases', at];
    if (phase.deadlineAfter === 'none') {
      mistakes.at([...place, 'deadlineAfter'], 'is that of a phase, which is required; write a duration');
    }
    return { phase, name, target: targeting.target(phase, name, null, place) };
  });
  const members = [...new Set(phases.flatMap(({ target }) => target.members))].sort((a, b) => a - b);
  const updates = builder.candidates(written.updates, written.created, members, path);
  if (updates.length === 0 || mistakes.issues.length > before) return null;
  const releasedMs = Math.max(...updates.map((update) => context.catalog.updates[update]!.releasedMs));
  const createdMs = builder.created(written.created, releasedMs, path);
  if (createdMs === null) return null;
  const packages = targeting.packagesOf(written.package, written.name, members, path);
  const shared = {
    updates,
    selection: selectionByHand(written.updates),
    packages,
    deadlineDelay: context.isRandomized ? DEADLINE_SPREAD : null,
    releasedMs,
    ...wizardPagesOf(written),
  };
  return {
    phased: {
      name: written.name,
      phases: phases.map(({ phase }, at) => phaseOf(phase, at === 0, numbers[at]!)),
    },
    deployments: phases.map(({ phase, name, target }, at) => ({
      name,
      ...shared,
      collection: target.collection,
      ...(at === 0
        ? timesFrom(createdMs, phase, context)
        : { createdMs: null, ...relativeTimesOf(phase, false) }),
      gradualMs: phase.gradual,
    })),
  };
}

function phaseOf({ begins, success, startAfter }: WrittenPhase, isFirst: boolean, deployment: number): Phase {
  if (isFirst || begins === 'manually') return { deployment, success: null, delayMs: 0 };
  const needed = typeof success === 'number' ? { share: success } : success;
  return { deployment, success: needed, delayMs: startAfter };
}

/** The times of the first phase, the same instants everywhere. */
function timesFrom(
  createdMs: number,
  { availableAfter, deadlineAfter }: WrittenPhase,
  { groups }: DeploymentContext,
): Pick<Deployment, 'createdMs' | 'availableMs' | 'deadlineMs' | 'relative'> {
  const availableMs = createdMs + availableAfter;
  const deadlineMs = availableMs + (deadlineAfter === 'none' ? 0 : deadlineAfter);
  return {
    createdMs,
    availableMs: groups.zones.map(() => availableMs),
    deadlineMs: groups.zones.map(() => deadlineMs),
    relative: null,
  };
}
