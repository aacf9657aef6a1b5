import { settingPaths } from '../../scenario/setting-paths.ts';
import { TEMPLATES } from '../../scenario/templates/templates.ts';
import { type Command, nameOf, optionsOf, placeholdersOf } from '../help/command-options.ts';
import { SHELLS } from './scripts.ts';

/** What stands in a folder, as completion needs it; nothing where it cannot be read. */
export type FolderReader = (path: string) => readonly Entry[];

export interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
  /** It holds the results of a run or an experiment. */
  readonly isResults: boolean;
}

/**
 * What the word in work can become: `words` are those after `fleetsim`, as a shell parts them, the last one in work.
 * What ends in `=` or `/` goes on.
 */
export function completions(
  words: readonly string[],
  commands: readonly Command[],
  read: FolderReader,
): readonly string[] {
  const current = words.at(-1) ?? '';
  return candidates(words, commands, read).filter((word) => word.startsWith(current));
}

const PATHS = ['--set', '--vary', '--with'];

function candidates(
  words: readonly string[],
  commands: readonly Command[],
  read: FolderReader,
): readonly string[] {
  const [name, ...rest] = words;
  if (rest.length === 0) return [...commands.map(nameOf), '--help', '--version'];
  const command = commands.find((one) => nameOf(one) === name);
  if (command === undefined) return [];
  const current = rest.at(-1)!;
  // After submit's own options stands another command.
  const dashes = name === 'submit' ? rest.indexOf('--') : -1;
  if (dashes >= 0 && dashes < rest.length - 1) return candidates(rest.slice(dashes + 1), commands, read);
  const options = optionsOf(command);
  const joined = /^(--[\w-]+=)/.exec(current)?.[1];
  const asked = joined?.slice(0, -1) ?? rest.at(-2);
  const option = options.find((one) => `--${one.name}` === asked && !one.isFlag);
  if (option !== undefined) {
    const value = joined === undefined ? current : current.slice(joined.length);
    return valuesOf(option.name, option.choices, value, read).map((text) => `${joined ?? ''}${text}`);
  }
  if (current.startsWith('-')) return options.map((one) => `--${one.name}`);
  return positionals(command, current, read);
}

function valuesOf(
  option: string,
  choices: readonly string[],
  current: string,
  read: FolderReader,
): readonly string[] {
  if (choices.length > 0) return choices;
  if (PATHS.includes(`--${option}`)) {
    const end = option === 'vary' ? '' : '=';
    return settingPaths().map((path) => `${path}${end}`);
  }
  if (option === 'template') return TEMPLATES.map(({ name }) => name);
  if (option === 'out' || option === 'write') return within(current, read, ({ isFolder }) => isFolder);
  return [];
}

/** What the arguments of a command that are no options can be: files of scenarios, or folders of results. */
function positionals(command: Command, current: string, read: FolderReader): readonly string[] {
  const names = placeholdersOf(command).map(({ name }) => name);
  if (names.includes('shell')) return SHELLS;
  if (names.some((name) => /^files?$/.test(name)))
    return within(current, read, ({ name, isFolder }) => isFolder || /\.ya?ml$/.test(name));
  if (names.some((name) => /^(run\d?|results|folders?)$/.test(name)))
    return within(current, read, ({ isFolder }) => isFolder);
  if (names.includes('dir')) return within(current, read, ({ isFolder }) => isFolder);
  return [];
}

/** The entries of the folder that a path leads into; a folder of results is the end of its path, others go on. */
function within(current: string, read: FolderReader, isMeant: (entry: Entry) => boolean): readonly string[] {
  const folder = current.slice(0, current.lastIndexOf('/') + 1);
  const isHiddenMeant = current.slice(folder.length).startsWith('.');
  return read(folder === '' ? '.' : folder)
    .filter((entry) => isMeant(entry) && (isHiddenMeant || !entry.name.startsWith('.')))
    .map(({ name, isFolder, isResults }) => `${folder}${name}${isFolder && !isResults ? '/' : ''}`);
}
