/** How exact quantiles within a run are: what the histograms behind them promise, for the descriptions of columns. */
export const QUANTILE_ERROR = 'read from a histogram, rounded down by less than 0.2 %';
