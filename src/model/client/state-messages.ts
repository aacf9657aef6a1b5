import { Phase } from '../../sim/phase.ts';
import type { PurposeKey } from '../../sim/random.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { MessageMeasures } from '../measures/message-measures.ts';
import type { Absence } from '../scenario.ts';
import type { ManagementPoints } from '../site/management-points.ts';
import { filesGetLost } from '../site/state/missing-messages.ts';
import type { Agent } from './agent.ts';
import type { ClientContext } from './client-context.ts';
import type { Clients } from './clients.ts';
import type { Machines } from './machines.ts';
import type { MessagePool } from './message-pool.ts';
import type { PresenceWatch } from './presence-watch.ts';
import { nextTick } from './ticks.ts';

/**
 * The state messages that wait on each client. Every 15 minutes, at its own phase, a client sends all of them to its
 * management point in one batch (seed 002, scan process); those raised after an installation or a restart leave
 * within two minutes (seed 002, compliance states). A batch that nobody took is sent again.
 */
export class StateMessages implements Agent {
  /** The last message of the client's ring of unsent messages; −1: none. */
  outbox: Int32Array;
  /** Serial number of the next message. */
  serial: Uint32Array;
  /** The serial number after the last message sent. */
  sentSerial: Uint32Array;
  /** The serial number after the last full report that the site asked for; kept only where messages can be lost. */
  reportEnd: Uint32Array;
  /** 1 while a batch is at the management point: the next one waits for the answer. */
  posting: Uint8Array;

  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #machines: Machines;
  readonly #watch: PresenceWatch;
  readonly #pool: MessagePool;
  readonly #points: ManagementPoints;
  readonly #measures: MessageMeasures;
  readonly #cycleMs: number;
  readonly #soonMs: number;
  readonly #retryMs: number;
  readonly #phaseKey: PurposeKey;
  readonly #soonKey: PurposeKey;
  readonly #send: Timer;

  constructor(
    context: ClientContext,
    pool: MessagePool,
    points: ManagementPoints,
    measures: MessageMeasures,
  ) {
    const { scenario, simulation, luck, clients, machines, watch } = context;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#machines = machines;
    this.#watch = watch;
    this.#pool = pool;
    this.#points = points;
    this.#measures = measures;
    this.#cycleMs = scenario.clientSettings.stateCycleMs;
    this.#soonMs = scenario.assumptions.stateHighIntervalMs;
    this.#retryMs = scenario.assumptions.stateRetryMs;
    this.#phaseKey = luck.key('state cycle phase');
    this.#soonKey = luck.key('state message delay');
    this.outbox = new Int32Array(clients.count).fill(-1);
    this.serial = new Uint32Array(clients.count);
    this.sentSerial = new Uint32Array(clients.count);
    this.reportEnd = new Uint32Array(filesGetLost(scenario) ? clients.count : 0);
    this.posting = new Uint8Array(clients.count);
    simulation.state.own('state messages', this, ['outbox', 'serial', 'sentSerial', 'reportEnd', 'posting']);
    this.#send = simulation.declareTimer({
      name: 'state messages: batch is due',
      of: 'client',
      phase: Phase.activity,
      owner: this as StateMessages,
      entityCount: clients.count,
      run: StateMessages.prototype.onSend,
    });
  }

  /** Raises a message (`messageOf`). `soon`: it leaves within two minutes instead of at the next cycle. */
  raise(client: number, contents: number, soon: boolean): void {
    const nowMs = this.#simulation.nowMs;
    this.serial[client]!++;
    this.outbox[client] = this.#pool.append(this.outbox[client]!, contents, nowMs);
    this.#measures.raised();
    this.#send.atOrBefore(soon ? this.#soonAfter(client) : this.#nextCycle(client), client);
  }

  /** What has been raised last completes a full report. */
  endReport(client: number): void {
    this.reportEnd[client] = this.serial[client]!;
  }

  #soonAfter(client: number): number {
    const nowMs = this.#simulation.nowMs;
    const u = this.#clients.draw(this.#soonKey, client, Math.floor(nowMs / 1000));
    return nowMs + Math.max(1, Math.ceil(u * this.#soonMs));
  }

  #nextCycle(client: number): number {
    const phaseMs = Math.floor(this.#clients.draw(this.#phaseKey, client, 0) * this.#cycleMs);
    return nextTick(this.#simulation.nowMs, phaseMs, this.#cycleMs);
  }

  onSend(client: number): void {
    const ring = this.outbox[client]!;
    if (ring < 0 || this.posting[client] === 1) return;
    if (!this.#machines.isReachable(client)) return this.#watch.watch(client);
    const first = this.sentSerial[client]!;
    const count = this.serial[client]! - first;
    const reportEnd = this.reportEnd.length === 0 ? 0 : this.reportEnd[client]!;
    if (!this.#points.sendBatch(client, count, ring, first, reportEnd > first)) {
      this.#send.at(this.#simulation.nowMs + this.#retryMs, client);
      return;
    }
    this.outbox[client] = -1;
    this.sentSerial[client]! += count;
    this.posting[client] = 1;
  }

  /** The management point has taken the batch. What came due meanwhile follows. */
  batchTaken(client: number): void {
    this.posting[client] = 0;
    if (this.isBusy(client)) this.#send.at(this.#simulation.nowMs, client);
  }

  /** The management point failed with a batch of this client: its messages go back to the head of the outbox. */
  returnBatch(client: number, ring: number, count: number): void {
    this.outbox[client] = this.#pool.join(ring, this.outbox[client]!);
    this.sentSerial[client]! -= count;
    this.posting[client] = 0;
    this.#send.atOrBefore(this.#simulation.nowMs + this.#retryMs, client);
  }

  /** Only what missed its cycle waits for the client's return. */
  isBusy(client: number): boolean {
    return this.outbox[client]! >= 0 && !this.#send.isPending(client);
  }

  onLeave(): void {}

  /** What came due during sleep or off the network goes at once; after a boot, a restart too, the next cycle takes it. */
  onReturn(client: number, absence: Absence): void {
    if (!this.isBusy(client)) return;
    this.#send.at(absence === 'shutdown' ? this.#nextCycle(client) : this.#simulation.nowMs, client);
  }
}
