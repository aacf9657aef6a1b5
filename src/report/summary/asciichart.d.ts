declare module 'asciichart' {
  interface PlotOptions {
    readonly min?: number;
    readonly max?: number;
    readonly height?: number;
    readonly offset?: number;
    readonly padding?: string;
    readonly colors?: readonly string[];
    readonly format?: (value: number) => string;
  }
  const asciichart: {
    plot(series: readonly (readonly number[])[], options?: PlotOptions): string;
    readonly reset: string;
  };
  export default asciichart;
}
