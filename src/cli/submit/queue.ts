import { type Connection, connectRedis, QueueError } from '../../experiment/executors/queue/connect.ts';
import { QueueExecutor } from '../../experiment/executors/queue/coordinator.ts';
import { jobCountMax } from '../../experiment/plan/plan.ts';
import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';
import { asSubmitted } from '../experiments/submission.ts';
import { last } from '../options.ts';
import { writeLines } from '../terminal.ts';

/** Where an address with a password is better kept than on the command line, which others can see. */
const ADDRESS_VARIABLE = 'FLEETSIM_REDIS';

/** How a Redis is named. */
export const REDIS_OPTION = {
  redis: {
    type: 'string',
    requiresArg: true,
    describe: `Redis that holds the queue: redis://host:6379, or the path of a socket [default: what the variable ${ADDRESS_VARIABLE} says]`,
    coerce: last,
  },
} as const;

/** Reaches the Redis of the queue and writes what it warns of; ends the program if it is not there. */
export async function openConnection(redis: string | undefined): Promise<Connection> {
  const url = redis ?? process.env[ADDRESS_VARIABLE];
  if (url === undefined || url === '')
    throw new Ending(
      EXIT.usage,
      `where is the queue? Give --redis redis://host:6379, or set ${ADDRESS_VARIABLE}`,
    );
  return inWords(async () => {
    const connection = await connectRedis(url);
    for (const warning of connection.warnings) sayOnStderr(`warning: ${warning}`);
    return connection;
  });
}

/** Runs a command of an experiment whose jobs go over a queue, `slots` at once. */
export function overQueue(
  redis: string | undefined,
  slots: number,
  command: () => Promise<void>,
): Promise<void> {
  return inWords(() =>
    asSubmitted(
      {
        openExecutor: async (plan, signal) => {
          const connection = await openConnection(redis);
          const needed = Math.min(slots, jobCountMax(plan));
          return new QueueExecutor({ connection, plan, slots: needed, signal, say: sayOnStderr });
        },
      },
      command,
    ),
  );
}

/** Runs something that uses the queue; a queue that fails ends the program with its words. */
export async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof QueueError) throw new Ending(EXIT.usage, visible(error.message));
    throw error;
  }
}

export function sayOnStderr(line: string): void {
  writeLines(process.stderr, line);
}
