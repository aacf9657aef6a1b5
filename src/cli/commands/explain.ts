import type { CommandModule } from 'yargs';
import { Ending, EXIT } from '../exit.ts';
import { explainClient } from '../explain/client.ts';
import { explainServer } from '../explain/server.ts';
import { writeTrace } from '../explain/trace.ts';
import { explainWhyNot } from '../explain/why-not.ts';
import { interruptible } from '../interrupt.ts';
import { all, COMMON_OPTIONS, last } from '../options.ts';
import { openRunFolder, scenarioOf } from '../replay/run-folder.ts';
import { writeLines } from '../terminal.ts';

interface Arguments {
  readonly run: string;
  readonly client: readonly string[] | undefined;
  readonly trace: string | undefined;
  readonly from: string | undefined;
  readonly until: string | undefined;
  readonly server: string | undefined;
  readonly at: string | undefined;
  readonly span: string | undefined;
  readonly 'why-not': string | undefined;
  readonly quiet: boolean;
}

const text = (describe: string) => ({ type: 'string', requiresArg: true, describe, coerce: last }) as const;

/** `fleetsim explain RUN`: what happened in a run to a client, at a server or with an update, and why. */
export const explainCommand: CommandModule<object, Arguments> = {
  command: 'explain <run>',
  describe: 'Tell why: the story of a client, what filled a queue, why an update is missing',
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'Folder of results of a run' })
      .options({
        ...COMMON_OPTIONS,
        client: {
          type: 'string',
          requiresArg: true,
          describe:
            'The story of a client: its number in clients.csv, or group/number; can be repeated with --trace',
          coerce: all,
        },
        trace: text('Write the logs of the clients, as they would have, to this folder instead'),
        from: text(
          'Where the story begins, such as "2024-06-11 17:00 UTC" [default: the first release, of --trace the start]',
        ),
        until: text('Where it ends, such as "release + 7 d" [default: the end of the run]'),
        server: text('What filled the queue of a server; with --at'),
        at: text('The instant to look back from, such as "2024-06-18 20:10 Europe/Paris"'),
        span: text('How far to look back, such as "4 h" [default: 1 h]'),
        'why-not': text('The clients that never installed an update, by cause: its KB number, id or title'),
        quiet: { type: 'boolean', default: false, describe: 'No progress, only what came out' },
      }),
  handler: (options) => interruptible((signal) => explain(options, signal)),
};

async function explain(options: Arguments, signal: AbortSignal): Promise<void> {
  refuseMixtures(options);
  const folder = openRunFolder(options.run);
  const asked = { folder, scenario: scenarioOf(folder).scenario, quiet: options.quiet, signal };
  const { client: clients = [], server, trace, 'why-not': whyNot } = options;
  let told: string;
  if (trace !== undefined) told = await writeTrace(asked, clients, trace, options);
  else if (clients.length > 0) told = await explainClient(asked, clients[0]!, options);
  else if (server !== undefined) told = await explainServer(asked, server, options);
  else told = await explainWhyNot(asked, whyNot!);
  writeLines(process.stdout, told);
}

/** One question at a time, with what belongs to it. */
function refuseMixtures(options: Arguments): void {
  const { client: clients = [], server, trace, 'why-not': whyNot } = options;
  const client = clients.at(-1);
  const questions = [client, server, whyNot].filter((each) => each !== undefined);
  if (questions.length !== 1)
    throw new Ending(EXIT.usage, 'ask one thing: --client ID, --server NAME --at TIME, or --why-not UPDATE');
  refuse(client === undefined, { from: options.from, until: options.until, trace }, '--client');
  if (clients.length > 1 && trace === undefined)
    throw new Ending(EXIT.usage, '--client: one story at a time; several clients go with --trace FOLDER');
  refuse(server === undefined, { at: options.at, span: options.span }, '--server');
  if (server !== undefined && options.at === undefined)
    throw new Ending(
      EXIT.usage,
      '--server: say when with --at, such as --at "2024-06-18 20:10 Europe/Paris"',
    );
}

function refuse(isForeign: boolean, given: Record<string, string | undefined>, owner: string): void {
  for (const [option, value] of Object.entries(given))
    if (isForeign && value !== undefined) throw new Ending(EXIT.usage, `--${option} belongs to ${owner}`);
}
