import type { StateBook } from '../../../sim/state.ts';
import type { Clients } from '../../client/clients.ts';
import { stateOf, subjectOf, topicOf } from '../../client/message-pool.ts';
import type { DeploymentIndex } from '../../deployment-index.ts';
import type { ReportedStates } from '../../reported-states.ts';
import { DEPLOYMENT_TOPIC_COUNT, Topic } from '../../topics.ts';
import type { UpdateIndex } from '../../updates/update-index.ts';
import type { Memberships } from '../deployment/memberships.ts';
import type { SiteTree } from '../site-tree.ts';
import { DeploymentStatus } from './deployment-status.ts';

const STATE_COUNT = 16;

/**
 * What a site knows of how its clients carry deployments out and scan: the last stored state per client and deployment
 * (topics 300, 301 and 302), per client and update (402) and per client (501), as the documented views of the site
 * database keep them (domain, update and deployment topics), and how many clients are in each.
 */
export class EnforcementDatabase {
  /** Per site, subject (see `#cell`) and state: clients whose last stored state it is. Unknown ones are not counted. */
  clientCount: Int32Array;
  /** What the console makes of the states about deployments and scans. */
  readonly status: DeploymentStatus;

  readonly #clients: Clients;
  readonly #stored: ReportedStates;
  readonly #index: UpdateIndex;
  readonly #siteOfGroup: readonly number[];
  readonly #deploymentCount: number;
  readonly #subjectCount: number;

  constructor(
    clients: Clients,
    index: UpdateIndex,
    deployments: DeploymentIndex,
    memberships: Memberships,
    tree: SiteTree,
    stored: ReportedStates,
    book: StateBook,
  ) {
    this.#clients = clients;
    this.#stored = stored;
    this.#index = index;
    this.#siteOfGroup = tree.primaryOfGroup;
    this.#deploymentCount = deployments.count;
    this.#subjectCount = DEPLOYMENT_TOPIC_COUNT * this.#deploymentCount + index.slotOf.length + 1;
    this.clientCount = new Int32Array(tree.parentOf.length * this.#subjectCount * STATE_COUNT);
    book.own('enforcement database', this, ['clientCount']);
    this.status = new DeploymentStatus(clients, deployments, memberships, stored, book);
  }

  /** A delivered state message of a topic other than detection. */
  store(client: number, contents: number): void {
    const topic = topicOf(contents);
    const subject = subjectOf(contents);
    const state = stateOf(contents);
    const before = this.#stored.of(client, topic, subject);
    if (before === state) return;
    this.status.store(client, topic, subject, before, state);
    const site = this.#siteOfGroup[this.#clients.groupOf[client]!]!;
    const cell = this.#cell(site, topic, this.#named(client, topic, subject));
    if (before !== 0) this.clientCount[cell + before]!--;
    this.clientCount[cell + state]!++;
  }

  /** The client has been deleted, and counts in no status any more: nothing of it is stored any more. */
  forget(client: number): void {
    const site = this.#siteOfGroup[this.#clients.groupOf[client]!]!;
    const forgetState = (topic: Topic, subject: number) => {
      const state = this.#stored.of(client, topic, subject);
      if (state === 0) return;
      this.clientCount[this.#cell(site, topic, this.#named(client, topic, subject)) + state]!--;
      this.#stored.set(client, topic, subject, 0);
    };
    this.#stored.places.forEach(client, forgetState);
  }

  /** What the counts are by: of updates their number, not their slot. */
  #named(client: number, topic: Topic, subject: number): number {
    if (topic !== Topic.updateEnforcement) return subject;
    return this.#index.updatesOfProduct[this.#clients.productOf(client)]![subject]!;
  }

  /** Clients of a site whose last stored state is `state`. `subject`: a deployment, an update of the catalogue, or 0. */
  count(site: number, topic: Topic, subject: number, state: number): number {
    return this.clientCount[this.#cell(site, topic, subject) + state]!;
  }

  #cell(site: number, topic: Topic, subject: number): number {
    return (site * this.#subjectCount + this.#place(topic, subject)) * STATE_COUNT;
  }

  #place(topic: Topic, subject: number): number {
    if (topic === Topic.scan) return this.#subjectCount - 1;
    if (topic === Topic.updateEnforcement) return DEPLOYMENT_TOPIC_COUNT * this.#deploymentCount + subject;
    return DEPLOYMENT_TOPIC_COUNT * subject + topic;
  }
}
