import { keeps, type Verdict } from '../experiment/metrics/thresholds.ts';
import type { Threshold } from '../model/scenario.ts';
import { parseDuration, parseSize } from '../scenario/units.ts';
import { formatNumber, groupThousands } from './number.ts';

/** What a value is shown in: a unit, and how much of it one of the metric's own is. */
interface Scale {
  readonly unit: string;
  readonly factor: number;
}

const DIGITS = 4;
/** Units of what is measured; everything else is counted, and shown to the last one. */
const MEASURED: ReadonlySet<string> = new Set(['1', 'hours', 'seconds', 'bytes']);

/**
 * The value that a threshold met, for people: in the unit in which the bound is written (`at most 14 d`: `8.5 d`). What is
 * measured is rounded, but never onto the other side of the bound.
 */
export function reachedText({ threshold, value, unit, met }: Verdict): string {
  if (value === null) return 'no value';
  const scale = scaleOf(threshold, unit);
  if (Number.isInteger(value) && !MEASURED.has(unit)) {
    return `${groupThousands(value)} ${value === 1 ? unit.replace(/s$/, '') : unit}`;
  }
  const scaled = value * scale.factor;
  const rounded = Number(scaled.toPrecision(DIGITS));
  const isFaithful = keeps(threshold, rounded / scale.factor) === met;
  return `${formatNumber(isFaithful ? rounded : scaled)} ${scale.unit}`;
}

function scaleOf({ metric, text }: Threshold, unit: string): Scale {
  const own = { unit, factor: 1 };
  if (unit === '1') return { unit: '%', factor: 100 };
  const written = /^ at (?:most|least) [\d.]+\s*([A-Za-z]+)/.exec(text.slice(metric.length))?.[1];
  if (written === undefined) return own;
  if (unit === 'bytes') return inUnit(parseSize(`1 ${written}`), 1, written) ?? own;
  if (unit === 'hours') return inUnit(parseDuration(`1 ${written}`), 3_600_000, written) ?? own;
  return unit === 'seconds' ? (inUnit(parseDuration(`1 ${written}`), 1000, written) ?? own) : own;
}

function inUnit(parsed: ReturnType<typeof parseSize>, ownUnit: number, unit: string): Scale | null {
  return 'problem' in parsed ? null : { unit, factor: ownUnit / parsed.value };
}
