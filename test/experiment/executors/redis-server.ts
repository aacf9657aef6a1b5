import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** Why tests cannot start a Redis here; null where they can. Part of their title, so that a report says it. */
export const REDIS_MISSING: string | null =
  spawnSync('redis-server', ['--version']).status === 0 ? null : 'not run: redis-server is not installed';

/** A Redis of a test's own, on a socket in a folder of its own. It keeps nothing on disk: when it dies, all is lost. */
export class RedisServer {
  readonly url: string;
  readonly #folder: string;
  #process: ChildProcess | null = null;

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'fleetsim-redis-'));
    this.url = join(this.#folder, 'socket');
  }

  /** Starts it, empty; resolves when it answers. */
  async start(): Promise<void> {
    const folder = ['--dir', this.#folder, '--save', '', '--appendonly', 'no'];
    const place = ['--port', '0', '--unixsocket', this.url];
    this.#process = spawn('redis-server', [...place, ...folder], { stdio: 'ignore' });
    await this.ask((redis) => redis.ping());
  }

  /** As `kill -9`, and its socket with it. */
  async kill(): Promise<void> {
    const ended = once(this.#process!, 'exit');
    this.#process!.kill('SIGKILL');
    await ended;
    rmSync(this.url, { force: true });
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Asks it something over a line of its own. */
  async ask<T>(question: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.url, { retryStrategy: () => 20 });
    redis.on('error', () => undefined);
    try {
      return await question(redis);
    } finally {
      redis.disconnect();
    }
  }

  /** Waits until it has an answer that suits. */
  async until<T>(question: (redis: Redis) => Promise<T>, suits: (answer: T) => boolean): Promise<void> {
    await this.ask(async (redis) => {
      while (!suits(await question(redis))) await pause(20);
    });
  }

  /** The keys that it holds for experiments: all but the few of the queue itself. */
  async experimentKeys(): Promise<string[]> {
    const keys = await this.ask((redis) => redis.keys('*'));
    return keys.filter((key) => !/^bull:[^:]+:(meta|id|events|stalled-check|marker)$/.test(key)).sort();
  }
}
