import { describe, expect, it } from 'vitest';
import { keptOutcomes, outcomesOf } from '../../../src/experiment/compare/client-outcomes.ts';
import { CLIENT_OUTCOMES } from '../../../src/model/results.ts';
import { deployment, group, runFleet, smallScenario } from '../../model/small-fleet.ts';

const scenario = smallScenario({
  groups: [group({ count: 4 }), group({ name: 'others', count: 2 })],
  deployments: [deployment({ name: 'June' })],
});
const result = runFleet(scenario).result();

function withOutcomes(outcomes: readonly number[]) {
  return {
    ...result,
    clientOutcomes: [{ deployment: 0, group: 1, build: 0, outcomes: Uint8Array.from(outcomes) }],
  };
}

describe('outcomes of clients that a comparison keeps', () => {
  it('are named, and in runs of the same outcome', () => {
    const code = (name: string) => CLIENT_OUTCOMES.indexOf(name as never);
    const [late, lost] = [code('compliantLate'), code('notTargeted')];
    expect(keptOutcomes(result)).toEqual([
      { deployment: 'June', group: 'clients', build: 0, runs: `4${'abcdef'[late]}` },
      { deployment: 'June', group: 'others', build: 0, runs: `2${'abcdef'[lost]}` },
    ]);
  });

  it.each([
    [[]],
    [CLIENT_OUTCOMES.map((_, code) => code)],
    [[0, 0, 1, 0, 2, 2, 2, CLIENT_OUTCOMES.length - 1]],
    [Array.from({ length: 1234 }, () => 3)],
  ])('come back as they were: %j', (outcomes) => {
    const [kept] = keptOutcomes(withOutcomes(outcomes));
    expect(outcomesOf(kept!)).toEqual(outcomes.map((code) => CLIENT_OUTCOMES[code]));
  });
});
