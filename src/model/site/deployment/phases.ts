import { Phase } from '../../../sim/phase.ts';
import type { EventKind, Simulation } from '../../../sim/simulation.ts';
import type { SiteEvents } from '../../measures/site-events.ts';
import type { PhasedDeployment, Scenario } from '../../scenario.ts';
import { shareOf } from '../../shares.ts';
import type { SiteTree } from '../site-tree.ts';
import type { Summaries } from '../state/summaries.ts';
import type { Deployments } from './deployments.ts';
import type { Memberships } from './memberships.ts';

/** Where a phase stands. */
export const PhaseState = { waiting: 0, delayed: 1, held: 2, begun: 3 } as const;
export type PhaseState = (typeof PhaseState)[keyof typeof PhaseState];

/**
 * Phased deployments: the deployment of a phase is created some time after that of the phase before is shown as
 * successful on enough of its members, which every summary of the top-level site tests (domain, phased deployments;
 * MA-PHASE-EVAL).
 */
export class Phases {
  /** Per phase, those of one phased deployment after another: `PhaseState`. */
  state: Uint8Array;
  /** Per phased deployment: 1 while its phases to come are suspended. */
  suspended: Uint8Array;

  readonly #phased: readonly PhasedDeployment[];
  readonly #simulation: Simulation;
  readonly #tree: SiteTree;
  readonly #memberships: Memberships;
  readonly #summaries: Summaries;
  readonly #deployments: Deployments;
  readonly #events: SiteEvents;
  /** Per phased deployment: where its phases begin in `state`. */
  readonly #firsts: readonly number[];
  readonly #due: EventKind;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    tree: SiteTree,
    memberships: Memberships,
    summaries: Summaries,
    deployments: Deployments,
    events: SiteEvents,
  ) {
    this.#phased = scenario.phasedDeployments;
    this.#simulation = simulation;
    this.#tree = tree;
    this.#memberships = memberships;
    this.#summaries = summaries;
    this.#deployments = deployments;
    this.#events = events;
    let count = 0;
    this.#firsts = this.#phased.map(({ phases }) => {
      count += phases.length;
      return count - phases.length;
    });
    this.state = new Uint8Array(count);
    this.suspended = new Uint8Array(this.#phased.length);
    simulation.state.own('phases', this, ['state', 'suspended']);
    this.#due = simulation.declare({
      name: 'phase begins',
      of: 'phasedDeployment',
      phase: Phase.control,
      owner: this as Phases,
      entityCount: Math.max(1, this.#phased.length),
      run: Phases.prototype.onDue,
    });
  }

  /** A top-level site has made its summary. */
  summarized(site: number): void {
    this.#phased.forEach(({ phases }, phased) => {
      for (let phase = 1; phase < phases.length; phase++) {
        if (this.stateOf(phased, phase) !== PhaseState.waiting) continue;
        if (!this.#hasSucceeded(phased, phase, site)) continue;
        this.#set(phased, phase, PhaseState.delayed);
        const delayMs = Math.max(1, phases[phase]!.delayMs);
        this.#due.at(this.#simulation.nowMs + delayMs, phased, phase);
      }
    });
  }

  onDue(phased: number, phase: number): void {
    if (this.stateOf(phased, phase) !== PhaseState.delayed) return;
    if (this.suspended[phased] === 1) return this.#set(phased, phase, PhaseState.held);
    this.start(phased, phase);
  }

  /** By hand, or because its time has come. */
  start(phased: number, phase: number): void {
    if (this.stateOf(phased, phase) === PhaseState.begun) return;
    const { deployment } = this.#phased[phased]!.phases[phase]!;
    this.#events.note('phaseBegun', deployment, phase);
    this.#deployments.onWanted(deployment);
    this.#set(phased, phase, PhaseState.begun);
  }

  /** The first phase begins when its deployment is created. */
  created(deployment: number): void {
    this.#phased.forEach(({ phases }, phased) => {
      if (phases[0]!.deployment === deployment) this.#set(phased, 0, PhaseState.begun);
    });
  }

  suspend(phased: number): void {
    this.#events.note('phasesSuspended', phased, 0);
    this.suspended[phased] = 1;
  }

  resume(phased: number): void {
    this.#events.note('phasesResumed', phased, 0);
    this.suspended[phased] = 0;
    for (const phase of this.#phased[phased]!.phases.keys()) {
      if (this.stateOf(phased, phase) === PhaseState.held) this.start(phased, phase);
    }
  }

  stateOf(phased: number, phase: number): PhaseState {
    return this.state[this.#firsts[phased]! + phase] as PhaseState;
  }

  #hasSucceeded(phased: number, phase: number, top: number): boolean {
    const { success } = this.#phased[phased]!.phases[phase]!;
    const before = this.#phased[phased]!.phases[phase - 1]!.deployment;
    if (success === null || !this.#deployments.exists(before, top)) return false;
    const clients = this.#summaries.shownSuccess(before, top);
    if ('clients' in success) return clients >= success.clients;
    const members = this.#memberships.membersAmong(before, this.#tree.groupsOf(top));
    return members > 0 && clients >= shareOf(success.share, members);
  }

  #set(phased: number, phase: number, state: PhaseState): void {
    this.state[this.#firsts[phased]! + phase] = state;
  }
}
