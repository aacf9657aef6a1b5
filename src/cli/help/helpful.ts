import type { Argv } from 'yargs';
import { type Command, nameOf, optionsIn } from './command-options.ts';
import { EXAMPLES } from './examples.ts';

/** The options of all commands by what they are about, as help shows them. What is in none stands by itself. */
const GROUPS: readonly (readonly [title: string, options: readonly string[]])[] = [
  ['Scenario:', ['set', 'seed', 'with', 'from']],
  ['Search:', ['vary', 'values', 'from', 'to', 'step', 'until', 'largest']],
  ['Replications:', ['replications', 'precision', 'budget', 'confidence', 'response', 'replication']],
  ['Execution:', ['jobs', 'fresh', 'shard']],
  ['Results:', ['out', 'format', 'parquet', 'quiet', 'color']],
  ['Help:', ['help', 'version']],
];

/** A command whose help groups its options and shows examples. */
export function helpful(command: Command): Command {
  return {
    ...command,
    builder: (yargs: Argv) => {
      (command.builder as (argv: Argv) => unknown)(yargs);
      const present = optionsIn(yargs, command).map(({ name }) => name);
      const isSearch = present.includes('vary');
      for (const [title, names] of GROUPS) {
        if (title === 'Search:' && !isSearch) continue;
        const own = names.filter((name) => present.includes(name));
        const shown = own.filter((name) => !(isSearch && title === 'Scenario:' && name === 'from'));
        if (shown.length > 0) yargs.group(shown, title);
      }
      for (const [line, what] of EXAMPLES[nameOf(command)] ?? []) yargs.example(line, what);
      return yargs as never;
    },
  };
}
