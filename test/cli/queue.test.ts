import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { REDIS_MISSING, RedisServer } from '../experiment/executors/redis-server.ts';
import { TINY_SCENARIO } from '../experiment/executors/tiny-plan.ts';
import { inProcess } from './running.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');

/** Long enough to be met while it is under way. */
const SLOW_SCENARIO = TINY_SCENARIO.replace('count: 20', 'count: 2500');
const experiment = (out: string) => {
  const file = join(folder, 'slow.yaml');
  return ['run', file, '--replications', '6', '--out', join(folder, out)];
};

let folder: string;
let started: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetsim-queue-'));
  writeFileSync(join(folder, 'slow.yaml'), SLOW_SCENARIO);
  started = [];
});
afterEach(() => {
  for (const process of started) process.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A process of fleetsim that lives until it ends or is killed. */
class Program {
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown[]>;
  #said = '';

  constructor(...args: readonly string[]) {
    this.#process = spawn(process.execPath, ['--import', TSX, MAIN, ...args], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    started.push(this.#process);
    this.#process.stderr!.on('data', (data) => {
      this.#said += data;
    });
    this.#ended = once(this.#process, 'exit');
  }

  async end(signal?: NodeJS.Signals): Promise<{ code: number | null; said: string }> {
    if (signal !== undefined) this.#process.kill(signal);
    const [code] = await this.#ended;
    return { code: code as number | null, said: this.#said };
  }
}

/** Names and bytes of what a folder of results holds, but for what tells of the machine. */
function bytesOf(results: string): [string, string][] {
  const path = join(folder, results);
  return readdirSync(path)
    .sort()
    .map((file) => {
      const text = readFileSync(join(path, file), 'utf8');
      return [file, file === 'manifest.json' ? JSON.stringify(JSON.parse(text).identity) : text];
    });
}

describe('a queue that is not there', () => {
  it('ends the coordinator and the worker with one line and leaves nothing behind', async () => {
    const redis = ['--redis', 'redis://:secret@127.0.0.1:1'];
    const line = 'no queue at 127.0.0.1:1: no Redis answers there\n';
    const submit = ['submit', '--engine', 'bullmq', ...redis, '--', ...experiment('slow')];
    expect(await inProcess(submit)).toEqual({ code: EXIT.usage, out: '', err: line });
    expect(readdirSync(folder)).toEqual(['slow.yaml']);
    expect(await inProcess(['worker', ...redis])).toEqual({ code: EXIT.usage, out: '', err: line });
  });
});

describe.skipIf(REDIS_MISSING !== null)(`an experiment over a queue ${REDIS_MISSING ?? ''}`, () => {
  it('ends with the same bytes although its worker, its coordinator and Redis are killed', async () => {
    const redis = new RedisServer();
    await redis.start();
    try {
      const address = ['--redis', redis.url];
      const submit = ['submit', '--engine', 'bullmq', ...address, '--', ...experiment('queued')];
      const work = ['worker', ...address, '--jobs', '1', '--lost-after', '1500 ms'];

      const coordinator = new Program(...submit);
      const victim = new Program(...work);
      await redis.until(activeCount, (count) => count > 0);
      expect((await victim.end('SIGKILL')).code).toBe(null);
      const worker = new Program(...work);
      while (jobFiles().length === 0) await pause(20);
      await coordinator.end('SIGKILL');
      expect(existsSync(join(folder, 'queued'))).toBe(false);

      const again = new Program(...submit);
      while (jobFiles().length < 3) await pause(20);
      await redis.kill();
      await redis.start();
      expect((await again.end()).code).toBe(EXIT.ok);
      expect((await worker.end('SIGTERM')).code).toBe(EXIT.ok);
      expect(await redis.experimentKeys()).toEqual([]);
    } finally {
      await redis.remove();
    }
    await inProcess([...experiment('here'), '--jobs', '1', '--quiet']);
    expect(bytesOf('queued')).toEqual(bytesOf('here'));
  });
});

/** Names of the results that the coordinator has kept. */
function jobFiles(): string[] {
  const path = join(folder, 'queued.jobs');
  return existsSync(path) ? readdirSync(path).filter((file) => /^job-\d+\.json$/.test(file)) : [];
}

/** How many jobs workers hold. */
async function activeCount(redis: Redis): Promise<number> {
  const [queue] = await redis.keys('bull:*:active');
  return queue === undefined ? 0 : redis.llen(queue);
}
