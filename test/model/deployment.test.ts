import { describe, expect, it } from 'vitest';
import { runFleet, smallScenario } from './small-fleet.ts';

describe('a deployment to one always-on client', () => {
  it('makes the client compliant after its deadline, and the site learns of it', () => {
    const result = runFleet(smallScenario()).result();
    expect(result.clients!.get(0, 'installedUpdates')).toBe(2);
    expect(result.clients!.get(0, 'requiredUpdates')).toBe(0);
    expect(result.unfinished.length).toBe(0);
  });
});
