import { expect } from 'vitest';
import { formatIssue } from '../../src/scenario/issue.ts';
import { loadText, SMALL } from './loading.ts';

/** SMALL with more keys; what is loaded, and again from its resolved form. */
export function loaded(more: string, text = SMALL) {
  const { scenario, issues, resolvedYaml } = loadText(text + more);
  expect(issues.filter(({ severity }) => severity === 'error').map(formatIssue)).toEqual([]);
  const again = loadText(resolvedYaml!);
  expect(again.issues.filter(({ severity }) => severity === 'error').map(formatIssue)).toEqual([]);
  expect(again.scenario).toEqual(scenario);
  expect(again.resolvedYaml).toBe(resolvedYaml);
  return scenario!;
}

/** Milliseconds from the start of SMALL to an instant. */
export const sinceStart = (instant: string) => Date.parse(instant) - Date.parse('2024-06-10T00:00:00Z');

/** A rule whose runs come every week, for the branch. */
export const RULE = `rules:
  - name: Patch Tuesday
    updates: { released: { within: 7 d }, classifications: [Security Updates] }
    run: weekly on Wed at 08:00 UTC
    deployments: [{ deadlineAfter: 5 d, availableAfter: 1 h, times: UTC, groups: [branch] }]
`;

/** Four phases: one from an instant on, two as those before them succeed, and one by hand. */
export const PHASED = `phasedDeployments:
  - name: Rings
    updates: { released: { from: 2024-06-11 00:00 UTC, to: 2024-06-12 00:00 UTC } }
    created: 2024-06-11 21:00 UTC
    phases:
      - { groups: [branch], availableAfter: 2 h, deadlineAfter: 3 d }
      - { groups: [offices], success: 90 %, startAfter: 2 d, gradual: 5 d }
      - { success: { clients: 40 } }
      - { begins: manually }
`;
