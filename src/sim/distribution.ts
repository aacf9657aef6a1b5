/**
 * A named distribution of a duration or an amount, as scenarios write it. Parameters carry the unit of the value that
 * is drawn (milliseconds for durations). Drawn by inverse CDF from one uniform number.
 */
export type Distribution =
  | { readonly law: 'fixed'; readonly value: number }
  | { readonly law: 'uniform'; readonly min: number; readonly max: number }
  | { readonly law: 'exponential'; readonly mean: number }
  | { readonly law: 'lognormal'; readonly median: number; readonly p95: number }
  | { readonly law: 'weibull'; readonly shape: number; readonly scale: number }
  | { readonly law: 'triangular'; readonly min: number; readonly mode: number; readonly max: number }
  /** Values at equally spaced probabilities 0 … 1, ascending, at least two; linear between them. */
  | { readonly law: 'empirical'; readonly quantiles: readonly number[] };
