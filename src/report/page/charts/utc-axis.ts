import * as Plot from '@observablehq/plot';
import type { Canvas } from './canvas.ts';

const TICKS_WIDE = 7;
const TICKS_NARROW = 3;
/** The room below a picture that its two lines take. */
export const UTC_AXIS_PX = 38;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The axis of time below a picture, in UTC: hours of days, days of months or months of years. */
export function utcAxis({ isNarrow }: Canvas): Plot.Markish {
  return Plot.axisX({
    ticks: isNarrow ? TICKS_NARROW : TICKS_WIDE,
    label: null,
    // Plot hands over all ticks, too; its types do not say so.
    tickFormat: tickText as (at: Date, index: number) => string,
  });
}

/** In two lines where what stands above begins anew: `18:00`, `12` over `Jun`, `Jan` over `2025`. */
export function tickText(at: Date, index: number, all: readonly Date[]): string {
  const before = all[index - 1];
  const month = MONTHS[at.getUTCMonth()]!;
  if (all.every(isMonth)) {
    const isNew = before === undefined || before.getUTCFullYear() !== at.getUTCFullYear();
    return isNew ? `${month}\n${at.getUTCFullYear()}` : month;
  }
  if (!isDay(at)) return at.toISOString().slice(11, 16);
  const lastDay = all.slice(0, index).filter(isDay).at(-1);
  const isNew = lastDay === undefined || lastDay.getUTCMonth() !== at.getUTCMonth();
  return isNew ? `${at.getUTCDate()}\n${month}` : String(at.getUTCDate());
}

function isDay(at: Date): boolean {
  return at.getTime() % 86_400_000 === 0;
}

function isMonth(at: Date): boolean {
  return isDay(at) && at.getUTCDate() === 1;
}
