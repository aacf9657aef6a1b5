import { describe, expect, it } from 'vitest';
import { CLIENT_OUTCOMES, UNFINISHED_CAUSES } from '../../src/model/results.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  NOBODY,
  nineToFive,
  runFleet,
  smallScenario,
} from './small-fleet.ts';

/** The outcome of every client of each group in the only deployment, group by group. */
function outcomesOf(scenario: Scenario, untilMs?: number): string[][] {
  return runFleet(scenario, untilMs)
    .result()
    .clientOutcomes.map(({ outcomes }) => [...outcomes].map((code) => CLIENT_OUTCOMES[code]!));
}

const always = group({ count: 2 });
const late = group({ name: 'office', count: 2, presence: nineToFive('shutdown') });

describe('The outcome of a client', () => {
  it('is late for whoever begins to install at the deadline', () => {
    const scenario = smallScenario({ groups: [always, late], deployments: [deployment({ groups: [0, 1] })] });
    expect(outcomesOf(scenario)).toEqual([
      ['compliantLate', 'compliantLate'],
      ['compliantLate', 'compliantLate'],
    ]);
    expect(outcomesOf(scenario, 5 * DAY_MS)).toEqual([
      ['waitingForDeadline', 'waitingForDeadline'],
      ['waitingForDeadline', 'waitingForDeadline'],
    ]);
  });

  it('is in time for whoever installs early, and for everybody where no deadline can pass', () => {
    const user = { ...NOBODY, signedIn: 'always' as const, restartShare: 1 };
    const eager = group({ count: 2, user, userInstalls: { share: 1, after: fixed(2 * HOUR_MS) } });
    const inTime = ['compliantInTime', 'compliantInTime'];
    expect(outcomesOf(smallScenario({ groups: [eager] }))).toEqual([inTime]);
    const scenario = smallScenario({ groups: [eager], deployments: [deployment({ deadlineMs: null })] });
    expect(outcomesOf(scenario)).toEqual([inTime]);
    expect(outcomesOf(scenario, DAY_MS - 1)).toEqual([inTime]);
  });

  it('tells who is not targeted', () => {
    const scenario = smallScenario({ groups: [always, late], deployments: [deployment({ groups: [0] })] });
    expect(outcomesOf(scenario)).toEqual([
      ['compliantLate', 'compliantLate'],
      ['notTargeted', 'notTargeted'],
    ]);
  });

  it('tells who has not joined yet, and who is no longer there', () => {
    const leaving = group({ count: 3, stay: { law: 'fixed', value: 3 * DAY_MS } });
    const scenario = smallScenario({ groups: [leaving] });
    expect(outcomesOf(scenario)).toEqual([['left', 'left', 'left']]);
    const joining = group({ count: 3, joiningCount: 3 });
    expect(outcomesOf(smallScenario({ groups: [joining] }), 0)).toEqual([
      ['notInFleet', 'notInFleet', 'notInFleet'],
    ]);
  });

  it('is the cause for which it is counted as unfinished', () => {
    const scenario = smallScenario({ groups: [always, late], deployments: [deployment({ groups: [0, 1] })] });
    for (let untilMs = 0; untilMs <= scenario.horizonMs; untilMs += 13 * HOUR_MS) {
      const { clientOutcomes, unfinished } = runFleet(scenario, untilMs).result();
      const counted = Array.from({ length: unfinished.length }, (_, row) => [
        unfinished.get(row, 'group'),
        UNFINISHED_CAUSES[unfinished.get(row, 'cause')],
        unfinished.get(row, 'count'),
      ]);
      const listed = clientOutcomes.flatMap(({ group, outcomes }) =>
        UNFINISHED_CAUSES.flatMap((cause) => {
          const count = [...outcomes].filter((code) => CLIENT_OUTCOMES[code] === cause).length;
          return count === 0 ? [] : [[group, cause, count]];
        }),
      );
      expect(listed).toEqual(counted);
    }
  });
});
