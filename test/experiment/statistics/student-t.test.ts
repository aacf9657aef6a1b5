import { describe, expect, it } from 'vitest';
import { tCdf, tQuantile } from '../../../src/experiment/statistics/student-t.ts';

/** scipy 1.17.1: `[df] + [stats.t.ppf(p, df) for p in PROBABILITIES]`. */
const PROBABILITIES = [0.5125, 0.9, 0.975, 0.995, 0.9999, 1e-8];
const QUANTILES = [
  [
    1, 0.039290107007669474, 3.0776835371752544, 12.706204736174694, 63.656741162871526, 3183.098757118502,
    -31830988.61837906,
  ],
  [
    1.5, 0.03669912418932051, 2.1963984175655376, 6.016663104427929, 17.820310514462804, 242.26409884652412,
    -112450.05997355733,
  ],
  [
    2, 0.03536639278448691, 1.8856180831641272, 4.302652729749462, 9.924843200918287, 70.70007107496818,
    -7071.067705799458,
  ],
  [
    3, 0.034017482746203864, 1.637744353696209, 3.1824463052837078, 5.840909309733355, 22.203742273205,
    -479.5250695797382,
  ],
  [
    4.7, 0.033039285304333775, 1.4901550815168034, 2.62072607535317, 4.1678920401190584, 10.42294722553972,
    -75.28894065471859,
  ],
  [
    9, 0.03221978930442427, 1.3830287383966329, 2.262157162798205, 3.249835541592126, 6.010132129081531,
    -18.283967455910624,
  ],
  [
    19, 0.031753275703019605, 1.3277282090267986, 2.0930240544083087, 2.8609346064649794, 4.589864596755082,
    -9.194475884384202,
  ],
  [
    30, 0.031600436541868955, 1.3104150253913955, 2.0422724563012378, 2.7499956535672254, 4.23398595727206,
    -7.556534651885402,
  ],
  [
    99.25, 0.03141709520928529, 1.2901396069953455, 1.9841551240793276, 2.626275732814225, 3.8627138696865595,
    -6.105543084331935,
  ],
  [
    1000, 0.031345825194167544, 1.2823987214609247, 1.9623390808264083, 2.580754698065951, 3.7328516045753966,
    -5.657912337679105,
  ],
  [
    25000, 0.031338295710582366, 1.2815854298487273, 1.9600588799054273, 2.576025979589242, 3.719568129097514,
    -5.613825350573136,
  ],
] as const;

/** scipy 1.17.1: `[t, df, stats.t.cdf(t, df)]`. */
const CDF = [
  [-40, 1, 0.007956089912025812],
  [-3, 2.5, 0.036288047774515914],
  [-0.01, 7, 0.49615015882181085],
  [0, 3, 0.5],
  [0.5, 1, 0.6475836176504333],
  [2, 29, 0.9725281814085164],
  [5.5, 12.25, 0.9999367431839497],
  [-12, 40, 3.91208565212799e-15],
  [1.96, 10000, 0.9749882398840835],
  [-8, 100000, 6.286959938128173e-16],
] as const;

describe("Student's t", () => {
  it('has the quantiles that scipy computes', () => {
    for (const [df, ...quantiles] of QUANTILES) {
      quantiles.forEach((quantile, index) => {
        expect(relativeError(tQuantile(PROBABILITIES[index]!, df), quantile)).toBeLessThan(1e-10);
      });
    }
  });

  it('has the distribution that scipy computes', () => {
    for (const [t, df, p] of CDF) expect(relativeError(tCdf(t, df), p)).toBeLessThan(1e-10);
  });

  it('has the closed forms of one and two degrees of freedom', () => {
    for (const t of [-20, -1, -0.1, 0.3, 2, 9]) {
      expect(tCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 12);
      expect(tCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 12);
    }
  });

  it('is its own inverse, and symmetric', () => {
    for (const df of [1, 3.3, 17, 250, 1e6]) {
      for (const p of [1e-12, 0.001, 0.3, 0.49, 0.5, 0.7, 0.99]) {
        const t = tQuantile(p, df);
        expect(relativeError(tCdf(t, df), p)).toBeLessThan(1e-10);
      }
      for (const p of [2 ** -30, 2 ** -5, 0.25, 0.375]) expect(tQuantile(1 - p, df)).toBe(-tQuantile(p, df));
    }
  });

  it('is not asked for what it has not', () => {
    expect(() => tQuantile(1, 5)).toThrow('not a probability between 0 and 1');
    expect(() => tQuantile(0.9, 0.5)).toThrow('degrees of freedom');
    expect(() => tCdf(1, Number.NaN)).toThrow('degrees of freedom');
  });
});

function relativeError(value: number, reference: number): number {
  return Math.abs(value - reference) / Math.abs(reference);
}
