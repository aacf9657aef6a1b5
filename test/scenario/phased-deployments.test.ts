import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../model/small-fleet.ts';
import { loaded, PHASED, sinceStart } from './deploying.ts';

describe('A phased deployment', () => {
  it('begins at an instant, and then as its phases succeed', () => {
    const { phasedDeployments, deployments } = loaded(PHASED);
    expect(phasedDeployments).toEqual([
      {
        name: 'Rings',
        phases: [
          { deployment: 1, success: null, delayMs: 0 },
          { deployment: 2, success: { share: 0.9 }, delayMs: 2 * DAY_MS },
          { deployment: 3, success: { clients: 40 }, delayMs: DAY_MS },
          { deployment: 4, success: null, delayMs: 0 },
        ],
      },
    ]);
    const createdMs = sinceStart('2024-06-11T21:00Z');
    const availableMs = createdMs + 2 * HOUR_MS;
    expect(deployments[1]).toMatchObject({
      name: 'Rings phase 1',
      createdMs,
      availableMs: [availableMs, availableMs],
      deadlineMs: [availableMs + 3 * DAY_MS, availableMs + 3 * DAY_MS],
      relative: null,
      gradualMs: 0,
    });
    expect(deployments[2]).toMatchObject({
      name: 'Rings phase 2',
      createdMs: null,
      relative: { availableAfterMs: 0, deadlineAfterMs: 7 * DAY_MS, clientLocal: false },
      gradualMs: 5 * DAY_MS,
    });
    expect(new Set(deployments.slice(1).map(({ packages }) => packages.join())).size).toBe(1);
  });
});
