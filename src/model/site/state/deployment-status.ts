import type { StateBook } from '../../../sim/state.ts';
import type { Clients } from '../../client/clients.ts';
import type { DeploymentIndex } from '../../deployment-index.ts';
import type { ReportedStates } from '../../reported-states.ts';
import { stateId, Topic } from '../../topics.ts';
import type { MembershipListener, Memberships } from '../deployment/memberships.ts';

/** What the console says of a client of a deployment (SMS_SUMDeploymentAssetDetails; domain, asset status). */
export const Status = { unknown: 0, success: 1, inProgress: 2, error: 3 } as const;
export type Status = (typeof Status)[keyof typeof Status];
const STATUS_COUNT = 4;

const COMPLIANT = stateId(Topic.deploymentCompliance, 'compliant');
const INSTALLED = stateId(Topic.deploymentEnforcement, 'installed');
const NOTHING = stateId(Topic.deploymentEnforcement, 'unknown');
const EVALUATION_FAILED = stateId(Topic.deploymentEvaluation, 'failed');
const SCAN_FAILED = stateId(Topic.scan, 'failed');
const FAILED: readonly number[] = [
  stateId(Topic.deploymentEnforcement, 'failed to install'),
  stateId(Topic.deploymentEnforcement, 'failed to download'),
];
const NO_DEPLOYMENTS: readonly number[] = [];

/**
 * Clients of each deployment and group by the status that the console shows of them, from the states that their site
 * has stored (MA-STATUS). Only the counts are kept: a client's own status follows from its stored states.
 */
export class DeploymentStatus implements MembershipListener {
  /** Per deployment, group and status: clients. */
  clientCount: Int32Array;

  readonly #clients: Clients;
  readonly #deployments: DeploymentIndex;
  readonly #memberships: Memberships;
  #onStored: (client: number) => void = () => {};
  readonly #stored: ReportedStates;
  /** Per deployment: it alone, so that no message makes a list. */
  readonly #alone: readonly (readonly number[])[];

  constructor(
    clients: Clients,
    deployments: DeploymentIndex,
    memberships: Memberships,
    stored: ReportedStates,
    book: StateBook,
  ) {
    this.#clients = clients;
    this.#deployments = deployments;
    this.#memberships = memberships;
    this.#stored = stored;
    this.#alone = Array.from({ length: deployments.count }, (_, deployment) => [deployment]);
    this.clientCount = new Int32Array(deployments.count * deployments.groupCount * STATUS_COUNT);
    book.own('deployment status', this, ['clientCount']);
  }

  /** `onStored`: told when something has been stored of a client. */
  connect(onStored: (client: number) => void): void {
    this.#onStored = onStored;
  }

  /** Counts all members in, once, when these are known: nothing is stored of them yet. */
  countIn(): void {
    for (let client = 0; client < this.#clients.count; client++) {
      for (const deployment of this.#memberships.deploymentsOf(client)) this.joins(client, deployment);
    }
  }

  leaves(client: number, deployment: number): void {
    this.#add(client, deployment, this.statusOf(client, deployment), -1);
  }

  joins(client: number, deployment: number): void {
    this.#add(client, deployment, this.statusOf(client, deployment), 1);
  }

  /** Stores a state of a client that differs from `before`, and counts its deployments by what they are then. */
  store(client: number, topic: Topic, subject: number, before: number, state: number): void {
    const concerned = this.#concerned(client, topic, subject, before, state);
    for (const deployment of concerned) this.#add(client, deployment, this.statusOf(client, deployment), -1);
    this.#stored.set(client, topic, subject, state);
    for (const deployment of concerned) this.#add(client, deployment, this.statusOf(client, deployment), 1);
    this.#onStored(client);
  }

  /** Clients of a deployment and group (`DeploymentIndex.cell`) that have a status. */
  count(cell: number, status: Status): number {
    return this.clientCount[cell * STATUS_COUNT + status]!;
  }

  /** The deployments that the message can change: its own, or all if scans begin to fail or no longer do. */
  #concerned(
    client: number,
    topic: Topic,
    subject: number,
    before: number,
    state: number,
  ): readonly number[] {
    if (topic === Topic.updateEnforcement) return NO_DEPLOYMENTS;
    if (topic !== Topic.scan) {
      return this.#memberships.isTargeted(client, subject) ? this.#alone[subject]! : NO_DEPLOYMENTS;
    }
    if (before !== SCAN_FAILED && state !== SCAN_FAILED) return NO_DEPLOYMENTS;
    return this.#memberships.deploymentsOf(client);
  }

  #add(client: number, deployment: number, status: Status, delta: number): void {
    const cell = this.#deployments.cell(deployment, this.#clients.groupOf[client]!);
    this.clientCount[cell * STATUS_COUNT + status]! += delta;
  }

  /** What is done counts before what failed, and that before what goes on. */
  statusOf(client: number, deployment: number): Status {
    const stored = this.#stored;
    if (stored.of(client, Topic.deploymentCompliance, deployment) === COMPLIANT) return Status.success;
    const enforcement = stored.of(client, Topic.deploymentEnforcement, deployment);
    if (enforcement === INSTALLED) return Status.success;
    if (FAILED.includes(enforcement)) return Status.error;
    if (stored.of(client, Topic.deploymentEvaluation, deployment) === EVALUATION_FAILED) return Status.error;
    if (stored.of(client, Topic.scan, 0) === SCAN_FAILED) return Status.error;
    return enforcement === NOTHING ? Status.unknown : Status.inProgress;
  }
}
