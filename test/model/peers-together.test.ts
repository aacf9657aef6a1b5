import { describe, expect, it } from 'vitest';
import { PEERS } from '../../src/model/client/content-search.ts';
import { Fleet } from '../../src/model/fleet.ts';
import type { ClientGroup, PeerSharing, Scenario } from '../../src/model/scenario.ts';
import {
  contentFrom,
  DAY_MS,
  deployment,
  distributionPoint,
  group,
  HOUR_MS,
  JUNE,
  nineToFive,
  runFleet,
  SECOND_MS,
  smallScenario,
} from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';

const SHARED_BYTES = Math.floor(0.9 * JUNE.sizeBytes);
const REST_BYTES = JUNE.sizeBytes - SHARED_BYTES;
/** A whole file takes 20,000 s, far longer than clients are apart when they begin. */
const POINT_BYTES_PER_SECOND = JUNE.sizeBytes / 20_000;
/** The peers' part takes 9,000 s. */
const PEERS_BYTES_PER_SECOND = 10_000;
const WHOLE_MS = 20_000 * SECOND_MS;
const SHARED_MS = 9000 * SECOND_MS;
const NOON_MS = 2 * DAY_MS + 12 * HOUR_MS;
const EVENING_MS = 2 * DAY_MS + 17 * HOUR_MS;
const MORNING_MS = 3 * DAY_MS + 9 * HOUR_MS;

const Stage = ['idle', 'waits', 'locates', 'point', 'away', 'peers', 'waits for peers'] as const;

const contentWith = (changes: Partial<PeerSharing> = {}): ClientGroup['content'] => ({
  ...contentFrom(0),
  peers: {
    technology: 'deliveryOptimization',
    peerGroup: 1,
    share: 0.9,
    fileBytesMin: 0,
    clientsPerSource: 2,
    bytesPerSecond: PEERS_BYTES_PER_SECOND,
    ...changes,
  },
});

/** One client that begins after noon, and others an hour later. */
function scenarioOf(
  otherCount: number,
  changes: Partial<PeerSharing> = {},
  presence: { readonly first?: ClientGroup['presence']; readonly others?: ClientGroup['presence'] } = {},
): Scenario {
  const always = { pattern: 'alwaysOn' } as const;
  const content = contentWith(changes);
  return smallScenario({
    distributionPoints: [distributionPoint({ flowBytesPerSecondMax: POINT_BYTES_PER_SECOND })],
    groups: [
      group({ name: 'first', content, presence: presence.first ?? always }),
      group({ name: 'others', count: otherCount, content, presence: presence.others ?? always }),
    ],
    deployments: [NOON_MS, NOON_MS + HOUR_MS].map((createdMs, number) =>
      deployment({
        name: `June ${number}`,
        groups: [number],
        createdMs,
        availableMs: [createdMs],
        deadlineMs: [9 * DAY_MS],
      }),
    ),
  });
}

/** The first client, then the others in their order. */
const stagesOf = ({ parts: { clients, downloads, transfers } }: Fleet) => {
  const stages = [...downloads.stage].map((stage, client) => ({
    group: clients.groupOf[client]!,
    is: Stage[stage] === 'peers' && transfers.source[client] !== PEERS ? 'elsewhere' : Stage[stage]!,
  }));
  return stages.sort((x, y) => x.group - y.group).map(({ is }) => is);
};
const readingOf = (fleet: Fleet) => stagesOf(fleet).join(', ');

/** Bytes from the distribution point and from peers. */
function bytesOf(fleet: Fleet): { own: number; peers: number } {
  const { downloads } = fleet.result();
  const bytes = { own: 0, peers: 0 };
  for (let row = 0; row < downloads.length; row++) {
    bytes.own += downloads.get(row, 'ownBytes');
    bytes.peers += downloads.get(row, 'peerBytes');
  }
  return bytes;
}

describe('clients of a peer group that begin while one of them fetches the file', () => {
  it('bring it over the link once, and then only what peers do not give', () => {
    for (const technology of ['deliveryOptimization', 'branchCache'] as const) {
      for (const [others, clientsPerSource] of [
        [1, 1],
        [5, 1],
        [5, 2],
        [9, 10],
      ] as const) {
        expect(bytesOf(runFleet(scenarioOf(others, { technology, clientsPerSource })))).toEqual({
          own: JUNE.sizeBytes + others * REST_BYTES,
          peers: others * SHARED_BYTES,
        });
      }
    }
  });

  it('bring it over once too when all begin at the same time', () => {
    const fleet = runFleet(
      smallScenario({
        distributionPoints: [distributionPoint({ flowBytesPerSecondMax: POINT_BYTES_PER_SECOND })],
        groups: [group({ count: 6, content: contentWith() })],
      }),
    );
    expect(bytesOf(fleet)).toEqual({ own: JUNE.sizeBytes + 5 * REST_BYTES, peers: 5 * SHARED_BYTES });
  });

  it('wait until it has the whole, then take the places as they come free', () => {
    const story = storyOf(scenarioOf(5), readingOf, NOON_MS, NOON_MS + 22 * HOUR_MS);
    const beginsMs = instantOf(story, 'point, idle, idle, idle, idle, idle');
    const wait = 'waits for peers';
    const hasItMs = beginsMs + WHOLE_MS;
    expect(instantOf(story, ['point', wait, wait, wait, wait, wait].join(', '))).toBeLessThan(hasItMs);
    // The one who has it serves two, …
    const firstMs = instantOf(story, ['idle', 'peers', 'peers', wait, wait, wait].join(', '));
    expect(firstMs).toBe(hasItMs + 1);
    // … who fetch the rest while the next two have their places, …
    const secondMs = instantOf(story, ['idle', 'point', 'point', 'peers', 'peers', wait].join(', '));
    expect(secondMs).toBe(firstMs + SHARED_MS + 1);
    // … and as soon as these two have it, there is a place for everybody.
    const restMs = (REST_BYTES * 1000) / POINT_BYTES_PER_SECOND;
    const thirdMs = instantOf(story, ['idle', 'idle', 'idle', 'peers', 'peers', 'peers'].join(', '));
    expect(thirdMs).toBe(firstMs + SHARED_MS + restMs + 1);
  });

  it('do not wait where only whole files are shared', () => {
    const scenario = scenarioOf(3, { technology: 'peerCache' });
    expect(stagesOf(runFleet(scenario, EVENING_MS))).toEqual(['point', 'point', 'point', 'point']);
    expect(bytesOf(runFleet(scenario))).toEqual({ own: 4 * JUNE.sizeBytes, peers: 0 });
  });

  it('do not wait for a file that is too small to be shared', () => {
    const scenario = scenarioOf(2, { fileBytesMin: JUNE.sizeBytes + 1 });
    expect(stagesOf(runFleet(scenario, EVENING_MS))).toEqual(['point', 'point', 'point']);
  });
});

describe('clients that wait for a peer', () => {
  const leaves = scenarioOf(3, {}, { first: nineToFive('offNetwork') });

  it('have one of them take its place when it leaves', () => {
    const fleet = runFleet(leaves, EVENING_MS - 1);
    expect(stagesOf(fleet)).toEqual(['point', 'waits for peers', 'waits for peers', 'waits for peers']);
    fleet.run(EVENING_MS + 1);
    expect(stagesOf(fleet)).toEqual(['away', 'point', 'waits for peers', 'waits for peers']);
    fleet.run(leaves.horizonMs);
    // Who has begun at the distribution point goes on there.
    expect(bytesOf(fleet)).toEqual({ own: 2 * JUNE.sizeBytes + 2 * REST_BYTES, peers: 2 * SHARED_BYTES });
  });

  it('wait for the content when the distribution point fails, and for a peer when it is back', () => {
    const target = { role: 'distributionPoint', index: 0 } as const;
    const scenario: Scenario = {
      ...scenarioOf(3),
      actions: [
        { verb: 'outage', atMs: EVENING_MS, target },
        { verb: 'restore', atMs: EVENING_MS + HOUR_MS, target },
      ],
    };
    const fleet = runFleet(scenario, EVENING_MS - 1);
    expect(stagesOf(fleet).slice(1)).toEqual(['waits for peers', 'waits for peers', 'waits for peers']);
    fleet.run(EVENING_MS + 1);
    expect(stagesOf(fleet)).toEqual(['waits', 'waits', 'waits', 'waits']);
    fleet.run(scenario.horizonMs);
    expect(stagesOf(fleet)).toEqual(['idle', 'idle', 'idle', 'idle']);
    expect(bytesOf(fleet).peers).toBeGreaterThanOrEqual(2 * SHARED_BYTES);
  });

  it('ask anew when they come back', () => {
    const scenario = scenarioOf(1, { share: 1 }, { others: nineToFive('offNetwork') });
    const fleet = runFleet(scenario, EVENING_MS - 1);
    expect(stagesOf(fleet)).toEqual(['point', 'waits for peers']);
    fleet.run(EVENING_MS);
    expect(stagesOf(fleet)).toEqual(['point', 'away']);
    fleet.run(MORNING_MS + SECOND_MS - 1);
    expect(stagesOf(fleet)).toEqual(['idle', 'locates']);
    fleet.run(MORNING_MS + SECOND_MS);
    expect(stagesOf(fleet)).toEqual(['idle', 'peers']);
    fleet.run(scenario.horizonMs);
    expect(bytesOf(fleet)).toEqual({ own: JUNE.sizeBytes, peers: JUNE.sizeBytes });
  });

  it('are saved and restored as they wait', () => {
    const scenario = scenarioOf(5);
    const stopped = runFleet(scenario, EVENING_MS);
    expect([...stopped.parts.peers.waitingCount]).toEqual([0, 5]);
    const copy = new Fleet(scenario, 0);
    copy.restore(stopped.save());
    copy.run(scenario.horizonMs);
    expect(copy.result().fingerprint).toBe(runFleet(scenario).result().fingerprint);
  });
});

it('Where nobody shares, nothing is kept of who waits', () => {
  const { peers } = runFleet(smallScenario(), DAY_MS).parts;
  expect([peers.waitsFor.length, peers.movingCount.length, peers.waitingCount.length]).toEqual([0, 0, 0]);
});
