import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { Fleet } from '../../src/model/fleet.ts';
import { formatIssue } from '../../src/scenario/issue.ts';
import { LEGAL as LEGAL_WITH_CONTENT } from './legal-scenarios.ts';
import { loadText, SMALL } from './loading.ts';

const RUN_COUNT = 60;
const DURATIONS = fc.constantFrom('0 s', '1 ms', '1 min', '2 h', '3 d');
const LAWS = fc.oneof(
  DURATIONS,
  fc.record({ uniform: fc.constant({ min: '0 s', max: '2 h' }) }),
  fc.record({ exponential: fc.record({ mean: fc.constantFrom('1 s', '1 h') }) }),
  fc.record({ lognormal: fc.constant({ median: '10 min', p95: '5 h' }) }),
);
const UP_OR_DOWN = fc.constantFrom('10 min', '1 h', '2 d');
const ABSENCES = fc.constantFrom('shutdown', 'sleep', 'offNetwork');
const PRESENCES = fc.oneof(
  fc.constant('alwaysOn'),
  fc.record({
    officeHours: fc.record({
      from: fc.constantFrom('00:00', '08:30'),
      to: fc.constantFrom('09:00', '24:00'),
      days: fc.constantFrom('Mon-Fri', 'daily', 'Sun'),
      attendance: fc.constantFrom('0 %', '1 %', '60 %', '100 %'),
      absence: ABSENCES,
      jitter: LAWS,
    }),
  }),
  fc.record({ upDown: fc.record({ up: UP_OR_DOWN, down: UP_OR_DOWN, absence: ABSENCES }) }),
);
const GROUPS = fc.array(
  fc.record({
    count: fc.integer({ min: 1, max: 20 }),
    product: fc.constant('Windows 11'),
    kind: fc.constantFrom('workstation', 'laptop', 'server'),
    location: fc.constantFrom('Paris', 'Tokyo'),
    presence: PRESENCES,
    user: fc.record({ signedIn: fc.constantFrom('never', 'always', 'officeHours'), restartAfter: LAWS }),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Scenarios without mistakes, as a user writes them, at the ends of what settings allow. */
const LEGAL = fc
  .record({
    groups: GROUPS,
    profile: fc.constantFrom('seed2017', 'cb2303'),
    mode: fc.constantFrom('steadyState', 'enrolment'),
    horizon: fc.constantFrom('9 d', '10 d', '21 d'),
    delay: fc.oneof(fc.constant('off'), LAWS),
    clientSettings: fc.record({
      policyPoll: fc.constantFrom('1 min', '1 d'),
      stateCycle: fc.constantFrom('1 min', '1 h'),
      scanInterval: fc.constantFrom('1 d', '30 d'),
      scanJitter: LAWS,
      firstScanDelay: LAWS,
      scanTimeToLive: DURATIONS,
      restartCountdown: DURATIONS,
    }),
    assumptions: fc.record({
      stateHighInterval: DURATIONS,
      scanRetry: fc.constantFrom('1 s', '1 d'),
      scanTimeout: fc.constantFrom('1 s', '1 d'),
      scanEvaluation: LAWS,
      locationRequest: DURATIONS,
      restartDuration: LAWS,
      availableDelay: LAWS,
    }),
  })
  .map(({ groups, mode, delay, ...others }) => {
    const base = parse(SMALL);
    return {
      ...base,
      ...others,
      groups: groups.map((group, number) => ({ name: `group ${number}`, ...group })),
      initial: mode === 'enrolment' ? { mode } : base.initial,
      deployments: [{ ...base.deployments[0], deadlineRandomDelay: delay }],
    };
  });

describe('A random scenario file', () => {
  it('that loads runs to its horizon without an error', () => {
    fc.assert(
      fc.property(LEGAL, (written) => {
        const { scenario, issues } = loadText(stringify(written));
        expect(issues.filter(({ severity }) => severity === 'error').map(formatIssue)).toEqual([]);
        const fleet = new Fleet(scenario!, 0);
        fleet.run(scenario!.horizonMs);
        const counts: number[] = written.groups.map(({ count }: { count: number }) => count);
        expect(fleet.result().clientCount).toBe(counts.reduce((sum, count) => sum + count, 0));
      }),
      { seed: 20240611, numRuns: RUN_COUNT },
    );
  });

  it('with packages, collections, windows and all that groups may say runs to its horizon without an error', () => {
    fc.assert(
      fc.property(LEGAL_WITH_CONTENT, (written) => {
        const groups = written.groups.map((group: { count: number }) => ({
          ...group,
          count: 1 + (group.count % 20),
        }));
        const { scenario } = loadText(stringify({ ...written, groups }));
        const fleet = new Fleet(scenario!, 0);
        fleet.run(scenario!.horizonMs);
        const counts = scenario!.groups.map(({ count }) => count);
        expect(fleet.result().clientCount).toBe(counts.reduce((sum, count) => sum + count, 0));
      }),
      { seed: 20240611, numRuns: 20 },
    );
  });
});
