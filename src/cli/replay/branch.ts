import { type Past, replayPast } from '../../experiment/run.ts';
import { sharesPast } from '../../model/branching.ts';
import type { Scenario } from '../../model/scenario.ts';
import type { RunFolder } from '../../report/opened-folder.ts';
import { formatInstant } from '../../report/time.ts';
import { firstDifferentHour } from '../../report/verification.ts';
import { futureMistakes } from '../../scenario/future.ts';
import { instantIn } from '../../scenario/instant-in.ts';
import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';
import type { ConductedPlan } from '../experiments/plans.ts';
import { last } from '../options.ts';
import type { LoadedScenario } from '../scenario-file.ts';
import { simulating } from '../simulate.ts';
import { programVersion } from '../version.ts';
import { openRunFolder, scenarioOf } from './run-folder.ts';

export const FROM_OPTION = {
  from: {
    type: 'string',
    requiresArg: true,
    describe:
      'Go on from the past of another run, such as "reports/june@2024-06-12 10:00 UTC": only actions from then on may differ',
    coerce: last,
  },
} as const;

/** An instant of a run from which futures go on. */
export interface Branch {
  readonly folder: RunFolder;
  readonly loaded: LoadedScenario;
  readonly atMs: number;
  /** That of the run: futures have the same luck. */
  readonly replication: number;
}

/** Opens what `--from RUN@TIME` names; TIME is written as instants in scenarios are. */
export function openBranch(written: string): Branch {
  const at = written.lastIndexOf('@');
  const refuse = (reason: string) => new Ending(EXIT.usage, `--from ${visible(written)}: ${visible(reason)}`);
  if (at < 1)
    throw refuse('write the folder of a run and an instant, such as reports/june@2024-06-12 10:00 UTC');
  const folder = openRunFolder(written.slice(0, at));
  const loaded = scenarioOf(folder);
  const instant = instantIn(loaded.scenario, written.slice(at + 1));
  if ('problem' in instant) throw refuse(instant.problem);
  return { folder, loaded, atMs: instant.value, replication: folder.identity.replication };
}

/** Ends with all that differs if a scenario, of `file`, is no future of the run. */
export function refuseOtherPast(
  { folder, loaded, atMs }: Branch,
  future: LoadedScenario,
  file: string,
): void {
  const mistakes = futureMistakes(loaded, future, atMs);
  if (mistakes.length === 0) return;
  const from = `${visible(folder.path)} from ${formatInstant(loaded.scenario.startEpochMs, atMs)} on`;
  const lines = mistakes.map((mistake) => `  ${visible(mistake)}`).join('\n');
  throw new Ending(EXIT.scenarioInvalid, `${visible(file)} is no future of ${from}:\n${lines}`);
}

/**
 * Replays the past of a run up to the instant of a branch, checked against the hourly fingerprints of the run; null:
 * the instant is the start. Ends if this program does not replay the run as it was.
 */
export async function replayed(
  { folder, loaded: { scenario }, atMs, replication }: Branch,
  askedReplication: number,
  quiet: boolean,
  signal: AbortSignal,
): Promise<Past | null> {
  if (askedReplication !== replication) {
    throw new Ending(
      EXIT.usage,
      `--replication ${askedReplication}: ${visible(folder.path)} is replication ${replication}; leave it out`,
    );
  }
  if (atMs === 0) return null;
  const past = await simulating(`the past of ${scenario.name}`, scenario, quiet, (onSlice) =>
    replayPast(scenario, replication, atMs, onSlice, signal),
  );
  const { hourlyFingerprints: again } = past;
  const hour = firstDifferentHour(folder.identity.fingerprint.hourly.slice(0, again.length), again);
  if (hour !== null) throw otherHistory(folder, formatInstant(scenario.startEpochMs, hour * 3_600_000));
  return past;
}

function otherHistory({ path, identity: { version } }: RunFolder, from: string): Ending {
  const here = programVersion();
  const made = version === here ? '' : `it was made by fleetsim ${version}, this is ${here}; `;
  return new Ending(
    EXIT.notIdentical,
    `${visible(path)} does not replay as it was: the history is another one from ${from} on; ${made}fleetsim verify says more`,
  );
}

/** The name of the run's scenario among the files of an experiment, whose own names never begin with a slash. */
const PAST_FILE = '/past.yaml';

/** An experiment about futures of a run: their past is replayed once per replication where jobs follow each other. */
export function withPast<Opened extends ConductedPlan>(opened: Opened, { folder, atMs }: Branch): Opened {
  const { plan, memoryNeedBytes } = opened;
  const files = [...plan.sources.files, { name: PAST_FILE, text: folder.resolvedYaml }];
  const past = { file: PAST_FILE, atMs };
  const branched = { ...plan, sources: { ...plan.sources, files }, past };
  // The copy of the past stays beside the run that goes on from it.
  return { ...opened, plan: branched, memoryNeedBytes: 2 * memoryNeedBytes };
}

/** The past that a future can go on from; null: it has to run from the start, with the same results. */
export function sharedBy(future: Scenario, branch: Branch | null, past: Past | null): Past | null {
  if (branch === null || past === null) return null;
  return sharesPast(branch.loaded.scenario, future, past.atMs) ? past : null;
}
