import type { StateBook } from '../../sim/state.ts';
import type { DeploymentIndex } from '../deployment-index.ts';
import type { Clients } from './clients.ts';

const NONE = -1;
const NO_SLOTS: readonly number[] = [];

/**
 * Which revision of each deployment every client has: the one that its last policy brought, whatever has become of the
 * deployment at its site since (MA-DEPLOYMENT-REVISION). Kept only of deployments that can change.
 */
export class ClientRevisions {
  /** Per deployment that can change, and client: the revision; −1: none. */
  revision: Int32Array;
  readonly #deployments: DeploymentIndex;
  readonly #clients: Clients;
  /** Per deployment: its place in `revision`; −1: it never changes. */
  readonly #places: Int32Array;

  constructor(deployments: DeploymentIndex, clients: Clients, book: StateBook) {
    this.#deployments = deployments;
    this.#clients = clients;
    let count = 0;
    this.#places = Int32Array.from(deployments.isChangeable, (isChangeable) =>
      isChangeable ? count++ : NONE,
    );
    this.revision = new Int32Array(count * clients.count).fill(NONE);
    book.own('revisions of clients', this, ['revision']);
  }

  /** Whether clients can have another revision of the deployment than their site. */
  isKept(deployment: number): boolean {
    return this.#places[deployment] !== NONE;
  }

  /** −1: none. */
  of(deployment: number, client: number): number {
    const place = this.#places[deployment]!;
    if (place !== NONE) return this.revision[place * this.#clients.count + client]!;
    return this.#deployments.revisionFor(deployment, this.#clients.groupOf[client]!);
  }

  /** The slots of the deployment on this client. */
  slotsOf(deployment: number, client: number): readonly number[] {
    const group = this.#clients.groupOf[client]!;
    const place = this.#places[deployment]!;
    if (place === NONE) return this.#deployments.slots(deployment, group);
    const revision = this.revision[place * this.#clients.count + client]!;
    return revision === NONE ? NO_SLOTS : this.#deployments.slotsAt(revision, group);
  }

  /** A policy with a revision has arrived. */
  set(deployment: number, client: number, revision: number): void {
    const place = this.#places[deployment]!;
    if (place !== NONE) this.revision[place * this.#clients.count + client] = revision;
  }
}
