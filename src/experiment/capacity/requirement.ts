export const OPERATORS = ['<=', '>=', '<', '>'] as const;
export type Operator = (typeof OPERATORS)[number];

/** A bound that a value has to keep. */
export interface Requirement {
  /** Name of the metric. */
  readonly response: string;
  readonly operator: Operator;
  /** In the metric's own unit. */
  readonly bound: number;
  /** As it was written: `scan wait p95 < 60 s`. */
  readonly text: string;
}

/** Whether a figure keeps the bound. */
export function isKept({ operator, bound }: Pick<Requirement, 'operator' | 'bound'>, value: number): boolean {
  if (operator === '<') return value < bound;
  if (operator === '<=') return value <= bound;
  return operator === '>' ? value > bound : value >= bound;
}

/** Whether the bound is one from above. */
export function isCeiling({ operator }: Pick<Requirement, 'operator'>): boolean {
  return operator === '<' || operator === '<=';
}
