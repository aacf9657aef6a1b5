import type { Scenario } from '../../model/scenario.ts';
import { parseBound } from '../../scenario/build-thresholds.ts';
import { closest } from '../../scenario/closest.ts';
import { readMetric } from '../../scenario/metrics.ts';
import { checkResponse } from '../../scenario/responses.ts';
import { type Parsed, quoted } from '../../scenario/units.ts';
import { type Phrase, phraseResponse, phrases } from './phrases.ts';
import type { Operator, Requirement } from './requirement.ts';

/** How comparisons are written. */
const WRITTEN_OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['<=', '<='],
  ['>=', '>='],
  ['≤', '<='],
  ['≥', '>='],
  ['<', '<'],
  ['>', '>'],
  ['at most', '<='],
  ['at least', '>='],
]);
const REQUIREMENT = /^(.*\S)\s*(<=|>=|≤|≥|<|>|\bat most\b|\bat least\b)\s*([^<>=≤≥]*\S)$/;
const EXAMPLE = 'write for example "scan wait p95 < 60 s" or "server.SUP1.queueMax <= 500"';
const LENGTH_MAX = 300;

/**
 * Reads a bound such as `scan wait p95 < 60 s`: a metric of `summary.csv` or a phrase for one, a comparison, and a
 * value in the metric's unit. The metric has to be one that runs of the scenario have.
 */
export function parseRequirement(written: string, scenario: Scenario): Parsed<Requirement> {
  const text = written.replace(/\s+/g, ' ').trim();
  const match = text.length > LENGTH_MAX ? null : REQUIREMENT.exec(text);
  if (match === null) return { problem: `is no bound; ${EXAMPLE}` };
  const [, words, sign, bound] = match as unknown as [string, string, string, string];
  const response = responseOf(words, scenario);
  if ('problem' in response) return response;
  const unit = readMetric(response.value)[0]!.unit;
  const number = Number(bound);
  const parsed = parseBound(unit === 'number' && Number.isFinite(number) ? number : bound, unit);
  if ('problem' in parsed) return parsed;
  const operator = WRITTEN_OPERATORS.get(sign)!;
  return { value: { response: response.value, operator, bound: parsed.value, text } };
}

/** The thresholds of a scenario as bounds of a search. */
export function thresholdRequirements({ thresholds }: Scenario): Requirement[] {
  return thresholds.flatMap(({ metric, atMost, atLeast, text }) => {
    const words = text.slice(metric.length);
    const one = (operator: Operator, sign: string, bound: number | undefined): Requirement[] => {
      if (bound === undefined) return [];
      const written = new RegExp(`${sign} (.+?)(?= and at least|$)`).exec(words)?.[1] ?? '';
      return [{ response: metric, operator, bound, text: `${metric} ${sign} ${written}` }];
    };
    return [...one('<=', 'at most', atMost), ...one('>=', 'at least', atLeast)];
  });
}

function responseOf(words: string, scenario: Scenario): Parsed<string> {
  const known = phrases(scenario.deployments.map(({ name }) => name));
  const response = phraseResponse(words, known) ?? words;
  const problem = checkResponse(scenario, response);
  if (problem === null) return { value: response };
  const near = words.includes('.') ? null : closestPhrase(words, known);
  return { problem: near === null ? problem : `${quoted(words)} is not a metric; did you mean "${near}"?` };
}

function closestPhrase(words: string, known: readonly Phrase[]): string | null {
  return closest(
    words,
    known.map((phrase) => phrase.words),
  );
}
