import type { Simulation } from '../../../sim/simulation.ts';
import type { Clients } from '../../client/clients.ts';
import type { DeploymentIndex } from '../../deployment-index.ts';
import type { Coverage } from '../../measures/coverage.ts';
import type { UpdateCompliance } from '../../measures/update-compliance.ts';
import { Compliance, type SiteUpdateStates } from '../../updates/update-states.ts';
import type { MembershipListener, Memberships } from '../deployment/memberships.ts';

const Stored = { compliant: 1, unknown: 2, pendingRestart: 4 } as const;
const BIT_COUNT = 3;

/**
 * What sites of one level know of their clients, primary sites or the central administration sites above them: the
 * compliance states that messages delivered, and how many clients of each deployment and group are compliant, unknown
 * or wait for a restart by that knowledge. Changes only through `store` and `lose`.
 */
export class SiteDatabase implements MembershipListener {
  readonly states: SiteUpdateStates;
  /** Per group: whether its clients are in this database. */
  readonly holds: readonly boolean[];
  /** Per group: whether this is the database of the top-level site, which coverage is about. */
  readonly isTopFor: readonly boolean[];
  /** Per bit of standing, then per deployment and group: clients. */
  standingCount: Int32Array;

  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #deployments: DeploymentIndex;
  readonly #memberships: Memberships;
  readonly #coverage: Coverage;
  readonly #updateCompliance: UpdateCompliance;
  readonly #onCompliant: (client: number, nowMs: number) => void;
  readonly #cellCount: number;
  #onStored: (client: number) => void = () => {};
  readonly #before: Uint8Array;

  /** `name`: of its state; `onCompliant`: told when a client becomes compliant with a deployment in this database. */
  constructor(
    name: string,
    simulation: Simulation,
    clients: Clients,
    states: SiteUpdateStates,
    deployments: DeploymentIndex,
    memberships: Memberships,
    scope: { readonly holds: readonly boolean[]; readonly isTopFor: readonly boolean[] },
    coverage: Coverage,
    updateCompliance: UpdateCompliance,
    onCompliant: (client: number, nowMs: number) => void,
  ) {
    this.#simulation = simulation;
    this.#clients = clients;
    this.states = states;
    this.#deployments = deployments;
    this.#memberships = memberships;
    this.holds = scope.holds;
    this.isTopFor = scope.isTopFor;
    this.#coverage = coverage;
    this.#updateCompliance = updateCompliance;
    this.#onCompliant = onCompliant;
    this.#cellCount = deployments.count * deployments.groupCount;
    this.standingCount = new Int32Array(BIT_COUNT * this.#cellCount);
    this.#before = new Uint8Array(deployments.count);
    simulation.state.own(name, this, ['standingCount']);
  }

  /** `onStored`: told when something has been stored of a client. */
  connect(onStored: (client: number) => void): void {
    this.#onStored = onStored;
  }

  /** Counts all clients in by what is stored of them at the start. */
  countIn(): void {
    for (let client = 0; client < this.#clients.count; client++) {
      const group = this.#clients.groupOf[client]!;
      if (!this.holds[group]) continue;
      for (const deployment of this.#memberships.deploymentsOf(client)) {
        this.#move(deployment, group, 0, this.#standing(deployment, group, client));
      }
    }
  }

  /** The updates of a deployment change: its members of a hierarchy leave the counts before (−1), and come back (1). */
  countStandings(deployment: number, top: number, sign: 1 | -1): void {
    for (let client = 0; client < this.#clients.count; client++) {
      const group = this.#clients.groupOf[client]!;
      if (!this.holds[group] || this.#deployments.topOfGroup[group] !== top) continue;
      if (!this.#memberships.isTargeted(client, deployment)) continue;
      const standing = this.#standing(deployment, group, client);
      this.#move(deployment, group, sign > 0 ? 0 : standing, sign > 0 ? standing : 0);
    }
  }

  /** A delivered state message. */
  store(client: number, slot: number, state: Compliance, restartPending: boolean): void {
    const group = this.#clients.groupOf[client]!;
    const deployments = this.#memberships.deploymentsOf(client);
    for (const deployment of deployments)
      this.#before[deployment] = this.#standing(deployment, group, client);
    const key = this.#updateCompliance.key(client, slot);
    this.states.store(client, slot, state, restartPending);
    this.#updateCompliance.moved(client, slot, key);
    for (const deployment of deployments) {
      const after = this.#standing(deployment, group, client);
      if (after === this.#before[deployment]) continue;
      this.#move(deployment, group, this.#before[deployment]!, after);
      if ((after & Stored.compliant) !== 0) this.#onCompliant(client, this.#simulation.nowMs);
    }
    this.#onStored(client);
  }

  leaves(client: number, deployment: number): void {
    const group = this.#clients.groupOf[client]!;
    if (!this.holds[group]) return;
    this.#move(deployment, group, this.#standing(deployment, group, client), 0);
  }

  settled(deployment: number, nowMs: number): void {
    if (this.isTopFor.includes(true)) this.#coverage.check(deployment, nowMs);
  }

  joins(client: number, deployment: number): void {
    const group = this.#clients.groupOf[client]!;
    if (this.holds[group]) this.#move(deployment, group, 0, this.#standing(deployment, group, client));
  }

  /** The client has been deleted, and is counted nowhere any more. */
  forget(client: number): void {
    this.states.forget(client);
  }

  /** A state message that was in a damaged file. */
  lose(client: number, slot: number): void {
    const key = this.#updateCompliance.key(client, slot);
    this.states.lose(client, slot);
    this.#updateCompliance.moved(client, slot, key);
  }

  compliantCount(cell: number): number {
    return this.standingCount[cell]!;
  }

  unknownCount(cell: number): number {
    return this.standingCount[this.#cellCount + cell]!;
  }

  pendingRestartCount(cell: number): number {
    return this.standingCount[2 * this.#cellCount + cell]!;
  }

  #standing(deployment: number, group: number, client: number): number {
    let unknown = 0;
    let required = 0;
    let waiting = 0;
    const slots = this.#deployments.slots(deployment, group);
    if (slots.length === 0 && this.#deployments.isEmpty(deployment, group)) return 0;
    for (const slot of slots) {
      const state = this.states.stored(client, slot);
      if (state === Compliance.unknown) unknown = Stored.unknown;
      else if (state === Compliance.required) required = 1;
      if (this.states.isRestartPending(client, slot)) waiting = Stored.pendingRestart;
    }
    return unknown | waiting | (unknown + required === 0 ? Stored.compliant : 0);
  }

  #move(deployment: number, group: number, before: number, after: number): void {
    const cell = this.#deployments.cell(deployment, group);
    const changed = before ^ after;
    for (let bit = 0; bit < BIT_COUNT; bit++) {
      if (((changed >> bit) & 1) === 0) continue;
      const delta = ((after >> bit) & 1) === 1 ? 1 : -1;
      this.standingCount[bit * this.#cellCount + cell]! += delta;
      if (bit === 0 && this.isTopFor[group]) this.#coverage.add(deployment, delta, this.#simulation.nowMs);
    }
  }
}
