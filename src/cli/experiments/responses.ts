import { headlineResponses } from '../../experiment/plan/headline-responses.ts';
import type { ReplicationRule } from '../../experiment/plan/question.ts';
import type { Scenario } from '../../model/scenario.ts';
import { visible } from '../../scenario/issue.ts';
import { checkResponse } from '../../scenario/responses.ts';
import { Ending, EXIT } from '../exit.ts';

/**
 * What an experiment is about: the metrics that are named, else those that the scenarios' thresholds bound, else the
 * usual ones. Goals of precision name responses too. Ends for a name that is no metric of any of the scenarios.
 */
export function declaredResponses(
  scenarios: readonly Scenario[],
  named: readonly string[],
  rule: ReplicationRule,
): string[] {
  const goals = rule.kind === 'precision' ? rule.goals.flatMap(({ response }) => response ?? []) : [];
  for (const response of named) refuseUnknown(scenarios, response, '--response');
  for (const response of goals) refuseUnknown(scenarios, response, '--precision');
  const chosen = named.length > 0 ? named : byDefault(scenarios);
  return [...new Set([...chosen, ...goals])];
}

function byDefault(scenarios: readonly Scenario[]): string[] {
  const bounded = scenarios.flatMap(({ thresholds }) => thresholds.map(({ metric }) => metric));
  return bounded.length > 0 ? bounded : scenarios.flatMap(headlineResponses);
}

function refuseUnknown(scenarios: readonly Scenario[], response: string, option: string): void {
  const problems = scenarios.map((scenario) => checkResponse(scenario, response));
  if (problems.some((problem) => problem === null)) return;
  throw new Ending(EXIT.usage, visible(`${option} ${response}: ${problems[0]}`));
}
