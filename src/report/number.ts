/** Results carry this many significant digits; counts and bytes are integers and are written in full. */
export const SIGNIFICANT_DIGITS = 12;

/**
 * The one place where a result is rounded: to `SIGNIFICANT_DIGITS`, then the shortest decimal that reads back as that
 * number. Never an exponent, never a locale, never «-0». NaN (a measure of nothing, such as the mean wait when nobody
 * waited) is the empty text. An infinite value is a fault of the model and throws a RangeError.
 */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return '';
  if (!Number.isFinite(value)) throw new RangeError(`a result cannot be ${value}`);
  if (value === 0) return '0';
  if (Number.isSafeInteger(value)) return String(value);
  return withoutExponent(String(Number(value.toPrecision(SIGNIFICANT_DIGITS))));
}

/** `1.5e-7` → `0.00000015`, `2e+21` → `2000000000000000000000`. */
function withoutExponent(text: string): string {
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const sign = match[1]!;
  const digits = match[2]! + (match[3] ?? '');
  const exponent = Number(match[4]);
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  return sign + digits.padEnd(exponent + 1, '0');
}

/** `25000` → `25,000`, for people; files never group digits. */
export function groupThousands(value: number): string {
  return formatNumber(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}
