#!/usr/bin/env node
import { EXIT } from './exit.ts';
import { runProgram } from './program.ts';

// A reader that stops early, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.internalError);
});

process.exitCode = await runProgram(process.argv.slice(2));
