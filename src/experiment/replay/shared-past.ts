import { sharesPast } from '../../model/branching.ts';
import type { Scenario } from '../../model/scenario.ts';
import { loadScenario } from '../../scenario/load.ts';
import type { Plan } from '../plan/plan.ts';
import { bundleReader } from '../plan/sources.ts';
import { type OnSlice, type Past, replayPast } from '../run.ts';

/**
 * The past that points of a plan share, replayed once per replication as long as jobs come replication by replication.
 * One at a time: it waits for nobody.
 */
export class SharedPast {
  readonly #plan: Pick<Plan, 'past' | 'points' | 'sources'>;
  #scenario: Scenario | null = null;
  #replication = -1;
  #past: Past | null = null;

  constructor(plan: Pick<Plan, 'past' | 'points' | 'sources'>) {
    this.#plan = plan;
  }

  /** What a point goes on from; null: it has to run from the start, or would be the only one that does not. */
  async of(
    future: Scenario,
    replication: number,
    onSlice: OnSlice,
    signal: AbortSignal,
  ): Promise<Past | null> {
    const { past, points } = this.#plan;
    if (past === undefined || past.atMs === 0 || points.length === 1) return null;
    this.#scenario ??= this.#read(past.file);
    if (!sharesPast(this.#scenario, future, past.atMs)) return null;
    if (this.#replication === replication) return this.#past;
    // Two of them need not be in memory at once, and one that fails is none.
    this.#past = null;
    this.#replication = -1;
    this.#past = await replayPast(this.#scenario, replication, past.atMs, onSlice, signal);
    this.#replication = replication;
    return this.#past;
  }

  #read(file: string): Scenario {
    const { scenario, issues } = loadScenario(file, bundleReader(this.#plan.sources));
    if (scenario === null) throw new Error(`the scenario of the past is not valid: ${issues[0]?.message}`);
    return scenario;
  }
}
