import type { CommandModule } from 'yargs';
import { SCRIPTS, SHELLS, type Shell } from '../completion/scripts.ts';
import { COMMON_OPTIONS } from '../options.ts';

interface Arguments {
  readonly shell: Shell;
}

/** `fleetsim completion SHELL`: a script that completes commands, options, files and paths of settings. */
export const completionCommand: CommandModule<object, Arguments> = {
  command: 'completion <shell>',
  describe: 'Print a script that completes commands, options, files and settings in a shell',
  builder: (yargs) =>
    yargs
      .positional('shell', { choices: SHELLS, demandOption: true, describe: 'Which shell' })
      .options(COMMON_OPTIONS),
  handler: ({ shell }) => {
    process.stdout.write(SCRIPTS[shell]);
  },
};
