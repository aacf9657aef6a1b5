/** Shares come as decimal fractions, which binary numbers hold only nearly: 0.29 of 100 is 28.999999999999996. */
const PRECISION = 1e9;

/** A share of a number of clients, with the error of its binary form taken out. */
export function shareOf(share: number, count: number): number {
  return Math.round(share * count * PRECISION) / PRECISION;
}
