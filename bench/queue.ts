import { pathToFileURL } from 'node:url';
import FlatQueue from 'flatqueue';
import { EventQueue } from '../src/sim/event-queue.ts';
import { Phase } from '../src/sim/phase.ts';
import { type EventKind, Simulation, type Timer } from '../src/sim/simulation.ts';
import { StateBook } from '../src/sim/state.ts';

/**
 * The hold model: `pending` events, each of which schedules its successor at an exponential increment with a mean of
 * one day. One operation is one executed event and its successor.
 */
const DAY_MS = 86_400_000;
const HORIZON_MS = 64 * DAY_MS;
const WARM_UP_MS = 2 * DAY_MS;
const REPETITIONS = 5;
const OPERATIONS = 1_000_000;

const TABLE_MASK = 2 ** 16 - 1;
/** Exponential increments in whole ms at the midpoints of equal probabilities, in a scattered order. */
const increments = Float64Array.from({ length: TABLE_MASK + 1 }, (_, index) => {
  const place = Math.imul(index, 40_503) & TABLE_MASK;
  return 1 + Math.floor(-DAY_MS * Math.log((place + 0.5) / (TABLE_MASK + 1)));
});

/** One way of doing the work: runs to an instant, counts its operations. */
interface Contender {
  runTo(timeMs: number): void;
  readonly operationCount: number;
}

/** Our queue by itself, in its full order, without a simulation around it. */
class QueueAlone implements Contender {
  readonly queue = new EventQueue(HORIZON_MS, new StateBook());
  operationCount = 0;

  constructor(pending: number) {
    for (let entity = 0; entity < pending; entity++) {
      this.queue.schedule(increments[entity & TABLE_MASK]!, entity & 31, entity, 0);
    }
  }

  runTo(timeMs: number): void {
    const { queue } = this;
    while (queue.take(timeMs)) {
      const increment = increments[++this.operationCount & TABLE_MASK]!;
      queue.schedule(queue.timeMs + increment, queue.kind, queue.entity, 0);
    }
  }
}

/** A whole simulation: checks, dispatch to a handler and fingerprint; every successor through `EventKind.at`. */
class Events implements Contender {
  readonly simulation = new Simulation(HORIZON_MS);
  readonly kind: EventKind;
  operationCount = 0;

  constructor(pending: number) {
    this.kind = this.simulation.declare({
      name: 'hold',
      phase: Phase.activity,
      owner: this,
      run: this.hold,
      entityCount: pending,
    });
    this.simulation.start();
    for (let entity = 0; entity < pending; entity++) this.kind.at(increments[entity & TABLE_MASK]!, entity);
  }

  hold(entity: number): void {
    const increment = increments[++this.operationCount & TABLE_MASK]!;
    this.kind.at(this.simulation.nowMs + increment, entity);
  }

  runTo(timeMs: number): void {
    this.simulation.run(timeMs);
  }
}

/** Three of ten operations touch another entity's timer as well: two move it, one cancels it for one operation. */
const MOVE = 1;
const CANCEL = 2;
const touches = Uint8Array.of(0, MOVE, 0, 0, CANCEL, 0, 0, MOVE, 0, 0);

/** The same simulation, every successor set by `Timer.at`, some moved and cancelled. */
class Timers implements Contender {
  readonly simulation = new Simulation(HORIZON_MS);
  readonly timer: Timer;
  readonly pending: number;
  operationCount = 0;
  idle = -1;

  constructor(pending: number) {
    this.pending = pending;
    this.timer = this.simulation.declareTimer({
      name: 'hold',
      phase: Phase.activity,
      owner: this,
      run: this.hold,
      entityCount: pending,
    });
    this.simulation.start();
    for (let entity = 0; entity < pending; entity++) this.timer.at(increments[entity & TABLE_MASK]!, entity);
  }

  hold(entity: number): void {
    const { timer } = this;
    const count = ++this.operationCount;
    const { nowMs } = this.simulation;
    timer.at(nowMs + increments[count & TABLE_MASK]!, entity);
    if (this.idle >= 0) {
      timer.at(nowMs + increments[(count + 1) & TABLE_MASK]!, this.idle);
      this.idle = -1;
    }
    const touch = touches[count % 10]!;
    if (touch === 0) return;
    const other = (Math.imul(count, 0x9e3779b1) >>> 0) % this.pending;
    if (touch === MOVE) timer.at(nowMs + increments[(count + 2) & TABLE_MASK]!, other);
    else {
      timer.cancel(other);
      this.idle = other;
    }
  }

  runTo(timeMs: number): void {
    this.simulation.run(timeMs);
  }
}

/** The work of `Events` on flatqueue, which keeps no order among equal times. */
class FlatEvents implements Contender {
  readonly queue = new FlatQueue<number>();
  operationCount = 0;

  constructor(pending: number) {
    for (let entity = 0; entity < pending; entity++)
      this.queue.push(entity, increments[entity & TABLE_MASK]!);
  }

  runTo(timeMs: number): void {
    const { queue } = this;
    for (;;) {
      const nowMs = queue.peekValue()!;
      if (nowMs > timeMs) return;
      const entity = queue.pop()!;
      queue.push(entity, nowMs + increments[++this.operationCount & TABLE_MASK]!);
    }
  }
}

const contenders: readonly [string, (pending: number) => Contender][] = [
  ['queue alone', (pending) => new QueueAlone(pending)],
  ['simulation, EventKind.at', (pending) => new Events(pending)],
  ['simulation, Timer, 30 % moved or cancelled', (pending) => new Timers(pending)],
  ['flatqueue', (pending) => new FlatEvents(pending)],
];

/** CPU nanoseconds per operation: the median of the repetitions; building and warming up are not measured. */
function measure(build: (pending: number) => Contender, pending: number): number {
  const measured: number[] = [];
  const daysMs = Math.min(HORIZON_MS - WARM_UP_MS, Math.ceil(OPERATIONS / pending) * DAY_MS);
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    let elapsedUs = 0;
    let operationCount = 0;
    while (operationCount < OPERATIONS * 0.9) {
      const contender = build(pending);
      contender.runTo(WARM_UP_MS);
      const before = contender.operationCount;
      const started = process.cpuUsage();
      contender.runTo(WARM_UP_MS + daysMs);
      const elapsed = process.cpuUsage(started);
      elapsedUs += elapsed.user + elapsed.system;
      operationCount += contender.operationCount - before;
    }
    measured.push((1000 * elapsedUs) / operationCount);
  }
  return measured.sort((x, y) => x - y)[REPETITIONS >> 1]!;
}

/** Prints the hold model at three sizes: ours through kinds and through timers, and flatqueue. */
export function benchQueue(): void {
  console.log(
    'hold model, mean increment one day: CPU ns per operation, operations per second, ratio to flatqueue',
  );
  for (const pending of [1e3, 1e5, 1e6]) {
    const nanoseconds = contenders.map(([, build]) => measure(build, pending));
    const flatqueueNs = nanoseconds.at(-1)!;
    contenders.forEach(([name], index) => {
      const each = nanoseconds[index]!;
      const millions = `${(1000 / each).toFixed(1)} M/s`;
      console.log(
        `${String(pending).padStart(8)} pending  ${name.padEnd(42)} ${each.toFixed(0).padStart(5)} ns ${millions.padStart(10)}` +
          `  x ${(flatqueueNs / each).toFixed(2)}`,
      );
    });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) benchQueue();
