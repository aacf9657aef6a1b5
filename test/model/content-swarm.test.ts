import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PEERS } from '../../src/model/client/content-search.ts';
import { Fleet } from '../../src/model/fleet.ts';
import type { Action, ClientGroup, Scenario } from '../../src/model/scenario.ts';
import { brokenLaws, storyOf } from './laws/index.ts';
import { DownloadStage } from './laws/story.ts';
import { plainScenario } from './random-scenarios.ts';
import {
  contentFrom,
  DAY_MS,
  deployment,
  distributionPoint,
  group,
  HOUR_MS,
  MINUTE_MS,
  nineToFive,
  smallScenario,
} from './small-fleet.ts';
import { Witness } from './witness.ts';

const SEED = 20240612;
const SCENARIO_COUNT = 60;

const every = fc.constantFrom(HOUR_MS, DAY_MS).map((value) => ({ law: 'exponential', mean: value }) as const);
const bytes = fc
  .constantFrom(1_000_000, 500_000_000)
  .map((value) => ({ law: 'exponential', mean: value }) as const);

const peers = fc.record({
  technology: fc.constantFrom('deliveryOptimization', 'branchCache', 'peerCache'),
  peerGroup: fc.nat(1),
  share: fc.constantFrom(0.3, 0.9, 1),
  fileBytesMin: fc.constantFrom(0, 50_000_000),
  clientsPerSource: fc.constantFrom(1, 10),
  bytesPerSecond: fc.constantFrom(20_000, 10_000_000),
});

const changes = fc.record({
  own: fc.constantFrom([0], [0, 1], [1], [1]),
  afterMs: fc.constantFrom(null, 0, 5 * MINUTE_MS, 2 * HOUR_MS),
  isSiteDefault: fc.boolean(),
  peers: fc.oneof(fc.constant(null), peers),
  internetBytesPerSecond: fc.constantFrom(30_000, 12_500_000),
  meteredShare: fc.constantFrom(0, 0.5),
  otherContent: fc.oneof(fc.constant(null), fc.record({ every, bytes })),
});
type Changes = typeof changes extends fc.Arbitrary<infer T> ? T : never;

function changed(group: ClientGroup, to: Changes, pointCount: number): ClientGroup {
  const own = to.own.map((point) => point % pointCount).filter((point, at, all) => all.indexOf(point) === at);
  const neighbours =
    to.afterMs === null ? [] : [{ afterMs: to.afterMs, points: [0], isSiteDefault: to.isSiteDefault }];
  return {
    ...group,
    content: { own, neighbours, peers: to.peers, internetBytesPerSecond: to.internetBytesPerSecond },
    meteredShare: to.meteredShare,
    otherContent: to.otherContent,
  };
}

const randomContent = fc
  .tuple(
    plainScenario,
    fc.array(changes, { minLength: 8, maxLength: 8 }),
    fc.record({
      neighbourContent: fc.boolean(),
      siteDefaultContent: fc.constantFrom(true, true, false),
      microsoftUpdateContent: fc.constantFrom(true, true, false),
      meteredAtDeadline: fc.boolean(),
    }),
    fc.record({
      metered: fc.constantFrom('allow', 'limit', 'block'),
      cacheBytes: fc.constantFrom(1, 300_000_000, 5_000_000_000),
      cacheAgeMinMs: fc.constantFrom(0, DAY_MS),
    }),
    fc.constantFrom('everywhere', 'first', 'nowhere', 'nowhere'),
  )
  .map(
    ([scenario, lists, options, settings, where]): Scenario => ({
      ...scenario,
      packages: scenario.packages.map((each) => ({
        ...each,
        distributionPoints: where === 'everywhere' ? each.distributionPoints : where === 'first' ? [0] : [],
      })),
      groups: scenario.groups.map((group, number) =>
        changed(group, lists[number % lists.length]!, scenario.distributionPoints.length),
      ),
      deployments: scenario.deployments.map((each) => ({
        ...each,
        options: { ...each.options, ...options },
      })),
      clientSettings: { ...scenario.clientSettings, ...settings },
    }),
  );

/** A group whose clients come and go, and share partial files with everybody. */
const swarmGroup = fc.record({
  count: fc.integer({ min: 1, max: 6 }),
  presence: fc.constantFrom({ pattern: 'alwaysOn' } as const, nineToFive('sleep'), nineToFive('offNetwork')),
  otherContent: fc.oneof(fc.constant(null), fc.record({ every, bytes })),
  technology: fc.constantFrom('deliveryOptimization', 'branchCache', 'peerCache'),
  share: fc.constantFrom(0.3, 0.9, 1),
  clientsPerSource: fc.constantFrom(1, 10),
  bytesPerSecond: fc.constantFrom(20_000, 10_000_000),
  createdMs: fc.nat(30).map((hours) => 2 * DAY_MS + hours * HOUR_MS),
});

/** One peer group, to whom the distribution point gives slowly and fails at times. */
const oneSwarm = fc
  .tuple(
    fc.array(swarmGroup, { minLength: 2, maxLength: 4 }),
    fc.array(fc.nat(60), { maxLength: 3 }),
    fc.constantFrom(10_000, 100_000),
  )
  .map(([lists, failHours, flowBytesPerSecondMax]): Scenario => {
    const target = { role: 'distributionPoint', index: 0 } as const;
    return smallScenario({
      distributionPoints: [distributionPoint({ flowBytesPerSecondMax })],
      groups: lists.map(({ count, presence, otherContent, createdMs: _, ...sharing }, number) => {
        const shared = { ...sharing, peerGroup: 0, fileBytesMin: 0 };
        const content = { ...contentFrom(0), peers: shared };
        return group({ name: `group ${number}`, count, presence, otherContent, content });
      }),
      deployments: lists.map(({ createdMs }, number) =>
        deployment({
          name: `June ${number}`,
          groups: [number],
          createdMs,
          availableMs: [createdMs],
          deadlineMs: [7 * DAY_MS],
        }),
      ),
      actions: failHours.flatMap((hours): Action[] => {
        const atMs = 2 * DAY_MS + hours * HOUR_MS;
        return [
          { verb: 'outage', atMs, target },
          { verb: 'restore', atMs: atMs + 30 * MINUTE_MS, target },
        ];
      }),
    });
  });

/** What is counted of peers is what clients do and hold, and nobody waits for peers to whom nothing comes. */
function* wrongPeers(fleet: Fleet, { groups, catalog }: Scenario): Iterable<string> {
  const { clients, peers: shared, downloads, transfers, cache, updates } = fleet.parts;
  const numbers = [...new Set(groups.flatMap(({ content }) => content.peers?.peerGroup ?? []))];
  const holders = new Int32Array(shared.holderCount.length);
  const fetching = new Int32Array(shared.fetchingCount.length);
  const moving = new Int32Array(shared.movingCount.length);
  const waiting = new Int32Array(shared.waitingCount.length);
  for (let client = 0; client < clients.count; client++) {
    const sharing = groups[clients.groupOf[client]!]!.content.peers;
    if (sharing === null) continue;
    const first = numbers.indexOf(sharing.peerGroup) * catalog.updates.length;
    for (let slot = 0; slot < updates.slotCountOf(client); slot++) {
      if (cache.holds(client, slot)) holders[first + updates.updateAt(client, slot)]!++;
    }
    const stage = downloads.stage[client]!;
    if ((stage === DownloadStage.waitingForPeers) !== shared.waitsFor[client]! >= 0)
      yield `client ${client}: ${stage}, waits for ${shared.waitsFor[client]}`;
    if (stage === DownloadStage.idle) continue;
    const cell = first + updates.updateAt(client, downloads.slot[client]!);
    if (stage === DownloadStage.waitingForPeers) waiting[cell]!++;
    if (stage !== DownloadStage.fetching && stage !== DownloadStage.transferring) continue;
    moving[cell]!++;
    if (transfers.source[client] === PEERS) fetching[cell]!++;
  }
  if (String(holders) !== String(shared.holderCount)) yield `${holders} hold, not ${shared.holderCount}`;
  if (String(fetching) !== String(shared.fetchingCount))
    yield `${fetching} fetch, not ${shared.fetchingCount}`;
  if (String(moving) !== String(shared.movingCount)) yield `${moving} move, not ${shared.movingCount}`;
  if (String(waiting) !== String(shared.waitingCount)) yield `${waiting} wait, not ${shared.waitingCount}`;
  const newsMs = fleet.save().get('timer download: peers may have content.dueMs') as Float64Array;
  if (waiting.some((count, cell) => count > 0 && moving[cell] === 0 && newsMs[cell] === Infinity))
    yield `${waiting} wait in vain`;
}

const TOLD = ['ownBytes', 'neighbourBytes', 'peerBytes', 'evicted', 'otherRefused'] as const;

it('A random fleet with any sources of content and any caches keeps every law, in the middle and at the end', () => {
  const totals = TOLD.map(() => 0);
  fc.assert(
    fc.property(randomContent, fc.nat(1000), (scenario, permille) => {
      const fleet = new Fleet(scenario, 0);
      const witness = new Witness(fleet);
      for (const untilMs of [Math.floor((scenario.horizonMs * permille) / 1001), scenario.horizonMs]) {
        fleet.run(untilMs);
        const broken = [...brokenLaws(storyOf(scenario, fleet, witness)), ...wrongPeers(fleet, scenario)];
        if (broken.length > 0) throw new Error(`at ${untilMs} ms\n${broken.join('\n')}`);
      }
      const { downloads } = fleet.result();
      TOLD.forEach((column, at) => {
        for (let row = 0; row < downloads.length; row++) totals[at]! += downloads.get(row, column);
      });
    }),
    { seed: SEED, numRuns: SCENARIO_COUNT },
  );
  // It was indeed about several sources and full caches.
  expect(TOLD.filter((_, at) => totals[at] === 0)).toEqual([]);
});

it('A random fleet that is one swarm keeps every law, and nobody waits in vain', () => {
  let waitsSeen = 0;
  fc.assert(
    fc.property(oneSwarm, fc.array(fc.nat(999), { minLength: 5, maxLength: 5 }), (scenario, permilles) => {
      const fleet = new Fleet(scenario, 0);
      const witness = new Witness(fleet);
      const stopsMs = permilles.map((permille) => 2 * DAY_MS + Math.floor((permille * 3 * DAY_MS) / 1000));
      for (const untilMs of [...stopsMs.sort((x, y) => x - y), scenario.horizonMs]) {
        fleet.run(untilMs);
        const broken = [...brokenLaws(storyOf(scenario, fleet, witness)), ...wrongPeers(fleet, scenario)];
        if (broken.length > 0) throw new Error(`at ${untilMs} ms\n${broken.join('\n')}`);
        for (const count of fleet.parts.peers.waitingCount) waitsSeen += count;
      }
    }),
    { seed: SEED, numRuns: 30 },
  );
  expect(waitsSeen).toBeGreaterThan(0);
});

it('A random fleet with any sources of content goes on from a copy as if it had never stopped', () => {
  fc.assert(
    fc.property(randomContent, fc.nat(1000), (scenario, permille) => {
      const middleMs = Math.floor((scenario.horizonMs * permille) / 1001);
      const [whole, first, second] = [new Fleet(scenario, 0), new Fleet(scenario, 0), new Fleet(scenario, 0)];
      whole.run(scenario.horizonMs);
      first.run(middleMs);
      second.restore(first.save());
      second.run(scenario.horizonMs);
      if (second.result().fingerprint !== whole.result().fingerprint)
        throw new Error(`stopped at ${middleMs}`);
    }),
    { seed: SEED, numRuns: 20 },
  );
});
