import { resolve } from 'node:path';
import { memoryNeedBytes } from '../../experiment/memory.ts';
import type { Plan, Point } from '../../experiment/plan/plan.ts';
import type { Question } from '../../experiment/plan/question.ts';
import { SourceRecorder } from '../../experiment/plan/sources.ts';
import type { Scenario } from '../../model/scenario.ts';
import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';
import { FILE_READER, type LoadedScenario, openScenario } from '../scenario-file.ts';
import { programEdition } from '../version.ts';
import { uniqueNames } from './point-names.ts';

/** A point of an experiment before its files are read. */
export interface PointRequest {
  /** By default the name of its scenario; that of its file or a number tells those apart that have the same. */
  readonly name?: string;
  readonly file: string;
  readonly set: readonly string[];
}

export interface PlanRequest {
  readonly question: Question;
  readonly points: readonly PointRequest[];
  readonly seed: string | undefined;
  /** By default made from the names of the points. */
  readonly name?: string;
  readonly responses: (scenarios: readonly Scenario[]) => readonly string[];
}

/** A plan that is ready to be conducted. */
export interface ConductedPlan {
  readonly plan: Plan;
  /** The scenario file of a point, as whoever asked wrote it. */
  readonly pathOf: (point: Point) => string;
  /** Memory that a job of its largest point needs. */
  readonly memoryNeedBytes: number;
}

/** A plan, and the scenarios of its points as they were read. */
export interface OpenedPlan extends ConductedPlan {
  readonly loaded: readonly LoadedScenario[];
}

/** What a plan is made of, beside what this program and machine are. */
export type PlanParts = Omit<Plan, 'program' | 'format' | 'version' | 'timeZoneData'>;

/** The plan of this version of the program. */
export function planOf(parts: PlanParts): Plan {
  return {
    program: 'fleetsim',
    format: 1,
    ...programEdition(),
    ...parts,
  };
}

/** Reads and checks every scenario of an experiment; ends with the mistakes of the first that has any. */
export function openPlan({ question, points, seed, name, responses }: PlanRequest): OpenedPlan {
  const recorder = new SourceRecorder(FILE_READER, (path) => resolve(path));
  const loaded = points.map(({ file, set }) => openScenario(file, seed, set, recorder));
  const { sources, nameOf } = recorder.bundle();
  const names = uniqueNames(
    points.map(({ name, file }, at) => ({ name: name ?? loaded[at]!.scenario.name, file })),
  );
  const named = points.map(({ file, set }, at): Point => ({ name: names[at]!, file: nameOf(file), set }));
  refuseOtherLuck(loaded, names);
  const plan = planOf({
    name: name ?? named.map((point) => point.name).join(' and '),
    question,
    responses: responses(loaded.map(({ scenario }) => scenario)),
    seed: seed ?? null,
    points: named,
    sources,
  });
  const needsBytes = loaded.map(({ scenario }) => memoryNeedBytes(scenario));
  const needBytes = needsBytes.reduce((most, need) => Math.max(most, need), 0);
  const paths = new Map(points.map(({ file }) => [nameOf(file), file]));
  return { plan, loaded, pathOf: ({ file }) => paths.get(file)!, memoryNeedBytes: needBytes };
}

/** What differs between points with seeds of their own is luck. */
function refuseOtherLuck(loaded: readonly LoadedScenario[], names: readonly string[]): void {
  const [first, ...seeds] = loaded.map(({ scenario }) => scenario.seed);
  const other = seeds.findIndex((seed) => seed !== first);
  if (other < 0) return;
  throw new Ending(
    EXIT.usage,
    visible(
      `${names[0]} has the seed "${first}" and ${names[other + 1]} "${seeds[other]}": they have to share their luck; give all the same with --seed`,
    ),
  );
}
