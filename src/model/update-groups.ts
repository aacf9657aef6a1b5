import type { Scenario } from './scenario.ts';

/**
 * Per deployment: those that deploy the same software update group, itself among them. The deployments of a run of a
 * rule do, and the phases of a phased deployment (seed 002, automatic deployment).
 */
export function sharedGroups(scenario: Scenario): readonly (readonly number[])[] {
  const { deployments, rules, phasedDeployments } = scenario;
  const shared = deployments.map((_, number): readonly number[] => [number]);
  const share = (numbers: readonly number[]): void => {
    for (const number of numbers) shared[number] = numbers;
  };
  for (const { deployments: ofRule } of rules) {
    const runCount = Math.max(0, ...ofRule.map(({ slots }) => slots.length));
    for (let run = 0; run < runCount; run++) share(ofRule.flatMap(({ slots }) => slots.slice(run, run + 1)));
  }
  for (const { phases } of phasedDeployments) share(phases.map(({ deployment }) => deployment));
  return shared;
}
