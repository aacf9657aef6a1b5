import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import type { ExperimentFolder, RunFolder } from '../../report/opened-folder.ts';
import { formatInstant } from '../../report/time.ts';
import { deviations, firstDifferentHour, likelyCauses } from '../../report/verification.ts';
import { verificationText } from '../../report/verification-text.ts';
import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';
import { EXECUTION_OPTIONS } from '../experiments/execution-options.ts';
import { interruptible } from '../interrupt.ts';
import { COMMON_OPTIONS } from '../options.ts';
import { experimentAgain, inPassing, runAgain } from '../replay/again.ts';
import { openFolder, scenarioOf } from '../replay/run-folder.ts';
import { writeLines } from '../terminal.ts';
import { programEdition } from '../version.ts';

interface Arguments {
  readonly run: string;
  readonly jobs: string | undefined;
  readonly quiet: boolean;
}

/** `fleetsim verify RUN`: makes results again from their folder alone, and says whether they are the same. */
export const verifyCommand: CommandModule<object, Arguments> = {
  command: 'verify <run>',
  describe: 'Run again from a folder of results and say whether they are identical',
  builder: (yargs) =>
    yargs.positional('run', { type: 'string', demandOption: true, describe: 'Folder of results' }).options({
      ...COMMON_OPTIONS,
      jobs: EXECUTION_OPTIONS.jobs,
      quiet: { type: 'boolean', default: false, describe: 'No progress, only what came out' },
    }),
  handler: (options) => interruptible((signal) => verify(options, signal)),
};

async function verify(options: Arguments, signal: AbortSignal): Promise<void> {
  const { run: path, quiet } = options;
  const folder = openFolder(path);
  const changes = likelyCauses({ ...folder.circumstance, ...folder.identity }, here());
  const text = await inPassing(async (passing) => {
    const target = join(passing, 'again');
    const again =
      folder.kind === 'run'
        ? await runAgain(folder, target, quiet, signal)
        : await experimentAgain(folder, target, options, signal);
    const found = await deviations(folder, again);
    const tablesFirst = [
      ...found.filter(({ isTable }) => isTable),
      ...found.filter(({ isTable }) => !isTable),
    ];
    const partsAt = whenParted(folder, again);
    const fileCount = folder.identity.files.length;
    const isIdentical = found.length === 0 && partsAt === null;
    const verification = { fileCount, deviations: tablesFirst, partsAt, changes };
    return { isIdentical, words: verificationText(verification) };
  });
  writeLines(process.stdout, text.words);
  if (!text.isIdentical)
    throw new Ending(EXIT.notIdentical, `${visible(path)} is not what running again gives`);
}

/** What decides results besides the scenario. */
function here() {
  return {
    ...programEdition(),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}

/** The beginning of the first hour in which the history of a run is another one. */
function whenParted(
  folder: RunFolder | ExperimentFolder,
  again: RunFolder | ExperimentFolder,
): string | null {
  if (folder.kind !== 'run' || again.kind !== 'run') return null;
  const [then, now] = [folder.identity.fingerprint, again.identity.fingerprint];
  const hour = firstDifferentHour([...then.hourly, then.end], [...now.hourly, now.end]);
  return hour === null ? null : formatInstant(scenarioOf(folder).scenario.startEpochMs, hour * 3_600_000);
}
