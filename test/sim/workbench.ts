import { log } from '../../src/sim/math.ts';
import { Phase } from '../../src/sim/phase.ts';
import { type PurposeKey, uniform } from '../../src/sim/random.ts';
import type { EventKind, Simulation } from '../../src/sim/simulation.ts';

/** Something that a test does at an instant; `as` says in which phase, activity unless told. */
export interface Act {
  readonly atMs: number;
  readonly as?: 'control' | 'activity' | 'observation';
  readonly run: () => void;
}

/** Runs a simulation with acts at their instants; build stations and links before, and run the simulation after. */
export function script(simulation: Simulation, acts: readonly Act[]): void {
  const owner = {
    run(index: number): void {
      acts[index]!.run();
    },
  };
  const kinds = new Map<string, EventKind>();
  for (const phase of ['control', 'activity', 'observation'] as const) {
    kinds.set(
      phase,
      simulation.declare({
        name: `script: ${phase}`,
        phase: Phase[phase],
        owner,
        entityCount: acts.length,
        run: owner.run,
      }),
    );
  }
  simulation.start();
  acts.forEach(({ atMs, as = 'activity' }, index) => {
    kinds.get(as)!.at(atMs, index);
  });
}

/** A stream of arrivals: calls `arrive(n)` for n = 0, 1, … with exponential gaps of mean `gapMs`, until `limit`. */
export class PoissonSource {
  next = 0;
  readonly #kind: EventKind;
  readonly #simulation: Simulation;
  readonly #key: PurposeKey;
  readonly #gapMs: number;
  readonly #limit: number;
  readonly #arrive: (n: number) => void;

  constructor(
    simulation: Simulation,
    key: PurposeKey,
    gapMs: number,
    limit: number,
    arrive: (n: number) => void,
  ) {
    this.#simulation = simulation;
    this.#key = key;
    this.#gapMs = gapMs;
    this.#limit = limit;
    this.#arrive = arrive;
    this.#kind = simulation.declare({
      name: 'source: arrival',
      phase: Phase.activity,
      owner: this as PoissonSource,
      entityCount: 1,
      run: PoissonSource.prototype.onArrival,
    });
    simulation.state.own('source', this, ['next']);
  }

  start(): void {
    this.#scheduleNext();
  }

  onArrival(): void {
    this.#arrive(this.next++);
    this.#scheduleNext();
  }

  #scheduleNext(): void {
    if (this.next === this.#limit) return;
    this.#kind.at(this.#simulation.nowMs + exponential(this.#gapMs, this.#key, this.next), 0);
  }
}

/** The n-th exponential number of a stream, as a whole number of at least 1. */
export function exponential(mean: number, key: PurposeKey, n: number): number {
  return Math.max(1, Math.round(-mean * log(uniform(key, 0, 0, n))));
}
