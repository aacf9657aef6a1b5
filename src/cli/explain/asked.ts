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
