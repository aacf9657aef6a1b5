import { Phase } from '../../../sim/phase.ts';
import type { EventKind, Simulation, Timer } from '../../../sim/simulation.ts';
import { type MessagePool, subjectOf, topicOf } from '../../client/message-pool.ts';
import { type Network, type Path, type Receiver, Use } from '../../content/network.ts';
import type { UpdateCompliance } from '../../measures/update-compliance.ts';
import type { Scenario } from '../../scenario.ts';
import { Topic } from '../../topics.ts';
import type { Inbox } from '../management-points.ts';
import type { Batches } from './batches.ts';
import { FileQueues } from './file-queues.ts';

/**
 * How state message files go from the management point of any site to the inbox of the primary site. A secondary site
 * has no database of clients: it collects the files and sends them to its parent as packages, one at a time, over the
 * link between the two (seed 002, compliance states: the child site has to send the message on; MA-SITE-SENDER).
 */
export class FileRelay implements Inbox, Receiver {
  /** Files that wait, and those of the package on its way. */
  readonly waiting: FileQueues;
  readonly sent: FileQueues;
  /** Per site: messages in the files that wait. */
  waitingCount: Int32Array;
  /** The files. */
  readonly batches: Batches;

  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #network: Network;
  readonly #pool: MessagePool;
  readonly #compliance: UpdateCompliance;
  readonly #paths: readonly (Path | null)[];
  readonly #send: Timer;
  readonly #arrives: EventKind;
  #inbox: Inbox | null = null;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    network: Network,
    batches: Batches,
    pool: MessagePool,
    compliance: UpdateCompliance,
  ) {
    const { sites } = scenario;
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#network = network;
    this.batches = batches;
    this.#pool = pool;
    this.#compliance = compliance;
    this.#paths = sites.map(({ kind, parent, location }) =>
      kind === 'secondary' ? network.pathBetween(location, sites[parent]!.location) : null,
    );
    const { state } = simulation;
    this.waiting = new FileQueues('files that wait at secondary sites', sites.length, batches, state);
    this.sent = new FileQueues('files on their way to the parent', sites.length, batches, state);
    this.waitingCount = new Int32Array(sites.length);
    state.own('file relay', this, ['waitingCount']);
    const common = { owner: this as FileRelay, entityCount: sites.length };
    this.#send = simulation.declareTimer({
      ...common,
      name: 'secondary site: state files are sent',
      of: 'site',
      phase: Phase.activity,
      run: FileRelay.prototype.onSend,
    });
    this.#arrives = simulation.declare({
      ...common,
      name: 'secondary site: state files arrive at the parent',
      of: 'site',
      phase: Phase.delivery,
      run: FileRelay.prototype.onArrive,
    });
    network.connect(Use.stateFiles, this);
  }

  /** The inboxes of the primary sites. */
  connect(inbox: Inbox): void {
    this.#inbox = inbox;
  }

  fileArrived(site: number, batch: number): void {
    if (this.#paths[site] === null) return this.#inbox!.fileArrived(site, batch);
    this.waiting.append(site, batch);
    this.waitingCount[site]! += this.batches.counts[batch]!;
    this.#count(batch, 1);
    this.#awaitPackage(site);
  }

  #awaitPackage(site: number): void {
    if (!this.sent.isEmpty(site) || this.#send.isPending(site)) return;
    const { fileIntervalMs } = this.#scenario.sites[site]!.replication!;
    this.#send.at(this.#simulation.nowMs + fileIntervalMs, site);
  }

  /** Everything that waits leaves as one package. */
  onSend(site: number): void {
    const path = this.#paths[site]!;
    if (!this.#network.isUp(path)) return this.#awaitPackage(site);
    const bytes = this.waitingCount[site]! * this.#scenario.sites[site]!.replication!.messageBytes;
    this.sent.takeOver(site, this.waiting);
    this.waitingCount[site] = 0;
    if (this.#network.send(path, Use.stateFiles, site, bytes) < 0) this.delivered(site);
  }

  /** The package has left the link. */
  delivered(site: number): void {
    this.#arrives.at(this.#simulation.nowMs + Math.max(1, this.#paths[site]!.latencyMs), site);
  }

  /** The files are at the parent, in the order in which they came. */
  onArrive(site: number): void {
    const { parent } = this.#scenario.sites[site]!;
    while (!this.sent.isEmpty(site)) {
      const batch = this.sent.take(site);
      this.#count(batch, -1);
      this.#inbox!.fileArrived(parent, batch);
    }
    if (!this.waiting.isEmpty(site)) this.#awaitPackage(site);
  }

  /** Counts the updates that a file speaks of in among those that the secondary site has not sent on, or out. */
  #count(batch: number, delta: 1 | -1): void {
    const client = this.batches.clients[batch]!;
    const last = this.batches.rings[batch]!;
    for (let message = this.#pool.firstOf(last); ; message = this.#pool.next[message]!) {
      const contents = this.#pool.contents[message]!;
      if (topicOf(contents) === Topic.updateDetection) {
        this.#compliance.relayed(client, subjectOf(contents), delta);
      }
      if (message === last) return;
    }
  }
}
