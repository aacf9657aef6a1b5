import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/model/scenario.ts';
import { Actual } from '../../src/model/updates/update-states.ts';
import {
  DAY_MS,
  deployment,
  distributionPoint,
  HOUR_MS,
  JUNE,
  MAY,
  runFleet,
  smallScenario,
  update,
} from './small-fleet.ts';

it('installs what is overdue and complete, though the content of another deployment never comes', () => {
  const net = update({ id: 'net', kb: 'KB0000007', kind: 'DotNetCU' });
  const learns = { verb: 'scanNow', atMs: DAY_MS + 10 * HOUR_MS, groups: [0] } as const;
  const fails = {
    verb: 'outage',
    atMs: 3 * DAY_MS,
    target: { role: 'distributionPoint', index: 0 },
  } as const;
  const later = deployment({
    name: 'net',
    updates: [2],
    createdMs: 4 * DAY_MS,
    availableMs: [4 * DAY_MS],
    deadlineMs: [9 * DAY_MS],
  });
  const { truth, downloads } = runFleet(
    smallScenario({
      catalog: { products: ['Windows'], updates: [MAY, JUNE, net], origin: 'made for tests' },
      deployments: [deployment(), later],
      actions: [learns, fails],
    }),
    10 * DAY_MS,
  ).parts;
  expect(downloads.isWaitingForContent(0)).toBe(true);
  expect(truth.actual(0, 1)).toBe(Actual.installed);
  expect(truth.actual(0, 2)).toBe(Actual.required);
});

describe('content of which a part has come', () => {
  const sizeBytes = 5_000_000_000;
  const bytesPerSecond = 100_000;
  const tool = update({ id: 'tool', kb: 'KB0000007', kind: 'other', title: 'tool', supersedes: [] });
  const scenario = (actions: Scenario['actions']) =>
    smallScenario({
      catalog: {
        products: ['Windows'],
        updates: [MAY, update({ supersedes: [0], sizeBytes }), tool],
        origin: 'made for tests',
      },
      deployments: [
        deployment({ name: 'large', updates: [1], packages: [0] }),
        deployment({ name: 'tool', updates: [2], createdMs: 2 * DAY_MS + 5 * HOUR_MS, packages: [1] }),
      ],
      packages: [1, 2].map((each) => ({
        name: `package ${each}`,
        site: 0,
        priority: 'medium' as const,
        distributionPoints: [0],
        updates: [each],
      })),
      distributionPoints: [distributionPoint({ flowBytesPerSecondMax: bytesPerSecond })],
      actions,
    });
  const gone = { verb: 'deletePackage', atMs: 2 * DAY_MS + 3 * HOUR_MS, package: 0 } as const;

  it('lets other content go first while the rest is nowhere', () => {
    const { truth, downloads } = runFleet(scenario([gone]), 5 * DAY_MS).parts;
    expect(truth.actual(0, 2)).toBe(Actual.cached);
    expect(downloads.isWaitingForContent(0)).toBe(true);
  });

  it('is kept, and only the rest is fetched when it can be had again', () => {
    const back = { verb: 'downloadUpdates', atMs: 3 * DAY_MS, package: 1, updates: [1] } as const;
    const { truth, downloads } = runFleet(scenario([gone, back]), 5 * DAY_MS + 11 * HOUR_MS).parts;
    expect([truth.actual(0, 1), truth.actual(0, 2)]).toEqual([Actual.cached, Actual.cached]);
    expect(downloads.downloadedBytes[0]).toBeCloseTo(sizeBytes + tool.sizeBytes, 0);
  });
});
