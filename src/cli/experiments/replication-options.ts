import type { PrecisionGoal, ReplicationRule } from '../../experiment/plan/question.ts';
import { parseBound } from '../../scenario/build-thresholds.ts';
import { visible } from '../../scenario/issue.ts';
import { readMetric } from '../../scenario/metrics.ts';
import { parseShare } from '../../scenario/units.ts';
import { Ending, EXIT } from '../exit.ts';
import { all, last } from '../options.ts';
import { wholeNumber } from '../whole-number.ts';

const BUDGET = 100;
const CONFIDENCE = '95 %';

/** How often every scenario of an experiment is run, and what its answer is about. */
export const REPLICATION_OPTIONS = {
  replications: {
    type: 'string',
    requiresArg: true,
    describe: 'Run every scenario that many times, each time with another luck',
    coerce: last,
  },
  precision: {
    type: 'string',
    requiresArg: true,
    describe:
      'Replicate until the half-width of the interval of every response is at most this: "2 %" of the mean, or "<response>=<half-width>" in its own unit; can be repeated',
    coerce: all,
  },
  budget: {
    type: 'string',
    requiresArg: true,
    describe: `With --precision: at most that many replications [default: ${BUDGET}]`,
    coerce: last,
  },
  confidence: {
    type: 'string',
    requiresArg: true,
    describe: `Confidence of intervals [default: ${CONFIDENCE}]`,
    coerce: last,
  },
  response: {
    type: 'string',
    requiresArg: true,
    describe:
      'A metric that the answer is about; can be repeated [default: those of the scenario’s thresholds]',
    coerce: all,
  },
} as const;

export interface ReplicationOptions {
  readonly replications: string | undefined;
  readonly precision: readonly string[];
  readonly budget: string | undefined;
  readonly confidence: string | undefined;
  readonly response: readonly string[];
}

/** Whether the options ask for more than a single run; ends if they go with replications and none are asked for. */
export function isReplicated(options: ReplicationOptions): boolean {
  if (options.replications !== undefined || options.precision.length > 0) return true;
  const { budget, confidence, response } = options;
  if (budget !== undefined || confidence !== undefined || response.length > 0)
    throw new Ending(
      EXIT.usage,
      '--budget, --confidence and --response say how replications are judged; write --replications or --precision too',
    );
  return false;
}

/** How many replications the options ask for; `byDefault` if they say nothing. Ends for what cannot be meant. */
export function replicationRule(
  { replications, precision, budget }: ReplicationOptions,
  byDefault: number,
): ReplicationRule {
  if (precision.length === 0) {
    if (budget !== undefined) throw new Ending(EXIT.usage, '--budget goes with --precision');
    const count = replications === undefined ? byDefault : wholeNumber('replications', replications, 1);
    return { kind: 'count', count };
  }
  if (replications !== undefined)
    throw new Ending(EXIT.usage, 'write either --replications or --precision (and --budget), not both');
  const goals = precision.map(precisionGoal);
  const twice = goals.find(({ response }, at) => goals.findIndex((goal) => goal.response === response) < at);
  if (twice !== undefined)
    throw new Ending(EXIT.usage, `--precision is given twice for ${twice.response ?? 'all responses'}`);
  return {
    kind: 'precision',
    goals,
    budget: budget === undefined ? BUDGET : wholeNumber('budget', budget, 3),
  };
}

/** A confidence below 1, such as 0.95. */
export function confidenceOf({ confidence = CONFIDENCE }: Pick<ReplicationOptions, 'confidence'>): number {
  const parsed = parseShare(confidence);
  if ('value' in parsed && parsed.value >= 0.5 && parsed.value < 1) return parsed.value;
  throw new Ending(
    EXIT.usage,
    `--confidence ${visible(confidence)}: write a share from 50 % to below 100 %, such as "95 %"`,
  );
}

function precisionGoal(written: string): PrecisionGoal {
  const equals = written.lastIndexOf('=');
  const response = equals < 0 ? null : written.slice(0, equals).trim();
  const width = written.slice(equals + 1).trim();
  const refuse = (what: string) => new Ending(EXIT.usage, `--precision ${visible(written)}: ${what}`);
  const share = width.endsWith('%') ? parseShare(width) : null;
  if (share !== null) {
    if ('value' in share && share.value > 0) return { response, halfWidth: share.value, relative: true };
    throw refuse('write a share of the mean above 0, such as "2 %"');
  }
  if (response === null)
    throw refuse(
      'write a share of the mean, such as "2 %", or name the response of a half-width in its own unit: "<response>=30 min"',
    );
  const unit = readMetric(response)[0]?.unit;
  if (unit === undefined) throw refuse(`"${visible(response)}" is not a metric; docs/outputs.md lists them`);
  const isPlain = unit === 'number' || unit === 'share';
  const parsed = isPlain ? { value: Number(width) } : parseBound(width, unit);
  if ('problem' in parsed) throw refuse(parsed.problem);
  if (!(parsed.value > 0 && parsed.value < Infinity))
    throw refuse(
      `write a half-width above 0${isPlain ? ', a number without a unit' : ''}, or a share of the mean: "${visible(response)}=2 %"`,
    );
  return { response, halfWidth: parsed.value, relative: false };
}
