import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fleet } from '../../../src/model/fleet.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import { SESSION_LAWS } from '../laws/sessions.ts';
import { storyOf } from '../laws/story.ts';
import { collectionOf, collectionUpdate, remoteAppService } from '../random-remoteapp.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, REMOTE_APP } from '../small-fleet.ts';
import { Witness } from '../witness.ts';
import { office } from './office-users.ts';

const HORIZON_MS = 2 * DAY_MS;
const STEP_MS = 37 * MINUTE_MS;

const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    seed: fc.nat(99).map(String),
    collections: fc.tuple(collectionOf(0, 1, [0, 1]), collectionOf(1, 1, [0])),
    actions: fc.array(collectionUpdate(HORIZON_MS, 2, 2), { maxLength: 6 }),
    service: remoteAppService(REMOTE_APP),
  })
  .map(({ seed, ...rest }) => office({ ...rest, scenario: { seed, horizonMs: HORIZON_MS } }));

/** Laws of sessions that a witnessed fleet breaks now, with the first things that break them. */
function brokenNow(scenario: Scenario, fleet: Fleet, witness: Witness): string[] {
  const story = storyOf(scenario, fleet, witness);
  return SESSION_LAWS.flatMap(({ number, broken }) =>
    [...broken(story)].slice(0, 3).map((what) => `law ${number}: ${what}`),
  );
}

describe('In any RemoteApp collection', () => {
  it('the laws of sessions and hosts hold at any time of two days', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const fleet = new Fleet(scenario, 0);
        const witness = new Witness(fleet);
        for (let atMs = 0; atMs <= HORIZON_MS; atMs += STEP_MS) {
          fleet.run(atMs);
          expect(brokenNow(scenario, fleet, witness)).toEqual([]);
        }
        for (const { cause } of witness.sessions!.signOffs) seen.add(cause);
      }),
      { numRuns: 40, seed: 7 },
    );
    // It was indeed about sessions that ended in every way.
    expect([...seen].sort()).toEqual(['atOnce', 'graceEnded', 'timeout', 'told', 'user']);
  });
});

describe('The laws of sessions', () => {
  const atMs = 13 * HOUR_MS;
  const damaged = (damage: (witness: NonNullable<Witness['sessions']>) => void) => {
    const scenario = office({ users: 3 });
    const fleet = new Fleet(scenario, 0);
    const witness = new Witness(fleet);
    fleet.run(atMs);
    expect(brokenNow(scenario, fleet, witness)).toEqual([]);
    damage(witness.sessions!);
    const broken = brokenNow(scenario, fleet, witness).map((what) => what.split(':')[0]!);
    return [...new Set(broken)];
  };

  it('notice a state that does not fit, and a grace that is outlived', () => {
    expect(damaged(({ parts }) => parts.sessions.change(1, 'idle'))).toContain('law 39');
    const update = { collection: 0, policy: 'grace', leaveByMs: atMs } as const;
    // The model knows nothing of that update.
    expect(damaged(({ updates }) => updates.push(update))).toEqual(['law 40', 'law 45']);
  });

  it('notice a sign-off by no update, a session that came from nowhere and a user who was told in secret', () => {
    const end = { atMs, user: 0, cause: 'atOnce', state: 'active', wasTold: false } as const;
    expect(damaged(({ signOffs }) => signOffs.push(end))).toEqual(['law 41', 'law 42']);
    expect(damaged(({ signIns }) => signIns.pop())).toEqual(['law 42']);
    expect(damaged(({ parts }) => parts.userDays.told.fill(1, 1, 2))).toContain('law 42');
  });

  it('notice a host too few, and one that nobody counted', () => {
    expect(damaged(({ parts }) => parts.sets.hosts.fill(0))).toContain('law 43');
    // June's update has been out for an hour, and no host has it.
    const change = { atMs: atMs - 1, set: 0, hosts: 2 };
    expect(damaged(({ hostChanges }) => hostChanges.push(change))).toEqual(['law 44']);
  });
});
