import type { CommandModule } from 'yargs';
import { findParting, type Replayed } from '../../experiment/replay/parting.ts';
import { replayPast } from '../../experiment/run.ts';
import type { RunFolder } from '../../report/opened-folder.ts';
import { partingText } from '../../report/parting-text.ts';
import { firstDifferentHour } from '../../report/verification.ts';
import { type Difference, differences } from '../../scenario/differences.ts';
import { interruptible } from '../interrupt.ts';
import { COMMON_OPTIONS } from '../options.ts';
import { openRunFolder, scenarioOf } from '../replay/run-folder.ts';
import { simulating } from '../simulate.ts';
import { writeLines } from '../terminal.ts';
import { programVersion } from '../version.ts';

interface Arguments {
  readonly run1: string;
  readonly run2: string;
  readonly quiet: boolean;
}

/** `fleetsim diff RUN1 RUN2`: the first event at which two runs part, and the settings in which they differ. */
export const diffCommand: CommandModule<object, Arguments> = {
  command: 'diff <run1> <run2>',
  describe: 'Find the first event at which two runs part',
  builder: (yargs) =>
    yargs
      .positional('run1', { type: 'string', demandOption: true, describe: 'Folder of results of a run' })
      .positional('run2', {
        type: 'string',
        demandOption: true,
        describe: 'Folder of results of another run',
      })
      .options({
        ...COMMON_OPTIONS,
        quiet: { type: 'boolean', default: false, describe: 'No progress, only what came out' },
      }),
  handler: ({ run1, run2, quiet }) => interruptible((signal) => diff([run1, run2], quiet, signal)),
};

type Pair<T> = readonly [T, T];
type Hours = readonly string[];

async function diff(paths: Pair<string>, quiet: boolean, signal: AbortSignal): Promise<void> {
  const folders: Pair<RunFolder> = [openRunFolder(paths[0]), openRunFolder(paths[1])];
  const replayed: Pair<Replayed> = [replayedOf(folders[0]), replayedOf(folders[1])];
  const found = await search(folders, replayed, quiet, signal);
  const shorter = shorterOf(replayed);
  const runs = folders.map(({ path, identity }, at) => ({
    path,
    startEpochMs: replayed[at]!.scenario.startEpochMs,
    eventCount: identity.events,
    fingerprint: identity.fingerprint.end,
  }));
  const text = partingText({
    runs: [runs[0]!, runs[1]!],
    differences: [
      ...replicationDifference(folders),
      ...differences(folders[0].resolvedYaml, folders[1].resolvedYaml),
    ],
    otherFiles: otherFilesOf(folders),
    shorter: shorter === null ? null : { run: shorter, endMs: horizonOf(replayed[shorter]) },
    ...found,
  });
  writeLines(process.stdout, text);
}

async function search(
  folders: Pair<RunFolder>,
  replayed: Pair<Replayed>,
  quiet: boolean,
  signal: AbortSignal,
) {
  const told: Pair<Hours> = [hoursOf(folders[0]), hoursOf(folders[1])];
  const hour = shorterOf(replayed) === null ? firstDifferentHour(...told) : hourInCommon(...told);
  if (hour === null) return { hour, parting: null, notes: [] };
  const within = (upTo: number) =>
    simulating('the interval again', replayed[0].scenario, quiet, (onSlice) =>
      findParting(replayed, upTo, onSlice, signal),
    );
  const { parting, hourlyFingerprints } = await within(hour);
  const notes = folders.flatMap((folder, at) => deviationNote(folder, told[at]!, hourlyFingerprints[at]!));
  if (notes.length === 0) {
    const isSame = parting === null && shorterOf(replayed) !== null;
    return { hour: isSame ? null : hour, parting, notes };
  }
  const again = await simulating('both runs again', replayed[0].scenario, quiet, async (onSlice) => {
    const endMs = Math.min(...replayed.map(horizonOf));
    const hoursAgain = async ({ scenario, replication }: Replayed): Promise<Hours> =>
      (await replayPast(scenario, replication, endMs, onSlice, signal)).hourlyFingerprints;
    return firstDifferentHour(await hoursAgain(replayed[0]), await hoursAgain(replayed[1]));
  });
  const search = again === null ? null : await within(again);
  return { hour: again, parting: search?.parting ?? null, notes };
}

const horizonOf = ({ scenario }: Replayed) => scenario.horizonMs;

/** The one of two runs that ends first; null: they end after the same time. */
function shorterOf([one, other]: Pair<Replayed>): 0 | 1 | null {
  if (horizonOf(one) === horizonOf(other)) return null;
  return horizonOf(one) < horizonOf(other) ? 0 : 1;
}

/** The first hour that differs as far as both runs go; if none does, the one in which the shorter ends. */
function hourInCommon(one: Hours, other: Hours): number {
  const count = Math.min(one.length, other.length) - 1;
  return firstDifferentHour(one.slice(0, count), other.slice(0, count)) ?? count;
}

/** Not among the settings of a scenario, and as good as one: it decides the luck of a run. */
function replicationDifference([one, other]: Pair<RunFolder>): Difference[] {
  const [first, second] = [`${one.identity.replication}`, `${other.identity.replication}`];
  return first === second ? [] : [{ path: 'replication', first, second }];
}

function replayedOf(folder: RunFolder): Replayed {
  return { scenario: scenarioOf(folder).scenario, replication: folder.identity.replication };
}

/** The fingerprints of a run by hour, and at its end. */
function hoursOf({ identity }: RunFolder): Hours {
  return [...identity.fingerprint.hourly, identity.fingerprint.end];
}

/** Says that this program does not replay a run as it was; what is then compared are the replays. */
function deviationNote({ path, identity }: RunFolder, told: Hours, again: Hours): string[] {
  const hour = firstDifferentHour(told.slice(0, again.length), again);
  if (hour === null) return [];
  const version =
    identity.version === programVersion()
      ? ''
      : ` It was made by fleetsim ${identity.version}, this is ${programVersion()}.`;
  return [
    `${path} does not replay as it was: the history is another one from hour ${hour} on.${version}`,
    'Compared are the replays, not what was written.',
  ];
}

function otherFilesOf([one, other]: Pair<RunFolder>): string[] {
  const hashes = new Map(other.identity.files.map(({ file, sha256 }) => [file, sha256]));
  return one.identity.files
    .filter(({ file, rows, sha256 }) => rows !== null && hashes.get(file) !== sha256)
    .map(({ file }) => file);
}
