import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import type { Action, ClientGroup, Deployment, Scenario } from '../../src/model/scenario.ts';
import { LOCATION_MS, OFFLINE } from '../model/one-client.ts';
import {
  contentFrom,
  DAY_MS,
  deployment,
  distributionPoint,
  fixed,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  nineToFive,
  OPTIONS,
  runFleet,
  smallScenario,
  update,
} from '../model/small-fleet.ts';
import { type Chapter, instantOf, storyOf } from '../model/story.ts';
import { loadText, SMALL, smallWith } from '../scenario/loading.ts';
import { AVAILABLE_MS, CREATED_MS, DEADLINE_MS, deployed, EAGER, TRANSFER_MS } from './deployed.ts';

const TRY_MS = 2 * MINUTE_MS;
const INTERNET_BYTES_PER_SECOND = 1_000_000;
const STAGES = ['idle', 'waiting', 'locating', 'transferring', 'away', 'fetching'] as const;

/** What the client does about content, and from which distribution point it comes. */
const readingOf = ({ parts }: Fleet) => {
  const stage = STAGES[parts.downloads.stage[0]!]!;
  return stage === 'transferring' ? `from ${parts.transfers.source[0]}` : stage;
};

interface Case {
  readonly own?: readonly number[];
  readonly neighbours?: ClientGroup['content']['neighbours'];
  readonly options?: Partial<Deployment['options']>;
  /** The distribution points that get the content. */
  readonly at: readonly number[];
  readonly actions?: readonly Action[];
  readonly count?: number;
}

/** Three distribution points, of which the content goes to some. */
function located({ own = [0], neighbours = [], options, at, actions = [], count = 1 }: Case): Scenario {
  const content = { ...contentFrom(...own), neighbours, internetBytesPerSecond: INTERNET_BYTES_PER_SECOND };
  return deployed(
    { packages: [0], deadlineMs: [9 * DAY_MS], options: { ...OPTIONS, ...options } },
    {
      distributionPoints: ['DP1', 'DP2', 'DP3'].map((name) => distributionPoint({ name })),
      groups: [group({ content, count })],
      packages: [{ name: 'June', site: 0, priority: 'medium', distributionPoints: at, updates: [] }],
      actions,
    },
  );
}

const storyFor = (each: Case) => storyOf(located(each), readingOf, CREATED_MS, CREATED_MS + 8 * HOUR_MS);
/** From the first try in vain to the transfer from a distribution point; 0 where none was in vain. */
const searchMs = (story: readonly Chapter[], from: string) =>
  story.some(({ is }) => is === 'waiting') ? instantOf(story, from) - instantOf(story, 'waiting') : 0;

const linkedTo = (point: number, afterMs: number, isSiteDefault = false) => ({
  afterMs,
  points: [point],
  isSiteDefault,
});

describe('a client looks for content', () => {
  test('D13.1 first at a distribution point of its boundary group, by luck', () => {
    const count = 400;
    const fleet = runFleet(located({ own: [0, 1], at: [0, 1], count }), AVAILABLE_MS);
    const { linkTotals } = fleet.result();
    const [first, second] = ['DP1', 'DP2'].map((name) => {
      const link = fleet.parts.network.names.findIndex((each) => each.includes(name));
      return linkTotals.get(link, 'bytes') / JUNE.sizeBytes;
    });
    // Four standard deviations of a binomial count.
    expect(Math.abs(first! - second!)).toBeLessThan(2 * 4 * Math.sqrt(count / 4));
    expect(first! + second!).toBeGreaterThanOrEqual(count);
    expect(Math.min(first!, second!)).toBeGreaterThan(0);
  });

  test('D13.2 two minutes at each, then at the next, after the last at the first again', () => {
    const own = [0, 1, 2];
    const searches = own.map((point) => searchMs(storyFor({ own, at: [point] }), `from ${point}`));
    expect([...searches].sort((a, b) => a - b)).toEqual([0, TRY_MS, 2 * TRY_MS]);
    const first = searches.indexOf(0);
    const waitsMs = instantOf(storyFor({ own, at: [] }), 'waiting');
    const late: Action = {
      verb: 'distributePackage',
      atMs: waitsMs + 2 * TRY_MS + MINUTE_MS,
      package: 0,
      distributionPoints: [first],
    };
    expect(searchMs(storyFor({ own, at: [], actions: [late] }), `from ${first}`)).toBe(3 * TRY_MS);
  });

  test('D13.3 at those of a neighbour when its time since the first try has passed', () => {
    for (const afterMs of [10 * MINUTE_MS, 20 * MINUTE_MS, 120 * MINUTE_MS]) {
      const story = storyFor({ neighbours: [linkedTo(1, afterMs)], at: [1] });
      expect(searchMs(story, 'from 1')).toBe(afterMs);
    }
  });

  test("D13.6 at those of neighbours and of the site's default group only if the deployment says so", () => {
    const neighbours = [linkedTo(1, 10 * MINUTE_MS), linkedTo(2, 30 * MINUTE_MS, true)];
    const both = { neighbours, at: [1, 2] };
    expect(searchMs(storyFor(both), 'from 1')).toBe(10 * MINUTE_MS);
    const options = { neighbourContent: false, siteDefaultContent: true };
    expect(searchMs(storyFor({ ...both, options }), 'from 2')).toBe(30 * MINUTE_MS);
    const none = storyFor({ ...both, options: { neighbourContent: false } });
    expect(none.at(-1)!.is).toBe('waiting');
  });

  test('D13.7 at Microsoft Update last, if the deployment says so', () => {
    const neighbours = [linkedTo(1, 10 * MINUTE_MS)];
    const options = { microsoftUpdateContent: true };
    const story = storyFor({ neighbours, at: [], options });
    // From then on each of the two has its turn in vain.
    expect(searchMs(story, 'fetching')).toBe(10 * MINUTE_MS + 2 * TRY_MS);
    const fetchedMs = instantOf(story, 'fetching') + (JUNE.sizeBytes / INTERNET_BYTES_PER_SECOND) * 1000;
    expect(instantOf(story, 'idle', instantOf(story, 'fetching'))).toBe(fetchedMs);
    expect(storyFor({ neighbours, at: [] }).at(-1)!.is).toBe('waiting');
  });
});

describe('boundary groups', () => {
  /** Where the clients in Tokyo find content, with the default boundary group of the site if that is named. */
  function neighboursOf(groups: string, siteDefault: string | null = null, location = 'Tokyo') {
    const base =
      siteDefault === null ? SMALL : smallWith('site:\n', `site:\n  defaultBoundaryGroup: ${siteDefault}\n`);
    const { scenario, issues } = loadText(`${base}boundaryGroups:\n${groups}`);
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    const { locations } = scenario!;
    const found = scenario!.groups.find((each) => locations[each.location]!.name === location)!;
    return found.content.neighbours.map(({ afterMs, isSiteDefault }) => ({ afterMs, isSiteDefault }));
  }
  const paris = '  - { name: Main, locations: [Paris], distributionPoints: [DP1] }\n';
  const tokyo = (links: string) =>
    `  - { name: Branch, locations: [Tokyo], distributionPoints: [DP2], neighbours: [${links}] }\n`;

  test('D13.4 let clients use a neighbour after 120 minutes unless told otherwise, or never', () => {
    const afterMs = (link: string) => neighboursOf(paris + tokyo(link)).map((each) => each.afterMs);
    expect(afterMs('{ group: Main }')).toEqual([120 * MINUTE_MS]);
    expect(afterMs('{ group: Main, contentAfter: 15 min }')).toEqual([15 * MINUTE_MS]);
    expect(afterMs('{ group: Main, contentAfter: never }')).toEqual([]);
  });

  test("D13.5 are linked to the site's default group, after 120 minutes unless a link says otherwise", () => {
    const found = (link: string) => neighboursOf(paris + tokyo(link), 'Main');
    expect(found('')).toEqual([{ afterMs: 120 * MINUTE_MS, isSiteDefault: true }]);
    expect(found('{ group: Main, contentAfter: 15 min }')).toEqual([
      { afterMs: 15 * MINUTE_MS, isSiteDefault: true },
    ]);
    // Clients in no boundary group have it from the first try on.
    expect(neighboursOf(paris, 'Main')).toEqual([{ afterMs: 0, isSiteDefault: true }]);
  });
});

describe('a download', () => {
  const net = update({ id: 'net', kb: 'KB0000008', title: '.NET', sizeBytes: JUNE.sizeBytes });

  test('D13.8 asks where the content is, then fetches it, one update after another', () => {
    const catalog = { ...smallScenario().catalog, updates: [MAY, JUNE, net] };
    const story = storyOf(deployed({ updates: [1, 2] }, { catalog }), readingOf, CREATED_MS, AVAILABLE_MS);
    const stepMs = story[1]!.atMs;
    expect(story.slice(1)).toEqual([
      { atMs: stepMs, is: 'locating' },
      { atMs: stepMs + LOCATION_MS, is: 'from 0' },
      { atMs: stepMs + LOCATION_MS + TRANSFER_MS, is: 'locating' },
      { atMs: stepMs + 2 * LOCATION_MS + TRANSFER_MS, is: 'from 0' },
      { atMs: stepMs + 2 * LOCATION_MS + 2 * TRANSFER_MS, is: 'idle' },
    ]);
  });

  const slow = { flowBytesPerSecondMax: JUNE.sizeBytes / 4000 };
  const target = { role: 'distributionPoint', index: 0 } as const;
  const slowly = (actions: readonly Action[], own = [0]) =>
    storyOf(
      deployed(
        { packages: [0], deadlineMs: [9 * DAY_MS] },
        {
          distributionPoints: [distributionPoint(slow), distributionPoint({ name: 'DP2', ...slow })],
          groups: [group({ content: contentFrom(...own) })],
          packages: [{ name: 'June', site: 0, priority: 'medium', distributionPoints: [0, 1], updates: [] }],
          actions,
        },
      ),
      readingOf,
      CREATED_MS,
      CREATED_MS + 8 * HOUR_MS,
    );

  test('D13.9 goes on where it was when its distribution point is back within the hour', () => {
    const startMs = instantOf(slowly([]), 'from 0');
    const fails: Action = { verb: 'outage', atMs: startMs + 1_000_000, target };
    const back: Action = { verb: 'restore', atMs: startMs + 1_000_000 + 50 * MINUTE_MS, target };
    const story = slowly([fails, back]);
    const againMs = instantOf(story, 'from 0', fails.atMs);
    expect(instantOf(story, 'idle', againMs)).toBe(againMs + 3_000_000);
  });

  test('D13.10 leaves a distribution point that stands still for an hour', () => {
    const both = slowly([], [0, 1]);
    const first = both.some(({ is }) => is === 'from 0') ? 0 : 1;
    const atMs = instantOf(both, `from ${first}`) + 1_000_000;
    const story = slowly([{ verb: 'outage', atMs, target: { ...target, index: first } }], [0, 1]);
    expect(instantOf(story, `from ${1 - first}`)).toBe(atMs + HOUR_MS + TRY_MS);
  });

  test('D13.11 that an absence has broken off goes on with what is left', () => {
    const leavesMs = CREATED_MS + 17 * HOUR_MS;
    const scenario = deployed(
      { createdMs: leavesMs - HOUR_MS, availableMs: [leavesMs - HOUR_MS], deadlineMs: [9 * DAY_MS] },
      {
        distributionPoints: [distributionPoint(slow)],
        groups: [group({ presence: nineToFive('offNetwork') })],
      },
    );
    const story = storyOf(scenario, readingOf, CREATED_MS, CREATED_MS + 2 * DAY_MS);
    const gotMs = leavesMs - instantOf(story, 'from 0');
    const againMs = instantOf(story, 'from 0', leavesMs);
    expect(gotMs).toBeGreaterThan(0);
    expect(gotMs).toBeLessThan(4_000_000);
    expect(instantOf(story, 'idle', againMs)).toBe(againMs + 4_000_000 - gotMs);
  });
});

describe('the cache', () => {
  const OTHER_BYTES = 60_000_000;
  /** Other content comes once a day, from the end of day one on; the update comes on day two. */
  const crowded = (settings: Partial<typeof OFFLINE>) =>
    deployed(
      {},
      {
        groups: [group({ otherContent: { every: fixed(DAY_MS), bytes: fixed(OTHER_BYTES) } })],
        clientSettings: { ...OFFLINE, cacheBytes: 150_000_000, ...settings },
      },
    );
  const bytesAfter = (scenario: Scenario, atMs: number) =>
    runFleet(scenario, atMs + 1).parts.cache.bytesOf(0);

  test('D13.12 has 5,120 MB unless told otherwise, and keeps for at least a day what has come', () => {
    const { clientSettings } = loadText(SMALL).scenario!;
    expect(clientSettings.cacheBytes).toBe(5120 * 2 ** 20);
    expect(clientSettings.cacheAgeMinMs).toBe(DAY_MS);
    const tooLong = `${SMALL}clientSettings: { cacheMinimumAge: 10081 min }\n`;
    expect(loadText(tooLong).issues).toHaveLength(1);
  });

  test('D13.13 is emptied only where new content needs the room, never by the clock', () => {
    const roomy = crowded({ cacheBytes: 10 * 1_000_000_000 });
    expect(bytesAfter(roomy, 9 * DAY_MS)).toBe(9 * OTHER_BYTES + JUNE.sizeBytes);
    const full = crowded({});
    // On day three the update is too young, and both others together would not make room enough.
    expect(bytesAfter(full, 3 * DAY_MS)).toBe(2 * OTHER_BYTES + JUNE.sizeBytes);
    expect(bytesAfter(full, 4 * DAY_MS)).toBe(OTHER_BYTES);
  });

  test('D13.14 gives up what has not been used for longest', () => {
    const scenario = crowded({ cacheBytes: 2 * OTHER_BYTES + JUNE.sizeBytes });
    for (const day of [3, 4, 5]) {
      expect(bytesAfter(scenario, day * DAY_MS)).toBe(
        // The update is older than the content of the last two days when that of day five comes.
        day < 5 ? 2 * OTHER_BYTES + JUNE.sizeBytes : 3 * OTHER_BYTES,
      );
    }
  });
});

describe('on a metered connection', () => {
  const metered = (
    setting: Scenario['clientSettings']['metered'],
    meteredAtDeadline: boolean,
    of: ClientGroup = group(),
  ) =>
    deployed(
      { options: { ...OPTIONS, meteredAtDeadline } },
      { groups: [{ ...of, meteredShare: 1 }], clientSettings: { ...OFFLINE, metered: setting } },
    );
  const bytesAt = (scenario: Scenario, atMs: number) =>
    runFleet(scenario, atMs).parts.downloads.downloadedBytes[0];

  test('D13.15 a client reaches no server unless told otherwise', () => {
    expect(loadText(SMALL).scenario!.clientSettings.metered).toBe('block');
    const { parts } = runFleet(metered('block', true));
    expect([parts.measures.policyCount[0], parts.downloads.downloadedBytes[0]]).toEqual([0, 0]);
    expect(bytesAt(metered('allow', false), DEADLINE_MS)).toBe(JUNE.sizeBytes);
  });

  test('D13.16 with « limit » policy and state travel, and content past the deadline if the deployment agrees, or when a user asks for it', () => {
    const limited = metered('limit', true);
    expect(runFleet(limited, DEADLINE_MS).parts.measures.policyCount[0]).toBe(1);
    expect([bytesAt(limited, DEADLINE_MS), bytesAt(limited, 6 * DAY_MS)]).toEqual([0, JUNE.sizeBytes]);
    expect(bytesAt(metered('limit', false), 10 * DAY_MS)).toBe(0);
    expect(bytesAt(metered('limit', false, EAGER), DEADLINE_MS)).toBe(JUNE.sizeBytes);
  });
});

describe('peers', () => {
  const SHARE = 0.9;
  const sharing = {
    technology: 'peerCache' as 'peerCache' | 'deliveryOptimization',
    peerGroup: 0,
    share: SHARE,
    fileBytesMin: 50_000_000,
    clientsPerSource: 10,
    bytesPerSecond: 10_000_000,
  };

  /** What the second client gets from the first, which has the file from day two on. */
  function sharedBytes(changes: Partial<typeof sharing> = {}, laterMs = 3 * DAY_MS, otherGroup = 0): number {
    const content = (peers: typeof sharing) => ({ ...contentFrom(0), peers });
    const later = { name: 'later', groups: [1], createdMs: laterMs, availableMs: [laterMs] };
    const scenario = smallScenario({
      groups: [
        group({ name: 'first', content: content({ ...sharing, ...changes }) }),
        group({ name: 'later', content: content({ ...sharing, ...changes, peerGroup: otherGroup }) }),
      ],
      deployments: [
        deployment({ deadlineMs: [9 * DAY_MS] }),
        deployment({ ...later, deadlineMs: [9 * DAY_MS] }),
      ],
    });
    const { downloads } = runFleet(scenario, 9 * DAY_MS).result();
    let bytes = 0;
    for (let row = 0; row < downloads.length; row++) bytes += downloads.get(row, 'peerBytes');
    return bytes;
  }
  const shared = Math.floor(SHARE * JUNE.sizeBytes);

  test('D13.17 give their share before a distribution point gives the rest', () => {
    expect(sharedBytes()).toBe(shared);
    expect(sharedBytes({ share: 0 })).toBe(0);
  });

  test('D13.18 give nothing beyond their own group', () => {
    expect(sharedBytes({}, 3 * DAY_MS, 1)).toBe(0);
  });

  test('D13.19 with Delivery Optimization give no small files, and each for three days', () => {
    const technology = 'deliveryOptimization' as const;
    expect(sharedBytes({ technology, fileBytesMin: JUNE.sizeBytes + 1 })).toBe(0);
    expect(sharedBytes({ technology }, 4 * DAY_MS)).toBe(shared);
    expect(sharedBytes({ technology }, 6 * DAY_MS)).toBe(0);
    expect(sharedBytes({}, 6 * DAY_MS)).toBe(shared);
    const { scenario } = loadText(
      smallWith(
        '    location: Tokyo\ndep',
        '    location: Tokyo\n    peers: { technology: deliveryOptimization }\ndep',
      ),
    );
    expect(scenario!.groups[1]!.content.peers).toMatchObject({ fileBytesMin: 50_000_000, share: 0.9 });
  });

  test('D13.19a give their share of a file that one of them is still fetching where partial files are shared', () => {
    for (const [technology, bytes] of [
      ['deliveryOptimization', 2 * shared],
      ['branchCache', 2 * shared],
      ['peerCache', 0],
    ] as const) {
      const content = { ...contentFrom(0), peers: { ...sharing, technology } };
      const scenario = smallScenario({
        distributionPoints: [distributionPoint({ flowBytesPerSecondMax: JUNE.sizeBytes / 20_000 })],
        groups: [group({ count: 3, content })],
        deployments: [deployment({ deadlineMs: [9 * DAY_MS] })],
      });
      const { downloads } = runFleet(scenario, 9 * DAY_MS).result();
      let [fromPeers, fromPoint] = [0, 0];
      for (let row = 0; row < downloads.length; row++) {
        fromPeers += downloads.get(row, 'peerBytes');
        fromPoint += downloads.get(row, 'ownBytes');
      }
      expect([fromPeers, fromPoint]).toEqual([bytes, 3 * JUNE.sizeBytes - bytes]);
    }
  });
});
