import type { Judgement } from '../../../experiment/capacity/judgement.ts';
import type { Contradiction, Trial } from '../../../experiment/capacity/order.ts';
import type { CapacityStudy } from '../../../experiment/capacity/study.ts';
import { replicationsMax } from '../../../experiment/plan/question.ts';
import { clipApart } from '../../summary/display-width.ts';
import { textTable } from '../../summary/text-table.ts';
import { figureText, intervalText } from '../figures.ts';
import { busiestLines, limitLines } from './circumstances.ts';
import { VERDICT_WORDS } from './tables.ts';

const NAME_WIDTH = 60;
const ROWS_MAX = 14;
const CONTRADICTIONS_MAX = 3;

/** What a search for capacity has found, in words and small tables. */
export function capacityWords(study: CapacityStudy): string {
  return [
    ...headline(study),
    ...contradictionLines(study),
    '',
    ...triedTable(study),
    ...basis(study),
    ...busiestLines(study),
    ...limitLines(study),
  ].join('\n');
}

function headline(study: CapacityStudy): string[] {
  const { end, question } = study.finding;
  const { vary } = question;
  if (end.kind === 'failed')
    return [`No answer: runs with ${vary} = ${nameOf(study, end.candidate)} failed.`];
  if (end.kind === 'notMonotone')
    return [
      `No answer: over the values of ${vary} that were tried, responses are not in order, so that the values between them cannot be told.`,
    ];
  if (end.kind === 'outOfOrder')
    return [
      `No answer: with ${vary} = ${nameOf(study, end.meeting)} the bounds are met, with ${nameOf(study, end.best)}, from which more was to be expected, they are not. A search by halves does not find the ${question.goal} value then; try all with fleetsim sweep.`,
    ];
  if (end.kind === 'opposed') return [opposedLine(study, end.best, end.other)];
  return end.kind === 'none' ? [noneLine(study, end.best)] : foundLines(study, end.candidate, end.better);
}

function foundLines(study: CapacityStudy, candidate: number, better: number | null): string[] {
  const { goal, vary, requirements } = study.finding.question;
  const value = nameOf(study, candidate);
  const bounds = requirements.length === 1 ? requirements[0]!.text : `all ${requirements.length} bounds`;
  const first =
    better === null
      ? `${goal === 'smallest' ? 'Already' : 'Even'} ${value}, the ${goal} value that was given for ${vary}, meets ${bounds}.`
      : `${value} is the ${goal} value of ${vary} that meets ${bounds}.`;
  return [first, ...judgedLines(study, candidate, better), ...oppositeLine(study, candidate, better)];
}

/** Per bound: the figure at the answer, and at the next better value where that is what it fails by. */
function judgedLines(study: CapacityStudy, candidate: number, better: number | null): string[] {
  const failing = better === null ? [] : trialAt(study, better).judgements;
  return trialAt(study, candidate).judgements.map((judgement, at) => {
    const other = failing[at];
    const own = `  ${judgement.requirement.text}: ${figureOf(study, judgement)}`;
    if (better === null || other === undefined || other.verdict === 'yes') return own;
    const doubt = other.verdict === 'cannotTell' ? ', which cannot be told from the bound' : '';
    return `${own}; with ${nameOf(study, better)} it is ${figureOf(study, other)}${doubt}`;
  });
}

/** Where the first value is enough and the last is not, the question was likely meant the other way. */
function oppositeLine(study: CapacityStudy, candidate: number, better: number | null): string[] {
  const { trials, question } = study.finding;
  if (better !== null) return [];
  const other = trials.find((trial) => trial.candidate !== candidate && !isMet(trial));
  if (other === undefined) return [];
  const way = question.goal === 'smallest' ? 'with --largest' : 'without --largest';
  return [
    `With ${nameOf(study, other.candidate)} the bounds are not met: ask ${way} how far ${question.vary} can go.`,
  ];
}

function noneLine(study: CapacityStudy, best: number): string {
  const { vary, goal } = study.finding.question;
  const { judgements } = trialAt(study, best);
  const value = nameOf(study, best);
  if (judgements.some(({ verdict }) => verdict === 'no')) {
    return `Not even ${value}, the ${goal === 'smallest' ? 'largest' : 'smallest'} value that was given for ${vary}, is enough.`;
  }
  return `Whether ${value} is enough for ${vary} cannot be told with ${judgements[0]!.values.length} replications; more of them may tell.`;
}

/** Bounds that pull in opposite directions: what lies between was not searched. */
function opposedLine(study: CapacityStudy, best: number, other: number): string {
  const [failed, failedByOther] = [best, other].map((candidate) =>
    trialAt(study, candidate)
      .judgements.filter(({ verdict }) => verdict !== 'yes')
      .map(({ requirement }) => requirement.text)
      .join(', '),
  );
  return `No answer: the bounds pull in opposite directions over the values of ${study.finding.question.vary}. With ${nameOf(study, best)} this is not met: ${failed}; with ${nameOf(study, other)}: ${failedByOther}. Values between them may meet all, which a search by halves does not find; try them with fleetsim sweep, or search for each bound alone.`;
}

function contradictionLines(study: CapacityStudy): string[] {
  const { contradictions, end } = study.finding;
  const mattering = contradictions.filter(({ matters }) => matters);
  if (end.kind === 'notMonotone' || end.kind === 'outOfOrder')
    return mattering.slice(0, CONTRADICTIONS_MAX).map((each) => `  ${contradictionText(study, each)}`);
  if (contradictions.length === 0) return [];
  const reason = mattering.length === 0 ? ', by less than what separates them from the bound' : '';
  return [`Not quite in order: ${contradictionText(study, contradictions[0]!)}${reason}.`];
}

function contradictionText(
  study: CapacityStudy,
  { requirement, from, to, means, difference }: Contradiction,
): string {
  const unit = unitOf(study, requirement.response);
  const verb = difference.mean! > 0 ? 'rises' : 'falls';
  const [first, second] = means.map((mean) => figureText(mean, unit));
  return `${requirement.response} ${verb} from ${nameOf(study, from)} to ${nameOf(study, to)}: ${first} to ${second}`;
}

/** The values that were tried, in ascending order. */
function triedTable(study: CapacityStudy): string[] {
  const { trials, question } = study.finding;
  const bounds = clipApart(
    question.requirements.map(({ text }) => text),
    NAME_WIDTH,
  );
  const rows = trials
    .toSorted((a, b) => a.candidate - b.candidate)
    .flatMap(({ candidate, judgements }) =>
      judgements.map((judgement) => [
        nameOf(study, candidate),
        bounds.get(judgement.requirement.text)!,
        figureOf(study, judgement),
        `${judgement.keptCount} of ${judgement.values.length}`,
        VERDICT_WORDS[judgement.verdict],
      ]),
    );
  const setting = clipApart([question.vary], NAME_WIDTH).get(question.vary)!;
  const head = [setting, 'bound', 'mean and bounds', 'runs that keep it', 'met'];
  const more = rows.length > ROWS_MAX ? [`… and ${rows.length - ROWS_MAX} more in steps.csv`] : [];
  return [...textTable(head, rows.slice(0, ROWS_MAX)), ...more];
}

function basis({ plan, finding }: CapacityStudy): string[] {
  const { confidence, replications } = finding.question;
  const count = replicationsMax(replications);
  return [
    `${percent(confidence)} confidence for the whole search, ${count} replications of ${finding.trials.length} of ${plan.points.length} values under common luck; a bound is`,
    `met when the confidence bound of the mean keeps it (one-sided, ${percent(finding.confidenceOfEach)} each).`,
  ];
}

function figureOf(study: CapacityStudy, { requirement, interval, values }: Judgement): string {
  const text = intervalText(interval, unitOf(study, requirement.response));
  const missing = values.length - interval.n;
  return missing === 0 || interval.n === 0
    ? text
    : `${text}, no value in ${missing} of ${values.length} runs`;
}

function isMet({ judgements }: Trial): boolean {
  return judgements.every(({ verdict }) => verdict === 'yes');
}

function trialAt({ finding }: CapacityStudy, candidate: number): Trial {
  return finding.trials.find((trial) => trial.candidate === candidate)!;
}

function nameOf({ plan }: CapacityStudy, candidate: number): string {
  return plan.points[candidate]!.name;
}

function unitOf({ units }: CapacityStudy, response: string): string {
  return units.get(response) ?? '';
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(4))} %`;
}
