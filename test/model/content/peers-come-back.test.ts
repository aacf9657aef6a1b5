import { expect, it } from 'vitest';
import { Actual } from '../../../src/model/updates/update-states.ts';
import {
  contentFrom,
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  MAY,
  nineToFive,
  runFleet,
  smallScenario,
  update,
} from '../small-fleet.ts';

it('takes no more from peers that come back than a distribution point has left of the file', () => {
  const big = update({ sizeBytes: 100_000_000 });
  const peers = {
    technology: 'branchCache',
    peerGroup: 0,
    share: 0.9,
    fileBytesMin: 1,
    clientsPerSource: 10,
    bytesPerSecond: 1500,
  } as const;
  const onDays = (name: string, weekdays: number, location: number) =>
    group({
      name,
      location,
      presence: { ...nineToFive('sleep'), weekdays } as ReturnType<typeof nineToFive>,
      content: { ...contentFrom(0), peers },
    });
  const deployed = (number: number, createdMs: number) =>
    deployment({ name: `to ${number}`, groups: [number], createdMs, deadlineMs: [15 * DAY_MS] });
  const slow = { bytesPerSecond: 2083, flowBytesPerSecondMax: 2083, latencyMs: 0 };
  const { parts } = runFleet(
    smallScenario({
      horizonMs: 14 * DAY_MS,
      catalog: { products: ['Windows'], updates: [MAY, big], origin: 'made for tests' },
      locations: [
        { name: 'head office', link: null },
        { name: 'branch', link: slow },
      ],
      groups: [onDays('giver', 0b10101, 0), onDays('taker', 0b11111, 1)],
      deployments: [
        deployed(0, DAY_MS + 9 * HOUR_MS),
        { ...deployed(1, 2 * DAY_MS + 11 * HOUR_MS), packages: [0] },
      ],
    }),
  );
  expect(parts.truth.actual(1, 1)).toBe(Actual.cached);
  expect(parts.downloads.restBytes[1]).toBe(0);
  expect(parts.downloads.downloadedBytes[1]).toBe(big.sizeBytes);
});
