import type { Requirement } from '../../experiment/capacity/requirement.ts';
import { parseRequirement, thresholdRequirements } from '../../experiment/capacity/requirement-text.ts';
import { parseValues, rangeOfValues } from '../../experiment/capacity/values.ts';
import type { Scenario } from '../../model/scenario.ts';
import { settingsOfAlike } from '../../scenario/alike.ts';
import { visible } from '../../scenario/issue.ts';
import { checkResponse } from '../../scenario/responses.ts';
import { applyOverrides, readSources } from '../../scenario/sources.ts';
import type { Parsed } from '../../scenario/units.ts';
import { Ending, EXIT } from '../exit.ts';
import { FILE_READER, openScenario } from '../scenario-file.ts';
import { wholeNumber } from '../whole-number.ts';
import { conductExperiment, type ExperimentOptions } from './experiment.ts';
import { namingSettings } from './naming.ts';
import { type OpenedPlan, openPlan, type PointRequest } from './plans.ts';
import { confidenceOf } from './replication-options.ts';

export interface CapacityOptions extends ExperimentOptions {
  readonly file: string;
  readonly seed: string | undefined;
  readonly set: readonly string[];
  readonly vary: string;
  readonly values: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly step: string | undefined;
  readonly until: readonly string[];
  readonly largest: boolean;
  readonly replications: string;
  readonly confidence: string | undefined;
}

/** `fleetsim capacity`: the smallest or largest value of a setting that meets a set of bounds. */
export async function capacity(options: CapacityOptions, signal: AbortSignal): Promise<void> {
  if (options.shard !== undefined) {
    throw new Ending(
      EXIT.usage,
      '--shard: capacity chooses what to run by the results so far, so it cannot be cut into shards',
    );
  }
  await conductExperiment(openCapacity(options), options, signal);
}

function openCapacity(options: CapacityOptions): OpenedPlan {
  const { file, seed, set, vary } = options;
  const count = wholeNumber('replications', options.replications, 2);
  const confidence = confidenceOf(options);
  const values = valuesOf(options);
  const { scenario } = openScenario(file, seed, set);
  const requirements = requirementsOf(options, scenario);
  const responses = [...new Set(requirements.map(({ response }) => response))];
  const goal = options.largest ? 'largest' : 'smallest';
  const opened = namingSettings('--vary', set.length, () =>
    openPlan({
      question: {
        kind: 'capacity',
        replications: { kind: 'count', count },
        confidence,
        vary,
        goal,
        requirements,
      },
      points: pointsOf(options, values),
      seed,
      name: `capacity of ${scenario.name}`,
      responses: () => responses,
    }),
  );
  for (const [at, { scenario: own }] of opened.loaded.entries()) refuseUnknown(responses, own, values[at]!);
  return opened;
}

function valuesOf({ values, from, to, step }: CapacityOptions): string[] {
  const isRange = from !== undefined && to !== undefined;
  if (
    (values !== undefined) === (from !== undefined || to !== undefined || step !== undefined) ||
    (values === undefined && !isRange)
  )
    throw new Ending(EXIT.usage, 'say what to try: --values "1,2,4,8", or --from 1 --to 16 (and --step 1)');
  if (values !== undefined) return required('--values', parseValues(values));
  return required('', rangeOfValues(from!, to!, step));
}

function required<T>(option: string, parsed: Parsed<T>): T {
  if ('value' in parsed) return parsed.value;
  throw new Ending(EXIT.usage, visible(`${option} ${parsed.problem}`.trim()));
}

function requirementsOf({ until }: CapacityOptions, scenario: Scenario): Requirement[] {
  if (until.length > 0)
    return until.map((text) => required(`--until "${text}"`, parseRequirement(text, scenario)));
  const requirements = thresholdRequirements(scenario);
  if (requirements.length > 0) return requirements;
  throw new Ending(
    EXIT.usage,
    'say what is enough, such as --until "scan wait p95 < 60 s": the scenario has no thresholds',
  );
}

/** A scenario per value; a value of a list of named things is how many of them there are. */
function pointsOf({ file, set, vary }: CapacityOptions, values: readonly string[]): PointRequest[] {
  const { root } = readSources(file, FILE_READER);
  if (root !== null) applyOverrides(root, set);
  return values.map((value) => {
    const many = /^\d+$/.test(value) && root !== null ? settingsOfAlike(root, vary, Number(value)) : null;
    return { name: value, file, set: [...set, ...(many ?? [`${vary}=${value}`])] };
  });
}

/** A server that only some values bring cannot be bounded: the others would have nothing to be judged by. */
function refuseUnknown(responses: readonly string[], scenario: Scenario, value: string): void {
  for (const response of responses) {
    const problem = checkResponse(scenario, response);
    if (problem !== null)
      throw new Ending(EXIT.usage, visible(`--until ${response}: with the value ${value} ${problem}`));
  }
}
