#!/usr/bin/env node
import { isSystemError, reasonOf } from '../experiment/errors.ts';
import { EXIT } from './exit.ts';
import { runProgram } from './program.ts';

// A reader that stops early, such as `head`, is no error; a full disk is one that nobody would see otherwise.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  const reason = isSystemError(error) ? reasonOf(error) : error.message;
  process.stderr.write(`cannot write to standard output: ${reason}\n`);
  process.exit(EXIT.notWritten);
});
// Whoever cannot read the messages still gets the exit code.
process.stderr.on('error', () => undefined);

process.exitCode = await runProgram(process.argv.slice(2));
