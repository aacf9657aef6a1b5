import { describe, expect, test } from 'vitest';
import { run, runMs, WIZARD_MS, wizard } from './image-fleet.ts';

describe('an image and an upgrade package', () => {
  test('O1.1 are serviced alike', () => {
    for (const kind of ['image', 'upgradePackage'] as const) {
      const { scenario, events, updatesIn } = run({ image: `kind: ${kind}`, actions: [wizard()] });
      expect(scenario.images[0]!.kind).toBe(kind);
      expect(events).toEqual([
        [WIZARD_MS, 'servicingScheduled', 0, 1],
        [WIZARD_MS, 'servicingStarted', 0, 1],
        [WIZARD_MS + runMs('june'), 'servicingSucceeded', 0, 1],
      ]);
      expect(updatesIn()).toEqual(['may', 'june']);
    }
  });
});
