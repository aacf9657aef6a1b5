import fc from 'fast-check';
import { describe, it } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import { brokenLaws, storyOf } from './laws/index.ts';
import { randomHierarchy } from './random-hierarchies.ts';
import { randomScenario } from './random-scenarios.ts';
import { Witness } from './witness.ts';

/** Change it to look elsewhere; a failure prints the seed and path that replay it. */
const SEED = 20240611;
const SCENARIO_COUNT = 150;

describe('A random fleet', () => {
  for (const [where, scenarios] of [
    ['of one site', randomScenario],
    ['in a hierarchy with damaged files and outages', randomHierarchy],
  ] as const) {
    it(`${where} keeps every law at an instant in the middle and at the end, and nothing throws`, () => {
      fc.assert(
        fc.property(scenarios, fc.nat(1000), (scenario, permille) => {
          const fleet = new Fleet(scenario, 0);
          const witness = new Witness(fleet);
          for (const untilMs of [Math.floor((scenario.horizonMs * permille) / 1001), scenario.horizonMs]) {
            fleet.run(untilMs);
            const broken = brokenLaws(storyOf(scenario, fleet, witness));
            if (broken.length > 0) throw new Error(`at ${untilMs} ms\n${broken.join('\n')}`);
          }
        }),
        { seed: SEED, numRuns: SCENARIO_COUNT },
      );
    });
  }
});
