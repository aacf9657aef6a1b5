import { Phase } from '../../sim/phase.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import { PRIORITIES, type Scenario } from '../scenario.ts';
import { ZoneClock } from '../zone-clock.ts';
import type { ContentTransfers } from './content-transfers.ts';
import type { DistributedContents } from './distributed-contents.ts';
import { isOpen, nextHour } from './sending-hours.ts';
import type { SendingThreads } from './sending-threads.ts';
import { TransferQueue } from './transfer-queue.ts';

/**
 * Whose turn it is at every site: the higher priority goes first, then the earlier request, as soon as the site has a
 * thread and the distribution point is open to that priority.
 */
export class SendingTurns {
  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #contents: DistributedContents;
  readonly #transfers: ContentTransfers;
  readonly #threads: SendingThreads;
  readonly #queue: TransferQueue;
  readonly #clocks: readonly ZoneClock[];
  readonly #hourBegins: Timer;
  #send: (transfer: number) => void = () => {};

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    contents: DistributedContents,
    transfers: ContentTransfers,
    threads: SendingThreads,
  ) {
    const { distributionPoints, sites, zones, startEpochMs } = scenario;
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#contents = contents;
    this.#transfers = transfers;
    this.#threads = threads;
    const count = contents.count * distributionPoints.length;
    this.#queue = new TransferQueue(sites.length * PRIORITIES.length, count, simulation.state);
    this.#clocks = sites.map(({ zone }) => new ZoneClock(zones[zone]!, startEpochMs));
    this.#hourBegins = simulation.declareTimer({
      name: 'another hour opens distribution points',
      of: 'site',
      phase: Phase.activity,
      owner: this as SendingTurns,
      entityCount: sites.length,
      run: SendingTurns.prototype.onHour,
    });
  }

  connect(send: (transfer: number) => void): void {
    this.#send = send;
  }

  append(transfer: number): void {
    this.#queue.append(this.#listOf(transfer), transfer);
  }

  remove(transfer: number): void {
    this.#queue.remove(this.#listOf(transfer), transfer);
  }

  /** Sends what may be sent now, at every site. */
  dispatch(): void {
    for (const first of this.#queue.firsts) {
      for (let transfer = first; transfer >= 0; ) {
        const next = this.#queue.nexts[transfer]!;
        if (this.#mayStart(transfer)) {
          this.remove(transfer);
          this.#send(transfer);
        }
        transfer = next;
      }
    }
  }

  onHour(): void {
    this.dispatch();
  }

  #mayStart(transfer: number): boolean {
    const content = this.#transfers.contentOf(transfer);
    const isFree = this.#threads.isFree(content, this.#transfers.pointOf(transfer));
    return isFree && this.#isHourOpen(transfer);
  }

  /** Scheduling gates the start; what has begun goes on when the hour closes (MA-SENDING-HOURS). */
  #isHourOpen(transfer: number): boolean {
    const { site, delivery } = this.#pointOf(transfer);
    if (delivery.kind === 'pulled' || delivery.hours === null) return true;
    const clock = this.#clocks[site]!;
    const { nowMs } = this.#simulation;
    if (isOpen(delivery.hours, clock.toLocal(nowMs), this.#priorityOf(transfer))) return true;
    this.#hourBegins.atOrBefore(nextHour(clock, nowMs), site);
    return false;
  }

  #listOf(transfer: number): number {
    const priority = PRIORITIES.indexOf(this.#priorityOf(transfer));
    return this.#pointOf(transfer).site * PRIORITIES.length + priority;
  }

  #priorityOf(transfer: number) {
    return this.#contents.specifications[this.#transfers.contentOf(transfer)]!.priority;
  }

  #pointOf(transfer: number) {
    return this.#scenario.distributionPoints[this.#transfers.pointOf(transfer)]!;
  }
}
