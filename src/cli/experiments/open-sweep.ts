import { resolve } from 'node:path';
import { type Axis, rangedAxis } from '../../experiment/designs/axis.ts';
import { type Design, designProblem, expand, rowCountOf } from '../../experiment/designs/design.ts';
import { memoryNeedBytes } from '../../experiment/memory.ts';
import { headlineResponses } from '../../experiment/plan/headline-responses.ts';
import { SourceRecorder } from '../../experiment/plan/sources.ts';
import { checkPoints, type PointMistake } from '../../experiment/sweep/check-points.ts';
import { pointName, settingsOf, shortNames } from '../../experiment/sweep/names.ts';
import type { SweepQuestion } from '../../experiment/sweep/question.ts';
import { groupThousands } from '../../report/number.ts';
import { axisText } from '../../scenario/axis-text.ts';
import { type ReadExperiment, readExperiment, type WrittenAxis } from '../../scenario/experiment-file.ts';
import { formatIssue, type Issue, type Path } from '../../scenario/issue.ts';
import { loadScenario } from '../../scenario/load.ts';
import { settingText } from '../../scenario/resolved-setting.ts';
import { checkResponse } from '../../scenario/responses.ts';
import type { WrittenExperiment } from '../../scenario/schema-experiment.ts';
import { originOf } from '../../scenario/settings.ts';
import { readText } from '../../scenario/sources.ts';
import { Ending, EXIT } from '../exit.ts';
import { FILE_READER, type LoadedScenario, openScenario } from '../scenario-file.ts';
import { type ConductedPlan, planOf } from './plans.ts';

/** Every point is read before anything runs, which takes some 20 ms of each. */
const POINTS_MAX = 20_000;
const JOBS_MAX = 1_000_000;

export interface SweepRequest {
  readonly file: string;
  /** In place of those of the experiment file. */
  readonly replications: number | undefined;
  readonly seed: string | undefined;
}

/** An experiment file in work: its mistakes end the program, all that are known at once. */
class ExperimentFile {
  readonly #read: ReadExperiment;
  readonly #issues: Issue[] = [];
  readonly written: WrittenExperiment;

  constructor(file: string) {
    this.#read = readExperiment(file, FILE_READER);
    const { written, issues } = this.#read;
    if (written === null) throw endingOf(issues);
    this.written = written;
  }

  report(path: Path, message: string): void {
    this.#issues.push(this.#read.issueAt(path, message));
  }

  endIfWrong(): void {
    const inOrder = this.#issues.sort((a, b) => a.line - b.line || a.column - b.column);
    if (inOrder.length > 0) throw endingOf(inOrder);
  }
}

function endingOf(issues: readonly Issue[]): Ending {
  return new Ending(EXIT.scenarioInvalid, issues.map(formatIssue).join('\n'));
}

/** Reads an experiment file and its base, expands its design and checks every point; ends with what is wrong. */
export async function openSweep(request: SweepRequest, signal: AbortSignal): Promise<ConductedPlan> {
  const file = new ExperimentFile(request.file);
  const { written } = file;
  const seed = request.seed ?? written.seed;
  const recorder = new SourceRecorder(FILE_READER, (path) => resolve(path));
  const basePath = FILE_READER.resolve(request.file, written.base);
  const base = openBase(file, basePath, seed, recorder);
  const axes = written.axes.map((axis, at) => axisOf(axis, ['axes', at], file));
  const responses = responsesOf(file, base);
  const sound = axes.filter((axis) => axis !== null);
  if (sound.length < axes.length) file.endIfWrong();
  const design = designOf(written, sound, base);
  const count = request.replications ?? written.replications;
  refuseTooMany(file, sound, design, count);
  const designSeed = seed ?? base.scenario.seed;
  const { points, pointOfRow } = expand(sound, design, designSeed);

  let needBytes = 0;
  const options = seed === undefined ? {} : { seed };
  const mistakes = await checkPoints(
    sound,
    points,
    (set) => loadScenario(basePath, recorder, { ...options, set }),
    async () => {
      await new Promise((done) => setImmediate(done));
      signal.throwIfAborted();
    },
    (scenario) => {
      needBytes = Math.max(needBytes, memoryNeedBytes(scenario));
    },
  );
  const names = shortNames(sound);
  const nameOf = (point: number) => pointName(names, points[point]!);
  for (const mistake of mistakes) reportPoint(mistake, nameOf(mistake.point), file);
  file.endIfWrong();

  const question: SweepQuestion = {
    kind: 'sweep',
    replications: { kind: 'count', count },
    confidence: written.confidence,
    axes: sound,
    settings: sound.map(({ path }) => originOf(path)),
    design,
    designSeed,
    values: points,
    pointOfRow,
  };
  const bundle = recorder.bundle();
  const plan = planOf({
    name: written.name,
    question,
    responses,
    seed: seed ?? null,
    points: points.map((point, at) => ({
      name: nameOf(at),
      file: bundle.nameOf(basePath),
      set: settingsOf(sound, point),
    })),
    sources: bundle.sources,
  });
  return { plan, pathOf: () => basePath, memoryNeedBytes: needBytes };
}

function openBase(
  file: ExperimentFile,
  path: string,
  seed: string | undefined,
  recorder: SourceRecorder,
): LoadedScenario {
  const text = readText(path, FILE_READER);
  if (typeof text !== 'string') file.report(['base'], `${path} ${text.problem}`);
  file.endIfWrong();
  return openScenario(path, seed, [], recorder);
}

function axisOf(written: WrittenAxis, path: Path, file: ExperimentFile): Axis | null {
  const { values, range, distribution } = written;
  if (values !== undefined) return { path: written.path, values: values.map(axisText) };
  const [law, parameters] =
    range !== undefined
      ? ([range.log ? 'logUniform' : 'uniform', { min: range.min, max: range.max }] as const)
      : (Object.entries(distribution!)[0] as [keyof NonNullable<typeof distribution>, object]);
  const texts = Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, String(value)]));
  const axis = rangedAxis(written.path, law, texts);
  if (!('problem' in axis)) return axis;
  file.report([...path, range === undefined ? 'distribution' : 'range'], axis.problem);
  return null;
}

function responsesOf(file: ExperimentFile, { scenario }: LoadedScenario): readonly string[] {
  const { responses } = file.written;
  if (responses.length === 0) {
    const bounded = scenario.thresholds.map(({ metric }) => metric);
    return [...new Set(bounded.length > 0 ? bounded : headlineResponses(scenario))];
  }
  responses.forEach((name, at) => {
    const problem = checkResponse(scenario, name);
    if (problem !== null) file.report(['responses', at], problem);
  });
  return responses;
}

function designOf({ design }: WrittenExperiment, axes: readonly Axis[], base: LoadedScenario): Design {
  if (design === 'oneAtATime') {
    return { kind: 'oneAtATime', base: axes.map(({ path }) => settingText(base.resolvedYaml, path)) };
  }
  if (design === undefined || design === 'fullFactorial') return { kind: 'fullFactorial' };
  const { latinHypercube, morris, sobol } = design;
  if (latinHypercube !== undefined) return { kind: 'latinHypercube', ...latinHypercube };
  return morris === undefined ? { kind: 'sobol', ...sobol! } : { kind: 'morris', ...morris };
}

function refuseTooMany(
  file: ExperimentFile,
  axes: readonly Axis[],
  design: Design,
  replications: number,
): void {
  const problem = designProblem(axes, design);
  if (problem !== null) {
    file.report(['design'], problem);
    file.endIfWrong();
  }
  const points = rowCountOf(axes, design);
  if (points > POINTS_MAX) {
    file.report(
      ['design'],
      `makes ${groupThousands(points)} points of these axes; at most ${groupThousands(POINTS_MAX)} are run: name fewer ` +
        'values, or draw some of the combinations with "design: { latinHypercube: { points: 100 } }"',
    );
    file.endIfWrong();
  } else if (points * replications > JOBS_MAX) {
    file.report(
      ['replications'],
      `of ${groupThousands(points)} points are ${groupThousands(points * replications)} runs; at most ` +
        `${groupThousands(JOBS_MAX)} can be`,
    );
    file.endIfWrong();
  }
}

function reportPoint({ axis, value, message }: PointMistake, name: string, file: ExperimentFile): void {
  if (axis === null) file.report(['axes'], `the point "${name}" is not a valid scenario: ${message}`);
  else if (value !== null) file.report(['axes', axis, 'values', value], message);
  else {
    const isTold = message.startsWith('"');
    file.report(['axes', axis, 'path'], isTold ? message : `"${file.written.axes[axis]!.path}" ${message}`);
  }
}
