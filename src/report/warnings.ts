import type { RunResult } from '../model/results.ts';
import { rowsWhere } from './fold.ts';
import { formatInstant } from './time.ts';

/** Above this, load that never queues and work that does can no longer be told apart (MA-POLL-LOAD). */
const LOAD_LIMIT = 0.7;

/** What a reader of the results has to know before believing them. */
export function resultWarnings({ scenario, servers, serverNames }: RunResult): string[] {
  return serverNames.flatMap(({ name }, server) => {
    const row = rowsWhere(servers, { server }).find((candidate) => {
      const offered = servers.get(candidate, 'offeredUtilisation');
      return offered > 0 && offered + servers.get(candidate, 'utilisation') > LOAD_LIMIT;
    });
    if (row === undefined) return [];
    const when = formatInstant(scenario.startEpochMs, servers.get(row, 't'));
    const limit = `${100 * LOAD_LIMIT} %`;
    return [
      `${name} is loaded beyond ${limit} in the interval before ${when}: policy polls, which never queue here, would wait`,
    ];
  });
}
