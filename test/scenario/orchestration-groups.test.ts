import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../model/small-fleet.ts';
import { loaded } from './deploying.ts';

describe('An orchestration group', () => {
  it('installs by share, by number or in sequence', () => {
    const groups = `orchestrationGroups:
  - { name: A, groups: [branch], rule: { share: 10 % }, preScript: { duration: 5 min, failures: 1 % } }
  - { name: B, groups: [offices], rule: sequence, memberTimeout: 30 min, groupTimeout: 4 h }
`;
    expect(loaded(groups).orchestrationGroups).toEqual([
      {
        name: 'A',
        groups: [1],
        rule: { kind: 'share', share: 0.1 },
        memberTimeoutMs: HOUR_MS,
        groupTimeoutMs: 3 * HOUR_MS,
        preScript: { duration: { law: 'fixed', value: 5 * MINUTE_MS }, failureShare: 0.01 },
        postScript: null,
      },
      {
        name: 'B',
        groups: [0],
        rule: { kind: 'sequence' },
        memberTimeoutMs: 30 * MINUTE_MS,
        groupTimeoutMs: 4 * HOUR_MS,
        preScript: null,
        postScript: null,
      },
    ]);
    const numbered = loaded(
      'orchestrationGroups: [{ name: C, groups: [branch, offices], rule: { number: 3 } }]\n',
    );
    expect(numbered.orchestrationGroups[0]).toMatchObject({
      groups: [1, 0],
      rule: { kind: 'number', count: 3 },
    });
  });
});
