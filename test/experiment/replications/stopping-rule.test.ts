import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/experiment/plan/plan.ts';
import type { PrecisionGoal } from '../../../src/experiment/plan/question.ts';
import { isLook, stoppingRuleOf } from '../../../src/experiment/replications/stopping-rule.ts';
import { planOf, resultOf } from '../jobs/plan-of.ts';

const TWO_PERCENT: PrecisionGoal = { response: null, halfWidth: 0.02, relative: true };

function planFor(goals: readonly PrecisionGoal[], responses: readonly string[], points = 1): Plan {
  const replications = { kind: 'precision', goals, budget: 100 } as const;
  return {
    ...planOf(points, 1),
    responses,
    question: { kind: 'replications', replications, confidence: 0.95 },
  };
}

/** After how many jobs the rule has enough; null if it never has. `valuesOf` gives the responses of a job by name. */
function enoughAfter(
  plan: Plan,
  valuesOf: (index: number) => Record<string, number | null> | null,
): number | null {
  const isEnough = stoppingRuleOf(plan)!;
  for (let index = 0; index < 60 * plan.points.length; index++) {
    const values = valuesOf(index);
    const point = index % plan.points.length;
    const replication = Math.floor(index / plan.points.length);
    const metrics = Object.entries(values ?? {}).map(([name, value]) => ({ name, unit: 'h', value }));
    const result = values === null ? null : { ...resultOf({ index, point, replication }), metrics };
    if (isEnough(index, result)) return index + 1;
  }
  return null;
}

describe('the rule that says when there are replications enough', () => {
  it('looks at fixed counts, half as many again each time, and never before the third', () => {
    const looks = Array.from({ length: 30 }, (_, count) => count).filter(isLook);
    expect(looks).toEqual([3, 5, 8, 12, 18, 27]);
  });

  it('has nothing to judge when a number of replications was asked for', () => {
    expect(stoppingRuleOf(planOf(1, 20))).toBeUndefined();
  });

  it('stops at the first look when nothing varies', () => {
    expect(enoughAfter(planFor([TWO_PERCENT], ['a']), () => ({ a: 7 }))).toBe(3);
  });

  it('stops at the first look at which Student’s half-width is within the goal', () => {
    // Values 100 ± 3 in turn. With n even the variance is 9 n / (n − 1), so that the half-width is t · 3 / √(n − 1):
    // 2.68 for n = 8 (t = 2.3646), 1.99 for n = 12 is not looked at alone: t = 2.2010 gives 1.9909.
    const inTurn = (index: number) => ({ a: index % 2 === 0 ? 97 : 103 });
    expect(enoughAfter(planFor([TWO_PERCENT], ['a']), inTurn)).toBe(12);
    const wider = { ...TWO_PERCENT, halfWidth: 0.0269 };
    expect(enoughAfter(planFor([wider], ['a']), inTurn)).toBe(8);
    const absolute = { response: null, halfWidth: 2.69, relative: false };
    expect(enoughAfter(planFor([absolute], ['a']), inTurn)).toBe(8);
  });

  it('holds a response to its own goal where it has one', () => {
    const values = (index: number) => ({ a: index % 2 === 0 ? 97 : 103, b: 5 });
    const loose: PrecisionGoal = { response: 'a', halfWidth: 1000, relative: false };
    expect(enoughAfter(planFor([TWO_PERCENT, loose], ['a', 'b']), values)).toBe(3);
    expect(enoughAfter(planFor([loose], ['a', 'b']), values)).toBe(3);
  });

  it('waits for every point, and looks only when a replication is complete', () => {
    const values = (index: number) => ({
      a: index % 2 === 1 && index % 4 === 1 ? 97 : index % 2 === 1 ? 103 : 100,
    });
    expect(enoughAfter(planFor([TWO_PERCENT], ['a'], 2), values)).toBe(24);
  });

  it('never has enough of a response that some replications lack, and does not judge one that all lack', () => {
    expect(enoughAfter(planFor([TWO_PERCENT], ['a']), (index) => ({ a: index === 1 ? null : 7 }))).toBeNull();
    expect(enoughAfter(planFor([TWO_PERCENT], ['a']), () => ({ a: null }))).toBe(3);
  });

  it('does not count a job that failed', () => {
    const values = (index: number) => (index === 1 ? null : { a: 7 });
    expect(enoughAfter(planFor([TWO_PERCENT], ['a']), values)).toBe(3);
  });
});
