import { writeFileSync } from 'node:fs';
import type { CommandModule } from 'yargs';
import { isSystemError, reasonOf } from '../../experiment/errors.ts';
import { memoryNeedBytes } from '../../experiment/memory.ts';
import { descriptionText } from '../../report/description/description.ts';
import { visible } from '../../scenario/issue.ts';
import { commandWords } from '../command-line.ts';
import { Ending, EXIT } from '../exit.ts';
import { last, SCENARIO_OPTIONS } from '../options.ts';
import { openScenario, warningText } from '../scenario-file.ts';
import { writeLines } from '../terminal.ts';
import { programEdition } from '../version.ts';

interface Arguments {
  readonly file: string;
  readonly seed: string | undefined;
  readonly set: string[] | undefined;
  readonly out: string | undefined;
}

/** `fleetsim describe FILE`: the model behind a scenario, and every setting that is not at its default. */
export const describeCommand: CommandModule<object, Arguments> = {
  command: 'describe <file>',
  describe: 'Describe the model behind a scenario, and every setting that is not at its default',
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', demandOption: true, describe: 'Scenario file (YAML)' })
      .options({
        ...SCENARIO_OPTIONS,
        out: {
          type: 'string',
          requiresArg: true,
          describe: 'File for the description, in Markdown [default: standard output]',
          coerce: last,
        },
      }),
  handler: ({ file, seed, set = [], out }) => {
    const loaded = openScenario(file, seed, set);
    const options = [
      ...(seed === undefined ? [] : ['--seed', seed]),
      ...set.flatMap((one) => ['--set', one]),
    ];
    const text = descriptionText({
      ...loaded,
      warnings: loaded.warnings.map(warningText),
      command: commandWords([file, ...options]),
      ...programEdition(),
      memoryNeedBytes: memoryNeedBytes(loaded.scenario),
    });
    if (out === undefined) process.stdout.write(text);
    else writeDescription(out, text);
  },
};

/** Never over what is there already. */
function writeDescription(out: string, text: string): void {
  try {
    writeFileSync(out, text, { flag: 'wx' });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const reason = error.code === 'EEXIST' ? 'it exists already; name another file' : reasonOf(error);
    throw new Ending(EXIT.usage, `cannot write ${visible(out)}: ${reason}`);
  }
  writeLines(process.stdout, `${visible(out)} is written`);
}
