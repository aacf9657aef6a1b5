import type { DeploymentIndex } from '../deployment-index.ts';
import type { ClientMeasures } from '../measures/client-measures.ts';
import type { MembershipListener, Memberships } from '../site/deployment/memberships.ts';
import type { ClientUpdateStates } from '../updates/update-states.ts';
import type { Clients } from './clients.ts';
import { Enforcement } from './enforcement.ts';
import type { Lifetimes } from './lifetimes.ts';
import { Standing, standingOf } from './standing.ts';

/** What standings are counted by: the truth on machines, and what is marked of a deployment on a client. */
export interface ClientTruth {
  readonly states: ClientUpdateStates;
  readonly deployments: DeploymentIndex;
  is(deployment: number, client: number, bit: number): boolean;
  set(deployment: number, client: number, bit: number): void;
  clear(deployment: number, client: number, bits: number): void;
}

/**
 * How the clients of the fleet stand to the deployments of which their sites have them as members, counted as it
 * changes. Who has left the fleet counts in no standing, though its site may have it as a member.
 */
export class ClientStandings implements MembershipListener {
  readonly #truth: ClientTruth;
  readonly #clients: Clients;
  readonly #lifetimes: Lifetimes;
  readonly #memberships: Memberships;
  readonly #measures: ClientMeasures;
  readonly #before: Uint8Array;

  constructor(
    truth: ClientTruth,
    clients: Clients,
    lifetimes: Lifetimes,
    memberships: Memberships,
    measures: ClientMeasures,
  ) {
    this.#truth = truth;
    this.#clients = clients;
    this.#lifetimes = lifetimes;
    this.#memberships = memberships;
    this.#measures = measures;
    this.#before = new Uint8Array(truth.deployments.count);
  }

  /** Before the truth about a client changes. */
  noteBefore(client: number): void {
    for (const deployment of this.#memberships.deploymentsOf(client))
      this.#before[deployment] = this.#standing(deployment, client);
  }

  /** It has changed since `noteBefore`. */
  noteAfter(client: number, nowMs: number): void {
    const group = this.#clients.groupOf[client]!;
    for (const deployment of this.#memberships.deploymentsOf(client)) {
      const before = this.#before[deployment]!;
      const after = this.#standing(deployment, client);
      if (before === after) continue;
      this.#measures.move(deployment, group, before, after, nowMs);
      if ((after & Standing.actualCompliant) !== 0 && (before & Standing.actualCompliant) === 0) {
        this.#becameCompliant(deployment, client, (after & Standing.replaced) !== 0, nowMs);
      } else if ((before & Standing.actualCompliant) !== 0 && (after & Standing.actualCompliant) === 0) {
        this.#lostCompliance(deployment, client, nowMs);
      }
    }
  }

  /** The client is about to leave the fleet: it counts in no deployment any more. */
  leaveFleet(client: number, nowMs: number): void {
    const group = this.#clients.groupOf[client]!;
    for (const deployment of this.#memberships.deploymentsOf(client)) {
      this.#measures.move(deployment, group, this.#standing(deployment, client), 0, nowMs);
      this.#withdraw(deployment, client, nowMs);
      if (this.#hasPolicy(deployment, client)) this.#measures.policyWithdrawn(deployment, group);
    }
  }

  leaves(client: number, deployment: number, nowMs: number): void {
    const group = this.#clients.groupOf[client]!;
    const standing = this.#standing(deployment, client);
    this.#measures.move(deployment, group, standing, 0, nowMs);
    if ((standing & Standing.actualCompliant) !== 0) this.#lostCompliance(deployment, client, nowMs);
    this.#withdraw(deployment, client, nowMs);
    if (this.#hasPolicy(deployment, client)) this.#measures.policyWithdrawn(deployment, group);
  }

  settled(deployment: number, nowMs: number): void {
    this.#measures.memberLeft(deployment, nowMs);
  }

  joins(client: number, deployment: number, nowMs: number): void {
    const group = this.#clients.groupOf[client]!;
    const standing = this.#standing(deployment, client);
    this.#measures.move(deployment, group, 0, standing, nowMs);
    const isCompliant = (standing & Standing.actualCompliant) !== 0;
    const isNew = !this.#truth.is(deployment, client, Enforcement.everMember);
    this.#becameMember(deployment, client, isCompliant, nowMs);
    if (isCompliant && !isNew) {
      this.#becameCompliant(deployment, client, (standing & Standing.replaced) !== 0, nowMs);
    }
    if (!isCompliant && this.#measures.lifeTables.hasBegun[deployment] === 1)
      this.#setUnderWay(deployment, client, nowMs);
    if (this.#hasPolicy(deployment, client)) this.#measures.policyReceived(deployment, group);
  }

  /** The updates of a deployment change: its members of a hierarchy leave the counts before (−1), and come back (1). */
  countStandings(deployment: number, top: number, sign: 1 | -1, nowMs: number): void {
    for (let client = 0; client < this.#clients.count; client++) {
      const group = this.#clients.groupOf[client]!;
      if (this.#truth.deployments.topOfGroup[group] !== top) continue;
      if (!this.#memberships.isTargeted(client, deployment)) continue;
      const standing = this.#standing(deployment, client);
      this.#measures.move(deployment, group, sign > 0 ? 0 : standing, sign > 0 ? standing : 0, nowMs);
    }
  }

  #becameMember(deployment: number, client: number, isCompliant: boolean, nowMs: number): void {
    if (this.#truth.is(deployment, client, Enforcement.everMember)) return;
    this.#truth.set(deployment, client, Enforcement.everMember);
    if (isCompliant && nowMs > this.#truth.deployments.releasedMs[deployment]!) {
      this.#truth.set(deployment, client, Enforcement.everCompliant);
    }
    this.#measures.becameMember(deployment, this.#clients.groupOf[client]!, isCompliant, nowMs);
  }

  /** Its updates are released: who is compliant now has nothing to become, whatever is lost or added later. */
  released(deployment: number, nowMs: number): void {
    this.#measures.lifeTables.hasBegun[deployment] = 1;
    for (let client = 0; client < this.#clients.count; client++) {
      if (!this.#memberships.isTargeted(client, deployment)) continue;
      const isCompliant = (this.#standing(deployment, client) & Standing.actualCompliant) !== 0;
      if (isCompliant) this.#truth.set(deployment, client, Enforcement.everCompliant);
      this.#setUnderWay(deployment, client, nowMs);
    }
  }

  /** Who was compliant at the release and is so again has not become it for the first time. */
  #lostCompliance(deployment: number, client: number, nowMs: number): void {
    if (nowMs > this.#truth.deployments.releasedMs[deployment]!) {
      this.#truth.set(deployment, client, Enforcement.everCompliant);
    }
  }

  #setUnderWay(deployment: number, client: number, nowMs: number): void {
    const truth = this.#truth;
    if (!this.#lifetimes.isInFleet(client) || truth.is(deployment, client, Enforcement.everCompliant)) return;
    truth.set(deployment, client, Enforcement.underWay);
    this.#measures.lifeTables.enter(deployment, nowMs);
  }

  #withdraw(deployment: number, client: number, nowMs: number): void {
    if (!this.#truth.is(deployment, client, Enforcement.underWay)) return;
    this.#truth.clear(deployment, client, Enforcement.underWay);
    this.#measures.lifeTables.withdraw(deployment, nowMs);
  }

  #becameCompliant(deployment: number, client: number, replaced: boolean, nowMs: number): void {
    if (nowMs <= this.#truth.deployments.releasedMs[deployment]!) return;
    if (this.#truth.is(deployment, client, Enforcement.everCompliant)) return;
    this.#truth.set(deployment, client, Enforcement.everCompliant);
    if (this.#truth.is(deployment, client, Enforcement.underWay)) {
      this.#truth.clear(deployment, client, Enforcement.underWay);
      this.#measures.lifeTables.becomeCompliant(deployment, nowMs);
    }
    if (nowMs > this.#deadlineMs(deployment, client))
      this.#truth.set(deployment, client, Enforcement.compliantLate);
    this.#measures.becameCompliant(deployment, this.#clients.groupOf[client]!, replaced, nowMs);
    this.#measures.clientCompliant(client, nowMs);
  }

  /** As its site has it now: without what the client draws; Infinity: none. */
  #deadlineMs(deployment: number, client: number): number {
    const { deployments } = this.#truth;
    const group = this.#clients.groupOf[client]!;
    const revision = deployments.revisionFor(deployment, group);
    return deployments.revisions.deadlineMs(revision, this.#clients.groups[group]!.zone);
  }

  #hasPolicy(deployment: number, client: number): boolean {
    return this.#lifetimes.isInFleet(client) && this.#truth.is(deployment, client, Enforcement.policy);
  }

  /**
   * The client's standing in a deployment as its site has it, as bits of `Standing`; 0 while that has no updates, and
   * of who has left the fleet.
   */
  #standing(deployment: number, client: number): number {
    if (!this.#lifetimes.isInFleet(client)) return 0;
    const { deployments, states } = this.#truth;
    const group = this.#clients.groupOf[client]!;
    const slots = deployments.slots(deployment, group);
    if (slots.length === 0 && deployments.isEmpty(deployment, group)) return 0;
    return standingOf(states, client, slots);
  }
}
