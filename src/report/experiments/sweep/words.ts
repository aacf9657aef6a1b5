import type { Effect } from '../../../experiment/designs/effects/effect.ts';
import type { Effects } from '../../../experiment/designs/effects.ts';
import type { MeanInterval } from '../../../experiment/statistics/mean-interval.ts';
import { shortNames } from '../../../experiment/sweep/names.ts';
import type { SweepQuestion } from '../../../experiment/sweep/question.ts';
import type { ResponseEffects } from '../../../experiment/sweep/sweep-effects.ts';
import { differenceText, intervalText } from '../figures.ts';
import { levelText, rankedAxes } from './effects-table.ts';

/** An interaction below this share of the variance between points is not worth a sentence. */
const INTERACTION_SHARE_MIN = 0.05;
/** From here on luck has a noticeable part in the differences between points. */
const LUCK_SHARE_MIN = 0.1;
const NAMES_MAX = 4;

/** What matters for a response: its name, a sentence for each of the inputs that matter most, and what does not. */
export function responseWords(
  { response, unit, observed, effects }: ResponseEffects,
  question: SweepQuestion,
  inputCount: number,
): string[] {
  const names = shortNames(question.axes);
  const main = rankedAxes(effects.ranked).map((axis) => mainEffect(effects, axis));
  const matter = main.filter(
    (effect) => effect.estimate !== null && effect.isTold !== false && effect.estimate !== 0,
  );
  const sentences = matter.slice(0, inputCount).map((effect, at) => {
    return `  ${at + 1}. ${sentenceOf(effect, effects, question, names, unit)}`;
  });
  const nameOf = (effect: Effect) => names[effect.axes[0]!]!;
  const still = main.filter(({ estimate }) => estimate === 0).map(nameOf);
  const untold = main.filter(({ estimate, isTold }) => isTold === false && estimate !== 0).map(nameOf);
  const unknown = main.filter(({ estimate }) => estimate === null).map(nameOf);
  const further = matter.length - sentences.length;
  const rest = [
    further > 0 ? `${further} more ${further === 1 ? 'input moves' : 'inputs move'} it less.` : '',
    untold.length > 0 ? `Cannot be told from luck: ${listed(untold)}.` : '',
    still.length > 0 ? `Makes no difference to the mean: ${listed(still)}.` : '',
    unknown.length > 0 ? unknownWords(observed, unknown) : '',
  ].filter((text) => text !== '');
  const together = interactionWords(effects, names);
  return [
    response,
    ...sentences,
    ...(rest.length > 0 ? [`  ${rest.join(' ')}`] : []),
    ...(together === '' ? [] : [`  ${together}`]),
  ];
}

function mainEffect({ ranked }: Effects, axis: number): Effect {
  return ranked.find(({ axes }) => axes.length === 1 && axes[0] === axis)!;
}

/** The second measure of an input that a design has beside the one by which it is ranked. */
function otherMeasure({ ranked }: Effects, { axes }: Effect, measure: Effect['measure']): number | null {
  const own = ranked.find(
    (one) => one.axes.length === 1 && one.axes[0] === axes[0] && one.measure === measure,
  );
  return own?.estimate ?? null;
}

function sentenceOf(
  effect: Effect,
  effects: Effects,
  question: SweepQuestion,
  names: readonly string[],
  unit: string,
): string {
  const axis = effect.axes[0]!;
  const name = names[axis]!;
  const size = differenceText(intervalOf(effect), unit);
  switch (effect.measure) {
    case 'range': {
      const [lowest, highest] = effect.levels!.map((level) => levelWords(question, axis, level));
      const share = otherMeasure(effects, effect, 'variance share');
      const part = share === null ? '' : `; ${shareText(share)} of the variance between points`;
      return `${name} moves it by ${size}: least with ${lowest}, most with ${highest}${part}.`;
    }
    case 'rank correlation':
      return `${name} ${effect.estimate! > 0 ? 'raises' : 'lowers'} it: rank correlation ${intervalText(intervalOf(effect), '')}.`;
    case 'mu star': {
      const sigma = otherMeasure(effects, effect, 'sigma');
      const isUneven = sigma !== null && sigma > effect.estimate! / 2;
      const how = isUneven
        ? ', here more and there less: not in proportion, or together with other inputs'
        : '';
      return `${name} moves it by ${size} over its range, on average${how}.`;
    }
    default: {
      const alone = otherMeasure(effects, effect, 'first-order index');
      const part = alone === null ? '' : `, ${shareText(Math.max(0, alone))} alone`;
      return `${name} makes ${intervalText(intervalOf(effect), '1')} of its variance${part}.`;
    }
  }
}

/** `49.0 %`. */
function shareText(share: number): string {
  return share > 0 && share < 0.0005 ? 'less than 0.1 %' : `${(100 * share).toFixed(1)} %`;
}

/** `12 h`; in the base `24 h (base)`. */
function levelWords({ axes, design }: SweepQuestion, axis: number, level: number): string {
  const own = level < 0 && design.kind === 'oneAtATime' ? `${design.base[axis] ?? ''} ` : '';
  return `${own}${levelText(axes[axis]!, level)}`.trimStart();
}

function intervalOf({ estimate, low, high }: Effect): MeanInterval {
  const halfWidth = low === null || high === null ? null : (high - low) / 2;
  return { n: 0, mean: estimate, sd: null, halfWidth, low, high };
}

function interactionWords({ ranked, luckShare }: Effects, names: readonly string[]): string {
  const least = Math.max(INTERACTION_SHARE_MIN, luckShare ?? 0);
  const largest = ranked
    .filter(({ axes, estimate }) => axes.length !== 1 && (estimate ?? 0) > least)
    .sort((a, b) => b.estimate! - a.estimate!)[0];
  const luck =
    luckShare !== null && luckShare > LUCK_SHARE_MIN
      ? ` Luck makes ${shareText(luckShare)} of the variance between points.`
      : '';
  if (largest === undefined) return luck.trim();
  const which =
    largest.axes.length === 0
      ? 'More than two inputs'
      : largest.axes.map((axis) => names[axis]).join(' and ');
  return `${which} act together: ${shareText(largest.estimate!)} of the variance between points is neither’s alone.${luck}`;
}

/** Shares and correlations of what never varies are not known, though all is. */
function unknownWords(observed: ResponseEffects['observed'], names: readonly string[]): string {
  const [first] = observed.map((values) => JSON.stringify(values));
  if (!observed[0]?.includes(null) && observed.every((values) => JSON.stringify(values) === first))
    return 'It is the same at all points.';
  return `${missing(observed)} Nothing can be said about ${listed(names)}.`.trimStart();
}

function missing(observed: ResponseEffects['observed']): string {
  const without = observed.filter((values) => values.includes(null)).length;
  return without === 0 ? '' : `It has no value in some runs of ${without} of ${observed.length} points.`;
}

/** Names, those of many only in part: the tables have them all. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_MAX).join(', ');
  return names.length > NAMES_MAX ? `${shown} and ${names.length - NAMES_MAX} more` : shown;
}
