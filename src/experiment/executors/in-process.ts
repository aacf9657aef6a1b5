import { carryOut } from '../jobs/carry-out.ts';
import type { JobResult } from '../jobs/result.ts';
import { type Plan, PointLoader } from '../plan/plan.ts';
import type { Executor } from './executor.ts';

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

  execute(index: number): Promise<JobResult> {
    return carryOut(this.#plan, this.#loader, index, () => this.#pause(), this.#signal);
  }

  #pause(): Promise<void> | undefined {
    const nowMs = performance.now();
    if (nowMs - this.#pausedMs < PAUSE_EVERY_MS) return undefined;
    this.#pausedMs = nowMs;
    return new Promise((resolve) => setImmediate(resolve));
  }

  async close(): Promise<void> {}
}
