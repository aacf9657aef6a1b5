import { expect, it } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import { group, smallScenario } from './small-fleet.ts';

it('spreads clients over all servers of a role, however many there are', () => {
  const { softwareUpdatePoints, managementPoints } = smallScenario();
  const serverCount = 600;
  const copies = <T>([server]: readonly T[]) =>
    Array.from({ length: serverCount }, (_, number) => ({ ...server!, name: `server ${number}` }));
  const clientCount = 20 * serverCount;
  const { parts } = new Fleet(
    smallScenario({
      groups: [group({ count: clientCount })],
      deployments: [],
      softwareUpdatePoints: copies(softwareUpdatePoints),
      managementPoints: copies(managementPoints),
    }),
    0,
  );
  for (const { pointOf } of [parts.selection, parts.managementPoints]) {
    const used = new Set(pointOf);
    // Each server has 20 clients on average; that one has none has a probability of about e^-20.
    expect(used.size).toBe(serverCount);
    expect(Math.max(...used)).toBe(serverCount - 1);
  }
});
