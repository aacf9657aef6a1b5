import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { isSystemError, reasonOf } from '../../experiment/errors.ts';
import { visible } from '../../scenario/issue.ts';
import { scenarioTemplate } from '../../scenario/template.ts';
import { Ending, EXIT } from '../exit.ts';
import { COMMON_OPTIONS } from '../options.ts';
import { openScenario } from '../scenario-file.ts';
import { writeLines } from '../terminal.ts';

interface Arguments {
  readonly name: string;
  readonly dir: string;
}

/** `fleetsim init NAME [DIR]`: a small commented scenario to start from. */
export const initCommand: CommandModule<object, Arguments> = {
  command: 'init <name> [dir]',
  describe: 'Write a small commented scenario to start from',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', demandOption: true, describe: 'Name of the scenario' })
      .positional('dir', { type: 'string', default: '.', describe: 'Folder to write NAME.yaml to' })
      .options(COMMON_OPTIONS),
  handler: ({ name, dir }) => {
    if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(name)) {
      throw new Ending(
        EXIT.usage,
        `init ${visible(name)}: a name consists of letters, digits, dots, hyphens and underscores`,
      );
    }
    const file = join(dir, `${name}.yaml`);
    try {
      mkdirSync(dir, { recursive: true });
      writeFileSync(file, scenarioTemplate(name), { flag: 'wx' });
    } catch (error) {
      if (!isSystemError(error)) throw error;
      const reason = error.code === 'EEXIST' ? 'it exists already' : reasonOf(error);
      throw new Ending(EXIT.usage, `cannot write ${visible(file)}: ${reason}`);
    }
    openScenario(file, undefined, []);
    const shown = visible(file);
    writeLines(process.stdout, `${shown} is written and valid; run it with: npx fleetsim run ${shown}`);
  },
};
