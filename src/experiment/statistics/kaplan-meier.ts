/** What happened to subjects at one time. */
export interface LifeTableRow {
  readonly time: number;
  /** Who comes under observation: at risk in the rows after this one. */
  readonly entered: number;
  readonly events: number;
  /** Who goes out of observation without the event: at risk in the rows up to this one. */
  readonly censored: number;
}

/** A step of the estimated survival function: from `time` on, until the next one. */
export interface SurvivalStep {
  readonly time: number;
  readonly atRisk: number;
  readonly events: number;
  /** The probability of no event up to and including `time`. */
  readonly survival: number;
  /** Of `survival`, by Greenwood; null once nobody survives, where it has none. */
  readonly variance: number | null;
}

/**
 * The product-limit estimate with late entry and right censoring, a step per row with events. `rows` come in the
 * order of time; of those with the same time, the order says what came first. Within a row, events come before
 * censoring. Throws when more leave than are at risk. Source: Kaplan and Meier 1958; late entry: Klein and Moeschberger, Survival
 * Analysis, section 4.6; Greenwood 1926.
 */
export function kaplanMeier(rows: Iterable<LifeTableRow>): SurvivalStep[] {
  const steps: SurvivalStep[] = [];
  let atRisk = 0;
  let survival = 1;
  let greenwood = 0;
  for (const { time, entered, events, censored } of rows) {
    if (events + censored > atRisk) throw new Error(`${events + censored} of ${atRisk} at risk at ${time}`);
    if (events > 0) {
      survival *= (atRisk - events) / atRisk;
      greenwood += events / (atRisk * (atRisk - events));
      const variance = survival > 0 ? survival * survival * greenwood : null;
      steps.push({ time, atRisk, events, survival, variance });
    }
    atRisk += entered - events - censored;
  }
  return steps;
}

/**
 * The area under the curve from 0 to `tau`: the expected time to the event, where what takes longer than `tau` counts
 * as `tau`. It has a value even when some never come so far.
 */
export function restrictedMean(steps: readonly SurvivalStep[], tau: number): number {
  let area = 0;
  let survival = 1;
  let from = 0;
  for (const step of steps) {
    if (step.time >= tau) break;
    area += survival * (step.time - from);
    ({ survival, time: from } = step);
  }
  return area + survival * (tau - from);
}
