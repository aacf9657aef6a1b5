import { describe, expect, it } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import type { Action } from '../../src/model/scenario.ts';
import { clientsOf, DAYS, noonOf, rule, slot, withRules } from '../conformance/rule-fleet.ts';
import { brokenLaws, storyOf } from './laws/index.ts';
import { deployment, group, HOUR_MS } from './small-fleet.ts';
import { Witness } from './witness.ts';

const change = (verb: 'addUpdates' | 'removeUpdates', day: number, update: number): Action => ({
  verb,
  atMs: noonOf(day),
  deployment: 0,
  updates: [update],
});
const groups = [group({ name: 'pilot', count: 2 }), group({ name: 'broad', count: 3 })];

/** A rule with a pilot and all others, whose common group changes before and after it gets the second deployment. */
const ofRule = withRules(
  [
    rule({
      candidates: [1],
      startsMs: [noonOf(1)],
      group: 'new',
      deployments: [
        { name: 'pilot', isInitial: true, slots: [0] },
        { name: 'broad', isInitial: false, slots: [1] },
      ],
    }),
  ],
  {
    groups,
    deployments: [slot('pilot', { updates: [1] }), slot('broad', { updates: [1], groups: [1] })],
    actions: [
      change('addUpdates', 2, 2),
      { verb: 'addDeployment', atMs: noonOf(3), rule: 0, added: 1 },
      change('addUpdates', 4, 4),
      change('removeUpdates', 5, 1),
    ],
  },
);

/** Two phases, of which the second begins by hand between two changes. */
const ofPhases = withRules([], {
  groups,
  deployments: [
    deployment({ name: 'pilot', createdMs: noonOf(1), deadlineMs: [noonOf(2)] }),
    slot('broad', { updates: [1], groups: [1] }),
  ],
  phasedDeployments: [
    {
      name: 'phases',
      phases: [
        { deployment: 0, success: null, delayMs: 0 },
        { deployment: 1, success: null, delayMs: 0 },
      ],
    },
  ],
  actions: [
    change('addUpdates', 2, 2),
    { verb: 'startPhase', atMs: noonOf(3), phasedDeployment: 0, phase: 1 },
    change('addUpdates', 4, 4),
    change('removeUpdates', 5, 1),
  ],
});

describe.each([
  ['a rule', ofRule],
  ['a phased deployment', ofPhases],
])('The software update group of %s', (_, scenario) => {
  const updatesAt = (atMs: number) => {
    const fleet = new Fleet(scenario, 0);
    fleet.run(atMs);
    return [0, 1].map((number) => fleet.parts.deployments.updatesOf(number, 0));
  };

  it('is the same for its deployments, from the creation of each on', () => {
    expect(updatesAt(noonOf(2) + HOUR_MS)[0]).toEqual([1, 2]);
    expect(updatesAt(noonOf(3) + HOUR_MS)).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(updatesAt(noonOf(6))).toEqual([
      [2, 4],
      [2, 4],
    ]);
  });

  it('is for each client what its last policy brought', () => {
    const heldAt = (atMs: number) => {
      const fleet = new Fleet(scenario, 0);
      fleet.run(atMs);
      return [0, 1].flatMap((number) =>
        clientsOf(fleet.parts, number).map((client) => fleet.parts.updates.slotsOf(number, client)),
      );
    };
    expect(heldAt(noonOf(4))).toEqual(new Array(5).fill([1, 2]));
    expect(heldAt(noonOf(4) + 2 * HOUR_MS)).toEqual(new Array(5).fill([1, 2, 4]));
  });

  it('keeps every law while it changes, once both deployments are there', () => {
    const fleet = new Fleet(scenario, 0);
    const witness = new Witness(fleet);
    for (let atMs = noonOf(3) + HOUR_MS; atMs <= scenario.horizonMs; atMs += 11 * HOUR_MS) {
      fleet.run(atMs);
      const broken = brokenLaws(storyOf(scenario, fleet, witness));
      // Laws 5 and 6 read what deployments hold now, and deadlines from the scenario.
      expect([atMs, ...broken.filter((law) => !/^law [56]:/.test(law))]).toEqual([atMs]);
    }
    expect(DAYS.map((day) => fleet.parts.packages.hasContent(day, 0))).toEqual([true, true, false, true]);
  });
});
