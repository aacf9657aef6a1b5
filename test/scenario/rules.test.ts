import { describe, expect, it } from 'vitest';
import { readMetrics } from '../../src/experiment/metrics/index.ts';
import { Fleet } from '../../src/model/fleet.ts';
import { DAY_MS, HOUR_MS } from '../model/small-fleet.ts';
import { loaded, RULE, sinceStart } from './deploying.ts';
import { smallWith } from './loading.ts';

describe('A rule', () => {
  it('has a deployment for every run, by the day', () => {
    const { rules, deployments, collections, packages } = loaded(RULE);
    const runs = ['2024-06-12T08:00Z', '2024-06-19T08:00Z', '2024-06-26T08:00Z'];
    expect(rules).toEqual([
      {
        name: 'Patch Tuesday',
        site: 0,
        candidates: [0, 1],
        selection: { requiredOnMoreThan: null, releasedWithinMs: 7 * DAY_MS, superseded: false },
        startsMs: runs.map(sinceStart),
        afterSynchronization: false,
        group: 'new',
        package: 1,
        enabled: true,
        deployments: [{ name: 'Patch Tuesday', isInitial: true, slots: [1, 2, 3] }],
      },
    ]);
    expect(deployments.slice(1).map(({ name }) => name)).toEqual(
      runs.map((run) => `Patch Tuesday ${run.slice(0, 10)}`),
    );
    for (const { collection, packages: own, ...rest } of deployments.slice(1)) {
      expect(collections[collection]!.groups).toEqual([1]);
      expect(own.map((number) => packages[number]!.name)).toEqual(['Patch Tuesday']);
      expect(rest).toMatchObject({
        createdMs: null,
        availableMs: [],
        deadlineMs: [],
        relative: { availableAfterMs: HOUR_MS, deadlineAfterMs: 5 * DAY_MS, clientLocal: false },
        deadlineDelay: { law: 'uniform', min: 0, max: 2 * HOUR_MS },
        updates: [0, 1],
      });
    }
  });

  it('that refills its group has one deployment of each kind, whatever its runs', () => {
    const several = RULE.replace('    deployments:', '    group: existing\n    deployments:').replace(
      'deployments: [{ d',
      'deployments: [{ name: all, addedBy: action, times: clientLocal, deadlineAfter: none }, { name: pilot, d',
    );
    const { rules, deployments } = loaded(several);
    expect(rules[0]!.deployments).toEqual([
      { name: 'all', isInitial: false, slots: [1] },
      { name: 'pilot', isInitial: true, slots: [2] },
    ]);
    expect(deployments.slice(1).map(({ name, deadlineMs }) => [name, deadlineMs])).toEqual([
      ['Patch Tuesday all', null],
      ['Patch Tuesday pilot', []],
    ]);
  });

  it('after every synchronization has a deployment for each, and for each run by hand', () => {
    const after = RULE.replace('weekly on Wed at 08:00 UTC', 'afterSynchronization');
    const acts = 'actions: [{ at: start + 3 d, do: runRule, rule: Patch Tuesday }]\n';
    const { rules, sites } = loaded(after + acts);
    expect(rules[0]!.afterSynchronization).toBe(true);
    expect(rules[0]!.deployments[0]!.slots.length).toBe(sites[0]!.synchronization.startsMs.length + 1);
  });

  it('has no deployment for a run while it is disabled', () => {
    const acts = `actions:
  - { at: 2024-06-12 08:00 UTC, do: disableRule, rule: Patch Tuesday }
  - { at: 2024-06-26 08:00 UTC, do: enableRule, rule: Patch Tuesday }
  - { at: 2024-06-26 09:00 UTC, do: runRule, rule: Patch Tuesday }
`;
    const { deployments } = loaded(RULE + acts);
    expect(deployments.slice(1).map(({ name }) => name)).toEqual([
      'Patch Tuesday 2024-06-26',
      'Patch Tuesday 2024-06-26 run 2',
    ]);
  });

  it('can be bounded by the name of a run', () => {
    const metric = 'coverage.Patch Tuesday 2024-06-19.actual.p95.sinceReleaseHours, atMost: 14 d';
    const text = smallWith('coverage.June.actual.p95.sinceReleaseHours, atMost: 14 d', metric);
    expect(loaded(RULE, text).thresholds.length).toBe(1);
  });
});

describe('The deployment of a run', () => {
  it('is called by the day of that run, though runs before it found nothing', () => {
    const twice = RULE.replace('weekly on Wed', 'weekly on Tue, Wed').replace(
      'deadlineAfter: 5 d',
      'deadlineAfter: 1 d',
    );
    const scenario = loaded(twice, smallWith('horizon: 21 d', 'horizon: 6 d'));
    const fleet = new Fleet(scenario, 0);
    fleet.run(scenario.horizonMs);
    const coveredBy = (day: string) =>
      readMetrics(fleet.result()).find(({ name }) => {
        return name === `coverage.Patch Tuesday ${day}.actual.p50.sinceReleaseHours`;
      })!.value;
    expect(scenario.deployments.map(({ name }) => name)).toEqual([
      'June',
      'Patch Tuesday 2024-06-11',
      'Patch Tuesday 2024-06-12',
    ]);
    expect(coveredBy('2024-06-11')).toBe(null);
    expect(coveredBy('2024-06-12')).toBeGreaterThan(24);
  });
});
