import { writeFileSync } from 'node:fs';
import { runProgram } from '../src/cli/program.ts';
import { commandsPage } from './commands-page.ts';

/** Writes docs/commands.md from the help of the program, which yargs prints by the console. */
const page = await commandsPage(async (args) => {
  const { log } = console;
  const lines: string[] = [];
  console.log = (text: string) => lines.push(text);
  try {
    await runProgram([...args, '--help']);
  } finally {
    console.log = log;
  }
  return lines.join('\n');
});
writeFileSync(new URL('../docs/commands.md', import.meta.url), page);
