import type { WatchedSpan } from '../../experiment/replay/watched.ts';
import type { Scenario } from '../../model/scenario.ts';
import type { RunFolder } from '../../report/opened-folder.ts';
import { instantIn } from '../../scenario/instant-in.ts';
import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';

/** A run that something is asked of. */
export interface Asked {
  readonly folder: RunFolder;
  readonly scenario: Scenario;
  readonly quiet: boolean;
  readonly signal: AbortSignal;
}

/** The instant that an option names, in ms since the start; ends with what is wrong with it. */
export function instantOf({ scenario }: Asked, option: string, written: string): number {
  const parsed = instantIn(scenario, written);
  if ('problem' in parsed)
    throw new Ending(EXIT.usage, `--${option} ${visible(written)}: ${visible(parsed.problem)}`);
  return parsed.value;
}

/** The command that tells the story of a client. */
export function clientCommand({ folder }: Asked, client: number): string {
  const path = visible(folder.path);
  return `fleetsim explain ${/^[\w./:\\-]+$/.test(path) ? path : `"${path}"`} --client ${client}`;
}

/** The part of a run that is asked for, as it was written. */
export interface WrittenSpan {
  readonly from: string | undefined;
  readonly until: string | undefined;
}

/** The same in ms since the start; by default from `beginMs` to the end of the run. */
export function spanOf(asked: Asked, { from, until }: WrittenSpan, beginMs: number): WatchedSpan {
  const fromMs = from === undefined ? beginMs : instantOf(asked, 'from', from);
  const untilMs = until === undefined ? asked.scenario.horizonMs : instantOf(asked, 'until', until);
  if (untilMs < fromMs) throw new Ending(EXIT.usage, '--until is before the beginning of the story');
  return { fromMs, untilMs };
}
