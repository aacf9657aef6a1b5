import { Phase } from '../../sim/phase.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';

/** Told when bytes that went over none of our links have all arrived. */
export interface DirectReceiver {
  arrived(client: number, bytes: number): void;
}

/** Transfers to clients that no link of ours holds, each at its own even pace: from Microsoft Update and from peers. */
export class DirectTransfers {
  bytes: Float64Array;
  startedMs: Float64Array;

  readonly #simulation: Simulation;
  readonly #ends: Timer;
  #receiver: DirectReceiver | null = null;

  /** `clientCount`: 0 where nobody has any. */
  constructor(simulation: Simulation, clientCount: number) {
    this.#simulation = simulation;
    this.bytes = new Float64Array(clientCount);
    this.startedMs = new Float64Array(clientCount);
    simulation.state.own('direct transfers', this, ['bytes', 'startedMs']);
    this.#ends = simulation.declareTimer({
      name: 'download: content from elsewhere is there',
      of: 'client',
      phase: Phase.activity,
      owner: this as DirectTransfers,
      entityCount: Math.max(1, clientCount),
      run: DirectTransfers.prototype.onEnd,
    });
  }

  connect(receiver: DirectReceiver): void {
    this.#receiver = receiver;
  }

  start(client: number, bytes: number, bytesPerSecond: number): void {
    const nowMs = this.#simulation.nowMs;
    this.bytes[client] = bytes;
    this.startedMs[client] = nowMs;
    this.#ends.at(nowMs + Math.max(1, Math.ceil((bytes * 1000) / bytesPerSecond)), client);
  }

  /** Ends a transfer early. Returns the whole bytes that have arrived. */
  abort(client: number): number {
    const startedMs = this.startedMs[client]!;
    const share = (this.#simulation.nowMs - startedMs) / (this.#ends.dueMs[client]! - startedMs);
    this.#ends.cancel(client);
    return Math.min(this.bytes[client]! - 1, Math.floor(this.bytes[client]! * share));
  }

  onEnd(client: number): void {
    this.#receiver!.arrived(client, this.bytes[client]!);
  }
}
