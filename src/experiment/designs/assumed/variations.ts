import { z } from 'zod';
import { amountText, readAmount } from '../../../scenario/amounts.ts';
import { peel } from '../../../scenario/read.ts';
import type { Setting } from '../../../scenario/settings.ts';

/** Other values of a setting, as a scenario writes them, or why there are none. */
export type Variations = { readonly values: readonly unknown[] } | { readonly reason: string };

const SCALED = new Set(['duration', 'size', 'rate', 'count', 'number']);

/**
 * What a setting could be instead of `value`, low before high: an amount divided and multiplied by `factor`, every
 * amount of a distribution at once, a share with its odds divided and multiplied; what is true or false turned over;
 * of a choice all others.
 */
export function variationsOf({ schema, unit }: Setting, value: unknown, factor: number): Variations {
  const { core } = peel(schema);
  if (core instanceof z.ZodBoolean) return { values: [!value] };
  if (core instanceof z.ZodEnum) return { values: core.options.filter((option) => option !== value) };
  if (unit === 'share') return changed(value, [oddsTimes(value, 1 / factor), oddsTimes(value, factor)]);
  if (SCALED.has(unit) || unit.startsWith('distribution')) {
    const isNumber = unit === 'number';
    const scaled = [1 / factor, factor].map((by) => within(core, scaledBy(value, by, isNumber)));
    return changed(value, scaled);
  }
  return { reason: 'it is neither an amount nor a choice' };
}

function changed(value: unknown, others: readonly unknown[]): Variations {
  const own = JSON.stringify(value);
  const values = others.filter((other, at) => {
    return JSON.stringify(other) !== own && others.indexOf(other) === at;
  });
  return values.length > 0 ? { values } : { reason: 'it stays the same, whatever the factor' };
}

/** An amount, or a mapping of amounts: a shape is none. */
function scaledBy(value: unknown, by: number, isNumber: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => scaledBy(item, by, isNumber));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        key === 'shape' ? item : scaledBy(item, by, isNumber),
      ]),
    );
  }
  const amount = readAmount(String(value).replace(/^fixed\s+/, ''));
  if (amount === null) return value;
  const kind = isNumber ? 'number' : amount.kind;
  const text = amountText({ ...amount, kind, value: amount.value * by });
  return typeof value === 'number' ? Number(text) : text;
}

/** A number moved to the bound of its schema that it is beyond. */
function within(core: z.ZodType, value: unknown): unknown {
  if (!(core instanceof z.ZodNumber) || typeof value !== 'number') return value;
  return Math.max(core.minValue ?? value, Math.min(core.maxValue ?? value, value));
}

function oddsTimes(value: unknown, by: number): unknown {
  const amount = readAmount(String(value));
  if (amount === null) return value;
  const share = amount.value;
  return amountText({ ...amount, value: (by * share) / (1 - share + by * share) });
}
