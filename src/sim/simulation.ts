import { ARGUMENT_COUNT_MAX, ENTITY_COUNT_MAX, EventQueue, KIND_COUNT_MAX } from './event-queue.ts';
import { Fingerprint, fingerprintText, hashOfName } from './fingerprint.ts';
import type { Phase } from './phase.ts';
import { StateBook } from './state.ts';

/** What happens when an event is executed: a prototype method or module function, called with its owner as `this`. */
export type Handler<Owner> = (this: Owner, entity: number, argument: number) => void;

/** What a kind of event says of itself. */
export interface KindDescription {
  /** Unique, in the domain's words: it names the kind in errors, traces and the fingerprint. */
  readonly name: string;
  readonly phase: Phase;
  /** What its entities are, in one word, for whoever tells of its events. */
  readonly of?: string;
  /** What its arguments are, if they number something. */
  readonly argumentIs?: string;
  /** True for observations and checks that may be skipped without changing the history: not in the fingerprint. */
  readonly silent?: boolean;
}

/** The declaration of a kind of event. */
export interface KindDeclaration<Owner> extends KindDescription {
  readonly owner: Owner;
  readonly run: Handler<Owner>;
  /**
   * How many entities the kind has: valid entity numbers are 0 … entityCount − 1. ENTITY_COUNT_MAX is for entities of
   * a growing pool: a timer then makes room as they come.
   */
  readonly entityCount: number;
}

/** An event that is about to be executed. */
export interface WatchedEvent {
  readonly timeMs: number;
  readonly kind: KindDescription;
  readonly entity: number;
  readonly argument: number;
}

/** Told of every event just before it is executed. It may look at anything and change nothing. */
export type Watcher = (event: WatchedEvent) => void;

interface DeclaredKind {
  readonly declaration: KindDeclaration<unknown>;
  readonly kind: EventKind;
  readonly timer: Timer | null;
}

/** A kind of event: schedules occurrences for entities. Any number may be pending for one entity. */
export class EventKind {
  /** Its place in the order of kinds; assigned when the simulation starts. */
  number = -1;
  readonly name: string;
  readonly #entityCount: number;
  readonly #queue: EventQueue;

  constructor(queue: EventQueue, name: string, entityCount: number) {
    this.#queue = queue;
    this.name = name;
    this.#entityCount = entityCount;
  }

  /** Schedules an occurrence at `timeMs` (an integer, not before the present instant) for `entity`. */
  at(timeMs: number, entity: number, argument = 0): void {
    if (!(entity >= 0 && entity < this.#entityCount) || !(argument >= 0 && argument < ARGUMENT_COUNT_MAX)) {
      throw new Error(
        `${this.name}: entity ${entity}, argument ${argument} of ${this.#entityCount} entities`,
      );
    }
    if (!(timeMs >= 0) || timeMs !== Math.floor(timeMs)) {
      throw new Error(`${this.name}: ${timeMs} is not an instant in whole milliseconds`);
    }
    if (this.number < 0) throw new Error(`${this.name}: declared, but the simulation has not started`);
    this.#queue.schedule(timeMs, this.number, entity, argument);
  }
}

/** First length of the due column of a timer whose entities are drawn from a pool that grows. */
const POOL_LENGTH = 1024;

/**
 * A kind of event with at most one pending occurrence per entity, which can be moved and cancelled. What the queue
 * still holds of an earlier setting is stale and skipped at dispatch: an occurrence counts only at the instant that
 * `dueMs` names.
 */
export class Timer {
  /** When the entity's occurrence is due, in ms; Infinity when none is pending. */
  dueMs: Float64Array;
  readonly #kind: EventKind;

  constructor(kind: EventKind, entityCount: number, book: StateBook) {
    this.#kind = kind;
    const length = entityCount === ENTITY_COUNT_MAX ? POOL_LENGTH : entityCount;
    this.dueMs = new Float64Array(length).fill(Infinity);
    book.own(`timer ${kind.name}`, this, ['dueMs']);
  }

  /** Sets the occurrence of `entity` to `timeMs`; an earlier setting no longer counts. */
  at(timeMs: number, entity: number): void {
    if (this.dueMs[entity] === timeMs) return;
    this.#kind.at(timeMs, entity);
    if (entity >= this.dueMs.length) this.#growTo(entity + 1);
    this.dueMs[entity] = timeMs;
  }

  /** Sets the occurrence unless one is pending that is not later; whether it did. */
  atOrBefore(timeMs: number, entity: number): boolean {
    // Beyond the column nothing is pending: the comparison with undefined is false.
    if (timeMs >= this.dueMs[entity]!) return false;
    this.at(timeMs, entity);
    return true;
  }

  cancel(entity: number): void {
    this.dueMs[entity] = Infinity;
  }

  /** Cancels what is pending of every entity. */
  cancelAll(): void {
    this.dueMs.fill(Infinity);
  }

  isPending(entity: number): boolean {
    return this.dueMs[entity]! < Infinity;
  }

  #growTo(length: number): void {
    const larger = new Float64Array(Math.max(length, 2 * this.dueMs.length)).fill(Infinity);
    larger.set(this.dueMs);
    this.dueMs = larger;
  }
}

/** An error inside a handler, with the simulated instant at which it happened. */
export class SimulationError extends Error {
  constructor(where: string, cause: unknown) {
    super(`${where}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'SimulationError';
  }
}

const CHECKPOINT_INTERVAL_MS = 3_600_000;

/**
 * A discrete-event simulation: integer time, a totally ordered queue of coded events, and the kinds that say what
 * happens. Declare kinds, `start()`, schedule, then `run(untilMs)` as often as wished.
 *
 * It executes events in the order (time, phase, kind, entity, argument), kinds of one phase in the order in which
 * they were declared, and knows nothing of what they mean.
 */
export class Simulation {
  readonly state = new StateBook();
  readonly horizonMs: number;

  /** The present instant, in ms since the start. */
  nowMs = 0;
  /** Events executed, stale timer occurrences excluded. */
  executedCount = 0;

  readonly #queue: EventQueue;
  readonly #fingerprint = new Fingerprint(this.state);
  readonly #declared: DeclaredKind[] = [];
  readonly #names = new Set<string>();
  #started = false;

  /** By number of the kind, as all that follow. */
  #declarations: readonly KindDeclaration<unknown>[] = [];
  #handlers: Handler<unknown>[] = [];
  #owners: unknown[] = [];
  #timers: (Timer | null)[] = [];
  #hashes: Int32Array = new Int32Array(0);

  /** The fingerprint at the end of each simulated hour that has passed: words a and b in turn. */
  checkpoints: Uint32Array;
  checkpointCount = 0;

  constructor(horizonMs: number) {
    this.horizonMs = horizonMs;
    this.#queue = new EventQueue(horizonMs, this.state);
    this.checkpoints = new Uint32Array(2 * (Math.floor(horizonMs / CHECKPOINT_INTERVAL_MS) + 1));
    this.state.own('simulation', this, ['nowMs', 'executedCount', 'checkpoints', 'checkpointCount']);
  }

  /** Declares a kind of event. Only before `start()`, always in the same order. */
  declare<Owner>(declaration: KindDeclaration<Owner>): EventKind {
    return this.#declare(declaration, null).kind;
  }

  /** Declares a kind with at most one pending occurrence per entity, which can be moved and cancelled. */
  declareTimer<Owner>(
    declaration: Omit<KindDeclaration<Owner>, 'run'> & { run: (this: Owner, entity: number) => void },
  ): Timer {
    return this.#declare(declaration, 'timer').timer!;
  }

  #declare<Owner>(declaration: KindDeclaration<Owner>, as: 'timer' | null) {
    const { name, entityCount } = declaration;
    if (this.#started) throw new Error(`${name}: declared after the start`);
    if (this.#names.has(name)) throw new Error(`${name}: declared twice`);
    if (this.#declared.length === KIND_COUNT_MAX)
      throw new Error(`more than ${KIND_COUNT_MAX} kinds of event`);
    if (entityCount > ENTITY_COUNT_MAX) {
      throw new Error(`${name}: ${entityCount} entities; the engine holds at most ${ENTITY_COUNT_MAX}`);
    }
    this.#names.add(name);
    const kind = new EventKind(this.#queue, name, entityCount);
    const timer = as === null ? null : new Timer(kind, entityCount, this.state);
    this.#declared.push({ declaration: declaration as unknown as KindDeclaration<unknown>, kind, timer });
    return { kind, timer };
  }

  /** Fixes the order of kinds: by phase, then as declared. Call it once, before scheduling anything. */
  start(): void {
    if (this.#started) throw new Error('started twice');
    this.#started = true;
    const ordered = this.#declared.slice().sort((x, y) => x.declaration.phase - y.declaration.phase);
    this.#hashes = new Int32Array(ordered.length);
    this.#declarations = ordered.map(({ declaration }) => declaration);
    this.#handlers = this.#declarations.map(({ run }) => run);
    ordered.forEach((declared, number) => {
      const { declaration } = declared;
      declared.kind.number = number;
      this.#owners.push(declaration.owner);
      this.#timers.push(declared.timer);
      this.#hashes[number] = declaration.silent === true ? 0 : hashOfName(declaration.name) | 1;
    });
  }

  /**
   * Has the events of every `run` from now on told to `watcher`; null: to nobody. Watching stands between the loop and
   * the handlers, so that a run that nobody watches does not pay for it; the history is the same.
   */
  watch(watcher: Watcher | null): void {
    this.#handlers = this.#declarations.map((kind) => {
      if (watcher === null) return kind.run;
      return (entity, argument) => {
        watcher({ timeMs: this.nowMs, kind, entity, argument });
        kind.run.call(kind.owner, entity, argument);
      };
    });
  }

  /** Executes every event up to and including `untilMs` (at most the horizon) and moves the clock there. */
  run(untilMs: number = this.horizonMs): void {
    if (!this.#started) throw new Error('run before start');
    if (untilMs > this.horizonMs) throw new Error(`run to ${untilMs} ms, beyond the horizon`);
    try {
      this.#loop(untilMs);
    } catch (error) {
      const { kind, entity, timeMs } = this.#queue;
      const name = this.#declarations[kind]?.name ?? 'no event yet';
      throw new SimulationError(`at ${timeMs} ms, ${name} of entity ${entity}`, error);
    }
    this.#checkpointUpTo(untilMs);
    this.nowMs = untilMs;
  }

  #loop(untilMs: number): void {
    const queue = this.#queue;
    const handlers = this.#handlers;
    const owners = this.#owners;
    const timers = this.#timers;
    const hashes = this.#hashes;
    const fingerprint = this.#fingerprint;
    let nextCheckpointMs = (this.checkpointCount + 1) * CHECKPOINT_INTERVAL_MS;
    while (queue.take(untilMs)) {
      const { timeMs, kind, entity } = queue;
      if (timeMs > nextCheckpointMs) nextCheckpointMs = this.#checkpointUpTo(timeMs - 1);
      this.nowMs = timeMs;
      const timer = timers[kind]!;
      if (timer !== null) {
        if (timer.dueMs[entity] !== timeMs) continue;
        timer.dueMs[entity] = Infinity;
      }
      this.executedCount++;
      if (hashes[kind] !== 0) fingerprint.add(timeMs, hashes[kind]!, entity, queue.argument);
      handlers[kind]!.call(owners[kind], entity, queue.argument);
    }
  }

  /** Notes the fingerprint for every hour that ends at or before `timeMs`; returns the end of the next hour. */
  #checkpointUpTo(timeMs: number): number {
    while ((this.checkpointCount + 1) * CHECKPOINT_INTERVAL_MS <= timeMs) {
      this.checkpoints[2 * this.checkpointCount] = this.#fingerprint.a;
      this.checkpoints[2 * this.checkpointCount + 1] = this.#fingerprint.b;
      this.checkpointCount++;
    }
    return (this.checkpointCount + 1) * CHECKPOINT_INTERVAL_MS;
  }

  /** The fingerprint of the history so far: sixteen hexadecimal digits. */
  get fingerprint(): string {
    return this.#fingerprint.toString();
  }

  /** The fingerprint after each simulated hour that has passed. */
  hourlyFingerprints(): string[] {
    return Array.from({ length: this.checkpointCount }, (_, hour) =>
      fingerprintText(this.checkpoints[2 * hour]!, this.checkpoints[2 * hour + 1]!),
    );
  }

  /** Events pending, stale ones included. */
  get pendingCount(): number {
    return this.#queue.size;
  }

  get beyondHorizonCount(): number {
    return this.#queue.beyondHorizonCount;
  }
}
