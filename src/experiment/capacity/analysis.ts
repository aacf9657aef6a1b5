import type { Outcome } from '../outcome.ts';
import type { Plan } from '../plan/plan.ts';
import { replicationsMax } from '../plan/question.ts';
import { simultaneousConfidence } from '../statistics/simultaneous.ts';
import { judgeRequirement } from './judgement.ts';
import { type Contradiction, contradictions, type Trial } from './order.ts';
import type { CapacityQuestion } from './question.ts';
import { nextStep, type Step, triesMax } from './search.ts';

/** What the search of an experiment has come to. */
export interface CapacityFinding {
  readonly question: CapacityQuestion;
  /** The values that were tried, in their order of trying. */
  readonly trials: readonly Trial[];
  /** Confidence, one-sided, at which each bound of each value is judged: all of a search together keep the stated one. */
  readonly confidenceOfEach: number;
  readonly contradictions: readonly Contradiction[];
  readonly end:
    | Exclude<Step, { readonly kind: 'try' }>
    /** Responses of tried values are out of order where it matters, so that those between them cannot be told. */
    | { readonly kind: 'notMonotone' }
    /**
     * Neither end is enough, and not by the same bound: what `best` fails, `other` meets. Values between them that were not
     * tried may meet all.
     */
    | { readonly kind: 'opposed'; readonly best: number; readonly other: number }
    /** Runs of a value failed. */
    | { readonly kind: 'failed'; readonly candidate: number };
}

/** What is known of an experiment while its jobs are being carried out. */
type Known = Pick<Outcome, 'plan' | 'results' | 'failures'>;

/** The jobs that a search needs next by what is known of it; none: it has come to its end. */
export function capacityJobs(known: Known): number[] {
  const { step } = searched(known);
  return step.kind === 'try' ? step.candidates.flatMap((candidate) => jobsOf(known.plan, candidate)) : [];
}

/** How many jobs a search takes at most: fewer than all values have. */
export function capacityJobCountMax({ points, question }: Plan): number {
  return triesMax(points.length) * replicationsMax(question.replications);
}

/** The numbers of all replications of a value, in order. */
export function jobsOf({ points, question }: Plan, candidate: number): number[] {
  const length = replicationsMax(question.replications);
  return Array.from({ length }, (_, replication) => replication * points.length + candidate);
}

/** The answer of a search whose jobs have come to an end. */
export function capacityFinding(known: Known): CapacityFinding {
  const question = capacityQuestion(known.plan);
  const { step, trials, confidenceOfEach } = searched(known);
  const against = contradictions(trials, question.confidence);
  const shared = { question, trials, confidenceOfEach, contradictions: against };
  if (step.kind === 'failed') return { ...shared, end: step };
  if (step.kind === 'try') throw new Error('a search was to be answered before it had come to its end');
  // The best value of all is found by its own runs: nothing hangs from the order of others.
  const needsOrder = step.kind === 'none' || (step.kind === 'found' && step.better !== null);
  const isOutOfOrder = needsOrder && against.some(({ matters }) => matters);
  if (isOutOfOrder) return { ...shared, end: { kind: 'notMonotone' } };
  return { ...shared, end: step.kind === 'none' ? (opposed(trials, step.best) ?? step) : step };
}

/** Whether some value meets a bound that the one from which most was to be expected does not. */
function opposed(trials: readonly Trial[], best: number): CapacityFinding['end'] | null {
  const { judgements } = trials.find(({ candidate }) => candidate === best)!;
  const failing = judgements.flatMap(({ verdict }, bound) => (verdict === 'yes' ? [] : [bound]));
  const other = trials.find((trial) => failing.some((bound) => trial.judgements[bound]!.verdict === 'yes'));
  return other === undefined ? null : { kind: 'opposed', best, other: other.candidate };
}

interface Searched {
  readonly trials: readonly Trial[];
  readonly confidenceOfEach: number;
  readonly step: Step | { readonly kind: 'failed'; readonly candidate: number };
}

/** The search as far as results lead: the same values in the same order, however often it was stopped. */
function searched(known: Known): Searched {
  const { points } = known.plan;
  const { goal, confidence } = capacityQuestion(known.plan);
  const confidenceOfEach = simultaneousConfidence(confidence, triesMax(points.length));
  const trials = new Map<number, Trial>();
  const isMet = (candidate: number) =>
    trials.get(candidate)?.judgements.every(({ verdict }) => verdict === 'yes');
  const failed = new Set(known.failures.map(({ index }) => index));
  for (;;) {
    const step = nextStep(points.length, goal, isMet);
    const found = (end: Searched['step']): Searched => {
      return { trials: [...trials.values()], confidenceOfEach, step: end };
    };
    if (step.kind !== 'try') return found(step);
    for (const candidate of step.candidates) {
      const jobs = jobsOf(known.plan, candidate);
      if (jobs.some((index) => failed.has(index))) return found({ kind: 'failed', candidate });
      if (!jobs.every((index) => known.results.has(index))) return found(step);
      trials.set(candidate, trialOf(known, candidate, confidenceOfEach));
    }
  }
}

function trialOf(known: Known, candidate: number, confidence: number): Trial {
  const { requirements } = capacityQuestion(known.plan);
  const runs = jobsOf(known.plan, candidate).map((index) => {
    const metrics = new Map(known.results.read(index).metrics.map(({ name, value }) => [name, value]));
    return requirements.map(({ response }) => metrics.get(response) ?? null);
  });
  const judgements = requirements.map((requirement, at) =>
    judgeRequirement(
      requirement,
      runs.map((values) => values[at]!),
      confidence,
    ),
  );
  return { candidate, judgements };
}

function capacityQuestion({ question }: Plan): CapacityQuestion {
  if (question.kind !== 'capacity') throw new Error(`a ${question.kind} has no capacity to be found`);
  return question;
}
