import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { isSystemError, reasonOf } from '../../experiment/errors.ts';
import { suggestion } from '../../scenario/closest.ts';
import { visible } from '../../scenario/issue.ts';
import { TEMPLATES, type Template } from '../../scenario/templates/templates.ts';
import { commandWords } from '../command-line.ts';
import { Ending, EXIT } from '../exit.ts';
import { COMMON_OPTIONS, last } from '../options.ts';
import { openScenario } from '../scenario-file.ts';
import { writeLines } from '../terminal.ts';

interface Arguments {
  readonly name: string | undefined;
  readonly dir: string;
  readonly template: string;
  readonly list: boolean;
}

/** `fleetsim init NAME [DIR]`: a small commented scenario to start from. */
export const initCommand: CommandModule<object, Arguments> = {
  command: 'init [name] [dir]',
  describe: 'Write a small commented scenario to start from',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', describe: 'Name of the scenario' })
      .positional('dir', { type: 'string', default: '.', describe: 'Folder to write NAME.yaml to' })
      .options({
        ...COMMON_OPTIONS,
        template: {
          type: 'string',
          requiresArg: true,
          default: TEMPLATES[0]!.name,
          describe: 'Which of the scenarios to start from that --list shows',
          coerce: (value: unknown) => last(value) ?? '',
        },
        list: { type: 'boolean', default: false, describe: 'List the templates, each with its question' },
      }),
  handler: ({ name, dir, template, list }) => {
    if (list) return writeLines(process.stdout, listText());
    if (name === undefined)
      throw new Ending(EXIT.usage, 'init needs a name for the scenario: fleetsim init <name>');
    init(name, dir, templateCalled(template));
  },
};

function listText(): string {
  const width = Math.max(...TEMPLATES.map((template) => template.name.length));
  const lines = TEMPLATES.map(({ name, question }) => `${name.padEnd(width)}  ${question}`);
  return [...lines, '', 'Start from one with: npx fleetsim init <name> --template <template>'].join('\n');
}

function templateCalled(written: string): Template {
  const names = TEMPLATES.map(({ name }) => name);
  const template = TEMPLATES.find(({ name }) => name === written);
  if (template !== undefined) return template;
  throw new Ending(
    EXIT.usage,
    `--template ${visible(written)} is none${suggestion(written, names)}; fleetsim init --list shows them all`,
  );
}

function init(name: string, dir: string, template: Template): void {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(name)) {
    throw new Ending(
      EXIT.usage,
      `init ${visible(name)}: a name consists of letters, digits, dots, hyphens and underscores`,
    );
  }
  const files = template.files(name).map((file) => ({ path: join(dir, file.name), text: file.text }));
  for (const { path, text } of files) writeNew(dir, path, text);
  // What stands last is a scenario, whatever the first is.
  openScenario(files.at(-1)!.path, undefined, []);
  const [command, ...rest] = template.next(files[0]!.path);
  const shown = files.map(({ path }) => visible(path)).join(' and ');
  const verb = files.length === 1 ? 'is' : 'are';
  const next = `npx fleetsim ${command} ${commandWords(rest)}`;
  writeLines(process.stdout, `${shown} ${verb} written and valid; ${command} it with: ${next}`);
}

/** Never over what is there already. */
function writeNew(dir: string, path: string, text: string): void {
  try {
    mkdirSync(dir, { recursive: true });
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const reason = error.code === 'EEXIST' ? 'it exists already; choose another name' : reasonOf(error);
    throw new Ending(EXIT.usage, `cannot write ${visible(path)}: ${reason}`);
  }
}
