import { rowsByNumber } from '../experiment/metrics/fold.ts';
import type { RunResult } from '../model/results.ts';
import { formatInstant } from './time.ts';

/** Above this, load that never queues and work that does can no longer be told apart (MA-POLL-LOAD). */
const LOAD_LIMIT = 0.7;

/** A transfer is booked on its wider links when it ends, so an interval can show a little more than was moved in it. */
const CAPACITY_LIMIT = 1.1;

/** What a reader of the results has to know before believing them. */
export function resultWarnings(result: RunResult): string[] {
  return [...serversBeyondLimit(result), ...linksBeyondCapacity(result)];
}

function serversBeyondLimit({ scenario, servers, serverNames }: RunResult): string[] {
  const rowsOfServer = rowsByNumber(servers, 'server', serverNames.length);
  return serverNames.flatMap(({ name }, server) => {
    const row = rowsOfServer[server]!.find((candidate) => {
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

function linksBeyondCapacity({ scenario, links, linkNames }: RunResult): string[] {
  const rowsOfLink = rowsByNumber(links, 'link', linkNames.length);
  return linkNames.flatMap(({ name }, link) => {
    const row = rowsOfLink[link]!.find((each) => links.get(each, 'utilisation') > CAPACITY_LIMIT);
    if (row === undefined) return [];
    const when = formatInstant(scenario.startEpochMs, links.get(row, 't'));
    return [
      `${name} carries more than its capacity in the interval before ${when}: narrower links held its transfers, its own limit was not felt, and content came too early`,
    ];
  });
}
