import { describe, expect, test } from 'vitest';
import type { Action, ContentDelivery, Priority, RateLimit, SendingHours } from '../../src/model/scenario.ts';
import {
  ACT_MS,
  arrivals,
  BYTES,
  COPY_MS,
  contentScenario,
  distribute,
  newUpdates,
  noted,
  pack,
  points,
} from '../model/content/package-fleet.ts';
import { CONTENT_DISTRIBUTION, DAY_MS, HOUR_MS, MINUTE_MS, runFleet } from '../model/small-fleet.ts';
import { mistakesOf, smallWith } from '../scenario/loading.ts';

const RETRY_MS = 30 * MINUTE_MS;
const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);
const instants = (scenario: Parameters<typeof arrivals>[0]) =>
  arrivals(scenario).map(({ afterMs }) => afterMs);
const newPackages = (count: number, priority: (number: number) => Priority = () => 'medium') =>
  numbers(count).map((number) =>
    pack({ name: `package ${number}`, priority: priority(number), updates: [number + 1] }),
  );

describe('a site server', () => {
  test('D10.1 works on three packages at a time', () => {
    const scenario = contentScenario({
      catalog: newUpdates(7),
      distributionPoints: points(7),
      packages: newPackages(7),
      actions: numbers(7).map((number) => distribute(number, [number])),
    });
    expect(instants(scenario)).toEqual([1, 1, 1, 2, 2, 2, 3].map((wave) => wave * COPY_MS));
  });

  test('D10.2 sends each to five distribution points at a time: 200 are reached in waves of five', () => {
    const scenario = contentScenario({
      distributionPoints: points(200),
      packages: [pack({ updates: [1] })],
      actions: [distribute(0, numbers(200))],
    });
    expect(instants(scenario)).toEqual(numbers(200).map((point) => COPY_MS * (Math.floor(point / 5) + 1)));
  });

  test('D10.3 so has fifteen transfers under way at most', () => {
    const scenario = contentScenario({
      catalog: newUpdates(4),
      distributionPoints: points(8),
      packages: newPackages(4),
      actions: numbers(4).map((number) => distribute(number, numbers(8))),
    });
    const { distributionManager } = runFleet(scenario, ACT_MS).parts;
    expect([...distributionManager.threads.sendingCount]).toEqual([5, 5, 5, 0]);
  });
});

const DOWN = { role: 'distributionPoint', index: 0 } as const;
const outage = (fromMs: number, untilMs: number): Action[] => [
  { verb: 'outage', atMs: ACT_MS + fromMs, target: DOWN },
  { verb: 'restore', atMs: ACT_MS + untilMs, target: DOWN },
];

describe('a transfer that fails', () => {
  const failing = (untilMs: number, horizonMs: number) =>
    contentScenario({
      horizonMs,
      distributionPoints: points(1),
      packages: [pack({ updates: [1] })],
      actions: [...outage(-1, untilMs), distribute(0, [0])],
    });

  test('D10.4a is tried again after 30 minutes', () => {
    expect(instants(failing(1, 3 * DAY_MS))).toEqual([RETRY_MS + COPY_MS]);
    expect(instants(failing(RETRY_MS + 1, 3 * DAY_MS))).toEqual([2 * RETRY_MS + COPY_MS]);
  });

  test('D10.4b is given up after 100 retries: after 50 hours', () => {
    const fleet = runFleet(failing(4 * DAY_MS, 6 * DAY_MS));
    expect(100 * RETRY_MS).toBe(50 * HOUR_MS);
    expect(noted(fleet, 'distributionFailed')).toEqual([
      { afterMs: 50 * HOUR_MS, subject: 0, detail: BYTES },
    ]);
    expect(instants(failing(50 * HOUR_MS - 1, 6 * DAY_MS))).toEqual([50 * HOUR_MS + COPY_MS]);
  });
});

/** The clock of the site shows two hours more. */
const ZONES = [{ name: 'east', transitions: [{ fromMs: -60 * DAY_MS, offsetMs: 2 * HOUR_MS }] }];
const LOCAL_HOUR = (ACT_MS + 2 * HOUR_MS) / HOUR_MS;
const hoursFrom = (open: Readonly<Record<number, Priority>>): SendingHours =>
  numbers(7 * 24).map((hour) => open[hour] ?? 'none');
const ALWAYS: SendingHours = numbers(7 * 24).map(() => 'low');
const sent = (hours: SendingHours | null, limit: RateLimit | null = null): ContentDelivery => ({
  kind: 'sent',
  hours,
  limit,
});
const sentTo = (delivery: ContentDelivery, ...priorities: readonly Priority[]) =>
  contentScenario({
    zones: ZONES,
    distributionPoints: points(1, { delivery }),
    packages: newPackages(priorities.length, (number) => priorities[number]!),
    actions: priorities.map((_, number) => distribute(number, [0])),
  });

describe('a distribution point with hours or a limit', () => {
  test('D10.8 has one transfer at a time, even if it is always open or gets the whole rate', () => {
    const one = [1, 2, 3].map((each) => each * COPY_MS);
    expect(instants(sentTo(sent(null), 'low', 'low', 'low'))).toEqual([COPY_MS, COPY_MS, COPY_MS]);
    expect(instants(sentTo(sent(ALWAYS), 'low', 'low', 'low'))).toEqual(one);
    const whole = { shareByHour: numbers(24).map(() => 1) };
    expect(instants(sentTo(sent(null, whole), 'low', 'low', 'low'))).toEqual(one);
  });

  const hours = hoursFrom({
    [LOCAL_HOUR + 2]: 'high',
    [LOCAL_HOUR + 4]: 'medium',
    [LOCAL_HOUR + 6]: 'low',
  });

  test('D10.9a is open for all, for medium and high, for high priority only, or closed', () => {
    const opens = (priority: Priority) => instants(sentTo(sent(hours), priority));
    expect(opens('high')).toEqual([2 * HOUR_MS + COPY_MS]);
    expect(opens('medium')).toEqual([4 * HOUR_MS + COPY_MS]);
    expect(opens('low')).toEqual([6 * HOUR_MS + COPY_MS]);
  });

  test('D10.9b is so by the clock of the sending site', () => {
    const utc = {
      ...sentTo(sent(hours), 'high'),
      zones: [{ ...ZONES[0]!, transitions: [{ fromMs: -60 * DAY_MS, offsetMs: 0 }] }],
    };
    expect(instants(utc)).toEqual([4 * HOUR_MS + COPY_MS]);
  });

  test('D10.9c gets to the end what has begun in an open hour', () => {
    const half = { shareByHour: numbers(24).map(() => 0.01) };
    const scenario = sentTo(sent(hoursFrom({ [LOCAL_HOUR]: 'low' }), half), 'low');
    expect(instants(scenario)).toEqual([100 * COPY_MS]);
    expect(100 * COPY_MS).toBeGreaterThan(HOUR_MS);
  });

  test('D10.10a in pulse mode gets blocks with silence after each', () => {
    const limit = { blockBytes: 500_000, silenceMs: 1500 };
    const cycleMs = (limit.blockBytes / 1_000_000) * 1000 + limit.silenceMs;
    expect(instants(sentTo(sent(null, limit), 'low'))).toEqual([(BYTES / limit.blockBytes) * cycleMs]);
  });

  test('D10.10b can have a share of the rate by the hour: at half of it as much time is silent', () => {
    const limit = { shareByHour: numbers(24).map(() => 0.5) };
    expect(instants(sentTo(sent(null, limit), 'low'))).toEqual([2 * COPY_MS]);
  });

  test('D10.10d is no pull-distribution point, which knows neither', () => {
    const with2 = (more: string) =>
      mistakesOf(
        smallWith(
          '{ name: DP2, location: Tokyo }',
          `{ name: DP2, location: Tokyo, pullFrom: [{ name: DP1 }]${more} }`,
        ),
      );
    expect(with2('')).toEqual([]);
    expect(with2(', sendingHours: [{ from: 08:00, to: 18:00, lowest: none }]')).toHaveLength(1);
    expect(with2(', rateLimit: { pulse: { block: 1 kB, silence: 5 s } }')).toHaveLength(1);
  });
});

describe('of what waits', () => {
  test('D10.11a the higher priority goes first', () => {
    const priorities: Priority[] = ['low', 'medium', 'low', 'high', 'medium'];
    const scenario = contentScenario({
      catalog: newUpdates(5),
      siteChanges: { contentDistribution: { ...CONTENT_DISTRIBUTION, packagesMax: 1 } },
      distributionPoints: points(5),
      packages: newPackages(5, (number) => priorities[number]!),
      actions: numbers(5).map((number) => distribute(number, [number])),
    });
    expect(arrivals(scenario).map(({ point }) => point)).toEqual([0, 3, 1, 4, 2]);
  });
});

describe('a standard distribution point', () => {
  test('D10.12a is sent the files that its library lacks', () => {
    const scenario = contentScenario({
      distributionPoints: points(1),
      packages: [
        pack({ name: 'A', distributionPoints: [0], updates: [1] }),
        pack({ name: 'B', updates: [1, 2] }),
      ],
      actions: [distribute(1, [0])],
    });
    expect(arrivals(scenario)).toEqual([{ afterMs: COPY_MS, point: 0, bytes: BYTES }]);
  });
});

/** The first `count` points pull from the others, of which each has an interface of 1 MB/s. */
function pulling(
  count: number,
  sources: readonly { readonly point: number; readonly priority: number }[],
  holders: readonly number[],
  actions: readonly Action[] = [],
) {
  const pulls = points(count, { delivery: { kind: 'pulled', sources } });
  const others = points(3, { flowBytesPerSecondMax: 1_000_000 });
  return contentScenario({
    distributionPoints: [...pulls, ...others].map((point, number) => ({ ...point, name: `DP${number}` })),
    packages: [pack({ distributionPoints: holders, updates: [1] })],
    actions: [distribute(0, numbers(count)), ...actions],
  });
}

const sourcesOf = (scenario: ReturnType<typeof pulling>, from: number) => {
  const { linkTotals } = runFleet(scenario).result();
  return numbers(3)
    .map((number) => from + number)
    .filter((point) => linkTotals.get(point, 'bytes') > 0);
};

describe('a pull-distribution point', () => {
  const equal = [1, 2, 3].map((point) => ({ point, priority: 1 }));
  const ordered = [1, 2, 3].map((point) => ({ point, priority: point }));

  test('D10.13a begins when one of its sources has the content', () => {
    expect(arrivals(pulling(1, [{ point: 1, priority: 1 }], [1]))).toEqual([
      { afterMs: COPY_MS, point: 0, bytes: BYTES },
    ]);
  });

  test('D10.13b asks again after 30 minutes while none has', () => {
    const later = distribute(0, [1], ACT_MS + 10 * MINUTE_MS);
    const scenario = pulling(1, [{ point: 1, priority: 1 }], [], [later]);
    expect(arrivals(scenario).map(({ afterMs, point }) => [point, afterMs])).toEqual([
      [1, 10 * MINUTE_MS + COPY_MS],
      [0, RETRY_MS + COPY_MS],
    ]);
  });

  test('D10.13c takes the source of the lowest number first', () => {
    expect(sourcesOf(pulling(1, ordered, [1, 2, 3]), 1)).toEqual([1]);
    expect(sourcesOf(pulling(1, ordered, [2, 3]), 1)).toEqual([2]);
  });

  test('D10.13d takes one of equal sources at random', () => {
    const taken = numbers(20).map((seed) =>
      sourcesOf({ ...pulling(1, equal, [1, 2, 3]), seed: String(seed) }, 1).join(),
    );
    expect(new Set(taken)).toEqual(new Set(['1', '2', '3']));
  });

  test('D10.13e can be the source of another one', () => {
    const chain = points(3).map((point, number) =>
      number === 2
        ? point
        : { ...point, delivery: { kind: 'pulled', sources: [{ point: number + 1, priority: 1 }] } as const },
    );
    const scenario = contentScenario({
      distributionPoints: chain,
      packages: [pack({ distributionPoints: [2], updates: [1] })],
      actions: [distribute(0, [0, 1])],
    });
    expect(arrivals(scenario).map(({ afterMs, point }) => [point, afterMs])).toEqual([
      [1, COPY_MS],
      [0, RETRY_MS + COPY_MS],
    ]);
  });

  test('D10.14 takes no thread of the site, and none has to be free', () => {
    const scenario = pulling(1, [{ point: 1, priority: 1 }], [1], [distribute(0, [2, 3])]);
    const [own] = scenario.sites;
    const single = { ...CONTENT_DISTRIBUTION, threadsPerPackage: 1 };
    const sites = [{ ...own!, contentDistribution: single }];
    expect(arrivals({ ...scenario, sites }).map(({ afterMs, point }) => [point, afterMs])).toEqual([
      [0, COPY_MS],
      [2, COPY_MS],
      [3, 2 * COPY_MS],
    ]);
  });

  test('D10.15 begins with all others at the same moment: together they overload their source', () => {
    const scenario = pulling(4, [{ point: 4, priority: 1 }], [4]);
    expect(arrivals(scenario)).toEqual(
      numbers(4).map((point) => ({ afterMs: 4 * COPY_MS, point, bytes: BYTES })),
    );
  });
});
