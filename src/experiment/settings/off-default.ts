import type { z } from 'zod';
import { allSettings, flow } from '../../scenario/settings.ts';
import { settingsWithPaths } from '../designs/assumed/in-use.ts';
import { instancesOf } from '../designs/assumed/instances.ts';

/** A setting that a scenario does not leave at its documented default. */
export interface OffDefault {
  /** As after `--set`. */
  readonly path: string;
  /** Both as one writes them. */
  readonly value: string;
  readonly byDefault: string;
  readonly grade: string;
  readonly source: string;
}

/**
 * The settings of a scenario with every default (`tree`, as plain data) that have another value than that default,
 * in the order of `docs/settings.md`. Values are compared by what they mean: `1 d` is `24 h`.
 */
export function offDefault(tree: unknown): readonly OffDefault[] {
  const found = settingsWithPaths(allSettings()).flatMap(({ setting, paths }) => {
    const { schema, byDefault, grade, source } = setting;
    const meant = meaningOf(schema, undefined);
    const instances = paths.flatMap((path) => instancesOf(tree, path));
    return instances
      .filter(({ value }) => meaningOf(schema, value) !== meant)
      .map(({ path, value }) => ({ path, value: flow(value), byDefault, grade, source }));
  });
  return [...found, ...catalogVersionOff(tree)];
}

const CATALOG_VERSION = 'assumptions.catalogVersionForcesOnline';

/** The one setting whose default another one decides. */
function catalogVersionOff(tree: unknown): OffDefault[] {
  const byDefault = flow((tree as { readonly profile?: unknown }).profile === 'cb2303');
  const about = { byDefault, grade: 'assumed', source: 'MA-CATVER' };
  return instancesOf(tree, CATALOG_VERSION)
    .map(({ path, value }) => ({ path, value: flow(value), ...about }))
    .filter(({ value }) => value !== byDefault);
}

/** Equal for two values exactly if they mean the same; undefined stands for the default. */
function meaningOf(schema: z.ZodType, value: unknown): string {
  const read = schema.safeParse(value);
  return JSON.stringify(read.success ? read.data : value) ?? '';
}
