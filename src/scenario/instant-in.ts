import type { Scenario } from '../model/scenario.ts';
import { epochOf } from './calendar.ts';
import { CLIENT_LOCAL, parseMoment } from './moment.ts';
import type { Parsed } from './units.ts';

/**
 * An instant of a run, written as scenarios write instants, in ms since the start. `release` is the first one of the
 * run.
 */
export function instantIn(scenario: Scenario, text: string): Parsed<number> {
  const parsed = parseMoment(text);
  if ('problem' in parsed) return parsed;
  const { value: moment } = parsed;
  if ('civil' in moment) {
    if (moment.zone === CLIENT_LOCAL)
      return {
        problem: 'it has to be one instant; name a time zone, for example UTC, instead of client-local',
      };
    return within(scenario, epochOf(moment.civil, moment.zone) - scenario.startEpochMs);
  }
  if (moment.anchor === 'start') return within(scenario, moment.offsetMs);
  if (moment.anchor !== 'release')
    return { problem: `"${moment.anchor}" is not known here; count from start or release` };
  const release = scenario.catalog.updates.find(({ releasedMs }) => releasedMs >= 0);
  if (release === undefined) return { problem: 'nothing is released in the run; count from start' };
  return within(scenario, release.releasedMs + moment.offsetMs);
}

function within({ horizonMs }: Scenario, timeMs: number): Parsed<number> {
  if (timeMs < 0) return { problem: 'it is before the start of the run' };
  return timeMs > horizonMs ? { problem: 'it is after the end of the run' } : { value: timeMs };
}
