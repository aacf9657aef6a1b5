import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../src/experiment/compare/comparison.ts';
import { differenceOf } from '../../../src/experiment/compare/difference.ts';
import { METRIC_FAMILIES } from '../../../src/experiment/metrics/index.ts';
import { phraseOf } from '../../../src/report/experiments/comparison/phrases.ts';
import { sentenceOf } from '../../../src/report/experiments/comparison/sentence.ts';
import { comparisonText } from '../../../src/report/experiments/comparison/text.ts';

type Values = readonly (number | null)[];
interface Response {
  readonly response: string;
  readonly unit: string;
  /** Per point; null: its runs have no such metric. */
  readonly values: readonly (Values | null)[];
}

/** The comparison of scenarios A, B and so on whose runs have these values. */
function comparing(responses: readonly Response[], changes: Partial<Comparison> = {}): Comparison {
  const points = responses[0]!.values.map((_, point) => 'ABC'[point]!);
  const differences = responses.flatMap(({ response, unit, values }) => {
    const own = values.map((each) => ({ hasMetric: each !== null, values: [...(each ?? [])] }));
    return points.slice(1).map((_, at) => differenceOf({ response, unit, points: own }, at + 1, 0.95, 0.95));
  });
  return {
    points,
    confidence: 0.95,
    confidenceEach: 0.95,
    differences,
    rankings: [],
    changed: [],
    changes: [],
    otherSpans: new Set(),
    ...changes,
  };
}

const sentence = (...responses: readonly Response[]) => sentenceOf(comparing(responses), 1);

const response = (name: string, unit: string, ...values: readonly (Values | null)[]): Response => ({
  response: name,
  unit,
  values,
});
const p95 = (...values: Values[]) =>
  response('coverage.June.actual.p95.sinceReleaseHours', 'hours', ...values);
const queue = (...values: (Values | null)[]) => response('server.SUP2.queueMax', 'requests', ...values);
const forced = (...values: Values[]) => response('restarts.deadline', 'restarts', ...values);

/** Four figures around a middle, and four others that differ from them by −10, −8, −10 and −8, with half-width 1.84. */
const BEFORE = [50, 60, 40, 50];
const EARLIER = [40, 52, 30, 42];

describe('the sentence of a comparison', () => {
  it('tells the gain, then its price, then of what no difference can be told', () => {
    // Student's t(0.975; 3) = 3.182; differences of sd √(4/3): half-width 3.182 · √(4/3) / 2 = 1.84.
    expect(
      sentence(
        queue([100, 100, 100, 100], [230, 230, 230, 230]),
        forced([5, 6, 7, 8], [6, 5, 8, 7]),
        p95(BEFORE, EARLIER),
      ),
    ).toBe(
      'B reaches 95 % of June 9.0 h earlier [7.2, 10.8]; it costs 2.3 times the peak queue at SUP2 (130 requests more [130, 130]); no difference in forced restarts can be told with 4 replications.',
    );
  });

  it('turns with the order: what is earlier one way is later the other', () => {
    expect(sentence(p95(EARLIER, BEFORE))).toBe('B reaches 95 % of June 9.0 h later [7.2, 10.8].');
  });

  it('counts in words: fewer, less, shorter, percentage points lower', () => {
    const steady = (first: number, other: number): [Values, Values] => [
      [first, first],
      [other, other],
    ];
    expect(
      sentence(
        response('scans.refused', 'scans', ...steady(100, 88)),
        response('exposure.clientHours', 'hours', ...steady(1200, 1100)),
        response('server.SUP1.waitP95Seconds', 'seconds', ...steady(8, 5)),
        response('link.London.utilisationMax', '1', ...steady(0.5, 0.45)),
      ),
    ).toBe(
      'B has 12 fewer refused scans [12, 12]; it has 100 client-hours less exposure [100, 100]; its 95th percentile of the wait at SUP1 is 3.000 s shorter [3.000, 3.000]; its utilisation of London at its busiest is 5.000 percentage points lower [5.000, 5.000].',
    );
  });

  it('tells a ratio of what is less, too, and as no price', () => {
    expect(sentence(queue([200, 200], [50, 50]))).toBe(
      'B needs only 0.25 times the peak queue at SUP2 (150 requests fewer [150, 150]).',
    );
  });

  it('says that nothing differs', () => {
    const same = [p95(BEFORE, BEFORE), queue([1, 2, 3, 4], [1, 2, 3, 4])];
    const changed = [
      { point: 1, deployment: 'June', clients: { n: 4, mean: 0, sd: 0, halfWidth: 0, low: 0, high: 0 } },
    ];
    expect(sentenceOf(comparing(same, { changed }), 1)).toBe(
      'B does not differ from A: all 2 responses are the same in 4 replications, and no client ended otherwise.',
    );
  });

  it('says when nothing can be told', () => {
    expect(sentence(forced([5, 6], [6, 5]))).toBe(
      'B against A: no difference in forced restarts can be told with 2 replications.',
    );
  });

  it('says that one replication is an anecdote', () => {
    expect(sentence(forced([12], [5]))).toBe(
      'B needs only 0.42 times the forced restarts (7 fewer). One replication: how far luck moves these figures is not known.',
    );
  });

  it('tells how often a level is reached instead of a mean of those that reach it', () => {
    // Wilson's interval of 1 of 2 and 2 of 2: z = 1.96, n = 2.
    expect(sentence(p95([null, 60], [50, 52]))).toBe(
      'B reaches 95 % of June in 2 of 2 replications (100 % [34, 100]), A in 1 of 2 replications (50 % [9, 91]).',
    );
  });

  it('leaves a server that only one has out, and says so', () => {
    expect(sentence(queue(null, [1, 2]), forced([1, 2], [1, 2]))).toBe(
      'B against A: no replication differs in forced restarts; the peak queue at SUP2 cannot be compared: not both have such a figure.',
    );
  });
});

describe('the sentence of a comparison of unlike scenarios', () => {
  it('writes every ratio as a number that people read', () => {
    for (const [first, other, times] of [
      [1, 99.7, '100'],
      [1, 12_345, '12,345'],
      [1000, 1.2, '0.0012'],
      [100, 230, '2.3'],
    ] as const) {
      expect(sentence(queue([first, first], [other, other]))).toContain(` ${times} times the peak queue`);
    }
  });

  it('says of a figure that neither of two has that not both have it', () => {
    const three = comparing([queue(null, null, [1, 2]), forced([1, 2], [1, 2], [1, 2])]);
    for (const point of [1, 2]) {
      expect(sentenceOf(three, point)).toContain(
        'the peak queue at SUP2 cannot be compared: not both have such a figure',
      );
    }
    const cells = comparisonText(three)
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(cells).toContainEqual(['server.SUP2.queueMax', 'B', '-', 'not in both', '-']);
    expect(cells).toContainEqual(['server.SUP2.queueMax', 'C', '1.5 requests', 'not in both', '-']);
  });

  it('warns where they do not run over the same time', () => {
    const compared = comparing([forced([10, 10], [5, 5])], { otherSpans: new Set([1]) });
    expect(sentenceOf(compared, 1)).toMatch(/\. Its runs do not cover the same time as those of A: /);
    expect(sentenceOf(comparing([forced([10, 10], [5, 5])]), 1)).not.toContain('same time');
  });
});

describe('the text of a comparison', () => {
  it('promises of several scenarios what Bonferroni keeps: the differences of a response, not all responses', () => {
    const three = comparing([forced([1, 2], [1, 2], [1, 2])], { confidenceEach: 0.975 });
    expect(comparisonText(three)).toContain(
      'intervals of 95 % confidence, of all differences of a response from A together (97.5 % each).',
    );
  });

  it('gives each of those that share the first place its own probability', () => {
    const interval = { n: 2, mean: 5, sd: 0, halfWidth: 0, low: 5, high: 5 };
    const place = (point: number, rank: number, probabilityBest: number) => ({
      ...{ point, rank, probabilityBest, interval },
    });
    const ranking = (name: string, ranks: readonly number[], chances: readonly number[]) => ({
      response: name,
      unit: 'restarts',
      places: ranks.map((rank, point) => place(point, rank, chances[point]!)),
    });
    const three = comparing([forced([1, 2], [1, 2], [1, 2])], {
      rankings: [
        ranking('tied', [1, 1, 3], [0.45, 0.45, 0.1]),
        ranking('alike', [1, 1, 1], [1 / 3, 1 / 3, 1 / 3]),
      ],
    });
    const cells = comparisonText(three)
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(cells).toContainEqual(['tied', 'A, B', '45 %, 45 %']);
    expect(cells).toContainEqual(['alike', 'all the same', '-']);
  });

  it('tells differences of shares in percentage points, and no rounding as a saving', () => {
    const share = response('compliance.June.actual.share', '1', [0.75, 0.75], [0.5, 0.5]);
    // One of the two does not vary: pairing saves nothing, but for the last bits.
    const one = response('exposure.clientHours', 'hours', [0.1, 0.7, 0.4], [3.3, 3.3, 3.3]);
    const cells = comparisonText(comparing([share, one]))
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(cells).toContainEqual([
      'compliance.June.actual.share',
      '75.00 %',
      '50.00 %',
      '-25.00 percentage points [-25.00, -25.00]',
      '-',
    ]);
    expect(cells.find(([name]) => name === 'exposure.clientHours')!.at(-1)).toBe('0 %');
  });

  it('names how many changes it leaves to the table', () => {
    const interval = { n: 2, mean: 5, sd: 0, halfWidth: 0, low: 5, high: 5 };
    const change = { point: 1, deployment: 'June', clients: interval, example: null, parting: null };
    const outcomes = ['compliantLate', 'notTargeted', 'waitingForDeadline', 'notInFleet'] as const;
    const text = comparisonText(
      comparing([forced([5, 6], [5, 6])], {
        changed: [{ point: 1, deployment: 'June', clients: interval }],
        changes: outcomes.map((from) => ({ ...change, from, to: 'compliantInTime' as const })),
      }),
    );
    expect(text.split('\n').at(-1)).toBe('    … and 1 more in changes.csv');
  });

  it('has every response with its means and difference, and the clients that changed', () => {
    const interval = { n: 2, mean: 5, sd: 0, halfWidth: 0, low: 5, high: 5 };
    const text = comparisonText(
      comparing([queue([200, 200], [50, 50]), forced([5, 6], [5, 6])], {
        changed: [{ point: 1, deployment: 'June', clients: interval }],
        changes: [
          {
            point: 1,
            deployment: 'June',
            from: 'waitingForDeadline',
            to: 'compliantInTime',
            clients: interval,
            example: { group: 'Paris', numberInGroup: 7, build: 0 },
            parting: { first: null, other: { epochMs: 0, text: 'client 7 of Paris: deadline (June)' } },
          },
        ],
      }),
    );
    expect(text.split('\n').slice(2)).toEqual([
      '2 replications with the same luck in every scenario; intervals of 95 % confidence.',
      '',
      'Response                         A             B                  difference  saved by pairing',
      'server.SUP2.queueMax  200 requests   50 requests  -150 requests [-150, -150]                 -',
      'restarts.deadline     5.5 restarts  5.5 restarts                    the same             100 %',
      '',
      'Clients that end otherwise with B, per replication:',
      '  June: 5 clients [5, 5]',
      '    5 clients [5, 5]: waiting for deadline → compliant in time',
      '      client 7 of Paris parts: A nothing more | B 1970-01-01T00:00:00Z deadline (June)',
    ]);
  });
});

describe('the words for metrics', () => {
  it('exist for every family of deployments, scans, restarts, servers and links', () => {
    const families = METRIC_FAMILIES.map(({ pattern }) => pattern).filter((pattern) =>
      /^(coverage|compliance|timeToCompliant|unfinished|exposure|scans|restarts|servers?|link)\b/.test(
        pattern,
      ),
    );
    const wordless = families.filter((pattern) => {
      const metric = pattern
        .replace('<level>', 'p95')
        .replace('<quantile>', 'p95')
        .replace(/<(\w+)>/g, '$1');
      return phraseOf(metric).noun === metric;
    });
    expect(families.length).toBeGreaterThan(20);
    expect(wordless).toEqual([]);
  });

  it('are the name of the metric where there are no others', () => {
    expect(phraseOf('image.golden.versions')).toEqual({ form: 'level', noun: 'image.golden.versions' });
  });
});

describe('the figures of a comparison', () => {
  it('tell apart scenarios and responses whose names begin alike, however long they are', () => {
    const spread = (hours: number) => `deadlineRandomDelay={ uniform: { min: 0 min, max: ${hours} h } }`;
    const level = (percent: number) =>
      response(
        `coverage.2024-06 security updates of all the offices abroad.actual.p${percent}.sinceReleaseHours`,
        'hours',
        ...[BEFORE, EARLIER, BEFORE],
      );
    const text = comparisonText(
      comparing([level(90), level(95)], { points: ['base', spread(4), spread(2)] }),
    );
    const rows = text.split('\n').filter((line) => /^coverage/.test(line));
    expect(rows.length).toBe(4);
    expect(new Set(rows.map((row) => row.split(/ {2,}/).slice(0, 2).join('|'))).size).toBe(4);
  });
});
