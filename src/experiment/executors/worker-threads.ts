import { setMaxListeners } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Piscina } from 'piscina';
import type { JobResult } from '../jobs/result.ts';
import type { Plan } from '../plan/plan.ts';
import { type Executor, JobError } from './executor.ts';
import type { ThreadAnswer } from './thread.ts';

const HANDLER = 'carryOutHere' satisfies keyof typeof import('./thread.ts');

/** Carries out jobs on threads of this process, one at a time on each. */
export class WorkerThreads implements Executor {
  readonly slots: number;
  readonly #pool: Piscina<number, ThreadAnswer>;
  readonly #stop = new AbortController();
  readonly #onAbort: () => void;
  readonly #signal: AbortSignal;

  constructor(plan: Plan, slots: number, signal: AbortSignal) {
    this.slots = slots;
    this.#signal = signal;
    this.#pool = new Piscina<number, ThreadAnswer>({
      ...threadFile(),
      name: HANDLER,
      minThreads: slots,
      maxThreads: slots,
      workerData: plan,
    });
    this.#onAbort = () => this.#stop.abort(signal.reason);
    // Every job that is under way listens to it.
    setMaxListeners(0, this.#stop.signal);
    if (signal.aborted) this.#onAbort();
    signal.addEventListener('abort', this.#onAbort);
    // A thread that cannot start is not started again: with none left, jobs would wait for ever.
    this.#pool.on('workerDestroy', () => setImmediate(() => this.#endIfNoThread()));
    this.#pool.on('error', () => undefined);
  }

  async execute(index: number): Promise<JobResult> {
    const answer = await this.#answerOf(index);
    if ('failed' in answer) throw new JobError(answer.failed);
    return answer.result;
  }

  async #answerOf(index: number): Promise<ThreadAnswer> {
    try {
      return await this.#pool.run(index, { signal: this.#stop.signal });
    } catch (error) {
      this.#stop.signal.throwIfAborted();
      throw new JobError(`its thread came to an end: ${reasonOf(error)}`, { cause: error });
    }
  }

  #endIfNoThread(): void {
    if (this.#pool.threads.length === 0) this.#stop.abort(new Error('no thread can be started'));
  }

  async close(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#onAbort);
    await this.#pool.destroy();
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of a thread: as it was built, or from its source, which Node cannot read by itself. */
function threadFile(): { filename: string; execArgv: string[] } {
  const isSource = import.meta.url.endsWith('.ts');
  const filename = fileURLToPath(new URL(isSource ? './thread.ts' : './thread.js', import.meta.url));
  if (!isSource) return { filename, execArgv: [] };
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return { filename, execArgv: ['--import', tsx] };
}
