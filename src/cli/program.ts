import yargs from 'yargs';
import { OutputError } from '../experiment/errors.ts';
import { withArguments } from './command-line.ts';
import { capacityCommand } from './commands/capacity.ts';
import { compareCommand } from './commands/compare.ts';
import { completionCommand } from './commands/completion.ts';
import { describeCommand } from './commands/describe.ts';
import { diffCommand } from './commands/diff.ts';
import { explainCommand } from './commands/explain.ts';
import { initCommand } from './commands/init.ts';
import { mergeCommand } from './commands/merge.ts';
import { queryCommand } from './commands/query.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { submitCommand } from './commands/submit.ts';
import { sweepCommand } from './commands/sweep.ts';
import { validateCommand } from './commands/validate.ts';
import { verifyCommand } from './commands/verify.ts';
import { workerCommand } from './commands/worker.ts';
import { answerShell } from './completion/ask.ts';
import { ASK } from './completion/scripts.ts';
import { Ending, EXIT, InternalError } from './exit.ts';
import type { Command } from './help/command-options.ts';
import { FIRST_STEPS } from './help/examples.ts';
import { helpful } from './help/helpful.ts';
import { misuse } from './help/misuse.ts';
import { Interrupted } from './interrupt.ts';
import { writeLines } from './terminal.ts';
import { programVersion } from './version.ts';

const HELP_WIDTH = 100;

/** Runs the command that the arguments name; resolves to the exit code. Says on stderr what went wrong. */
export async function runProgram(args: readonly string[]): Promise<number> {
  try {
    if (args[0] === ASK) answerShell(args.slice(1), commandsFor([]));
    else await parse(args);
    return EXIT.ok;
  } catch (error) {
    const { code, message } = explain(error);
    writeLines(process.stderr, message);
    return code;
  }
}

async function parse(args: readonly string[]): Promise<void> {
  await withArguments(args, () => parser(args).parseAsync());
}

/** Every command, in the order in which one meets them. */
function commandsFor(submitted: readonly string[]): readonly Command[] {
  return [
    initCommand,
    validateCommand,
    runCommand,
    reportCommand,
    explainCommand,
    queryCommand,
    describeCommand,
    compareCommand,
    sweepCommand,
    capacityCommand,
    mergeCommand,
    verifyCommand,
    diffCommand,
    submitCommand(submitted, parse),
    workerCommand,
    completionCommand,
  ];
}

function parser(args: readonly string[]) {
  const { own, submitted } = splitSubmission(args);
  const commands = commandsFor(submitted);
  const program = yargs([...own])
    .scriptName('fleetsim')
    .usage('$0 <command>\n\nSimulates how a Windows fleet gets patched with Configuration Manager and WSUS.')
    .parserConfiguration({
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'boolean-negation': true,
    })
    .demandCommand(1, 'Say what to do, for example: fleetsim init try')
    .strictCommands()
    .strict()
    .locale('en')
    .wrap(HELP_WIDTH)
    .version(programVersion())
    .help()
    .exitProcess(false)
    .epilogue('fleetsim <command> --help shows the options of a command, with examples.')
    .fail((message, error) => {
      if (error !== undefined && error.name !== 'YError') throw error;
      throw misuse(message, own, commands);
    });
  for (const command of commands) program.command(helpful(command));
  for (const [line, what] of FIRST_STEPS) program.example(line, what);
  return program;
}

/** What follows `--` after `submit` is the business of another command: its options are not read here. */
function splitSubmission(args: readonly string[]) {
  const dashes = args[0] === 'submit' ? args.indexOf('--') : -1;
  return dashes < 0
    ? { own: args, submitted: [] }
    : { own: args.slice(0, dashes), submitted: args.slice(dashes + 1) };
}

/** An error as a line for people and an exit code; a stack trace only with FLEETSIM_DEBUG=1. */
function explain(error: unknown): { code: number; message: string } {
  if (error instanceof Ending) return { code: error.code, message: error.message };
  if (error instanceof Interrupted)
    return { code: EXIT.interrupted, message: 'interrupted; no results were written' };
  if (error instanceof OutputError) return { code: EXIT.notWritten, message: error.message };
  const internal = error instanceof Error ? error : new Error(String(error));
  const where = internal instanceof InternalError ? ' ' : ': ';
  if (process.env.FLEETSIM_DEBUG === '1') {
    const origin = internal.cause instanceof Error ? internal.cause : internal;
    return {
      code: EXIT.internalError,
      message: `internal error${where}${internal.message}\n${origin.stack}`,
    };
  }
  const advice = 'FLEETSIM_DEBUG=1 shows where; please report it together with the scenario';
  return { code: EXIT.internalError, message: `internal error${where}${internal.message} (${advice})` };
}
