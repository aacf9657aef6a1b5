import { enlarged, Slots } from './slots.ts';
import type { StateBook } from './state.ts';

const NOWHERE = -1;

/** The customer of a job whose customer has gone while its request stays. */
export const NOBODY = -1;

/**
 * The customers inside stations, as rows of columns, each in one doubly linked list: of the waiting or of those in
 * service of its station. Lists keep the order in which jobs were appended; leaving from the middle costs the same.
 */
export class JobLists {
  /** By list: first and last job, and how many. */
  firsts: Int32Array;
  lasts: Int32Array;
  counts: Int32Array;

  /** By job. While waiting the instant of arrival; in service how long it had waited. */
  waitMs: Float64Array;
  serviceMs: Float64Array;
  /** The customer, or NOBODY. */
  customers: Int32Array;
  tags: Int32Array;
  /** The list that the job is in, or −1. */
  lists: Int32Array;
  nexts: Int32Array;
  previous: Int32Array;
  readonly #slots: Slots;

  constructor(book: StateBook, listCount: number) {
    this.firsts = new Int32Array(listCount).fill(-1);
    this.lasts = new Int32Array(listCount).fill(-1);
    this.counts = new Int32Array(listCount);
    this.#slots = new Slots(book, 'jobs');
    const capacity = this.#slots.capacity;
    this.waitMs = new Float64Array(capacity);
    this.serviceMs = new Float64Array(capacity);
    this.customers = new Int32Array(capacity);
    this.tags = new Int32Array(capacity);
    this.lists = new Int32Array(capacity).fill(NOWHERE);
    this.nexts = new Int32Array(capacity);
    this.previous = new Int32Array(capacity);
    book.own('jobs', this, ['waitMs', 'serviceMs', 'customers', 'tags', 'lists', 'nexts', 'previous']);
    book.own('job lists', this, ['firsts', 'lasts', 'counts']);
  }

  /** A fresh job, in no list yet. */
  create(customer: number, tag: number, serviceMs: number, arrivalMs: number): number {
    const job = this.#slots.take();
    if (this.#slots.capacity > this.lists.length) this.#growTo(this.#slots.capacity);
    this.customers[job] = customer;
    this.tags[job] = tag;
    this.serviceMs[job] = serviceMs;
    this.waitMs[job] = arrivalMs;
    return job;
  }

  /** Takes the job out of its list and forgets it: its number will be used again. */
  remove(job: number): void {
    this.unlink(job);
    this.#slots.giveBack(job);
  }

  append(job: number, list: number): void {
    const last = this.lasts[list]!;
    this.lists[job] = list;
    this.nexts[job] = -1;
    this.previous[job] = last;
    if (last < 0) this.firsts[list] = job;
    else this.nexts[last] = job;
    this.lasts[list] = job;
    this.counts[list]! += 1;
  }

  unlink(job: number): void {
    const list = this.lists[job]!;
    const next = this.nexts[job]!;
    const previous = this.previous[job]!;
    if (next < 0) this.lasts[list] = previous;
    else this.previous[next] = previous;
    if (previous < 0) this.firsts[list] = next;
    else this.nexts[previous] = next;
    this.lists[job] = NOWHERE;
    this.counts[list]! -= 1;
  }

  #growTo(capacity: number): void {
    const used = this.lists.length;
    this.waitMs = enlarged(this.waitMs, capacity);
    this.serviceMs = enlarged(this.serviceMs, capacity);
    this.customers = enlarged(this.customers, capacity);
    this.tags = enlarged(this.tags, capacity);
    this.lists = enlarged(this.lists, capacity).fill(NOWHERE, used);
    this.nexts = enlarged(this.nexts, capacity);
    this.previous = enlarged(this.previous, capacity);
  }
}
