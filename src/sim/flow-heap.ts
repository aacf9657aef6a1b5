import { enlarged } from './slots.ts';
import type { StateBook } from './state.ts';

/** The columns of all flows that heaps order and keep up to date. */
export interface FlowColumns {
  /** Virtual work at which a flow is complete. */
  readonly finish: Float64Array;
  /** The serial number of a flow's start: the earlier start comes first among equals. */
  readonly serials: Float64Array;
  /** A flow's place in the heap of its link. */
  readonly places: Int32Array;
}

/** The flows of one link, the one that completes first on top: a binary heap that can also remove from its middle. */
export class FlowHeap {
  flows: Int32Array = new Int32Array(16);
  count = 0;

  constructor(book: StateBook, name: string) {
    book.own(`flows of ${name}`, this, ['flows', 'count']);
  }

  get first(): number {
    return this.flows[0]!;
  }

  push(flow: number, columns: FlowColumns): void {
    if (this.count === this.flows.length) this.flows = enlarged(this.flows, 2 * this.count);
    this.#rise(this.count++, flow, columns);
  }

  remove(flow: number, columns: FlowColumns): void {
    const place = columns.places[flow]!;
    const moved = this.flows[--this.count]!;
    if (moved === flow) return;
    this.#rise(place, moved, columns);
    this.#sink(columns.places[moved]!, moved, columns);
  }

  #rise(from: number, flow: number, columns: FlowColumns): void {
    let place = from;
    while (place > 0) {
      const parent = this.flows[(place - 1) >> 1]!;
      if (!isBefore(flow, parent, columns)) break;
      this.#put(place, parent, columns);
      place = (place - 1) >> 1;
    }
    this.#put(place, flow, columns);
  }

  #sink(from: number, flow: number, columns: FlowColumns): void {
    let place = from;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= this.count) break;
      if (below + 1 < this.count && isBefore(this.flows[below + 1]!, this.flows[below]!, columns)) below++;
      const child = this.flows[below]!;
      if (!isBefore(child, flow, columns)) break;
      this.#put(place, child, columns);
      place = below;
    }
    this.#put(place, flow, columns);
  }

  #put(place: number, flow: number, columns: FlowColumns): void {
    this.flows[place] = flow;
    columns.places[flow] = place;
  }
}

function isBefore(x: number, y: number, { finish, serials }: FlowColumns): boolean {
  return finish[x]! < finish[y]! || (finish[x] === finish[y] && serials[x]! < serials[y]!);
}
