import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import { SITE_EVENTS } from '../../src/model/results.ts';
import { randomScenario } from './random-scenarios.ts';

const SEED = 20240614;
const SCENARIO_COUNT = 40;

it('A random fleet with everything that a scenario may say goes on from a copy as if it had never stopped', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(randomScenario, fc.nat(1000), (scenario, permille) => {
      const middleMs = Math.floor((scenario.horizonMs * permille) / 1001);
      const [whole, first, second] = [new Fleet(scenario, 0), new Fleet(scenario, 0), new Fleet(scenario, 0)];
      whole.run(scenario.horizonMs);
      first.run(middleMs);
      second.restore(first.save());
      second.run(scenario.horizonMs);
      const { rows } = whole.parts.events;
      for (let row = 0; row < rows.length; row++) seen.add(SITE_EVENTS[rows.get(row, 'code')]!);
      if (second.result().fingerprint !== whole.result().fingerprint)
        throw new Error(`stopped at ${middleMs}`);
    }),
    { seed: SEED, numRuns: SCENARIO_COUNT },
  );
  // It was indeed about deployments that are created and change, about rules, images and RemoteApp collections.
  const wanted = [
    ...['deploymentCreated', 'deploymentChanged', 'deploymentDeleted', 'ruleEvaluated'],
    ...['servicingSucceeded', 'servicingCancelled', 'templateImageReady', 'collectionUpdated'],
  ];
  expect(wanted.filter((name) => !seen.has(name))).toEqual([]);
});
