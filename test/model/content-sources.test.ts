import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import type { Action, ClientGroup, Deployment, Scenario } from '../../src/model/scenario.ts';
import {
  contentFrom,
  DAY_MS,
  deployment,
  distributionPoint,
  group,
  HOUR_MS,
  JUNE,
  MINUTE_MS,
  OPTIONS,
  runFleet,
  smallScenario,
} from './small-fleet.ts';
import { type Chapter, instantOf, storyOf } from './story.ts';

const TRY_MS = 2 * MINUTE_MS;
const STALLED_MS = HOUR_MS;
const INTERNET_BYTES_PER_SECOND = 1_000_000;
const Stage = ['idle', 'waiting', 'locating', 'transferring', 'away', 'fetching'] as const;

const readingOf = ({ parts }: Fleet) => {
  const stage = Stage[parts.downloads.stage[0]!]!;
  return stage === 'transferring' ? `from ${parts.transfers.source[0]}` : stage;
};

const neighbour = (afterMs: number, point: number, isSiteDefault = false) => ({
  afterMs,
  points: [point],
  isSiteDefault,
});

interface Case {
  readonly neighbours?: ClientGroup['content']['neighbours'];
  readonly own?: readonly number[];
  readonly options?: Partial<Deployment['options']>;
  /** The points that get the content. */
  readonly at: readonly number[];
  readonly actions?: readonly Action[];
  readonly bytesPerSecond?: number;
}

function scenarioOf({
  neighbours = [],
  own = [0],
  options,
  at,
  actions = [],
  bytesPerSecond,
}: Case): Scenario {
  const content = { ...contentFrom(...own), neighbours, internetBytesPerSecond: INTERNET_BYTES_PER_SECOND };
  const point = (name: string) =>
    distributionPoint({ name, ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }) });
  return smallScenario({
    distributionPoints: [point('DP1'), point('DP2'), point('DP3')],
    groups: [group({ content })],
    packages: [{ name: 'June', site: 0, priority: 'medium', distributionPoints: at, updates: [] }],
    deployments: [
      deployment({ packages: [0], deadlineMs: [9 * DAY_MS], options: { ...OPTIONS, ...options } }),
    ],
    actions,
  });
}

const storyFor = (each: Case) => storyOf(scenarioOf(each), readingOf, 2 * DAY_MS, 2 * DAY_MS + 8 * HOUR_MS);
const isEver = (story: readonly Chapter[], reading: string) => story.some(({ is }) => is === reading);

/** Bytes that reached the client, by source; without the sources that gave none. */
function bytesBySource(fleet: Fleet): Record<string, number> {
  const { downloads } = fleet.result();
  const bytes: Record<string, number> = {};
  for (const kind of ['own', 'neighbour', 'siteDefault', 'microsoftUpdate', 'peer'] as const) {
    let sum = 0;
    for (let row = 0; row < downloads.length; row++) sum += downloads.get(row, `${kind}Bytes`);
    if (sum > 0) bytes[kind] = sum;
  }
  return bytes;
}

describe('a client whose own distribution point does not have the content', () => {
  it("turns to a neighbour's exactly when it joins the pool", () => {
    for (const [afterMs, from] of [
      [120 * MINUTE_MS, 'neighbour'],
      [10 * MINUTE_MS, 'neighbour'],
    ] as const) {
      const each = { neighbours: [neighbour(afterMs, 1)], at: [1] };
      const story = storyFor(each);
      expect(instantOf(story, 'from 1')).toBe(instantOf(story, 'waiting') + afterMs);
      expect(bytesBySource(runFleet(scenarioOf(each)))).toEqual({ [from]: JUNE.sizeBytes });
    }
  });

  it("turns to neighbours and the site's default group only if the deployment allows each", () => {
    const neighbours = [neighbour(10 * MINUTE_MS, 1), neighbour(30 * MINUTE_MS, 2, true)];
    const at = [1, 2];
    const both = storyFor({ neighbours, at, options: { siteDefaultContent: true } });
    expect(instantOf(both, 'from 1')).toBe(instantOf(both, 'waiting') + 10 * MINUTE_MS);
    const only = { neighbours, at, options: { neighbourContent: false, siteDefaultContent: true } };
    const onlyDefault = storyFor(only);
    expect(instantOf(onlyDefault, 'from 2')).toBe(instantOf(onlyDefault, 'waiting') + 30 * MINUTE_MS);
    expect(bytesBySource(runFleet(scenarioOf(only)))).toEqual({ siteDefault: JUNE.sizeBytes });
    const none = storyFor({ neighbours, at, options: { neighbourContent: false } });
    expect(isEver(none, 'from 1') || isEver(none, 'from 2')).toBe(false);
  });

  it('waits without any event when nothing will ever have it', () => {
    const fleet = runFleet(scenarioOf({ neighbours: [neighbour(120 * MINUTE_MS, 1)], at: [] }), 4 * DAY_MS);
    const before = fleet.save().get('timer download: another distribution point is tried.dueMs');
    expect(fleet.parts.downloads.isWaitingForContent(0)).toBe(true);
    expect(before).toEqual(Float64Array.of(Infinity));
  });

  it('turns to Microsoft Update when every distribution point has been tried in vain', () => {
    const options = { microsoftUpdateContent: true };
    const fetchMs = (JUNE.sizeBytes / INTERNET_BYTES_PER_SECOND) * 1000;
    const alone = storyFor({ at: [], options });
    const aloneMs = instantOf(alone, 'fetching');
    expect(aloneMs).toBe(instantOf(alone, 'waiting') + TRY_MS);
    expect(instantOf(alone, 'idle', aloneMs)).toBe(aloneMs + fetchMs);
    const each = { neighbours: [neighbour(120 * MINUTE_MS, 1)], at: [], options };
    const story = storyFor(each);
    expect(instantOf(story, 'fetching')).toBe(instantOf(story, 'waiting') + 120 * MINUTE_MS + 2 * TRY_MS);
    const fleet = runFleet(scenarioOf(each));
    expect(bytesBySource(fleet)).toEqual({ microsoftUpdate: JUNE.sizeBytes });
    expect(fleet.parts.downloads.downloadedBytes[0]).toBe(JUNE.sizeBytes);
  });
});

describe('a client with two distribution points', () => {
  const both = storyFor({ own: [0, 1], at: [0, 1] });
  const first = isEver(both, 'from 0') ? 0 : 1;

  it('begins at once where luck leads it, or at the other one two minutes later', () => {
    const there = storyFor({ own: [0, 1], at: [first] });
    expect(isEver(there, 'waiting')).toBe(false);
    const other = storyFor({ own: [0, 1], at: [1 - first] });
    expect(instantOf(other, `from ${1 - first}`)).toBe(instantOf(other, 'waiting') + TRY_MS);
  });

  const slow = { own: [0, 1], at: [0, 1], bytesPerSecond: JUNE.sizeBytes / 2000 };
  const startMs = instantOf(storyFor(slow), `from ${first}`);
  const outageMs = startMs + 500_000;
  const target = { role: 'distributionPoint', index: first } as const;
  const fails: Action = { verb: 'outage', atMs: outageMs, target };

  it('leaves one that fails in the middle after an hour, and goes on at the other with what is left', () => {
    const story = storyFor({ ...slow, actions: [fails] });
    expect(instantOf(story, 'waiting')).toBe(outageMs);
    const turnsMs = outageMs + STALLED_MS + TRY_MS;
    expect(instantOf(story, `from ${1 - first}`)).toBe(turnsMs);
    expect(instantOf(story, 'idle', turnsMs)).toBe(turnsMs + 1_500_000);
  });

  it('goes on where it was when that comes back within the hour', () => {
    const restoreMs = outageMs + STALLED_MS - MINUTE_MS;
    const story = storyFor({ ...slow, actions: [fails, { verb: 'restore', atMs: restoreMs, target }] });
    const goesOnMs = instantOf(story, `from ${first}`, outageMs);
    expect(goesOnMs).toBe(restoreMs + 1);
    expect(instantOf(story, 'idle', goesOnMs)).toBe(goesOnMs + 1_500_000);
  });
});

describe('peers', () => {
  const SHARE = 0.9;
  const peersOf = (changes: Partial<NonNullable<ClientGroup['content']['peers']>> = {}) => ({
    ...contentFrom(0),
    peers: {
      technology: 'peerCache' as const,
      peerGroup: 1,
      share: SHARE,
      fileBytesMin: 50_000_000,
      clientsPerSource: 10,
      bytesPerSecond: 10_000_000,
      ...changes,
    },
  });
  const scenarioWith = (changes: Parameters<typeof peersOf>[0], laterCount = 1, laterMs = 3 * DAY_MS) =>
    smallScenario({
      horizonMs: 8 * DAY_MS,
      groups: [
        group({ name: 'first', content: peersOf(changes) }),
        group({ name: 'later', count: laterCount, content: peersOf(changes) }),
      ],
      deployments: [
        deployment({ groups: [0], deadlineMs: [7 * DAY_MS] }),
        deployment({
          name: 'later',
          groups: [1],
          createdMs: laterMs,
          availableMs: [laterMs],
          deadlineMs: [7 * DAY_MS],
        }),
      ],
    });
  const bytesWith = (...args: Parameters<typeof scenarioWith>) =>
    bytesBySource(runFleet(scenarioWith(...args)));

  it('give nothing to the first and their share to who comes later', () => {
    const shared = Math.floor(SHARE * JUNE.sizeBytes);
    expect(bytesWith({})).toEqual({ own: 2 * JUNE.sizeBytes - shared, peer: shared });
    expect(bytesWith({}, 5)).toEqual({ own: 6 * JUNE.sizeBytes - 5 * shared, peer: 5 * shared });
    expect(bytesWith({ share: 1 })).toEqual({ own: JUNE.sizeBytes, peer: JUNE.sizeBytes });
  });

  it('give nothing of small files', () => {
    expect(bytesWith({ fileBytesMin: JUNE.sizeBytes + 1 })).toEqual({ own: 2 * JUNE.sizeBytes });
  });

  it('serve only as many as they can: others take everything from the distribution point', () => {
    const never = { bytesPerSecond: 1, clientsPerSource: 1 };
    const fleet = runFleet(scenarioWith(never, 3), 3 * DAY_MS + 12 * HOUR_MS);
    expect(bytesBySource(fleet)).toEqual({ own: 2 * JUNE.sizeBytes });
    const fetching = [...fleet.parts.downloads.stage].filter((stage) => Stage[stage] === 'fetching');
    // Who has come from the distribution point serves one more.
    expect(fetching.length).toBe(2);
    expect([...fleet.parts.peers.fetchingCount]).toEqual([0, 2]);
    expect([...fleet.parts.peers.holderCount]).toEqual([0, 2]);
  });

  it('keep a file for three days with Delivery Optimization', () => {
    const technology = 'deliveryOptimization';
    const shared = Math.floor(SHARE * JUNE.sizeBytes);
    expect(bytesWith({ technology }, 1, 4 * DAY_MS).peer).toBe(shared);
    expect(bytesWith({ technology }, 1, 5 * DAY_MS + 12 * HOUR_MS).peer).toBeUndefined();
    expect(bytesWith({}, 1, 5 * DAY_MS + 12 * HOUR_MS).peer).toBe(shared);
  });
});
