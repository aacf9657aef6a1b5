import { Phase } from '../../../sim/phase.ts';
import type { EventKind, Simulation } from '../../../sim/simulation.ts';
import type { DeploymentIndex } from '../../deployment-index.ts';
import type { SiteEvents } from '../../measures/site-events.ts';
import type { Scenario } from '../../scenario.ts';
import { shareOf } from '../../shares.ts';
import type { SiteTree } from '../site-tree.ts';
import type { Summaries } from '../state/summaries.ts';
import type { Deployments } from './deployments.ts';
import type { Memberships } from './memberships.ts';

/**
 * The alerts of deployments: raised some time after the last deadline of any member when the last summary shows a
 * smaller share as compliant than wanted (domain, deployment alert threshold).
 */
export class DeploymentAlerts {
  /** Per deployment and site: 1 once raised. */
  raised: Uint8Array;

  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #tree: SiteTree;
  readonly #index: DeploymentIndex;
  readonly #memberships: Memberships;
  readonly #summaries: Summaries;
  readonly #deployments: Deployments;
  readonly #events: SiteEvents;
  readonly #due: EventKind;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    tree: SiteTree,
    index: DeploymentIndex,
    memberships: Memberships,
    summaries: Summaries,
    deployments: Deployments,
    events: SiteEvents,
  ) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#tree = tree;
    this.#index = index;
    this.#memberships = memberships;
    this.#summaries = summaries;
    this.#deployments = deployments;
    this.#events = events;
    this.raised = new Uint8Array(scenario.deployments.length * scenario.sites.length);
    simulation.state.own('deployment alerts', this, ['raised']);
    this.#due = simulation.declare({
      name: 'deployment alert is checked',
      of: 'alert',
      phase: Phase.control,
      owner: this as DeploymentAlerts,
      entityCount: Math.max(1, this.raised.length),
      run: DeploymentAlerts.prototype.onDue,
    });
  }

  /** A deployment has these updates and times from now on. */
  revised(deployment: number, top: number): void {
    const at = this.#at(deployment, top);
    this.raised[at] = 0;
    const dueMs = this.#dueMs(deployment, top);
    if (dueMs !== Infinity) this.#due.at(Math.max(this.#simulation.nowMs + 1, dueMs), at);
  }

  onDue(at: number): void {
    const siteCount = this.#scenario.sites.length;
    const top = at % siteCount;
    const deployment = Math.floor(at / siteCount);
    const { alert } = this.#scenario.deployments[deployment]!;
    if (alert === null || !this.#deployments.exists(deployment, top)) return;
    if (this.raised[at] === 1 || this.#dueMs(deployment, top) > this.#simulation.nowMs) return;
    if (this.#index.updatesOf(deployment, top).length === 0) return;
    const members = this.#memberships.membersAmong(deployment, this.#tree.groupsOf(top));
    const compliant = this.#summaries.shownCompliant(deployment, top);
    if (compliant >= shareOf(alert.share, members)) return;
    this.raised[at] = 1;
    this.#events.note('alertRaised', deployment, compliant, top);
  }

  isRaised(deployment: number, top: number): boolean {
    return this.raised[this.#at(deployment, top)] === 1;
  }

  /** Infinity: it has no alert, or no deadline. */
  #dueMs(deployment: number, top: number): number {
    const { alert, gradualMs } = this.#scenario.deployments[deployment]!;
    if (alert === null) return Infinity;
    const { groups } = this.#scenario;
    const revision = this.#index.revision(deployment, top);
    const zones = this.#index.groupsOf[deployment]!.filter(
      (group) => this.#tree.topOf[groups[group]!.site] === top,
    ).map((group) => groups[group]!.zone);
    const deadlines = zones.map((zone) => this.#index.revisions.deadlineMs(revision, zone));
    return Math.max(...deadlines) + gradualMs + alert.afterDeadlineMs;
  }

  #at(deployment: number, top: number): number {
    return deployment * this.#scenario.sites.length + top;
  }
}
