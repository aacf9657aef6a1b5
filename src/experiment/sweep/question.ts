import type { Axis } from '../designs/axis.ts';
import type { Design, DesignPoint } from '../designs/design.ts';
import type { Plan } from '../plan/plan.ts';

/** What is known of the default of a setting. */
export interface SettingOrigin {
  readonly grade: string;
  readonly source: string;
}

/** A setting, or one value of it, that a sweep over all assumed settings leaves out. */
export interface LeftOutSetting {
  readonly path: string;
  /** Null: the setting as a whole. */
  readonly value: string | null;
  readonly reason: string;
}

/** Which inputs matter, and how much? The points of its plan are those of the design. */
export interface SweepQuestion {
  readonly kind: 'sweep';
  /** The same of every point. */
  readonly replications: { readonly kind: 'count'; readonly count: number };
  /** Confidence of intervals, such as 0.95. */
  readonly confidence: number;
  readonly axes: readonly Axis[];
  /** By axis: where the default of its setting comes from; null of what has none. */
  readonly settings: readonly (SettingOrigin | null)[];
  readonly design: Design;
  /** Of a sweep over all settings that nobody documents: those that it does not vary; null of any other sweep. */
  readonly leftOut: readonly LeftOutSetting[] | null;
  /** Seed of what the design draws. */
  readonly designSeed: string;
  /** By point of the plan: the text of each axis, null as in the base. */
  readonly values: readonly DesignPoint[];
  /** By row of the design: its point. */
  readonly pointOfRow: readonly number[];
}

/** The question of the plan of a sweep. */
export function sweepQuestionOf({ question }: Pick<Plan, 'question'>): SweepQuestion {
  if (question.kind !== 'sweep') throw new Error(`the plan asks another question: ${question.kind}`);
  return question;
}
