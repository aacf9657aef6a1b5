import type { Redis, RedisOptions } from 'ioredis';

/** A queue that cannot be used, with the reason in words; never with a password. */
export class QueueError extends Error {
  override readonly name = 'QueueError';
}

/** Both packages of the queue; they are installed only where somebody wants one. */
interface QueuePackages {
  readonly bullmq: typeof import('bullmq');
  readonly Redis: typeof import('ioredis').Redis;
}

/** A Redis that answered. */
export interface Connection {
  readonly bullmq: QueuePackages['bullmq'];
  /** Where it is, without user and password. */
  readonly place: string;
  /** What whoever runs the queue should know, such as that this Redis may forget. */
  readonly warnings: readonly string[];
  /** Opens a line to it that is restored whenever it breaks; `say` hears of that, and of its end. */
  readonly open: (say?: (line: string) => void) => Redis;
}

const REACH_MS = 5000;
const RETRY_MAX_MS = 1000;

/** Loads the packages of the queue and looks whether a Redis answers at `url`; throws a QueueError if not. */
export async function connectRedis(url: string): Promise<Connection> {
  const place = placeOf(url);
  const { bullmq, Redis } = await loadPackages();
  const warnings = await probe(new Redis(url, PROBE), place);
  return { bullmq, place, warnings, open: (say) => openLine(new Redis(url, LINE), place, say) };
}

/** The place that an address names, as it may be shown; throws a QueueError for what is no address of a Redis. */
export function placeOf(url: string): string {
  if (/^\/[^/]/.test(url)) return url.replace(/\?.*$/s, '');
  let parsed: URL | null = null;
  try {
    parsed = new URL(url);
  } catch {
    // Below.
  }
  if (parsed === null || !/^rediss?:$/.test(parsed.protocol) || parsed.hostname === '')
    throw new QueueError(
      'the address of the queue is not that of a Redis: write redis://host:6379, rediss://… for an encrypted one, or the path of a socket',
    );
  const base = parsed.pathname.length > 1 ? parsed.pathname : '';
  return `${parsed.hostname}:${parsed.port === '' ? '6379' : parsed.port}${base}`;
}

async function loadPackages(): Promise<QueuePackages> {
  try {
    const [bullmq, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, Redis };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new QueueError('the queue needs two more packages: npm install bullmq ioredis', { cause: error });
  }
}

const PROBE: RedisOptions = {
  lazyConnect: true,
  connectTimeout: REACH_MS,
  commandTimeout: REACH_MS,
  maxRetriesPerRequest: 0,
  retryStrategy: () => null,
};

/** What there is to be warned of; throws a QueueError if nobody answers. */
async function probe(redis: Redis, place: string): Promise<string[]> {
  let refused: Error | null = null;
  redis.on('error', (error) => {
    refused ??= error;
  });
  try {
    await redis.connect();
    await redis.ping();
    return warningsOf(await redis.info().catch(() => ''), place);
  } catch (error) {
    throw new QueueError(`no queue at ${place}: ${reasonOf(refused ?? error)}`, { cause: error });
  } finally {
    redis.disconnect();
  }
}

/** An error with the words of the system or of Redis, which may repeat neither address nor password. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED' || code === 'ENOENT') return 'no Redis answers there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no machine has that name';
  if (code === 'ETIMEDOUT' || /timed? ?out/i.test(message)) return 'it does not answer';
  if (/^(NOAUTH|WRONGPASS|NOPERM)\b/.test(message)) return `it refuses the user or the password (${message})`;
  return message;
}

/** What a Redis refuses, such as to write when its memory or disk is full, is no fault of fleetsim: it says why. */
export function inWordsOfQueue(error: unknown, { place }: Pick<Connection, 'place'>): unknown {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return error;
  return new QueueError(`the queue at ${place} does not do its work: ${error.message}`, { cause: error });
}

const VERSION_MIN = 5;

function warningsOf(info: string, place: string): string[] {
  const version = /^redis_version:(\d+)\S*/m.exec(info);
  if (version !== null && Number(version[1]) < VERSION_MIN)
    throw new QueueError(`Redis ${VERSION_MIN} or later is needed: ${version[0].replace(':', ' ')}`);
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  if (policy === undefined || policy === 'noeviction') return [];
  return [
    `the Redis at ${place} throws data away when its memory is full (maxmemory-policy ${policy}): jobs would be done again and again; set it to noeviction`,
  ];
}

const LINE: RedisOptions = {
  // Commands wait for as long as it takes until Redis is back.
  maxRetriesPerRequest: null,
  retryStrategy: (attempt) => Math.min(50 * attempt, RETRY_MAX_MS),
  keepAlive: 10_000,
};

function openLine(line: Redis, place: string, say: ((line: string) => void) | undefined): Redis {
  // Whoever waits for an answer keeps waiting: what breaks the line is told below, once.
  line.on('error', () => undefined);
  let isBroken = false;
  line.on('reconnecting', () => {
    if (!isBroken) say?.(`the queue at ${place} is gone; waiting for it`);
    isBroken = true;
  });
  line.on('ready', () => {
    if (isBroken) say?.(`the queue at ${place} is back`);
    isBroken = false;
  });
  return line;
}
