import { capacityJobCountMax, capacityJobs } from '../../experiment/capacity/analysis.ts';
import type { EnoughRule } from '../../experiment/jobs/conduct.ts';
import type { Outcome } from '../../experiment/outcome.ts';
import { type Plan, PointLoader } from '../../experiment/plan/plan.ts';
import type { Question } from '../../experiment/plan/question.ts';
import { stoppingRuleOf } from '../../experiment/replications/stopping-rule.ts';
import { comparisonAnswer } from '../../report/experiments/comparison/answer.ts';
import { replicationsAnswer } from '../../report/experiments/replications-answer.ts';
import { curvesTable, responsesTable } from '../../report/experiments/response-tables.ts';
import { sweepAnswer } from '../../report/experiments/sweep/answer.ts';
import { type FilledTable, filled } from '../../report/table-files.ts';
import type { Ending } from '../exit.ts';
import { capacityAnswer } from './capacity-answer.ts';

/** What the jobs of an experiment say together. */
export interface Answer {
  readonly tables: readonly FilledTable[];
  /** In words, without colours: `answer.txt`. */
  readonly text: string;
  /** Why the program ends with another code than 0, though all is written. */
  readonly ending?: Ending;
}

/** How a kind of question is answered from the jobs, whoever has carried them out. */
export interface AnswerRule {
  readonly answerOf: (outcome: Outcome, signal: AbortSignal) => Answer | Promise<Answer>;
  /** A new judge of when there are jobs enough, for plans that say so; undefined for those that need them all. */
  readonly enoughOf?: (plan: Plan) => EnoughRule | undefined;
  /** For plans whose jobs are chosen round by round, by the results so far; without it, all jobs are needed. */
  readonly rounds?: {
    /** Those that are needed next; none when what is known is enough. */
    readonly nextJobs: (known: Omit<Outcome, 'indices'>) => readonly number[];
    /** How many they can be in all. */
    readonly jobCountMax: (plan: Plan) => number;
  };
}

const ANSWERS: { readonly [Kind in Question['kind']]: AnswerRule } = {
  replications: {
    enoughOf: stoppingRuleOf,
    answerOf: (outcome) => ({
      tables: [filled(responsesTable, outcome), filled(curvesTable, outcome)],
      text: replicationsAnswer(outcome, new PointLoader(outcome.plan).load(0).thresholds),
    }),
  },
  capacity: {
    rounds: { nextJobs: capacityJobs, jobCountMax: capacityJobCountMax },
    answerOf: capacityAnswer,
  },
  comparison: {
    enoughOf: stoppingRuleOf,
    answerOf: comparisonAnswer,
  },
  sweep: { answerOf: sweepAnswer },
};

/** How the question of a plan is answered. */
export function answerRuleOf({ question }: Plan): AnswerRule {
  return ANSWERS[question.kind];
}
