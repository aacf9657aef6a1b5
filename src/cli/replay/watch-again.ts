import {
  replayWatched,
  type Stand,
  type WatchedReplay,
  type WatchedSpan,
} from '../../experiment/replay/watched.ts';
import type { Scenario } from '../../model/scenario.ts';
import { deviationText } from '../../report/explain/deviation-text.ts';
import type { RunFolder } from '../../report/opened-folder.ts';
import { firstDifferentHour } from '../../report/verification.ts';
import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';
import { simulating } from '../simulate.ts';
import { programVersion } from '../version.ts';

/**
 * Runs a run again from its folder and has a span of it watched. Ends the program if the replay is another history than
 * the one that the folder tells of: what explains that one would explain nothing.
 */
export async function watchAgain<T>(
  folder: RunFolder,
  scenario: Scenario,
  span: WatchedSpan,
  stand: Stand<T>,
  quiet: boolean,
  signal: AbortSignal,
): Promise<WatchedReplay<T>> {
  const { replication, fingerprint } = folder.identity;
  const replay = await simulating(`${scenario.name} again`, scenario, quiet, (onSlice) =>
    replayWatched({ scenario, replication }, span, stand, onSlice, signal),
  );
  const told = [...fingerprint.hourly, fingerprint.end].slice(0, replay.fingerprints.length);
  const hour = firstDifferentHour(told, replay.fingerprints);
  if (hour === null) return replay;
  const here = { version: programVersion(), timeZoneData: process.versions.tz ?? 'unknown' };
  const why = deviationText(folder.identity, here, scenario.startEpochMs, hour);
  throw new Ending(EXIT.notIdentical, `${visible(folder.path)} does not replay as it was: ${why}`);
}
