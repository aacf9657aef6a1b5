import { describe, expect, it } from 'vitest';
import { Fleet } from '../../../src/model/fleet.ts';
import type {
  Action,
  ContentDelivery,
  Priority,
  RateLimit,
  SendingHours,
} from '../../../src/model/scenario.ts';
import { CONTENT_DISTRIBUTION, DAY_MS, HOUR_MS, MINUTE_MS, runFleet } from '../small-fleet.ts';
import { hierarchy } from '../small-hierarchy.ts';
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
} from './package-fleet.ts';

const RETRY_MS = CONTENT_DISTRIBUTION.retryMs;
const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

describe('the distribution manager of a site', () => {
  it('sends one package to many distribution points in waves of five', () => {
    const all = numbers(12);
    const scenario = contentScenario({
      distributionPoints: points(12),
      packages: [pack({ updates: [1] })],
      actions: [distribute(0, all)],
    });
    expect(arrivals(scenario)).toEqual(
      all.map((point) => ({ afterMs: COPY_MS * (Math.floor(point / 5) + 1), point, bytes: BYTES })),
    );
  });

  it('sends many packages to one distribution point in waves of three', () => {
    const scenario = contentScenario({
      catalog: newUpdates(7),
      distributionPoints: points(1),
      packages: numbers(7).map((number) => pack({ name: `package ${number}`, updates: [number + 1] })),
      actions: numbers(7).map((number) => distribute(number, [0])),
    });
    expect(arrivals(scenario).map(({ afterMs }) => afterMs)).toEqual(
      numbers(7).map((number) => COPY_MS * (Math.floor(number / 3) + 1)),
    );
  });

  it('sends the higher priority first, and of equal ones what was asked for first', () => {
    const priorities: Priority[] = ['medium', 'low', 'medium', 'high', 'low', 'high'];
    const scenario = contentScenario({
      catalog: newUpdates(6),
      siteChanges: { contentDistribution: { ...CONTENT_DISTRIBUTION, packagesMax: 1 } },
      distributionPoints: points(6),
      packages: priorities.map((priority, number) =>
        pack({ name: `package ${number}`, priority, updates: [number + 1] }),
      ),
      actions: numbers(6).map((number) => distribute(number, [number])),
    });
    expect(arrivals(scenario).map(({ point }) => point)).toEqual([0, 3, 5, 2, 1, 4]);
  });

  it('sends nothing of what the distribution point holds already: it has the package at once', () => {
    const scenario = contentScenario({
      packages: [
        pack({ name: 'A', distributionPoints: [0], updates: [1, 2] }),
        pack({ name: 'B', updates: [2, 3] }),
        pack({ name: 'C', updates: [1] }),
      ],
      distributionPoints: points(1),
      actions: [distribute(1, [0]), distribute(2, [0])],
    });
    expect(arrivals(scenario)).toEqual([
      { afterMs: 0, point: 0, bytes: 0 },
      { afterMs: COPY_MS, point: 0, bytes: BYTES },
    ]);
  });

  it('brings a version that came during a transfer after it, with only its new files', () => {
    const scenario = contentScenario({
      distributionPoints: points(1),
      packages: [pack({ distributionPoints: [0], updates: [1] })],
      actions: [
        { verb: 'downloadUpdates', atMs: ACT_MS, package: 0, updates: [2] },
        { verb: 'downloadUpdates', atMs: ACT_MS + 10_000, package: 0, updates: [3] },
      ],
    });
    const internetMs = 800;
    expect(arrivals(scenario)).toEqual([
      { afterMs: internetMs + COPY_MS, point: 0, bytes: BYTES },
      { afterMs: internetMs + 2 * COPY_MS, point: 0, bytes: BYTES },
    ]);
  });
});

describe('a failed transfer', () => {
  const target = { role: 'distributionPoint', index: 0 } as const;
  const outage = (fromMs: number, untilMs: number): Action[] => [
    { verb: 'outage', atMs: ACT_MS + fromMs, target },
    { verb: 'restore', atMs: ACT_MS + untilMs, target },
  ];
  const scenarioWith = (actions: readonly Action[], retriesMax = 100) =>
    contentScenario({
      siteChanges: { contentDistribution: { ...CONTENT_DISTRIBUTION, retriesMax } },
      distributionPoints: points(1),
      packages: [pack({ updates: [1] })],
      actions: [...actions, distribute(0, [0])],
    });

  it('to a distribution point that is down is tried again every half hour until it is up', () => {
    const scenario = scenarioWith(outage(-1, RETRY_MS + 1));
    expect(arrivals(scenario)).toEqual([{ afterMs: 2 * RETRY_MS + COPY_MS, point: 0, bytes: BYTES }]);
  });

  it('that an outage broke off starts over', () => {
    const scenario = scenarioWith(outage(COPY_MS / 2, COPY_MS));
    expect(arrivals(scenario)).toEqual([
      { afterMs: COPY_MS / 2 + RETRY_MS + COPY_MS, point: 0, bytes: BYTES },
    ]);
  });

  it('is given up after the last retry', () => {
    const fleet = runFleet(scenarioWith(outage(-1, DAY_MS), 2));
    expect(noted(fleet, 'distributionFailed')).toEqual([
      { afterMs: 2 * RETRY_MS, subject: 0, detail: BYTES },
    ]);
    expect(noted(fleet, 'contentDistributed')).toEqual([]);
    const { packages } = fleet.result();
    expect(packages.get(packages.length - 1, 'failed')).toBe(1);
  });
});

describe('distribution over links and sites', () => {
  const branch = {
    name: 'branch',
    link: { bytesPerSecond: 1_000_000, latencyMs: 0, flowBytesPerSecondMax: 1_000_000 },
  };
  const overLink = (actions: readonly Action[]) =>
    contentScenario({
      locations: [{ name: 'head office', link: null }, branch],
      distributionPoints: points(2, { location: 1, bytesPerSecond: 125_000_000 }),
      packages: [pack({ updates: [1] })],
      actions: [distribute(0, [0, 1]), ...actions],
    });

  it('shares the link of a branch among its distribution points', () => {
    expect(arrivals(overLink([])).map(({ afterMs }) => afterMs)).toEqual([2 * COPY_MS, 2 * COPY_MS]);
  });

  it('starts over half an hour after an outage of the link broke it off', () => {
    const target = { role: 'link', index: 1 } as const;
    const scenario = overLink([
      { verb: 'outage', atMs: ACT_MS + COPY_MS, target },
      { verb: 'restore', atMs: ACT_MS + COPY_MS + 1, target },
    ]);
    expect(arrivals(scenario).map(({ afterMs }) => afterMs)).toEqual([
      COPY_MS + RETRY_MS + 2 * COPY_MS,
      COPY_MS + RETRY_MS + 2 * COPY_MS,
    ]);
    const { packages } = runFleet(scenario).result();
    const sentBytes = Array.from({ length: packages.length }, (_, row) => packages.get(row, 'sentBytes'));
    expect(sentBytes.reduce((sum, bytes) => sum + bytes, 0)).toBe(2 * (BYTES / 2) + 2 * BYTES);
  });

  it('goes by the threads of the site that each distribution point belongs to', () => {
    const scenario = hierarchy(
      { primaryLocation: 0 },
      {
        catalog: newUpdates(1),
        deployments: [],
        distributionPoints: points(12).map((point, number) => ({ ...point, site: 1 + (number % 2) })),
        packages: [pack({ updates: [1] })],
        actions: [distribute(0, numbers(12))],
      },
    );
    const instants = arrivals(scenario).map(({ afterMs }) => afterMs);
    expect(instants).toEqual([...new Array(10).fill(COPY_MS), 2 * COPY_MS, 2 * COPY_MS]);
  });
});

describe('a distribution point with a schedule', () => {
  /** The clock of the site shows two hours more. */
  const zones = [{ name: 'east', transitions: [{ fromMs: -60 * DAY_MS, offsetMs: 2 * HOUR_MS }] }];
  const localHour = (ACT_MS + 2 * HOUR_MS) / HOUR_MS;
  const hoursFrom = (open: Readonly<Record<number, Priority>>): SendingHours =>
    Array.from({ length: 7 * 24 }, (_, hour) => open[hour] ?? 'none');
  const sent = (hours: SendingHours | null, limit: RateLimit | null = null): ContentDelivery => ({
    kind: 'sent',
    hours,
    limit,
  });
  const scenarioOf = (delivery: ContentDelivery, priorities: readonly Priority[]) =>
    contentScenario({
      zones,
      distributionPoints: points(1, { delivery }),
      packages: priorities.map((priority, number) =>
        pack({ name: `package ${number}`, priority, updates: [number + 1] }),
      ),
      actions: priorities.map((_, number) => distribute(number, [0])),
    });

  it('gets content from the next hour on that is open to its priority, by the clock of the site', () => {
    const hours = hoursFrom({ [localHour + 2]: 'high', [localHour + 5]: 'medium' });
    const high = scenarioOf(sent(hours), ['high']);
    const medium = scenarioOf(sent(hours), ['medium']);
    const low = scenarioOf(sent(hours), ['low']);
    expect(arrivals(high).map(({ afterMs }) => afterMs)).toEqual([2 * HOUR_MS + COPY_MS]);
    expect(arrivals(medium).map(({ afterMs }) => afterMs)).toEqual([5 * HOUR_MS + COPY_MS]);
    expect(arrivals(low)).toEqual([]);
  });

  it('takes one transfer at a time', () => {
    const allOpen = hoursFrom(Object.fromEntries(numbers(7 * 24).map((hour) => [hour, 'low'] as const)));
    expect(arrivals(scenarioOf(sent(allOpen), ['low', 'low', 'low'])).map(({ afterMs }) => afterMs)).toEqual([
      COPY_MS,
      2 * COPY_MS,
      3 * COPY_MS,
    ]);
  });

  it('gets a share of the rate in each hour', () => {
    const shareByHour = numbers(24).map((hour) => (hour === localHour % 24 ? 0.01 : 0.5));
    const inFirstHour = 0.01 * 1_000_000 * (HOUR_MS / 1000);
    const restMs = ((BYTES - inFirstHour) / 500_000) * 1000;
    expect(arrivals(scenarioOf(sent(null, { shareByHour }), ['low'])).map(({ afterMs }) => afterMs)).toEqual([
      HOUR_MS + restMs,
    ]);
  });

  it('in pulse mode gets blocks with silence between them', () => {
    const limit = { blockBytes: 1_000_000, silenceMs: 9_000 };
    expect(arrivals(scenarioOf(sent(null, limit), ['low'])).map(({ afterMs }) => afterMs)).toEqual([
      10 * COPY_MS,
    ]);
  });
});

describe('a pull-distribution point', () => {
  /** Point 0 pulls from the others, of which each has an interface of 1 MB/s. */
  const pulling = (sources: readonly { readonly point: number; readonly priority: number }[]) => [
    ...points(1, { name: 'pulls', delivery: { kind: 'pulled', sources } }),
    ...points(3, { bytesPerSecond: 1_000_000, flowBytesPerSecondMax: 1_000_000 }).map((point, number) => ({
      ...point,
      name: `source ${number}`,
    })),
  ];
  const scenarioOf = (
    sources: Parameters<typeof pulling>[0],
    holders: readonly number[],
    actions: readonly Action[] = [],
  ) =>
    contentScenario({
      distributionPoints: pulling(sources),
      packages: [pack({ distributionPoints: holders, updates: [1] })],
      actions: [distribute(0, [0]), ...actions],
    });
  const sourcesUsed = (scenario: ReturnType<typeof scenarioOf>) => {
    const { linkTotals } = runFleet(scenario).result();
    return [1, 2, 3].filter((point) => linkTotals.get(point, 'bytes') > 0);
  };

  it('fetches from the source of the lowest priority number that has the content', () => {
    const sources = [
      { point: 1, priority: 1 },
      { point: 2, priority: 2 },
      { point: 3, priority: 3 },
    ];
    expect(sourcesUsed(scenarioOf(sources, [2, 3]))).toEqual([2]);
    expect(sourcesUsed(scenarioOf(sources, [1, 2, 3]))).toEqual([1]);
    expect(arrivals(scenarioOf(sources, [3]))).toEqual([{ afterMs: COPY_MS, point: 0, bytes: BYTES }]);
  });

  it('chooses at random among equal sources, whatever their order', () => {
    const equal = [1, 2, 3].map((point) => ({ point, priority: 1 }));
    const chosen = sourcesUsed(scenarioOf(equal, [1, 2, 3]));
    expect(chosen).toHaveLength(1);
    expect(sourcesUsed(scenarioOf([...equal].reverse(), [1, 2, 3]))).toEqual(chosen);
    const bySeed = numbers(20).map(
      (seed) => sourcesUsed({ ...scenarioOf(equal, [1, 2, 3]), seed: String(seed) })[0],
    );
    expect(new Set(bySeed)).toEqual(new Set([1, 2, 3]));
  });

  it('asks again after half an hour while no source has the content', () => {
    const later = distribute(0, [2], ACT_MS + 40 * MINUTE_MS);
    expect(arrivals(scenarioOf([{ point: 2, priority: 1 }], [], [later]))).toEqual([
      { afterMs: 40 * MINUTE_MS + COPY_MS, point: 2, bytes: BYTES },
      { afterMs: 60 * MINUTE_MS + COPY_MS, point: 0, bytes: BYTES },
    ]);
  });

  it('does not take one of the threads of the site', () => {
    const scenario = {
      ...scenarioOf([{ point: 1, priority: 1 }], [1]),
      actions: [distribute(0, [0]), distribute(0, [2, 3])],
    };
    const site = {
      ...scenario.sites[0]!,
      contentDistribution: { ...CONTENT_DISTRIBUTION, threadsPerPackage: 1 },
    };
    expect(arrivals({ ...scenario, sites: [site] }).map(({ afterMs, point }) => [point, afterMs])).toEqual([
      [0, COPY_MS],
      [2, COPY_MS],
      [3, 2 * COPY_MS],
    ]);
  });
});

describe('a fleet copied while content is on its way', () => {
  const allOpen: SendingHours = numbers(7 * 24).map((hour) => (hour % 3 === 0 ? 'low' : 'high'));
  const limited: ContentDelivery = {
    kind: 'sent',
    hours: allOpen,
    limit: { shareByHour: numbers(24).map((hour) => (hour % 2 === 0 ? 0.005 : 0.02)) },
  };
  const pulled: ContentDelivery = { kind: 'pulled', sources: [{ point: 0, priority: 1 }] };
  const [first, second, third] = points(3);
  const scenario = contentScenario({
    distributionPoints: [
      first!,
      { ...second!, delivery: limited },
      { ...third!, delivery: pulled },
      ...points(6).map((point, number) => ({ ...point, name: `more ${number}` })),
    ],
    packages: [pack({ updates: [1], distributionPoints: [] }), pack({ name: 'B', updates: [2, 3] })],
    actions: [
      distribute(0, [8, 7, 6, 5, 4, 3, 2, 1, 0]),
      distribute(1, [1, 2, 0]),
      { verb: 'outage', atMs: ACT_MS + COPY_MS / 2, target: { role: 'distributionPoint', index: 0 } },
      { verb: 'restore', atMs: ACT_MS + 2 * COPY_MS, target: { role: 'distributionPoint', index: 0 } },
      { verb: 'deletePackage', atMs: ACT_MS + 5 * HOUR_MS, package: 0 },
    ],
  });

  it.each([0, 1, 40, 150, 30 * 60, 2 * 3600, 5 * 3600])('%i s after the act goes on like it', (afterS) => {
    const whole = new Fleet(scenario, 0);
    whole.run(ACT_MS + afterS * 1000);
    const copy = whole.save();
    whole.run(scenario.horizonMs);
    const other = new Fleet(scenario, 0);
    other.restore(copy);
    other.run(scenario.horizonMs);
    expect(other.result().fingerprint).toBe(whole.result().fingerprint);
    expect(noted(other, 'contentDistributed')).toEqual(noted(whole, 'contentDistributed'));
  });
});
