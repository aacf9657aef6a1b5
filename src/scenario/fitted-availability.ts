const HOUR_MS = 3_600_000;

/**
 * Periods up and down of real machines, as Weibull distributions fitted to records of the Failure Trace Archive
 * (Kondo, Javadi, Iosup, Epema: The Failure Trace Archive, 2010). Shapes are below 1: who was up for long stays up.
 */
export const FITTED_AVAILABILITY = {
  /** 51,663 desktop computers of Microsoft, asked every hour in 1999. */
  Microsoft99: fitted(0.55, 35.3, 0.6, 9.34),
  /** Desktop grid of the University of Notre Dame, 2007: times at which the processor was free. */
  Nd07cpu: fitted(0.45, 4.16, 0.51, 0.74),
  /** High-performance computing nodes of Los Alamos, 1996-2005. */
  Lanl05: fitted(0.48, 816.6, 0.58, 2.18),
  /** Cluster nodes of Grid'5000, 2006. */
  G5k06: fitted(0.48, 14.37, 0.35, 0.47),
} as const;

export type FittedName = keyof typeof FITTED_AVAILABILITY;

function fitted(upShape: number, upScaleHours: number, downShape: number, downScaleHours: number) {
  return {
    up: { law: 'weibull', shape: upShape, scale: Math.round(upScaleHours * HOUR_MS) },
    down: { law: 'weibull', shape: downShape, scale: Math.round(downScaleHours * HOUR_MS) },
  } as const;
}
