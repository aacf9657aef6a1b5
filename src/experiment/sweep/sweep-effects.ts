import type { Observed } from '../designs/effects/observed.ts';
import { type Effects, effectsOf } from '../designs/effects.ts';
import type { Outcome } from '../outcome.ts';
import { type PointResponse, pointResponses } from './point-responses.ts';
import { type SweepQuestion, sweepQuestionOf } from './question.ts';

/** A response of a sweep, and which inputs matter for it. */
export interface ResponseEffects extends PointResponse {
  /** The same values, null also where a run failed. */
  readonly observed: Observed;
  readonly effects: Effects;
}

/** What a sweep found out. */
export interface SweepFindings {
  readonly question: SweepQuestion;
  readonly pointNames: readonly string[];
  readonly responses: readonly ResponseEffects[];
}

/** Reads the responses of all points and measures what the inputs do to each. */
export function findEffects(outcome: Outcome): SweepFindings {
  const { plan } = outcome;
  const question = sweepQuestionOf(plan);
  const { axes, design, designSeed, values: points, pointOfRow, confidence } = question;
  const expansion = { points, pointOfRow };
  const responses = pointResponses(outcome).map((each): ResponseEffects => {
    const observed = each.values.map((ofPoint) => ofPoint.map((value) => value ?? null));
    const effects = effectsOf(axes, design, designSeed, expansion, observed, confidence);
    return { ...each, observed, effects };
  });
  return { question, pointNames: plan.points.map(({ name }) => name), responses };
}
