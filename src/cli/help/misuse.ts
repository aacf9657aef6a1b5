import { suggestion } from '../../scenario/closest.ts';
import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';
import { type Command, nameOf, optionsOf, type Placeholder, placeholdersOf } from './command-options.ts';

/** What a placeholder of a command stands for. */
const MEANINGS: Readonly<Record<string, string>> = {
  file: 'a scenario file',
  files: 'scenario files',
  folders: 'folders of results',
  run: 'a folder of results',
  run1: 'two folders of results',
  run2: 'a second folder of results',
  results: 'a folder of results',
  shell: 'the name of a shell',
  name: 'a name',
};

/** The end of the program for arguments that yargs refuses: what is wrong, and what to write. */
export function misuse(message: string, args: readonly string[], commands: readonly Command[]): Ending {
  const command = commands.find((one) => nameOf(one) === args[0]);
  const reason = command === undefined ? ofProgram(message, commands) : ofCommand(message, command);
  const help = command === undefined ? 'fleetsim --help' : `fleetsim ${nameOf(command)} --help`;
  return new Ending(EXIT.usage, `${visible(reason ?? message)}\n${help} shows what can be written.`);
}

function ofProgram(message: string, commands: readonly Command[]): string | null {
  const word = /^Unknown commands?: ([^,]*)/s.exec(message)?.[1];
  if (word === undefined) return null;
  return `"${word}" is no command${suggestion(word, commands.map(nameOf))}`;
}

/** The ways in which yargs says that something is wrong, each with what we say instead. */
const WAYS: readonly (readonly [RegExp, (found: readonly string[], command: Command) => string])[] = [
  [/^Not enough non-option arguments: got (\d+)/, ([got], command) => missing(command, Number(got))],
  [/^Unknown commands?: (.*)$/s, ([words], command) => surplus(command, words!)],
  [/^Unknown arguments?: (.*)$/s, ([words], command) => unknown(command, words!.split(', '))],
  [/^Not enough arguments following: (.*)$/s, ([name]) => `--${name} needs a value after it`],
  [
    /^Invalid values:\s+Argument: (.*?), Given: "?(.*?)"?, Choices: (.*)$/s,
    ([name, given, choices], command) => notAChoice(command, name!, given!, choices!),
  ],
  [/^Missing required arguments?: (.*)$/s, ([names], command) => demanded(command, names!.split(', '))],
];

function ofCommand(message: string, command: Command): string | null {
  for (const [pattern, say] of WAYS) {
    const match = pattern.exec(message);
    if (match !== null) return say(match.slice(1), command);
  }
  return null;
}

const usageOf = ({ command }: Command) => `fleetsim ${String(command)}`;

function meaningOf(command: Command, { name }: Placeholder): string {
  if (nameOf(command) === 'sweep') return 'an experiment file';
  return MEANINGS[name] ?? `<${name}>`;
}

function missing(command: Command, got: number): string {
  const lacking = placeholdersOf(command)[got];
  const what = lacking === undefined ? 'more' : meaningOf(command, lacking);
  return `${nameOf(command)} needs ${what}: ${usageOf(command)}`;
}

function surplus(command: Command, words: string): string {
  return `${nameOf(command)} does not take "${words}" as well: ${usageOf(command)}`;
}

function unknown(command: Command, words: readonly string[]): string {
  const [word] = words;
  const isOption = !placeholdersOf(command).some(({ name }) => name === word);
  const options = optionsOf(command).map(({ name }) => `--${name}`);
  const written = `--${word}`;
  return isOption
    ? `${written} is no option of ${nameOf(command)}${nearest(written, options)}`
    : `${nameOf(command)} does not take "${word}": ${usageOf(command)}`;
}

function notAChoice(command: Command, name: string, given: string, choices: string): string {
  const known = choices.split(', ').map((choice) => choice.replace(/^"|"$/g, ''));
  const isOption = !placeholdersOf(command).some((placeholder) => placeholder.name === name);
  return `${isOption ? `--${name} ${given}` : `"${given}"`}: write one of ${known.join(', ')}${nearest(given, known)}`;
}

/** Only what is close: the others are listed elsewhere. */
function nearest(given: string, known: readonly string[]): string {
  const text = suggestion(given, known);
  return text.startsWith('; did you mean') ? text : '';
}

function demanded(command: Command, names: readonly string[]): string {
  const options = optionsOf(command);
  const words = names.map((name) => {
    const choices = options.find((option) => option.name === name)?.choices ?? [];
    return choices.length === 0 ? `--${name}` : `--${name} (one of ${choices.join(', ')})`;
  });
  return `${nameOf(command)} needs ${words.join(' and ')}`;
}
