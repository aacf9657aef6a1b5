import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import { ORCHESTRATION_COLUMNS, type OrchestrationColumn } from '../results.ts';

const COUNTS = ['given', 'completed', 'stopped'] as const;
type Count = (typeof COUNTS)[number];
const MEMBER_STATE_COUNT = 5;

/** Orchestration groups per interval: places given and given back, stops; members by state. */
export class OrchestrationMeasures {
  counts: Int32Array;
  /** Members by state: five numbers per group. */
  members: Int32Array;
  readonly rows: Rows<OrchestrationColumn>;
  readonly #count: number;

  constructor(groupCount: number, book: StateBook) {
    this.#count = groupCount;
    this.counts = new Int32Array(groupCount * COUNTS.length);
    this.members = new Int32Array(groupCount * MEMBER_STATE_COUNT);
    this.rows = new Rows<OrchestrationColumn>(ORCHESTRATION_COLUMNS, book, 'orchestration groups rows');
    book.own('orchestration measures', this, ['counts', 'members']);
  }

  /** All members of a group are idle at first. */
  countIn(group: number, memberCount: number): void {
    this.members[group * MEMBER_STATE_COUNT] = memberCount;
  }

  count(group: number, what: Count): void {
    this.counts[group * COUNTS.length + COUNTS.indexOf(what)]!++;
  }

  moved(group: number, before: number, after: number): void {
    this.members[group * MEMBER_STATE_COUNT + before]!--;
    this.members[group * MEMBER_STATE_COUNT + after]!++;
  }

  endInterval(nowMs: number): void {
    for (let group = 0; group < this.#count; group++) {
      const counts = this.counts.subarray(group * COUNTS.length, (group + 1) * COUNTS.length);
      const members = this.members.subarray(group * MEMBER_STATE_COUNT, (group + 1) * MEMBER_STATE_COUNT);
      this.rows.add(nowMs, group, ...counts, ...members);
    }
    this.counts.fill(0);
  }
}
