import { visible } from '../../scenario/issue.ts';
import { formatInstant } from '../time.ts';

/** What decides a history besides its scenario. */
interface Origin {
  readonly version: string;
  readonly timeZoneData: string;
}

const HOUR_MS = 3_600_000;

/** From when on a replay is another history than the run that it replays, and what of it is another one now. */
export function deviationText(then: Origin, now: Origin, startEpochMs: number, hour: number): string {
  const reasons = [
    ...(then.version === now.version
      ? []
      : [`it was made by fleetsim ${visible(then.version)}, this is ${visible(now.version)}`]),
    ...(then.timeZoneData === now.timeZoneData
      ? []
      : [`its time zone data was ${visible(then.timeZoneData)}, here it is ${visible(now.timeZoneData)}`]),
  ];
  const why =
    reasons.length === 0
      ? 'its manifest was changed, or the program differs from the one that made it'
      : reasons.join(', and ');
  return `the history is another one from ${formatInstant(startEpochMs, hour * HOUR_MS)} on; ${why}. Nothing is explained by another history; fleetsim run makes it anew with this version.`;
}
