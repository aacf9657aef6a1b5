import { describe, expect, it } from 'vitest';
import { ENTITY_COUNT_MAX } from '../../src/sim/event-queue.ts';
import { Phase } from '../../src/sim/phase.ts';
import {
  type EventKind,
  type KindDeclaration,
  Simulation,
  SimulationError,
  type Timer,
} from '../../src/sim/simulation.ts';

const HOUR_MS = 3_600_000;
const HORIZON_MS = 10 * 24 * HOUR_MS;

/** A simulation whose kinds write what they do into a small list. */
class Diary {
  readonly simulation: Simulation;
  readonly log: string[] = [];

  constructor(horizonMs = HORIZON_MS) {
    this.simulation = new Simulation(horizonMs);
  }

  kind(name: string, rest: Partial<KindDeclaration<Diary>> = {}): EventKind {
    const { log, simulation } = this;
    return this.simulation.declare<Diary>({
      name,
      phase: Phase.activity,
      owner: this,
      run(entity, argument) {
        log.push(`${simulation.nowMs} ${name} ${entity}${argument === 0 ? '' : `/${argument}`}`);
      },
      entityCount: 100,
      ...rest,
    });
  }

  timer(name: string, run?: (this: Diary, entity: number) => void): Timer {
    const { log, simulation } = this;
    return this.simulation.declareTimer<Diary>({
      name,
      phase: Phase.activity,
      owner: this,
      run: run ?? ((entity) => log.push(`${simulation.nowMs} ${name} ${entity}`)),
      entityCount: 100,
    });
  }

  start(): this {
    this.simulation.start();
    return this;
  }

  run(untilMs?: number): string[] {
    this.simulation.run(untilMs);
    return this.log;
  }
}

describe('the order of events', () => {
  it('phases decide at one instant, whatever the order of declaring and scheduling', () => {
    const diary = new Diary();
    const phases = Object.entries(Phase);
    const kinds = phases.toReversed().map(([name, phase]) => diary.kind(name, { phase }));
    diary.start();
    for (const kind of kinds) kind.at(5, 0);
    expect(diary.run()).toEqual(phases.map(([name]) => `5 ${name} 0`));
  });

  it('kinds of one phase come in the order in which they were declared', () => {
    const diary = new Diary();
    const first = diary.kind('scan');
    const second = diary.kind('evaluate');
    const third = diary.kind('a name that sorts first');
    diary.start();
    third.at(5, 0);
    second.at(5, 0);
    first.at(5, 9);
    expect(diary.run()).toEqual(['5 scan 9', '5 evaluate 0', '5 a name that sorts first 0']);
  });

  it('entities of one kind come in ascending order, then arguments', () => {
    const diary = new Diary();
    const scan = diary.kind('scan');
    diary.start();
    scan.at(5, 12, 3);
    scan.at(5, 12);
    scan.at(5, 2);
    scan.at(4, 99);
    expect(diary.run()).toEqual(['4 scan 99', '5 scan 2', '5 scan 12', '5 scan 12/3']);
  });

  it('an event may follow in the same instant when it is later in the order', () => {
    const diary = new Diary();
    const seize = diary.kind('seize', { phase: Phase.seize });
    const decide = diary.kind('decide', {
      run: (entity) => {
        diary.log.push(`decide ${entity}`);
        seize.at(diary.simulation.nowMs, entity);
      },
    });
    diary.start();
    decide.at(7, 1);
    decide.at(7, 0);
    expect(diary.run()).toEqual(['decide 0', 'decide 1', '7 seize 0', '7 seize 1']);
  });
});

describe('what must not be scheduled', () => {
  const provoke = (act: (diary: Diary, earlier: EventKind, self: EventKind) => void) => {
    const diary = new Diary();
    const earlier = diary.kind('release', { phase: Phase.release });
    const self: EventKind = diary.kind('scan', { run: () => act(diary, earlier, self) });
    diary.start();
    self.at(2 * HOUR_MS, 5);
    return () => diary.run();
  };

  it('an event for the past is an error', () => {
    expect(provoke((_, __, self) => self.at(2 * HOUR_MS - 1, 9))).toThrow('does not come after');
    expect(provoke((_, __, self) => self.at(0, 9))).toThrow('does not come after');
  });

  it('an event of the present instant that is not after the executing one is an error', () => {
    expect(provoke((_, __, self) => self.at(2 * HOUR_MS, 5))).toThrow('does not come after');
    expect(provoke((_, __, self) => self.at(2 * HOUR_MS, 4))).toThrow('does not come after');
    expect(provoke((_, earlier) => earlier.at(2 * HOUR_MS, 99))).toThrow('does not come after');
  });

  it('between two slices, an event before the instant that was reached is an error; at that instant it is not', () => {
    const diary = new Diary();
    const scan = diary.kind('scan');
    diary.start().run(HOUR_MS);
    expect(() => scan.at(HOUR_MS - 1, 0)).toThrow('does not come after');
    scan.at(HOUR_MS, 0);
    expect(diary.run(HOUR_MS)).toEqual([`${HOUR_MS} scan 0`]);
  });

  it('fractions of a millisecond, negative times, unknown entities and arguments are errors', () => {
    const diary = new Diary();
    const scan = diary.kind('scan', { entityCount: 3 });
    diary.start();
    for (const timeMs of [0.5, -1, NaN]) expect(() => scan.at(timeMs, 0)).toThrow('whole milliseconds');
    for (const entity of [-1, 3, NaN]) expect(() => scan.at(1, entity)).toThrow('entity');
    for (const argument of [-1, 256]) expect(() => scan.at(1, 0, argument)).toThrow('argument');
  });

  it('an event beyond the horizon is counted and dropped', () => {
    const diary = new Diary(1000);
    const scan = diary.kind('scan');
    diary.start();
    scan.at(1001, 0);
    scan.at(1000, 1);
    expect(diary.run()).toEqual(['1000 scan 1']);
    expect(diary.simulation.beyondHorizonCount).toBe(1);
  });

  it('kinds are declared before the start, under different names, and nothing runs before it', () => {
    const diary = new Diary();
    const scan = diary.kind('scan');
    expect(() => diary.kind('scan')).toThrow('declared twice');
    expect(() => scan.at(1, 0)).toThrow('has not started');
    expect(() => diary.run()).toThrow('before start');
    diary.start();
    expect(() => diary.kind('late')).toThrow('after the start');
    expect(() => diary.start()).toThrow('started twice');
    expect(() => diary.run(HORIZON_MS + 1)).toThrow('beyond the horizon');
  });
});

describe('timers', () => {
  it('fire once at the instant they were set to, and are then not pending', () => {
    const diary = new Diary();
    const due = diary.timer('due');
    diary.start();
    due.at(100, 1);
    expect(due.isPending(1)).toBe(true);
    expect(due.isPending(2)).toBe(false);
    expect(diary.run(1000)).toEqual(['100 due 1']);
    expect(due.isPending(1)).toBe(false);
  });

  it('a moved timer fires only at its new instant, earlier or later', () => {
    const diary = new Diary();
    const due = diary.timer('due');
    diary.start();
    due.at(100, 1);
    due.at(50, 1);
    due.at(100, 2);
    due.at(150, 2);
    expect(diary.run(1000)).toEqual(['50 due 1', '150 due 2']);
    expect(diary.simulation.executedCount).toBe(2);
  });

  it('a cancelled timer does not fire', () => {
    const diary = new Diary();
    const due = diary.timer('due');
    diary.start();
    due.at(100, 1);
    due.cancel(1);
    expect(due.isPending(1)).toBe(false);
    expect(diary.run(1000)).toEqual([]);
  });

  it('cancelled and set again to the same instant, or moved away and back, it fires once', () => {
    const diary = new Diary();
    const due = diary.timer('due');
    diary.start();
    due.at(100, 1);
    due.cancel(1);
    due.at(100, 1);
    due.at(100, 2);
    due.at(200, 2);
    due.at(100, 2);
    expect(diary.run(1000)).toEqual(['100 due 1', '100 due 2']);
    expect(diary.simulation.executedCount).toBe(2);
    expect(diary.simulation.pendingCount).toBe(0);
  });

  it('atOrBefore only ever moves it earlier', () => {
    const diary = new Diary();
    const due = diary.timer('due');
    diary.start();
    due.atOrBefore(100, 1);
    due.atOrBefore(200, 1);
    due.atOrBefore(50, 2);
    due.atOrBefore(40, 2);
    expect(diary.run(1000)).toEqual(['40 due 2', '100 due 1']);
  });

  it('of a pool that grows are set for entities beyond its length like for any other', () => {
    const diary = new Diary();
    const due = diary.simulation.declareTimer<Diary>({
      name: 'due',
      phase: Phase.activity,
      owner: diary,
      run: (entity) => diary.log.push(`${diary.simulation.nowMs} due ${entity}`),
      entityCount: ENTITY_COUNT_MAX,
    });
    diary.start();
    const beyond = due.dueMs.length;
    expect(due.isPending(beyond)).toBe(false);
    due.atOrBefore(100, beyond);
    expect(due.isPending(beyond)).toBe(true);
    due.atOrBefore(200, beyond);
    expect(diary.run(1000)).toEqual([`100 due ${beyond}`]);
  });

  it('a stale occurrence changes neither the fingerprint nor the count', () => {
    const live = (isMoved: boolean) => {
      const diary = new Diary();
      const due = diary.timer('due');
      diary.start();
      if (isMoved) {
        due.at(10, 1);
        due.at(700, 1);
      }
      due.at(500, 1);
      diary.run();
      return [diary.log, diary.simulation.fingerprint, diary.simulation.executedCount];
    };
    expect(live(true)).toEqual(live(false));
  });

  it('may be set again by its own handler', () => {
    const diary = new Diary();
    const tick: Timer = diary.timer('tick', (entity) => {
      diary.log.push(`tick at ${diary.simulation.nowMs}`);
      tick.at(diary.simulation.nowMs + HOUR_MS, entity);
    });
    diary.start();
    tick.at(HOUR_MS, 0);
    expect(diary.run(3 * HOUR_MS)).toEqual([1, 2, 3].map((hour) => `tick at ${hour * HOUR_MS}`));
  });
});

/** Machines that scan each other in turn: enough history for a fingerprint. */
function busyDiary(declareMore: (diary: Diary) => void = () => {}): Diary {
  const diary = new Diary();
  declareMore(diary);
  const scan: EventKind = diary.kind('scan', {
    run: (entity, argument) => {
      const { nowMs } = diary.simulation;
      diary.log.push(`${nowMs} scan ${entity}/${argument}`);
      const delayMs = 1 + ((nowMs * 7919 + entity * 104_729) % (5 * HOUR_MS));
      scan.at(nowMs + delayMs, (entity * 3 + 1) % 100, (argument + 1) % 256);
    },
  });
  const check: EventKind = diary.kind('check', {
    phase: Phase.observation,
    silent: true,
    run: (entity) => check.at(diary.simulation.nowMs + HOUR_MS, entity),
  });
  diary.start();
  for (let entity = 0; entity < 20; entity++) scan.at(entity * 1000, entity);
  check.at(0, 0);
  return diary;
}

function historyOf({ simulation, log }: Diary) {
  const { fingerprint, executedCount, checkpointCount, nowMs } = simulation;
  return {
    log,
    fingerprint,
    executedCount,
    checkpointCount,
    nowMs,
    checkpoints: [...simulation.checkpoints],
  };
}

describe('running', () => {
  it('in slices of any length equals one run: log, fingerprint and hourly checkpoints', () => {
    const whole = busyDiary();
    whole.run();
    expect(whole.log.length).toBeGreaterThan(100);
    expect(whole.simulation.checkpointCount).toBe(HORIZON_MS / HOUR_MS);
    for (const sliceMs of [HOUR_MS, 1_234_567, 40 * HOUR_MS]) {
      const sliced = busyDiary();
      for (let untilMs = 0; untilMs < HORIZON_MS; untilMs += sliceMs) sliced.run(untilMs);
      sliced.run();
      expect(historyOf(sliced)).toEqual(historyOf(whole));
    }
  });

  it('a checkpoint is the fingerprint at the end of its hour, events of that very instant included', () => {
    const whole = busyDiary();
    whole.run();
    for (const hour of [1, 2, 7, 100, 240]) {
      const until = busyDiary();
      until.run(hour * HOUR_MS);
      const words = [...whole.simulation.checkpoints.slice(2 * hour - 2, 2 * hour)];
      expect(words.map((word) => word.toString(16).padStart(8, '0')).join('')).toBe(
        until.simulation.fingerprint,
      );
    }
  });

  it('moves the clock to the end of the slice even when nothing happens there', () => {
    const diary = new Diary().start();
    diary.run(123);
    expect(diary.simulation.nowMs).toBe(123);
  });
});

describe('the fingerprint', () => {
  const fingerprintOf = (diary: Diary) => {
    diary.run();
    return diary.simulation.fingerprint;
  };

  it('does not see silent kinds', () => {
    const watched = busyDiary((diary) => {
      const { simulation } = diary;
      const look: EventKind = diary.kind('look', {
        phase: Phase.control,
        silent: true,
        run: (entity) => {
          if (simulation.nowMs + 60_000 <= simulation.horizonMs) look.at(simulation.nowMs + 60_000, entity);
        },
      });
      const start = simulation.start.bind(simulation);
      simulation.start = () => {
        start();
        look.at(0, 0);
      };
    });
    const unwatched = busyDiary();
    expect(fingerprintOf(watched)).toBe(fingerprintOf(unwatched));
    expect(watched.simulation.executedCount).toBeGreaterThan(unwatched.simulation.executedCount);
  });

  it('is left as it was by a kind that is declared and never happens, in any phase', () => {
    for (const phase of Object.values(Phase)) {
      const larger = busyDiary((diary) => diary.kind('one kind more', { phase }));
      expect(fingerprintOf(larger)).toBe(fingerprintOf(busyDiary()));
    }
  });

  it('tells apart histories that differ in one time, kind, entity or argument', () => {
    const one = (name: string, timeMs: number, entity: number, argument: number) => {
      const diary = new Diary();
      const kind = diary.kind(name);
      diary.start();
      kind.at(timeMs, entity, argument);
      return fingerprintOf(diary);
    };
    const fingerprints = [
      one('scan', 10, 1, 0),
      one('install', 10, 1, 0),
      one('scan', 11, 1, 0),
      one('scan', 10, 2, 0),
      one('scan', 10, 1, 1),
    ];
    expect(new Set(fingerprints).size).toBe(fingerprints.length);
    for (const fingerprint of fingerprints) expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('errors', () => {
  it('carry the kind, the entity and the simulated time, and keep their cause', () => {
    const diary = new Diary();
    const cause = new Error('the disk is full');
    const install = diary.kind('install', {
      run: () => {
        throw cause;
      },
    });
    diary.start();
    install.at(4242, 17);
    let caught: unknown;
    try {
      diary.run();
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(SimulationError);
    expect((caught as SimulationError).message).toBe('at 4242 ms, install of entity 17: the disk is full');
    expect((caught as SimulationError).cause).toBe(cause);
  });
});
