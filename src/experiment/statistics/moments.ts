/**
 * Count, mean and sum of squared deviations of values that are told one by one: what mean, variance and interval are
 * made of, without keeping the values. Told in the order of jobs, it gives the same bytes wherever they ran.
 * Source: Welford 1962; merging: Chan, Golub and LeVeque 1979.
 */
export class Moments {
  count = 0;
  #mean = 0;
  #squares = 0;

  add(value: number): void {
    this.count++;
    const deviation = value - this.#mean;
    this.#mean += deviation / this.count;
    this.#squares += deviation * (value - this.#mean);
  }

  /** Adds what another one was told, as if it had come after all of this. Equal up to rounding, not to the last bit. */
  merge(later: Moments): void {
    if (later.count === 0) return;
    const count = this.count + later.count;
    const deviation = later.#mean - this.#mean;
    this.#squares += later.#squares + (deviation * deviation * this.count * later.count) / count;
    this.#mean += (deviation * later.count) / count;
    this.count = count;
  }

  /** Null without values. */
  get mean(): number | null {
    return this.count === 0 ? null : this.#mean;
  }

  /** Of the sample, with n − 1; null with fewer than two values. */
  get variance(): number | null {
    return this.count < 2 ? null : this.#squares / (this.count - 1);
  }
}

/** The moments of values in their order. */
export function momentsOf(values: Iterable<number>): Moments {
  const moments = new Moments();
  for (const value of values) moments.add(value);
  return moments;
}
