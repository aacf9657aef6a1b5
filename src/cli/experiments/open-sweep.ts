import { resolve } from 'node:path';
import { assumedSettings } from '../../experiment/designs/assumed/assumed-settings.ts';
import { type Axis, rangedAxis } from '../../experiment/designs/axis.ts';
import {
  type Design,
  type DesignPoint,
  designProblem,
  expand,
  rowCountOf,
} from '../../experiment/designs/design.ts';
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
import { type Loaded, loadScenario } from '../../scenario/load.ts';
import { settingText } from '../../scenario/resolved-setting.ts';
import { checkResponse } from '../../scenario/responses.ts';
import type { WrittenExperiment } from '../../scenario/schema-experiment.ts';
import { originOf } from '../../scenario/settings.ts';
import { OVERRIDE_FILE, readText } from '../../scenario/sources.ts';
import { Ending, EXIT } from '../exit.ts';
import { FILE_READER, type LoadedScenario, openScenario } from '../scenario-file.ts';
import { type ConductedPlan, planOf } from './plans.ts';

/** Every point is read before anything runs, which takes some 20 ms of each. */
const POINTS_MAX = 20_000;
const JOBS_MAX = 1_000_000;
/** Of `assumed: true`. */
const FACTOR = 2;

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
  const base = openBase(file, FILE_READER.resolve(request.file, written.base), request.seed ?? written.seed);
  const responses = responsesOf(file, base);
  const varied = variedIn(file, base);
  const count = request.replications ?? written.replications;
  refuseTooMany(file, varied, count);
  const designSeed = base.seed ?? base.scenario.seed;
  const { points, pointOfRow } = expand(varied.axes, varied.design, designSeed);
  const names = shortNames(varied.axes);
  const nameOf = (point: DesignPoint) => pointName(names, point);
  const needBytes = await memoryOfPoints(file, base, varied.axes, points, nameOf, signal);
  const question: SweepQuestion = {
    kind: 'sweep',
    replications: { kind: 'count', count },
    confidence: written.confidence,
    ...varied,
    designSeed,
    values: points,
    pointOfRow,
  };
  const { sources, nameOf: sourceName } = base.recorder.bundle();
  const plan = planOf({
    name: written.name,
    question,
    responses,
    seed: base.seed ?? null,
    points: points.map((point) => ({
      name: nameOf(point),
      file: sourceName(base.path),
      set: [...base.fixed, ...settingsOf(varied.axes, point)],
    })),
    sources,
  });
  return { plan, pathOf: () => base.path, memoryNeedBytes: needBytes };
}

/** The scenario that is varied. */
interface Base extends LoadedScenario {
  readonly path: string;
  readonly seed: string | undefined;
  /** What the experiment file sets at all points. */
  readonly fixed: readonly string[];
  readonly recorder: SourceRecorder;
  readonly load: (set: readonly string[]) => Loaded;
}

function openBase(file: ExperimentFile, path: string, seed: string | undefined): Base {
  const text = readText(path, FILE_READER);
  if (typeof text !== 'string') file.report(['base'], `${path} ${text.problem}`);
  file.endIfWrong();
  const recorder = new SourceRecorder(FILE_READER, (relative) => resolve(relative));
  const { set: fixed } = file.written;
  const load = (set: readonly string[]) =>
    loadScenario(path, recorder, seed === undefined ? { set } : { seed, set });
  for (const { file: where, line, path: setting, message, severity } of load(fixed).issues) {
    if (where !== OVERRIDE_FILE || severity !== 'error') continue;
    file.report(['set', line - 1], setting === '' ? message : `"${setting}" ${message}`);
  }
  file.endIfWrong();
  return { ...openScenario(path, seed, fixed, recorder), path, seed, fixed, recorder, load };
}

/** What is varied, and how. */
type Varied = Pick<SweepQuestion, 'axes' | 'design' | 'settings' | 'leftOut'>;

function variedIn(file: ExperimentFile, base: Base): Varied {
  const { assumed, axes: writtenAxes } = file.written;
  if (assumed !== undefined && assumed !== false) {
    return assumedIn(file, base, assumed === true ? FACTOR : assumed.factor);
  }
  const axes = writtenAxes
    .map((axis, at) => axisOf(axis, ['axes', at], file))
    .filter((axis) => axis !== null);
  if (axes.length < writtenAxes.length) file.endIfWrong();
  const settings = axes.map(({ path }) => originOf(path));
  return { axes, settings, design: designOf(file.written, axes, base), leftOut: null };
}

/** All settings of the base that nobody documents, one at a time. */
function assumedIn(file: ExperimentFile, base: Base, factor: number): Varied {
  const { varied, leftOut } = assumedSettings((set) => base.load([...base.fixed, ...set]), factor);
  if (varied.length === 0) {
    file.report(['assumed'], 'finds no setting in the base that is assumed and can be varied');
    file.endIfWrong();
  }
  return {
    axes: varied.map(({ axis }) => axis),
    settings: varied.map(({ source }) => ({ grade: 'assumed', source })),
    design: { kind: 'oneAtATime', base: varied.map(({ base }) => base) },
    leftOut,
  };
}

/** Checks every point; the memory that the largest of them needs. */
async function memoryOfPoints(
  file: ExperimentFile,
  base: Base,
  axes: readonly Axis[],
  points: readonly DesignPoint[],
  nameOf: (point: DesignPoint) => string,
  signal: AbortSignal,
): Promise<number> {
  let needBytes = 0;
  const turn = async () => {
    await new Promise((done) => setImmediate(done));
    signal.throwIfAborted();
  };
  const mistakes = await checkPoints({ axes, points, fixed: base.fixed }, base.load, turn, (scenario) => {
    needBytes = Math.max(needBytes, memoryNeedBytes(scenario));
  });
  for (const mistake of mistakes) reportPoint(mistake, nameOf(points[mistake.point]!), axes, file);
  file.endIfWrong();
  return needBytes;
}

function axisOf(written: WrittenAxis, path: Path, file: ExperimentFile): Axis | null {
  const { values, range, distribution } = written;
  if (written.path === 'seed') {
    file.report([...path, 'path'], 'is the luck that all points share; "replications" draw others');
    return null;
  }
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
  { axes, design }: Pick<Varied, 'axes' | 'design'>,
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

function reportPoint(
  { axis, value, message }: PointMistake,
  point: string,
  axes: readonly Axis[],
  file: ExperimentFile,
): void {
  const isListed = file.written.axes.length > 0;
  if (axis === null || !isListed) {
    file.report([isListed ? 'axes' : 'assumed'], `the point "${point}" is not a valid scenario: ${message}`);
  } else if (value !== null) {
    file.report(['axes', axis, 'values', value], message);
  } else {
    const subject = message.startsWith('"') ? '' : `"${axes[axis]!.path}" `;
    file.report(['axes', axis, 'path'], subject + message);
  }
}
