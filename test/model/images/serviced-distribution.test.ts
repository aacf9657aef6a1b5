import { describe, expect, it } from 'vitest';
import { points } from '../content/package-fleet.ts';
import { rowsOf } from '../laws/story.ts';
import { OFFLINE_SERVICING, runFleet } from '../small-fleet.ts';
import { IMAGE_BYTES } from './image-fleet.ts';
import { eventsOf, image, imageScenario, JUNE_CU, UPDATES, wizard } from './servicing-fleet.ts';

const POINT_COUNT = 200;
const RATE = 100_000_000;
const WAVES = POINT_COUNT / 5;

/** The image is serviced once, and its distribution points are updated. */
function serviced(sendsDifferences: boolean) {
  const distributionPoints = Array.from({ length: POINT_COUNT }, (_, point) => point);
  const scenario = imageScenario([wizard({ updatesDistributionPoints: true })], {
    distributionPoints: points(POINT_COUNT, { bytesPerSecond: RATE }),
    images: [image({ sizeBytes: IMAGE_BYTES, distributionPoints, sendsDifferences })],
  });
  const fleet = runFleet(scenario);
  const [endMs] = eventsOf(fleet).find(([, event]) => event === 'servicingSucceeded')!;
  return { rows: rowsOf(fleet.result().images), endMs };
}

describe('An image of 6 GB that is serviced for 200 distribution points', () => {
  const growthBytes = OFFLINE_SERVICING.growthShare * UPDATES[JUNE_CU]!.sizeBytes;
  const wholeBytes = IMAGE_BYTES + growthBytes;
  const changedBytes = growthBytes + OFFLINE_SERVICING.changedShare * IMAGE_BYTES;

  it.each([
    { sendsDifferences: false, bytes: wholeBytes },
    { sendsDifferences: true, bytes: changedBytes },
  ])(
    'costs each of them $bytes bytes (differences: $sendsDifferences), in waves of five',
    ({ sendsDifferences, bytes }) => {
      const { rows, endMs } = serviced(sendsDifferences);
      expect(rows.reduce((sum, row) => sum + row('sentBytes'), 0)).toBe(POINT_COUNT * bytes);
      const waveMs = (bytes / RATE) * 1000;
      for (const row of rows.filter((each) => each('t') >= endMs)) {
        const wave = Math.min(WAVES, Math.floor((row('t') - endMs) / waveMs));
        const onTheWay = wave < WAVES ? 5 : 0;
        expect([row('current'), row('onTheWay'), row('waiting'), row('failed')]).toEqual([
          5 * wave,
          onTheWay,
          POINT_COUNT - 5 * wave - onTheWay,
          0,
        ]);
      }
    },
  );
});
