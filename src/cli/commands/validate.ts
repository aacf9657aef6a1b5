import type { CommandModule } from 'yargs';
import { clientCountOf, memoryNeedBytes } from '../../experiment/memory.ts';
import { groupThousands } from '../../report/number.ts';
import { formatDuration } from '../../report/time.ts';
import { formatIssue, visible } from '../../scenario/issue.ts';
import { SCENARIO_OPTIONS } from '../options.ts';
import { openScenario } from '../scenario-file.ts';
import { writeLines } from '../terminal.ts';

interface Arguments {
  readonly file: string;
  readonly seed: string | undefined;
  readonly set: string[] | undefined;
}

/** `fleetsim validate FILE`: all mistakes of a scenario at once, or what it describes. */
export const validateCommand: CommandModule<object, Arguments> = {
  command: 'validate <file>',
  describe: 'Check a scenario file and list every mistake in it',
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', demandOption: true, describe: 'Scenario file (YAML)' })
      .options(SCENARIO_OPTIONS),
  handler: ({ file, seed, set }) => {
    const { scenario, warnings } = openScenario(file, seed, set ?? []);
    for (const warning of warnings) writeLines(process.stderr, formatIssue(warning));
    const clients = groupThousands(clientCountOf(scenario));
    const memory = (memoryNeedBytes(scenario) / 1e9).toFixed(1);
    writeLines(
      process.stdout,
      `${visible(file)} is valid: ${scenario.name}, ${clients} clients, ${formatDuration(scenario.horizonMs)}, about ${memory} GB of memory`,
    );
  },
};
