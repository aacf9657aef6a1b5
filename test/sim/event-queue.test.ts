import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ARGUMENT_COUNT_MAX,
  ENTITY_COUNT_MAX,
  EventQueue,
  KIND_COUNT_MAX,
} from '../../src/sim/event-queue.ts';
import { StateBook } from '../../src/sim/state.ts';

type Event = readonly [timeMs: number, kind: number, entity: number, argument: number];

function compare(x: Event, y: Event): number {
  return x[0] - y[0] || x[1] - y[1] || x[2] - y[2] || x[3] - y[3];
}

/** The plain rule: a list, sorted, and what may be added to it. */
class SortedList {
  readonly pending: Event[] = [];
  last: Event = [-1, 0, 0, 0];
  beyondHorizonCount = 0;
  readonly horizonMs: number;

  constructor(horizonMs: number) {
    this.horizonMs = horizonMs;
  }

  /** False when the event does not come after everything taken. */
  schedule(event: Event): boolean {
    if (event[0] > this.horizonMs) this.beyondHorizonCount++;
    else if (compare(event, this.last) <= 0) return false;
    else {
      let at = this.pending.length;
      while (at > 0 && compare(this.pending[at - 1]!, event) > 0) at--;
      this.pending.splice(at, 0, event);
    }
    return true;
  }

  take(untilMs: number): Event | undefined {
    const first = this.pending[0];
    if (first === undefined || first[0] > untilMs) {
      const present: Event = [Math.min(untilMs, this.horizonMs) - 1, Infinity, 0, 0];
      if (compare(present, this.last) > 0) this.last = present;
      return undefined;
    }
    this.last = first;
    return this.pending.shift();
  }
}

/** What a random schedule is made of: each step adds an event at some distance from the present, or takes some. */
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

interface Step {
  readonly what:
    | 'far'
    | 'near'
    | 'same instant'
    | 'same window'
    | 'cluster'
    | 'boundary'
    | 'horizon'
    | 'take'
    | 'until';
  readonly share: number;
  readonly kind: number;
  readonly entity: number;
  readonly argument: number;
}

const whats: Step['what'][] = [
  'far',
  'near',
  'same instant',
  'same window',
  'cluster',
  'boundary',
  'horizon',
  'take',
  'until',
];

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(...whats),
  share: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  kind: fc.constantFrom(0, 1, 2, 63, KIND_COUNT_MAX - 1),
  entity: fc.constantFrom(0, 1, 2, 255, 256, 99_999, 2 ** 23, ENTITY_COUNT_MAX - 1),
  argument: fc.constantFrom(0, 1, 127, 128, ARGUMENT_COUNT_MAX - 1),
});

function timeOf({ what, share }: Step, nowMs: number, windowMs: number, horizonMs: number): number {
  switch (what) {
    case 'far':
      return nowMs + Math.floor(share * (horizonMs - nowMs));
    case 'near':
      return nowMs + Math.floor(share * 3 * windowMs);
    case 'same window':
      return Math.floor(nowMs / windowMs) * windowMs + Math.floor(share * windowMs);
    case 'boundary':
      return (Math.floor(nowMs / windowMs) + Math.floor(share * 4)) * windowMs - (share < 0.5 ? 1 : 0);
    case 'horizon':
      return horizonMs - 2 + Math.floor(share * 5);
    default:
      return nowMs;
  }
}

/** Lives a schedule on both, comparing every answer; returns how many events were taken. */
function live(queue: EventQueue, list: SortedList, steps: readonly Step[]): number {
  let takenCount = 0;
  const scheduleOnBoth = (event: Event) => {
    if (event[0] < 0) return;
    const sizeBefore = queue.size;
    if (list.schedule(event)) queue.schedule(...event);
    else {
      expect(() => queue.schedule(...event)).toThrow('does not come after');
      expect(queue.size).toBe(sizeBefore);
    }
  };
  const takeFromBoth = (untilMs: number) => {
    const expected = list.take(untilMs);
    if (queue.take(untilMs) !== (expected !== undefined)) throw new Error(`take(${untilMs})`);
    if (expected === undefined) return false;
    const taken: Event = [queue.timeMs, queue.kind, queue.entity, queue.argument];
    if (compare(taken, expected) !== 0) throw new Error(`took ${taken}; the sorted list has ${expected}`);
    takenCount++;
    return true;
  };
  for (const step of steps) {
    const nowMs = Math.max(0, list.last[0]);
    if (step.what === 'take') {
      for (let count = Math.floor(step.share * 8); count >= 0; count--) takeFromBoth(Infinity);
    } else if (step.what === 'until') {
      const untilMs = nowMs + Math.floor(step.share ** 4 * (queue.horizonMs - nowMs));
      while (takeFromBoth(untilMs));
    } else if (step.what === 'cluster') {
      const clusterMs = nowMs + Math.floor(step.share * 2 * queue.windowMs);
      for (let index = 0; index < 60; index++) {
        scheduleOnBoth([clusterMs + (index % 3), step.kind, (index * 37) % 50, step.argument]);
      }
    } else {
      const timeMs = timeOf(step, nowMs, queue.windowMs, queue.horizonMs);
      scheduleOnBoth([timeMs, step.kind, step.entity, step.argument]);
    }
    if (queue.size !== list.pending.length) throw new Error(`size ${queue.size}, not ${list.pending.length}`);
  }
  while (takeFromBoth(Infinity));
  expect(queue.size).toBe(0);
  expect(queue.beyondHorizonCount).toBe(list.beyondHorizonCount);
  return takenCount;
}

const horizons = {
  'less than one window': 700,
  'an hour': 3_600_000,
  'thirty days, past 2^31 ms': 30 * DAY_MS,
  'sixty days, past 2^32 ms': 60 * DAY_MS,
  'seventy years, the widest windows': 70 * 365 * DAY_MS,
};

describe('the event queue does what a sorted list does', () => {
  it.each(Object.entries(horizons))(
    'over hundreds of random schedules with a horizon of %s',
    (_, horizonMs) => {
      fc.assert(
        fc.property(fc.array(step, { minLength: 1, maxLength: 120 }), (steps) => {
          live(new EventQueue(horizonMs, new StateBook()), new SortedList(horizonMs), steps);
        }),
        { numRuns: 500, seed: 20_260_211 },
      );
    },
  );

  it('around 2^31 and 2^32 ms, to the millisecond', () => {
    const events: Event[] = [];
    for (const corner of [2 ** 31, 2 ** 32]) {
      for (let offset = -3; offset <= 3; offset++)
        events.push([corner + offset, 5, 7, 9], [corner + offset, 4, 8, 0]);
    }
    const queue = new EventQueue(60 * DAY_MS, new StateBook());
    for (const event of events.toReversed()) queue.schedule(...event);
    expect(drain(queue)).toEqual(events.toSorted(compare));
  });

  it('when hundreds of thousands of events fall into few windows, ties among them', () => {
    const queue = new EventQueue(60 * DAY_MS, new StateBook());
    const events: Event[] = [];
    for (let index = 0; index < 200_000; index++) {
      const scattered = Math.imul(index, 0x9e3779b1) >>> 0;
      const timeMs = index % 3 === 0 ? 5 * DAY_MS : 5 * DAY_MS + (scattered % (3 * MINUTE_MS));
      events.push([timeMs, scattered & 3, index, scattered >>> 24]);
    }
    for (const event of events) queue.schedule(...event);
    events.sort(compare);
    events.forEach((event, index) => {
      queue.take(Infinity);
      if (compare([queue.timeMs, queue.kind, queue.entity, queue.argument], event) !== 0) {
        throw new Error(`event ${index} is not ${event}`);
      }
    });
    expect(queue.take(Infinity)).toBe(false);
  });

  it('in the hold model: thousands pending, each taken scheduled again', () => {
    const horizonMs = 30 * DAY_MS;
    const queue = new EventQueue(horizonMs, new StateBook());
    let word = 1;
    const next = (bound: number) => {
      word = (Math.imul(word, 1_664_525) + 1_013_904_223) | 0;
      return Math.floor(((word >>> 0) / 2 ** 32) * bound);
    };
    for (let entity = 0; entity < 5000; entity++) queue.schedule(next(DAY_MS), entity & 1, entity, 0);
    let last: Event = [-1, 0, 0, 0];
    let takenCount = 0;
    while (takenCount < 100_000 && queue.take(horizonMs)) {
      const taken: Event = [queue.timeMs, queue.kind, queue.entity, queue.argument];
      if (compare(last, taken) >= 0) throw new Error(`${taken} after ${last}`);
      last = taken;
      takenCount++;
      queue.schedule(queue.timeMs + 1 + next(next(4) === 0 ? 1000 : DAY_MS), queue.kind, queue.entity, 0);
    }
    expect(queue.size + queue.beyondHorizonCount).toBe(5000);
    expect(takenCount).toBe(100_000);
  });
});

describe('the limits of the event queue', () => {
  const queueTo = (horizonMs: number) => new EventQueue(horizonMs, new StateBook());

  it('an event at the horizon is kept, one beyond it is counted and dropped', () => {
    const queue = queueTo(1_000_000);
    queue.schedule(1_000_000, 1, 2, 3);
    queue.schedule(1_000_001, 1, 2, 3);
    expect(drain(queue)).toEqual([[1_000_000, 1, 2, 3]]);
    expect(queue.beyondHorizonCount).toBe(1);
  });

  it('an event taken twice equals itself: equal events all come out', () => {
    const queue = queueTo(1000);
    for (let copy = 0; copy < 30; copy++) queue.schedule(500, 1, 2, 3);
    expect(drain(queue)).toEqual(Array.from({ length: 30 }, () => [500, 1, 2, 3]));
  });

  it('what equals the event being executed, or comes before it, is refused', () => {
    const queue = queueTo(10 * DAY_MS);
    queue.schedule(5 * DAY_MS, 3, 4, 5);
    queue.take(Infinity);
    for (const [timeMs, kind, entity, argument] of [
      [5 * DAY_MS, 3, 4, 5],
      [5 * DAY_MS, 3, 4, 4],
      [5 * DAY_MS, 3, 3, 255],
      [5 * DAY_MS, 2, 99, 0],
      [5 * DAY_MS - 1, 99, 99, 0],
      [0, 99, 99, 0],
    ] as const) {
      expect(() => queue.schedule(timeMs, kind, entity, argument)).toThrow('does not come after');
    }
    queue.schedule(5 * DAY_MS, 3, 4, 6);
    queue.schedule(5 * DAY_MS, 3, ENTITY_COUNT_MAX - 1, 0);
    expect(queue.size).toBe(2);
  });

  it('once everything up to an instant was taken, nothing may be added before it', () => {
    const queue = queueTo(10 * DAY_MS);
    expect(queue.take(DAY_MS)).toBe(false);
    expect(() => queue.schedule(DAY_MS - 1, 126, 9, 0)).toThrow('does not come after');
    queue.schedule(DAY_MS, 0, 0, 0);
    expect(queue.take(DAY_MS)).toBe(true);
  });

  it('a horizon must be a whole number of milliseconds above 0', () => {
    for (const horizonMs of [0, -1, 1.5, NaN, Infinity]) expect(() => queueTo(horizonMs)).toThrow('horizon');
  });
});

describe('the state of the event queue', () => {
  it('saved in the middle of a schedule and restored into another queue, it goes on the same', () => {
    const horizonMs = 30 * DAY_MS;
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 80 }), fc.nat(79), (steps, cut) => {
        const book = new StateBook();
        const queue = new EventQueue(horizonMs, book);
        for (const { what, share, kind, entity, argument } of steps.slice(0, cut)) {
          if (what === 'take' && queue.size > 0) queue.take(Infinity);
          else queue.schedule(queue.timeMs + 1 + Math.floor(share * DAY_MS), kind, entity, argument);
        }
        const snapshot = book.save();
        const otherBook = new StateBook();
        const other = new EventQueue(horizonMs, otherBook);
        for (let index = 0; index < 5000; index++) other.schedule(index * 1000, 1, index, 0);
        other.take(Infinity);
        otherBook.restore(snapshot);
        const nextMs = queue.timeMs + 1;
        for (const both of [queue, other]) both.schedule(nextMs, 2, 3, 4);
        expect(drain(other)).toEqual(drain(queue));
      }),
      { numRuns: 100, seed: 7 },
    );
  });
});

function drain(queue: EventQueue): Event[] {
  const events: Event[] = [];
  while (queue.take(Infinity)) events.push([queue.timeMs, queue.kind, queue.entity, queue.argument]);
  return events;
}
