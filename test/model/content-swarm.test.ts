import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PEERS } from '../../src/model/client/content-search.ts';
import { Fleet } from '../../src/model/fleet.ts';
import type { ClientGroup, Scenario } from '../../src/model/scenario.ts';
import { brokenLaws, storyOf } from './laws/index.ts';
import { DownloadStage } from './laws/story.ts';
import { plainScenario } from './random-scenarios.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './small-fleet.ts';
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

/** What is counted of peers is what clients do and hold. */
function* wrongPeers({ parts }: Fleet, { groups, catalog }: Scenario): Iterable<string> {
  const { clients, peers: shared, downloads, transfers, cache, updates } = parts;
  const numbers = [...new Set(groups.flatMap(({ content }) => content.peers?.peerGroup ?? []))];
  const holders = new Int32Array(shared.holderCount.length);
  const fetching = new Int32Array(shared.fetchingCount.length);
  for (let client = 0; client < clients.count; client++) {
    const sharing = groups[clients.groupOf[client]!]!.content.peers;
    if (sharing === null) continue;
    const first = numbers.indexOf(sharing.peerGroup) * catalog.updates.length;
    for (let slot = 0; slot < updates.slotCountOf(client); slot++) {
      if (cache.holds(client, slot)) holders[first + updates.updateAt(client, slot)]!++;
    }
    if (downloads.stage[client] !== DownloadStage.fetching || transfers.source[client] !== PEERS) continue;
    fetching[first + updates.updateAt(client, downloads.slot[client]!)]!++;
  }
  if (String(holders) !== String(shared.holderCount)) yield `${holders} hold, not ${shared.holderCount}`;
  if (String(fetching) !== String(shared.fetchingCount))
    yield `${fetching} fetch, not ${shared.fetchingCount}`;
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
