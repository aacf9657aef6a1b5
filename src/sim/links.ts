import { FlowHeap } from './flow-heap.ts';
import { LinkBooks, type LinkMeasures, type Progress } from './link-books.ts';
import { Phase } from './phase.ts';
import type { Simulation, Timer } from './simulation.ts';
import { enlarged, Slots } from './slots.ts';
import type { Scope } from './statistics/scope.ts';

export type { LinkMeasures } from './link-books.ts';

export interface LinkSpec {
  readonly name: string;
  /** A whole number; 0 stalls all flows. */
  readonly bytesPerSecond: number;
  /** The most that one flow can take of it; Infinity for no cap. */
  readonly flowBytesPerSecondMax: number;
}

/** Told when the last byte of a flow has arrived. Called inside the event of that instant. */
export interface LinkOwner {
  delivered(link: number, customer: number, tag: number, bytes: number): void;
}

/** Further links that a flow passes, by its tag: its bytes are booked there, and do not compete. */
export type FurtherLinks = (tag: number) => readonly number[];

const NO_FURTHER_LINKS: readonly number[] = [];
/** A flow is complete when less than this of it is left: what rounding of a sum of doubles can leave over. */
const REMAINDER_BYTES_MAX = 2 ** -14;
/** Virtual work is counted anew beyond this, so that its last digit stays far below a thousandth of a byte. */
const VIRTUAL_BYTES_MAX = 2 ** 26;
/** Up to this size the last digit of a flow's finish is worth less than a byte. */
const FLOW_BYTES_MAX = 2 ** 50;
const GONE = -1;

/**
 * All the shared links of a simulation. The flows of a link share it equally: with n of them each moves at
 * min(cap, capacity / n).
 *
 * Because all flows of a link move at one rate, one number says how far they have come: the virtual work of the link,
 * the bytes that a flow present since the link was last idle would have moved. A flow is complete when virtual work
 * reaches its value at the flow's start plus the flow's bytes; the flow with the least such value is next. Completions
 * round up to a whole millisecond, and until then the flow keeps its share.
 */
export class Links {
  readonly #simulation: Simulation;
  readonly #specs: readonly (LinkSpec & { readonly owner: LinkOwner })[];
  readonly #furtherLinks: FurtherLinks;
  readonly #books: LinkBooks;
  readonly #transferEnds: Timer;
  readonly #heaps: readonly FlowHeap[];
  readonly #slots: Slots;

  /** By link. Virtual work in bytes as of `changedMs`; without meaning while the link is idle. */
  virtualBytes: Float64Array;
  changedMs: Float64Array;
  bytesPerSecond: Float64Array;

  /** By flow. */
  finish: Float64Array;
  bytes: Float64Array;
  serials: Float64Array;
  links: Int32Array;
  places: Int32Array;
  customers: Int32Array;
  tags: Int32Array;
  startedCount = 0;

  constructor(
    simulation: Simulation,
    specs: readonly (LinkSpec & { readonly owner: LinkOwner })[],
    furtherLinks: FurtherLinks = () => NO_FURTHER_LINKS,
  ) {
    const { state } = simulation;
    this.#simulation = simulation;
    this.#specs = specs;
    this.#furtherLinks = furtherLinks;
    this.#books = new LinkBooks(specs.length, state);
    this.#heaps = specs.map((_, link) => new FlowHeap(state, `link ${link}`));
    this.#slots = new Slots(state, 'flows');
    this.virtualBytes = new Float64Array(specs.length);
    this.changedMs = new Float64Array(specs.length);
    this.bytesPerSecond = new Float64Array(specs.length);
    const capacity = this.#slots.capacity;
    this.finish = new Float64Array(capacity);
    this.bytes = new Float64Array(capacity);
    this.serials = new Float64Array(capacity);
    this.links = new Int32Array(capacity).fill(GONE);
    this.places = new Int32Array(capacity);
    this.customers = new Int32Array(capacity);
    this.tags = new Int32Array(capacity);
    state.own('links', this, ['virtualBytes', 'changedMs', 'bytesPerSecond', 'startedCount']);
    state.own('flows', this, ['finish', 'bytes', 'serials', 'links', 'places', 'customers', 'tags']);
    this.#transferEnds = simulation.declareTimer({
      name: 'link: transfer ends',
      of: 'link',
      phase: Phase.release,
      owner: this as Links,
      entityCount: specs.length,
      run: Links.prototype.onTransferEnd,
    });
    specs.forEach(({ name, bytesPerSecond, flowBytesPerSecondMax }, link) => {
      if (!(flowBytesPerSecondMax > 0))
        throw new Error(`${name}: a cap of ${flowBytesPerSecondMax} bytes per second`);
      this.setCapacity(link, bytesPerSecond);
    });
    this.startTotal(simulation.nowMs);
    this.startInterval(simulation.nowMs);
  }

  /**
   * Starts to move `bytes` (an integer from 1 to 2^50). Returns the flow's handle, valid until `delivered` or `abort`.
   */
  start(link: number, customer: number, tag: number, bytes: number): number {
    if (!(Number.isInteger(bytes) && bytes >= 1 && bytes <= FLOW_BYTES_MAX)) {
      throw new Error(`${this.#specs[link]!.name}: a flow of ${bytes} bytes`);
    }
    this.#advance(link);
    const flow = this.#takeFlow();
    this.links[flow] = link;
    this.customers[flow] = customer;
    this.tags[flow] = tag;
    this.bytes[flow] = bytes;
    this.finish[flow] = this.virtualBytes[link]! + bytes;
    this.serials[flow] = this.startedCount++;
    this.#heaps[link]!.push(flow, this);
    this.#books.started.add(link);
    this.#books.flows.add(link, this.#simulation.nowMs, 1);
    this.#schedule(link);
    return flow;
  }

  /** Ends a flow early. Returns how many whole bytes of it are left: at least 1, at most all. */
  abort(flow: number): number {
    const link = this.links[flow]!;
    if (!(link >= 0)) throw new Error(`flow ${flow} is aborted, but is not on a link`);
    this.#advance(link);
    const remainder = this.#remainder(flow, this.virtualBytes[link]!);
    this.#remove(link, flow, this.bytes[flow]! - remainder);
    this.#books.aborted.add(link);
    this.#schedule(link);
    return remainder;
  }

  /** Changes the capacity from now on; 0 stalls the flows, which stay where they are. */
  setCapacity(link: number, bytesPerSecond: number): void {
    if (!(Number.isSafeInteger(bytesPerSecond) && bytesPerSecond >= 0)) {
      throw new Error(`${this.#specs[link]!.name}: a capacity of ${bytesPerSecond} bytes per second`);
    }
    this.#advance(link);
    this.bytesPerSecond[link] = bytesPerSecond;
    this.#books.capacity.set(link, this.#simulation.nowMs, bytesPerSecond);
    this.#schedule(link);
  }

  flowCount(link: number): number {
    return this.#heaps[link]!.count;
  }

  /** What the link did since the last `startInterval`, or since `startTotal`. Throws when its books do not balance. */
  measures(link: number, scope: Scope, nowMs: number): LinkMeasures {
    return this.measuresOfAll(scope, nowMs)[link]!;
  }

  /** The same of every link, at the cost of one look at each flow. */
  measuresOfAll(scope: Scope, nowMs: number): LinkMeasures[] {
    const { moved, booked } = this.#progress(nowMs);
    return this.#specs.map((_, link) =>
      this.#books.measures(link, scope, nowMs, moved[link]!, booked[link]!),
    );
  }

  startInterval(nowMs: number): void {
    this.#books.restart('interval', nowMs, this.#progress(nowMs));
  }

  startTotal(nowMs: number): void {
    this.#books.restart('total', nowMs, this.#progress(nowMs));
  }

  onTransferEnd(link: number): void {
    this.#advance(link);
    const heap = this.#heaps[link]!;
    const { owner } = this.#specs[link]!;
    while (heap.count > 0 && this.finish[heap.first]! - this.virtualBytes[link]! <= REMAINDER_BYTES_MAX) {
      const flow = heap.first;
      this.#remove(link, flow, this.bytes[flow]!);
      this.#books.completed.add(link);
      owner.delivered(link, this.customers[flow]!, this.tags[flow]!, this.bytes[flow]!);
    }
    this.#schedule(link);
  }

  /** Bytes per second of each flow. */
  #rate(link: number): number {
    return Math.min(
      this.#specs[link]!.flowBytesPerSecondMax,
      this.bytesPerSecond[link]! / this.#heaps[link]!.count,
    );
  }

  #virtualBytesAt(link: number, nowMs: number): number {
    if (this.#heaps[link]!.count === 0) return 0;
    return this.virtualBytes[link]! + (this.#rate(link) * (nowMs - this.changedMs[link]!)) / 1000;
  }

  /** Brings virtual work up to the present. Only when rates change: looking on must leave its rounding alone. */
  #advance(link: number): void {
    const nowMs = this.#simulation.nowMs;
    this.virtualBytes[link] = this.#virtualBytesAt(link, nowMs);
    this.changedMs[link] = nowMs;
    if (this.virtualBytes[link]! > VIRTUAL_BYTES_MAX) this.#rebase(link);
  }

  /** Subtracts a whole number from all virtual work of the link, which is exact in doubles. */
  #rebase(link: number): void {
    const whole = Math.floor(this.virtualBytes[link]!);
    const heap = this.#heaps[link]!;
    for (let place = 0; place < heap.count; place++) this.finish[heap.flows[place]!]! -= whole;
    this.virtualBytes[link]! -= whole;
  }

  /** Sets the instant at which the next flow is complete. A flow that has all its bytes is, whatever the rate is now. */
  #schedule(link: number): void {
    const timer = this.#transferEnds;
    const nowMs = this.#simulation.nowMs;
    const heap = this.#heaps[link]!;
    const leftBytes = this.finish[heap.first]! - this.virtualBytes[link]! - REMAINDER_BYTES_MAX;
    const rate = this.#rate(link);
    if (heap.count > 0 && leftBytes <= 0) {
      if (timer.dueMs[link] !== nowMs) timer.at(nowMs + 1, link);
    } else if (heap.count > 0 && rate > 0) {
      timer.at(nowMs + Math.ceil((leftBytes * 1000) / rate), link);
    } else {
      timer.cancel(link);
    }
  }

  /** Whole bytes of a flow that are not moved yet; at least one until it is delivered. */
  #remainder(flow: number, virtualBytes: number): number {
    const left = Math.ceil(this.finish[flow]! - virtualBytes - REMAINDER_BYTES_MAX);
    return Math.min(this.bytes[flow]!, Math.max(1, left));
  }

  /** Whole bytes that the flows present have moved, by the link that holds them and by those that they pass besides. */
  #progress(nowMs: number): Progress {
    const moved = new Float64Array(this.#specs.length);
    const booked = new Float64Array(this.#specs.length);
    this.#heaps.forEach((heap, link) => {
      const virtualBytes = this.#virtualBytesAt(link, nowMs);
      for (let place = 0; place < heap.count; place++) {
        const flow = heap.flows[place]!;
        const bytes = this.bytes[flow]! - this.#remainder(flow, virtualBytes);
        moved[link]! += bytes;
        for (const further of this.#furtherLinks(this.tags[flow]!)) booked[further]! += bytes;
      }
    });
    return { moved, booked };
  }

  #remove(link: number, flow: number, movedBytes: number): void {
    this.#heaps[link]!.remove(flow, this);
    this.#slots.giveBack(flow);
    this.links[flow] = GONE;
    this.#books.moved.add(link, movedBytes);
    for (const further of this.#furtherLinks(this.tags[flow]!)) this.#books.booked.add(further, movedBytes);
    this.#books.flows.add(link, this.#simulation.nowMs, -1);
  }

  #takeFlow(): number {
    const flow = this.#slots.take();
    const capacity = this.#slots.capacity;
    if (capacity > this.links.length) {
      this.finish = enlarged(this.finish, capacity);
      this.bytes = enlarged(this.bytes, capacity);
      this.serials = enlarged(this.serials, capacity);
      this.links = enlarged(this.links, capacity).fill(GONE, flow);
      this.places = enlarged(this.places, capacity);
      this.customers = enlarged(this.customers, capacity);
      this.tags = enlarged(this.tags, capacity);
    }
    return flow;
  }
}
