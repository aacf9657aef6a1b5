import { expect, it } from 'vitest';
import { Actual } from '../../src/model/updates/update-states.ts';
import { DAY_MS, deployment, HOUR_MS, JUNE, MAY, runFleet, smallScenario, update } from './small-fleet.ts';

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
