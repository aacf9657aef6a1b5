import { carryOut } from '../jobs/carry-out.ts';
import type { JobResult } from '../jobs/result.ts';
import { type Plan, PointLoader } from '../plan/plan.ts';
import { RunError } from '../run.ts';
import { type Executor, JobError } from './executor.ts';

/** How long the process is deaf to interrupts at most. */
const PAUSE_EVERY_MS = 60;

/** Carries out jobs here, one after the other. */
export class InProcess implements Executor {
  readonly slots = 1;
  readonly #plan: Plan;
  readonly #loader: PointLoader;
  readonly #signal: AbortSignal;
  #pausedMs = 0;

  constructor(plan: Plan, signal: AbortSignal) {
    this.#plan = plan;
    this.#loader = new PointLoader(plan);
    this.#signal = signal;
  }

  async execute(index: number): Promise<JobResult> {
    try {
      return await carryOut(this.#plan, this.#loader, index, () => this.#pause(), this.#signal);
    } catch (error) {
      if (error instanceof RunError) throw new JobError(error.message, { cause: error });
      throw error;
    }
  }

  #pause(): Promise<void> | undefined {
    const nowMs = performance.now();
    if (nowMs - this.#pausedMs < PAUSE_EVERY_MS) return undefined;
    this.#pausedMs = nowMs;
    return new Promise((resolve) => setImmediate(resolve));
  }

  async close(): Promise<void> {}
}
