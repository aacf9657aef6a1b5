import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { CommandModule } from 'yargs';
import { clientCountOf, memoryShortage } from '../../experiment/memory.ts';
import { readMetrics } from '../../experiment/metrics/index.ts';
import { judge, type Verdict } from '../../experiment/metrics/thresholds.ts';
import { RunError, runScenario } from '../../experiment/run.ts';
import type { RunResult } from '../../model/results.ts';
import type { Scenario } from '../../model/scenario.ts';
import { obstacle } from '../../report/folder.ts';
import { groupThousands } from '../../report/number.ts';
import { type RunReport, writeRunFolder } from '../../report/run-folder.ts';
import { colorsFor } from '../../report/summary/colors.ts';
import { runLine, terminalSummary } from '../../report/summary/terminal.ts';
import { formatDuration, formatInstant } from '../../report/time.ts';
import { resultWarnings } from '../../report/warnings.ts';
import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT, InternalError } from '../exit.ts';
import { interruptible } from '../interrupt.ts';
import { memoryAvailableBytes, startClock } from '../machine.ts';
import { last, SCENARIO_OPTIONS } from '../options.ts';
import { showProgress } from '../progress.ts';
import { openScenario, warningText } from '../scenario-file.ts';
import { wantsColor, writeLines } from '../terminal.ts';
import { programVersion } from '../version.ts';

interface Arguments {
  readonly file: string;
  readonly seed: string | undefined;
  readonly set: string[] | undefined;
  readonly out: string | undefined;
  readonly quiet: boolean;
  readonly color: boolean | undefined;
}

/** `fleetsim run FILE`: one run of a scenario, its folder of results, and a summary. */
export const runCommand: CommandModule<object, Arguments> = {
  command: 'run <file>',
  describe: 'Run a scenario and write its results',
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', demandOption: true, describe: 'Scenario file (YAML)' })
      .options({
        ...SCENARIO_OPTIONS,
        out: {
          type: 'string',
          requiresArg: true,
          describe: 'Folder of results [default: reports/<name of the scenario>]',
          coerce: last,
        },
        quiet: { type: 'boolean', default: false, describe: 'No progress and no summary, only errors' },
      }),
  handler: (options) => interruptible((signal) => run(options, signal)),
};

async function run(options: Arguments, signal: AbortSignal): Promise<void> {
  if (options.out === '') throw new Ending(EXIT.usage, '--out: name a folder');
  const clock = startClock();
  const loaded = openScenario(options.file, options.seed, options.set ?? []);
  const { scenario } = loaded;
  const folder = resolve(options.out ?? join('reports', folderName(scenario.name)));
  refuseBeforeStart(scenario, folder);
  const result = await simulate(scenario, options.quiet, signal);
  const simulationSeconds = clock.seconds();
  const warnings = [...loaded.warnings.map(warningText), ...resultWarnings(result)];
  const verdicts = judge(scenario.thresholds, readMetrics(result));
  const report: RunReport = {
    result,
    origin: {
      version: programVersion(),
      timeZoneData: process.versions.tz ?? 'unknown',
      resolvedYaml: loaded.resolvedYaml,
    },
    scenarioYaml: loaded.yaml,
    warnings,
    verdicts,
    circumstance: () => ({
      ...clock.circumstance(),
      simulationSeconds,
      stateBytes: result.stateBytes,
      overrides: options.set ?? [],
    }),
  };
  await writeRunFolder(folder, report, signal);
  if (!options.quiet) {
    const colors = colorsFor(wantsColor(options.color, process.stdout));
    process.stdout.write(`${runLine(result, simulationSeconds)}\n\n`);
    process.stdout.write(`${terminalSummary(result, verdicts, warnings, colors)}\n`);
    writeLines(process.stdout, `Results: ${visible(shortPath(folder))}`);
  }
  endByThresholds(verdicts);
}

async function simulate(scenario: Scenario, quiet: boolean, signal: AbortSignal): Promise<RunResult> {
  const clients = groupThousands(clientCountOf(scenario));
  const title = `fleetsim: ${scenario.name}, ${clients} clients, ${formatDuration(scenario.horizonMs)}`;
  const progress = showProgress(title, scenario.startEpochMs, quiet);
  try {
    return await runScenario(scenario, 0, progress.onSlice, signal);
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    throw new InternalError(
      `at ${formatInstant(scenario.startEpochMs, error.atMs)} of simulated time`,
      error,
    );
  } finally {
    progress.stop();
  }
}

/** What would make a run worthless is found before it starts. */
function refuseBeforeStart(scenario: Scenario, folder: string): void {
  if (holdsWorkingFolder(folder)) {
    throw new Ending(
      EXIT.usage,
      `cannot write the results to ${visible(folder)}: it is or holds the folder that you are in; name one of their own, such as --out results`,
    );
  }
  const refusal = obstacle(folder);
  if (refusal !== null)
    throw new Ending(EXIT.usage, `cannot write the results to ${visible(folder)}: ${refusal}`);
  const shortage = memoryShortage(scenario, memoryAvailableBytes());
  if (shortage !== null) throw new Ending(EXIT.scenarioInvalid, shortage);
}

/** Results replace their folder as a whole: the working folder would be lost to whoever is in it. */
function holdsWorkingFolder(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const wayHere = relative(realpathSync(folder), realpathSync('.'));
  return wayHere.split(sep)[0] !== '..' && !isAbsolute(wayHere);
}

/** A path as somebody in the working folder would write it. */
function shortPath(path: string): string {
  const fromHere = relative('.', path);
  return fromHere.startsWith('..') ? path : fromHere;
}

/** What Windows takes for a device, whatever follows a dot. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i;

/** The name of a scenario as the name of a folder on any system. */
export function folderName(name: string): string {
  const safe = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+|[.-]+$/g, '');
  return safe === '' ? 'run' : safe.replace(DEVICE, '$1_');
}

function endByThresholds(verdicts: readonly Verdict[]): void {
  const unmet = verdicts.filter(({ met }) => !met).length;
  if (unmet === 0) return;
  const verb = unmet === 1 ? 'was' : 'were';
  throw new Ending(EXIT.thresholdNotMet, `${unmet} of ${verdicts.length} thresholds ${verb} not met`);
}
