import { Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import type { DownloadMeasures } from '../measures/download-measures.ts';
import type { ClientContext } from './client-context.ts';
import type { Clients } from './clients.ts';
import type { ContentCache } from './content-cache.ts';
import type { Lifetimes } from './lifetimes.ts';
import type { Machines } from './machines.ts';

/**
 * What other software puts into the caches of clients. Content that would come while the client reaches no server does
 * not come; what finds no room is refused.
 */
export class OtherContentArrivals {
  /** Arrivals at each client so far; empty where there are none. */
  count: Int32Array;

  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #lifetimes: Lifetimes;
  readonly #machines: Machines;
  readonly #cache: ContentCache;
  readonly #measures: DownloadMeasures;
  readonly #samplers: readonly ({ readonly every: Sampler; readonly bytes: Sampler } | null)[];
  readonly #arrives: EventKind;

  constructor(context: ClientContext, cache: ContentCache, measures: DownloadMeasures) {
    const { scenario, simulation, luck, clients, lifetimes, machines } = context;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#lifetimes = lifetimes;
    this.#machines = machines;
    this.#cache = cache;
    this.#measures = measures;
    const [everyKey, bytesKey] = [luck.key('time between other contents'), luck.key('other content bytes')];
    this.#samplers = scenario.groups.map(({ otherContent }) =>
      otherContent === null
        ? null
        : {
            every: new Sampler(otherContent.every, everyKey),
            bytes: new Sampler(otherContent.bytes, bytesKey),
          },
    );
    this.count = new Int32Array(this.#samplers.some((each) => each !== null) ? clients.count : 0);
    simulation.state.own('other content arrivals', this, ['count']);
    this.#arrives = simulation.declare({
      name: 'client: other content arrives',
      of: 'client',
      phase: Phase.activity,
      owner: this as OtherContentArrivals,
      entityCount: clients.count,
      run: OtherContentArrivals.prototype.onArrival,
    });
  }

  begin(): void {
    for (let client = 0; client < this.count.length; client++) {
      if (this.#samplersOf(client) !== null) this.#awaitNext(client);
    }
  }

  onArrival(client: number): void {
    if (this.#lifetimes.hasLeft(client)) return;
    const occasion = this.count[client]!++;
    this.#awaitNext(client);
    if (!this.#machines.isReachable(client)) return;
    const bytes = Math.max(
      0,
      Math.round(this.#clients.sample(this.#samplersOf(client)!.bytes, client, occasion)),
    );
    if (this.#cache.takeIn(client, bytes, this.#simulation.nowMs)) return;
    this.#measures.otherRefused(this.#clients.groupOf[client]!);
  }

  #awaitNext(client: number): void {
    const ms = this.#clients.sampleMs(this.#samplersOf(client)!.every, client, this.count[client]!);
    this.#arrives.at(this.#simulation.nowMs + Math.max(1, ms), client);
  }

  #samplersOf(client: number) {
    return this.#samplers[this.#clients.groupOf[client]!]!;
  }
}
