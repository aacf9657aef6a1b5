import { Ending, EXIT } from './exit.ts';

/** The value of an option that is meant to be given once: the last one counts. */
export function last(value: unknown): string | undefined {
  const chosen: unknown = Array.isArray(value) ? value.at(-1) : value;
  return chosen === undefined ? undefined : String(chosen);
}

/** The values of `--set path=value`, in their order. */
export function overrides(value: unknown): string[] {
  const given = value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)];
  for (const text of given) {
    if (!/^[^=]+=/.test(text)) throw new Ending(EXIT.usage, `--set ${text}: write it as path=value`);
  }
  return given;
}

/** What every command takes. */
export const COMMON_OPTIONS = {
  color: { type: 'boolean', describe: 'Use colours, or not (--no-color) [default: in a terminal]' },
} as const;

/** What all commands that read a scenario share. */
export const SCENARIO_OPTIONS = {
  ...COMMON_OPTIONS,
  set: {
    type: 'string',
    requiresArg: true,
    describe: 'Override a setting of the scenario, such as clientSettings.scanTtl=12h; can be repeated',
    coerce: overrides,
  },
  seed: {
    type: 'string',
    requiresArg: true,
    describe: 'Seed of the random draws, in place of the scenario’s own',
    coerce: last,
  },
} as const;
