import { READINGS } from '../../model/results.ts';
import type { ComplianceCurve, JobResult } from '../jobs/result.ts';
import { type MeanInterval, meanInterval } from '../statistics/mean-interval.ts';
import { quantile } from '../statistics/quantile.ts';

/** The compliant share of a deployment at one instant, over the replications of a point. */
export interface CurveBand {
  readonly deployment: string;
  readonly reading: (typeof READINGS)[number];
  readonly timeMs: number;
  /** Of the mean share. */
  readonly interval: MeanInterval;
  /** Between which eight in ten replications lie. */
  readonly p10: number;
  readonly p90: number;
}

/**
 * The compliance curves of a point's replications, instant by instant. Instants are those of the first replication; a
 * replication without members at an instant is left out there, and an instant at which none has any is skipped.
 */
export function* curveBands(results: readonly JobResult[], confidence: number): Generator<CurveBand> {
  for (const { deployment, timesMs } of results[0]?.curves ?? []) {
    const curves = results.flatMap((result) =>
      result.curves.filter((curve) => curve.deployment === deployment),
    );
    for (const reading of READINGS) {
      for (let at = 0; at < timesMs.length; at++) {
        const shares = curves.map((curve) => shareAt(curve, reading, at)).filter((share) => share !== null);
        if (shares.length === 0) continue;
        const interval = meanInterval(shares, confidence);
        const [p10, p90] = [quantile(shares, 0.1)!, quantile(shares, 0.9)!];
        yield { deployment, reading, timeMs: timesMs[at]!, interval, p10, p90 };
      }
    }
  }
}

function shareAt(curve: ComplianceCurve, reading: (typeof READINGS)[number], at: number): number | null {
  const members = curve.members[at];
  return members === undefined || members === 0 ? null : curve[reading][at]! / members;
}
