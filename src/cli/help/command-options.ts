import yargs, { type Argv, type CommandModule } from 'yargs';

/** Any command of fleetsim. */
// biome-ignore lint/suspicious/noExplicitAny: yargs keeps the arguments of each command in its type.
export type Command = CommandModule<any, any>;

/** An option of a command, as it is written after `--`. */
export interface CommandOption {
  readonly name: string;
  /** Takes no value. */
  readonly isFlag: boolean;
  /** What its value can be; none: anything. */
  readonly choices: readonly string[];
}

/** What yargs knows of options and does not declare. */
interface Declared {
  readonly key: Readonly<Record<string, unknown>>;
  readonly boolean: readonly string[];
  readonly hiddenOptions: readonly string[];
  readonly choices: Readonly<Record<string, readonly string[] | undefined>>;
}

/** The first word of a command: `run`. */
export function nameOf({ command }: Command): string {
  return String(command).split(' ')[0]!;
}

/** What stands in `<>` or `[]` in a command: what it is called, whether it has to be there, and whether it repeats. */
export interface Placeholder {
  readonly name: string;
  readonly isRequired: boolean;
  readonly repeats: boolean;
}

export function placeholdersOf({ command }: Command): readonly Placeholder[] {
  return [...String(command).matchAll(/([<[])([\w-]+)(\.\.)?[>\]]/g)].map(([, bracket, name, dots]) => ({
    name: name!,
    isRequired: bracket === '<',
    repeats: dots !== undefined,
  }));
}

/** The options of a command that its help shows, in its order. */
export function optionsOf(command: Command): readonly CommandOption[] {
  const built = yargs([]);
  (command.builder as (argv: Argv) => unknown)(built);
  return optionsIn(built, command);
}

/** The same of what its builder has built. */
export function optionsIn(built: Argv, command: Command): readonly CommandOption[] {
  const { key, boolean, hiddenOptions, choices } = (
    built as unknown as { getOptions(): Declared }
  ).getOptions();
  const positionals = placeholdersOf(command).map(({ name }) => name);
  return Object.keys(key)
    .filter((name) => !hiddenOptions.includes(name) && !positionals.includes(name))
    .map((name) => ({ name, isFlag: boolean.includes(name), choices: (choices[name] ?? []).map(String) }));
}
