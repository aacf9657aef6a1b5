import { z } from 'zod';
import { notes } from './fields.ts';
import { peel } from './read.ts';
import { scenarioSchema } from './schema.ts';

/**
 * Every path that one can write after `--set`, in the order of the schema: `[*]` stands for every item of a list. What
 * has a grade is one value, whatever it is made of.
 */
export function settingPaths(): readonly string[] {
  return [...new Set(pathsBelow(scenarioSchema, ''))];
}

function pathsBelow(schema: z.ZodType, path: string): string[] {
  const { core } = peel(schema);
  if (notes.get(schema)?.grade !== undefined) return [path];
  if (core instanceof z.ZodObject) {
    if (isLaw(core)) return [path];
    return Object.entries(core.shape).flatMap(([key, child]) => {
      return pathsBelow(child as z.ZodType, path === '' ? key : `${path}.${key}`);
    });
  }
  if (core instanceof z.ZodArray) {
    const below = pathsBelow(core.element as z.ZodType, `${path}[*]`);
    return below.length === 1 ? [path] : below;
  }
  if (!(core instanceof z.ZodUnion)) return [path];
  return (core.options as z.ZodType[]).flatMap((option) => pathsBelow(option, path));
}

/** The laws of a distribution, which is a value as a whole. */
function isLaw(core: z.ZodObject): boolean {
  return 'lognormal' in core.shape;
}
