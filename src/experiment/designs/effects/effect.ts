/** How an effect is measured; the first of each design is what inputs are ranked by. */
export type Measure =
  /** Difference between the mean responses at the levels with the highest and the lowest one. */
  | 'range'
  /** Share of the variance between points by analysis of variance. */
  | 'variance share'
  /** Spearman's. */
  | 'rank correlation'
  /** Mean of the sizes of elementary effects: of going through the whole range of the input. */
  | 'mu star'
  | 'mu'
  /** Standard deviation of elementary effects: of an input that acts in proportion and alone it is 0. */
  | 'sigma'
  /** Share of the variance of the response that all effects of the input have, those together with others included. */
  | 'total index'
  /** Share of it that the input has alone. */
  | 'first-order index';

/** What one input, or several together, does to a response. */
export interface Effect {
  /** Numbers of the axes: one, or those of an interaction. None: interactions of more than two. */
  readonly axes: readonly number[];
  readonly measure: Measure;
  /** Null: it cannot be had from what was observed. */
  readonly estimate: number | null;
  /** Interval of the confidence asked for; null where there is none. */
  readonly low: number | null;
  readonly high: number | null;
  /** Whether it can be told from luck; null where the measure or the number of replications does not let one say. */
  readonly isTold: boolean | null;
  /** Of a range: the numbers of the levels with the lowest and the highest mean, -1 for the scenario as it is. */
  readonly levels: readonly [lowest: number, highest: number] | null;
}

/** What nothing can be said about. */
export function unknown(axes: readonly number[], measure: Measure): Effect {
  return { axes, measure, estimate: null, low: null, high: null, isTold: null, levels: null };
}
