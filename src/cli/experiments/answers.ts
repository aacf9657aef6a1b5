import type { EnoughRule } from '../../experiment/jobs/conduct.ts';
import type { Outcome } from '../../experiment/outcome.ts';
import type { Plan } from '../../experiment/plan/plan.ts';
import type { Question } from '../../experiment/plan/question.ts';
import type { FilledTable } from '../../report/experiments/experiment-folder.ts';

/** What the jobs of an experiment say together. */
export interface Answer {
  readonly tables: readonly FilledTable[];
  /** In words, without colours: `answer.txt`. */
  readonly text: string;
}

/** How a kind of question is answered from the jobs, whoever has carried them out. */
export interface AnswerRule {
  readonly answerOf: (outcome: Outcome) => Answer;
  /** A new judge of when there are jobs enough, for plans that say so; undefined for those that need them all. */
  readonly enoughOf?: (plan: Plan) => EnoughRule | undefined;
}

const ANSWERS: { readonly [Kind in Question['kind']]: AnswerRule } = {
  replications: {
    answerOf: ({ indices }) => ({ tables: [], text: `${indices.length} replications` }),
  },
  comparison: {
    answerOf: ({ plan }) => ({ tables: [], text: `${plan.points.length} scenarios` }),
  },
};

/** How the question of a plan is answered. */
export function answerRuleOf({ question }: Plan): AnswerRule {
  return ANSWERS[question.kind];
}
