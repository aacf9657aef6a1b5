import type { Argv } from 'yargs';
import { type Command, nameOf, optionsIn } from './command-options.ts';
import { EXAMPLES } from './examples.ts';

/** Options that belong together. */
interface OptionGroup {
  readonly title: string;
  readonly options: readonly string[];
  /** Only of commands that have this option; no other group shows its options then. */
  readonly of?: string;
}

/** The options of all commands by what they are about, as help shows them. What is in none stands by itself. */
const GROUPS: readonly OptionGroup[] = [
  { title: 'Scenario:', options: ['set', 'seed', 'with', 'from'] },
  {
    title: 'Search:',
    options: ['vary', 'values', 'from', 'to', 'step', 'until', 'largest'],
    of: 'vary',
  },
  { title: 'Story of a client:', options: ['client', 'from', 'until'], of: 'client' },
  { title: 'Missing update:', options: ['why-not'], of: 'why-not' },
  { title: 'Queue of a server:', options: ['server', 'at', 'span'], of: 'server' },
  {
    title: 'Replications:',
    options: ['replications', 'precision', 'budget', 'confidence', 'response', 'replication'],
  },
  { title: 'Execution:', options: ['jobs', 'fresh', 'shard'] },
  { title: 'Results:', options: ['out', 'format', 'parquet', 'quiet', 'color'] },
  { title: 'Help:', options: ['help', 'version'] },
];

/** A command whose help groups its options and shows examples. */
export function helpful(command: Command): Command {
  return {
    ...command,
    builder: (yargs: Argv) => {
      (command.builder as (argv: Argv) => unknown)(yargs);
      const present = optionsIn(yargs, command).map(({ name }) => name);
      const groups = GROUPS.filter(({ of }) => of === undefined || present.includes(of));
      const claimed = groups.flatMap(({ of, options }) => (of === undefined ? [] : options));
      for (const { title, options, of } of groups) {
        const shown = options.filter(
          (name) => present.includes(name) && (of !== undefined || !claimed.includes(name)),
        );
        if (shown.length > 0) yargs.group(shown, title);
      }
      for (const [line, what] of EXAMPLES[nameOf(command)] ?? []) yargs.example(line, what);
      return yargs as never;
    },
  };
}
