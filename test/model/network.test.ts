import { describe, expect, it } from 'vitest';
import { Network, Use } from '../../src/model/content/network.ts';
import type { Location, Scenario } from '../../src/model/scenario.ts';
import { Simulation } from '../../src/sim/simulation.ts';
import {
  contentFrom,
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  JUNE,
  runFleet,
  SECOND_MS,
  smallScenario,
} from './small-fleet.ts';

const HEAD_OFFICE: Location = { name: 'head office', link: null };
const branch = (name: string, bytesPerSecond: number, flowBytesPerSecondMax = bytesPerSecond): Location => ({
  name,
  link: { bytesPerSecond, latencyMs: 0, flowBytesPerSecondMax },
});

const [POINT] = smallScenario().distributionPoints;
/** The interface of the distribution point at head office is wide, that of the branch's own narrow. */
const WIDE = { ...POINT!, name: 'DP1', bytesPerSecond: 10_000_000, flowBytesPerSecondMax: 10_000_000 };
const NARROW = {
  ...POINT!,
  name: 'DP2',
  location: 1,
  bytesPerSecond: 500_000,
  flowBytesPerSecondMax: 100_000,
};

function networkScenario(changes: Parameters<typeof smallScenario>[0] = {}): Scenario {
  return smallScenario({
    locations: [HEAD_OFFICE, branch('branch', 1_000_000), branch('village', 200_000)],
    distributionPoints: [WIDE, NARROW],
    ...changes,
  });
}

/** A network alone, with what arrives over it. */
function networkOf(scenario: Scenario) {
  const simulation = new Simulation(scenario.horizonMs);
  const network = new Network(scenario, simulation);
  const arrivals: { readonly customer: number; readonly atMs: number }[] = [];
  network.connect(Use.download, {
    delivered: (customer) => arrivals.push({ customer, atMs: simulation.nowMs }),
  });
  simulation.start();
  return { simulation, network, arrivals };
}

describe('the path of a transfer', () => {
  const { network } = networkOf(networkScenario());
  const [headOffice, branchPlace, village] = [0, 1, 2];
  const namesOn = (links: readonly number[]) => links.map((link) => network.names[link]);

  it('has no link within one place, nor between places without one', () => {
    expect(network.pathBetween(headOffice, headOffice).holder).toBe(-1);
    expect(network.pathBetween(branchPlace, branchPlace).holder).toBe(-1);
  });

  it('has the links of both ends, held by the narrower', () => {
    const { holder, others } = network.pathBetween(branchPlace, village);
    expect(namesOn([holder])).toEqual(['link to village']);
    expect(namesOn(others)).toEqual(['link to branch']);
  });

  it('from a distribution point goes through its interface, also to its own place', () => {
    const own = network.pathFromPoint(1, branchPlace, branchPlace);
    expect(namesOn([own.holder, ...own.others])).toEqual(['DP2']);
    const far = network.pathFromPoint(0, headOffice, branchPlace);
    expect(namesOn([far.holder])).toEqual(['link to branch']);
    expect(namesOn(far.others)).toEqual(['DP1']);
    const through = network.pathFromPoint(1, branchPlace, village);
    expect(namesOn([through.holder])).toEqual(['link to village']);
    expect(namesOn(through.others)).toEqual(['DP2', 'link to branch']);
  });
});

describe('transfers over one link', () => {
  it('share it equally, none faster than its cap', () => {
    const bytes = 1_000_000;
    for (const [count, flowMax] of [
      [1, 200_000],
      [4, 200_000],
      [10, 200_000],
      [10, 1_000_000],
    ] as const) {
      const locations = [HEAD_OFFICE, branch('branch', 1_000_000, flowMax)];
      const { simulation, network, arrivals } = networkOf(networkScenario({ locations }));
      const path = network.pathFromPoint(0, 0, 1);
      for (let customer = 0; customer < count; customer++) network.send(path, Use.download, customer, bytes);
      simulation.run();
      const rate = Math.min(flowMax, 1_000_000 / count);
      const endMs = Math.ceil((bytes / rate) * 1000);
      expect(arrivals).toEqual(Array.from({ length: count }, (_, customer) => ({ customer, atMs: endMs })));
    }
  });

  it('are booked on the links that do not hold them as they move, interval by interval', () => {
    const { simulation, network } = networkOf(networkScenario());
    const path = network.pathFromPoint(0, 0, 1);
    const [further] = path.others;
    network.send(path, Use.download, 0, 3_000_000);
    const bookedBytes = [SECOND_MS, 2 * SECOND_MS, 3 * SECOND_MS, 4 * SECOND_MS].map((nowMs) => {
      simulation.run(nowMs);
      const measures = network.links.measures(further!, 'interval', nowMs);
      network.links.startInterval(nowMs);
      return measures.bookedBytes;
    });
    expect(bookedBytes).toEqual([1_000_000, 1_000_000, 1_000_000, 0]);
    expect(network.links.measures(further!, 'total', simulation.nowMs).bookedBytes).toBe(3_000_000);
  });

  it('are booked in full on the links that do not hold them', () => {
    const { simulation, network } = networkOf(networkScenario());
    const path = network.pathFromPoint(0, 0, 1);
    network.send(path, Use.download, 0, 3_000_000);
    const aborted = network.send(path, Use.download, 1, 3_000_000);
    simulation.run(2 * SECOND_MS);
    const restBytes = network.abort(aborted);
    expect(restBytes).toBe(3_000_000 - (2 * 1_000_000) / 2);
    simulation.run();
    const [holder, other] = [path.holder, path.others[0]!].map((link) =>
      network.links.measures(link, 'total', simulation.nowMs),
    );
    expect(holder!.bytes).toBe(3_000_000 + 1_000_000);
    expect(other!.bytes).toBe(0);
    expect(other!.bookedBytes).toBe(holder!.bytes);
    expect([holder!.started, holder!.completed, holder!.aborted]).toEqual([2, 1, 1]);
  });

  it('stall in an outage and go on after it, with a capacity that was set meanwhile', () => {
    const { simulation, network, arrivals } = networkOf(networkScenario());
    const path = network.pathFromPoint(0, 0, 1);
    network.send(path, Use.download, 7, 3_000_000);
    simulation.run(SECOND_MS);
    network.goDown(path.holder);
    expect(network.isUp(path)).toBe(false);
    simulation.run(HOUR_MS);
    network.setCapacity(path.holder, 500_000);
    simulation.run(2 * HOUR_MS);
    expect(arrivals).toEqual([]);
    network.comeUp(path.holder);
    simulation.run();
    expect(arrivals).toEqual([{ customer: 7, atMs: 2 * HOUR_MS + 2_000_000 / 500 }]);
  });
});

describe('the links of a fleet', () => {
  it('carry every downloaded byte once, wherever the clients fetch it', () => {
    const count = 30;
    const scenario = networkScenario({
      groups: [
        group({ count }),
        group({ name: 'branch', count, location: 1 }),
        group({ name: 'village', count, location: 2, content: contentFrom(1) }),
      ],
      deployments: [deployment({ groups: [0, 1, 2], deadlineMs: [6 * DAY_MS] })],
      assumptions: {
        ...smallScenario().assumptions,
        deltaMetadataBytes: 0,
        deltaMetadataBytesPerUpdate: 0,
      },
      horizonMs: 9 * DAY_MS,
    });
    const fleet = runFleet(scenario);
    const { linkTotals, downloads } = fleet.result();
    const received = fleet.parts.downloads.downloadedBytes.reduce((sum, each) => sum + each, 0);
    expect(received).toBe(3 * count * JUNE.sizeBytes);
    let booked = 0;
    for (let row = 0; row < downloads.length; row++) booked += downloads.get(row, 'bytes');
    expect(booked).toBe(received);

    const bytesOn = (name: string) => {
      const link = fleet.parts.network.names.indexOf(name);
      return linkTotals.get(link, 'bytes') + linkTotals.get(link, 'bookedBytes');
    };
    const perGroup = count * JUNE.sizeBytes;
    /** The branch's own distribution point is filled over the branch's link. */
    const distributed = JUNE.sizeBytes;
    expect(bytesOn('DP1')).toBe(2 * perGroup);
    expect(bytesOn('DP2')).toBe(perGroup);
    expect(bytesOn('link to village')).toBe(perGroup);
    expect(bytesOn('link to branch')).toBe(perGroup + perGroup + distributed);
    expect(bytesOn('internet access')).toBe(JUNE.sizeBytes);
  });
});
