import type { Difference, Side } from '../../../experiment/compare/difference.ts';
import type { PairedDifference } from '../../../experiment/statistics/paired.ts';
import { differenceScale, figure, figureScale } from '../figures.ts';
import { type Form, phraseOf } from './phrases.ts';

const WORDS: Readonly<Record<Form, readonly [less: string, more: string]>> = {
  moment: ['earlier', 'later'],
  duration: ['shorter', 'longer'],
  level: ['lower', 'higher'],
  queue: ['smaller', 'larger'],
  count: ['fewer', 'more'],
  amount: ['less', 'more'],
};
const QUEUE_CHANGE = ['fewer', 'more'] as const;
/** Ratios are told from so far on: below that, differences are easier to read. */
const TOLD_RATIO = 1.5;

/** What is said of a scenario: `it reaches …` or `its peak queue is …`. */
export interface Clause {
  readonly subject: 'it' | 'its';
  readonly text: string;
}

/** A difference that can be told, as a clause about the scenario that differs from the first. */
export function clauseOf(difference: Difference): Clause {
  const { response, unit, paired, ratio } = difference;
  const { form, noun, unit: ownUnit } = phraseOf(response);
  const told = toldOf(paired!, ownUnit ?? unit, form);
  const { amount, word, interval } = told;
  if (ratio !== null && isTold(ratio) && (form === 'queue' || form === 'count' || form === 'amount')) {
    const times = figure(ratio, figureScale('', ratio, ratio));
    const change = `${amount} ${form === 'queue' ? QUEUE_CHANGE[told.isLess ? 0 : 1] : word}${interval}`;
    return { subject: 'it', text: `${verbOf(difference)} ${times} times the ${noun} (${change})` };
  }
  if (form === 'moment') return { subject: 'it', text: `reaches ${noun} ${amount} ${word}${interval}` };
  if (form === 'count' || form === 'amount')
    return { subject: 'it', text: `has ${amount} ${word} ${noun}${interval}` };
  return { subject: 'its', text: `${noun} is ${amount} ${word}${interval}` };
}

/** A response that has no value in some replications: in how many it has one at either scenario. */
export function incompleteClauseOf({ response, first, other }: Difference, nameOfFirst: string): Clause {
  const { form, noun } = phraseOf(response);
  const what = form === 'moment' ? `reaches ${noun}` : `has a value for ${nounOf(response)}`;
  return {
    subject: 'it',
    text: `${what} in ${sideText(other)}, ${nameOfFirst} in ${sideText(first)}`,
  };
}

/** What a response is called where no difference of it is told: `forced restarts`, `the time to 95 % of June`. */
export function nounOf(response: string): string {
  const { form, noun } = phraseOf(response);
  if (form === 'moment') return `the time to ${noun}`;
  return form === 'count' || form === 'amount' ? noun : `the ${noun}`;
}

/** The size of a difference in its unit, its direction in a word, and its interval turned the same way. */
function toldOf({ mean, halfWidth, low, high }: PairedDifference, unit: string, form: Form) {
  const scale = differenceScale(unit, mean!, halfWidth);
  const isLess = mean! < 0;
  const shown = (value: number) => figure(isLess ? -value : value, scale);
  const ends = low === null || high === null ? [] : isLess ? [high, low] : [low, high];
  return {
    isLess,
    amount: form === 'count' ? shown(mean!) : `${shown(mean!)} ${scale.unit}`,
    word: WORDS[form][isLess ? 0 : 1],
    interval: ends.length === 0 ? '' : ` [${ends.map(shown).join(', ')}]`,
  };
}

/** `12 of 20 replications (60 % [39, 78])`. */
function sideText({ interval, withValue }: Side): string {
  if (withValue === null) return 'none';
  const percent = (share: number) => Math.round(100 * share);
  const ends = `[${percent(withValue.low)}, ${percent(withValue.high)}]`;
  return `${interval.n} of ${withValue.n} replications (${percent(withValue.share)} % ${ends})`;
}

function verbOf({ better, paired, ratio }: Difference): string {
  const isMore = paired!.mean! > 0;
  if (better !== null && (better === 'more') !== isMore) return 'costs';
  return better === 'less' && ratio! < 1 ? 'needs only' : 'has';
}

function isTold(ratio: number): boolean {
  return ratio >= TOLD_RATIO || ratio <= 1 / TOLD_RATIO;
}
