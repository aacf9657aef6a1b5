/** The value of an option that is meant to be given once: the last one counts. */
export function last(value: unknown): string | undefined {
  const chosen: unknown = Array.isArray(value) ? value.at(-1) : value;
  return chosen === undefined ? undefined : String(chosen);
}

/** The values of an option that can be repeated, in their order. */
export function all(value: unknown): string[] {
  return value === undefined ? [] : [value].flat().map(String);
}

/** What every command takes. */
export const COMMON_OPTIONS = {
  color: { type: 'boolean', describe: 'Use colours, or not (--no-color) [default: in a terminal]' },
} as const;

/** For commands that write tables. */
export const PARQUET_OPTION = {
  parquet: { type: 'boolean', default: false, describe: 'Write every table as Parquet too, beside its CSV' },
} as const;

/** What all commands that read a scenario share. */
export const SCENARIO_OPTIONS = {
  ...COMMON_OPTIONS,
  set: {
    type: 'string',
    requiresArg: true,
    describe:
      'Override a setting of the scenario, such as "clientSettings.scanTimeToLive=12 h"; can be repeated',
    coerce: all,
  },
  seed: {
    type: 'string',
    requiresArg: true,
    describe: 'Seed of the random draws, in place of the scenario’s own',
    coerce: last,
  },
} as const;
