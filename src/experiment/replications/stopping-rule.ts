import type { EnoughRule } from '../jobs/conduct.ts';
import type { JobResult } from '../jobs/result.ts';
import type { Plan } from '../plan/plan.ts';
import { jobAt } from '../plan/plan.ts';
import type { PrecisionGoal } from '../plan/question.ts';
import { type MeanInterval, meanInterval } from '../statistics/mean-interval.ts';

/** No verdict on fewer replications. */
const FIRST_LOOK = 3;

/**
 * After how many replications an experiment looks whether it has enough of them: 3, 5, 8, 12, 18 and so on, half as
 * many again each time. Looking after every single one would stop too often at a moment of good luck, and intervals
 * would promise more than they keep.
 */
export function isLook(replications: number): boolean {
  let look = FIRST_LOOK;
  while (look < replications) look = Math.ceil(look * 1.5);
  return look === replications;
}

/**
 * Judges in index order whether the intervals of all declared responses are as narrow as was asked for, at every point.
 * A response that has no value in any replication is not judged; one that has none in some is never narrow enough, as
 * the mean of the others says little.
 */
class StoppingRule {
  readonly #plan: Plan;
  /** Per point and response: its values. */
  readonly #values: (number | null)[][];

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#values = plan.points.flatMap(() => plan.responses.map(() => []));
  }

  /** Takes the next job in, null if it failed; whether all that is known now is enough. */
  isEnough(index: number, result: JobResult | null): boolean {
    const { points, responses } = this.#plan;
    const { point, replication } = jobAt(this.#plan, index);
    const metrics = new Map(result?.metrics.map(({ name, value }) => [name, value]));
    responses.forEach((response, at) => {
      if (result !== null) this.#values[point * responses.length + at]!.push(metrics.get(response) ?? null);
    });
    return point === points.length - 1 && isLook(replication + 1) && this.#isPrecise();
  }

  #isPrecise(): boolean {
    const { question, responses } = this.#plan;
    const rule = question.replications;
    if (rule.kind === 'count') return false;
    return this.#values.every((values, cell) => {
      const goal = goalOf(rule.goals, responses[cell % responses.length]!);
      const present = values.filter((value) => value !== null);
      return goal === null || isNarrow(meanInterval(present, question.confidence), values.length, goal);
    });
  }
}

/** The judge of a plan that asks for a precision; undefined for one that says how many replications it wants. */
export function stoppingRuleOf(plan: Plan): EnoughRule | undefined {
  if (plan.question.replications.kind === 'count') return undefined;
  const rule = new StoppingRule(plan);
  return (index, result) => rule.isEnough(index, result);
}

/** The goal of a response: its own, else that of all; null if there is none. */
export function goalOf(goals: readonly PrecisionGoal[], response: string): PrecisionGoal | null {
  const own = goals.find((goal) => goal.response === response);
  return own ?? goals.find((goal) => goal.response === null) ?? null;
}

/** Whether the interval of a response over `replications` is as narrow as was asked for; see `StoppingRule`. */
export function isNarrow(
  { n, mean, halfWidth }: MeanInterval,
  replications: number,
  goal: PrecisionGoal,
): boolean {
  if (n === 0) return true;
  if (n < replications || mean === null || halfWidth === null) return false;
  return halfWidth <= (goal.relative ? goal.halfWidth * Math.abs(mean) : goal.halfWidth);
}
