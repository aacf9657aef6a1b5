import type { MeanInterval } from '../../experiment/statistics/mean-interval.ts';

/** How figures of one response are shown to people: the unit they are told in, and with how many decimals. */
export interface FigureScale {
  /** `h`, `%`, `GB`, `clients`. */
  readonly unit: string;
  readonly factor: number;
  readonly decimals: number;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
const WORDS: Readonly<Record<string, string>> = { hours: 'h', seconds: 's' };
/** Digits of a figure without an interval, and of an interval's half-width. */
const FIGURE_DIGITS = 4;
const HALF_WIDTH_DIGITS = 2;
const DECIMALS_MAX = 6;
/** A half-width of no more than this share of its mean is none: it comes from the last bits of the values. */
const ROUNDING = 1e-12;

/**
 * The scale for figures of a metric in `unit` that are about as large as `size`. With a half-width its first two digits
 * are shown and no further ones: what is beyond them is luck.
 */
export function figureScale(unit: string, size: number, halfWidth: number | null): FigureScale {
  const shown = shownIn(unit, Math.abs(size));
  if (size === 0 && !halfWidth) return { ...shown, decimals: 0 };
  const isSure = halfWidth === null || halfWidth <= Math.abs(size) * ROUNDING;
  const isCount = shown.factor === 1 && Number.isInteger(size) && !(unit in WORDS);
  if (isSure && isCount) return { ...shown, decimals: 0 };
  const decimals = isSure
    ? decimalsOf(Math.abs(size) * shown.factor, FIGURE_DIGITS)
    : decimalsOf(halfWidth * shown.factor, HALF_WIDTH_DIGITS);
  return { ...shown, decimals };
}

/** The same for a difference between two figures: that of two shares is told in percentage points. */
export function differenceScale(unit: string, size: number, halfWidth: number | null): FigureScale {
  const scale = figureScale(unit, size, halfWidth);
  return scale.unit === '%' ? { ...scale, unit: 'percentage points' } : scale;
}

/** A value in its scale, without the unit: `10,008`, `208.14`. */
export function figure(value: number, { factor, decimals }: FigureScale): string {
  const text = (value * factor).toFixed(decimals);
  const [whole, fraction] = text.replace(/^-(?=[0.]+$)/, '').split('.');
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** `208.1 h`, `96.3 %`, `10,008 scans`. */
export function figureText(value: number, unit: string): string {
  const scale = figureScale(unit, value, null);
  return `${figure(value, scale)} ${scale.unit}`.trimEnd();
}

/** `208.14 h [207.81, 208.47]`; without the brackets where there is no interval. */
export function intervalText(interval: MeanInterval, unit: string): string {
  return intervalIn(interval, (mean) => figureScale(unit, mean, interval.halfWidth));
}

/** The same of a difference: `-5.0 percentage points [-7.1, -2.9]`. */
export function differenceText(interval: MeanInterval, unit: string): string {
  return intervalIn(interval, (mean) => differenceScale(unit, mean, interval.halfWidth));
}

function intervalIn({ mean, low, high }: MeanInterval, scaleOf: (mean: number) => FigureScale): string {
  if (mean === null) return 'no value';
  const scale = scaleOf(mean);
  const text = `${figure(mean, scale)} ${scale.unit}`.trimEnd();
  return low === null || high === null ? text : `${text} [${figure(low, scale)}, ${figure(high, scale)}]`;
}

function shownIn(unit: string, size: number): { readonly unit: string; readonly factor: number } {
  if (unit === '1') return { unit: '%', factor: 100 };
  if (unit !== 'bytes') return { unit: WORDS[unit] ?? unit, factor: 1 };
  let step = 0;
  let factor = 1;
  while (step < BYTE_UNITS.length - 1 && size * factor >= 1000) {
    step++;
    factor /= 1000;
  }
  return { unit: BYTE_UNITS[step]!, factor };
}

/** Decimals that show the first `digits` digits of a size. */
function decimalsOf(size: number, digits: number): number {
  let decimals = digits - 1;
  for (let rest = size; rest >= 10 && decimals > 0; rest /= 10) decimals--;
  for (let rest = size; rest > 0 && rest < 1 && decimals < DECIMALS_MAX; rest *= 10) decimals++;
  return decimals;
}
