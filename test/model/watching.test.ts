import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventWords } from '../../src/model/event-words.ts';
import { Fleet } from '../../src/model/fleet.ts';
import { Fingerprint, hashOfName } from '../../src/sim/fingerprint.ts';
import { StateBook } from '../../src/sim/state.ts';
import { randomHierarchy } from './random-hierarchies.ts';
import { randomScenario } from './random-scenarios.ts';
import { DAY_MS, group, HOUR_MS, runFleet, smallScenario } from './small-fleet.ts';

const SEED = 20240611;
const DEADLINE_MS = 5 * DAY_MS + 12 * HOUR_MS;

describe('A watched run', () => {
  it('has the history of one that nobody watches, is told all of it, and can put every event into words', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(fc.oneof(randomScenario, randomHierarchy), (scenario) => {
        const fleet = new Fleet(scenario, 0);
        const words = new EventWords(scenario, fleet.parts);
        const told = new Fingerprint(new StateBook());
        let count = 0;
        fleet.watch((event) => {
          const { timeMs, kind, entity, argument } = event;
          if (kind.silent !== true) told.add(timeMs, hashOfName(kind.name) | 1, entity, argument);
          count++;
          if (kinds.has(kind.name)) return;
          kinds.add(kind.name);
          expect(kind.of, kind.name).toBeDefined();
          expect(words.text(event)).not.toMatch(/undefined|NaN|entity/);
          expect(words.clientOf(event)).toBeLessThan(fleet.parts.clients.count);
        });
        fleet.run(scenario.horizonMs);
        const plain = runFleet(scenario).result();
        expect(fleet.result().fingerprint).toBe(plain.fingerprint);
        expect(told.toString()).toBe(plain.fingerprint);
        expect(count).toBe(plain.eventCount);
      }),
      { seed: SEED, numRuns: 30 },
    );
    expect(kinds.size).toBeGreaterThan(60);
  });

  it('tells of a deadline by the name of its client in its group and of its deployment', () => {
    const scenario = smallScenario({ groups: [group({ name: 'laptops', count: 3 })] });
    const fleet = new Fleet(scenario, 0);
    const words = new EventWords(scenario, fleet.parts);
    const told: string[] = [];
    fleet.watch((event) => {
      if (event.timeMs === DEADLINE_MS && event.kind.name === 'deployment: deadline')
        told.push(words.text(event));
    });
    fleet.run(scenario.horizonMs);
    expect(told.sort()).toEqual(
      [0, 1, 2].map((number) => `client ${number} of laptops: deadline (June updates)`),
    );
  });

  it('knows the client behind a request at a server and behind a state file', () => {
    const scenario = smallScenario();
    const fleet = new Fleet(scenario, 0);
    const words = new EventWords(scenario, fleet.parts);
    const ofClient = new Set<string>();
    fleet.watch((event) => {
      if (words.isAbout(event, 0)) ofClient.add(`${event.kind.of} ${words.text(event).split(':')[0]}`);
    });
    fleet.run(scenario.horizonMs);
    expect([...ofClient].sort()).toEqual([
      'client client 0 of clients',
      'job MP1',
      'job P01 state system',
      'job SUP1',
      'stateFile a state file of client 0 of clients',
    ]);
  });

  it('is told of nothing any more once nobody watches', () => {
    const scenario = smallScenario();
    const fleet = new Fleet(scenario, 0);
    let lastMs = 0;
    fleet.watch(({ timeMs }) => {
      lastMs = timeMs;
    });
    fleet.run(2 * DAY_MS);
    fleet.watch(null);
    fleet.run(scenario.horizonMs);
    expect(lastMs).toBeGreaterThan(0);
    expect(lastMs).toBeLessThanOrEqual(2 * DAY_MS);
    expect(fleet.result().fingerprint).toBe(runFleet(scenario).result().fingerprint);
  });
});
