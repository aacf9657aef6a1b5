import type { Location, Scenario } from '../model/scenario.ts';
import type { Span } from './build-catalog.ts';
import type { Path } from './issue.ts';
import type { Names, Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { occurrences } from './recurrence.ts';

export function buildLocations(parts: Parts): Location[] {
  return sound(parts.locations).map(({ name, link }): Location => {
    if (link === undefined) return { name, link: null };
    const { rate, latency, clientRate = rate } = link;
    const flowBytesPerSecondMax = Math.min(rate, clientRate);
    return { name, link: { bytesPerSecond: rate, latencyMs: latency, flowBytesPerSecondMax } };
  });
}

export const ROLE_LISTS = ['softwareUpdatePoints', 'managementPoints', 'distributionPoints'] as const;

/** What results call the site's way to Microsoft. */
export const INTERNET = 'internet access';

/** What results call the links of locations; unsound locations may have one. */
export function linkNames(parts: Parts, locations: Names): string[] {
  return locations.names.flatMap((name, at) => {
    const location = parts.locations?.[at];
    const hasNone = location !== undefined && location !== null && location.link === undefined;
    return name === null || hasNone ? [] : [`link to ${name}`];
  });
}

/** What results call the server that stores state messages. */
export function stateSystemName(parts: Parts): string {
  return `${parts.site?.name} state system`;
}

/**
 * Reports servers at places that do not exist, names that two servers of different roles share, and those that results
 * have for something else.
 */
export function checkServers(parts: Parts, locations: Names, mistakes: Mistakes): void {
  const { location } = parts.site ?? {};
  if (location !== undefined) locations.find(location, ['site', 'location']);
  const seen = new Map<string, string>();
  const taken = [INTERNET, stateSystemName(parts), ...linkNames(parts, locations)];
  for (const role of ROLE_LISTS) {
    (parts.site?.[role] ?? []).forEach((server, at) => {
      if (server === null) return;
      const path: Path = ['site', role, at];
      locations.find(server.location, [...path, 'location']);
      const other = seen.get(server.name);
      if (other !== undefined && other !== role) {
        mistakes.at([...path, 'name'], `"${server.name}" is the name of another server already (${other})`);
      }
      if (taken.includes(server.name)) {
        mistakes.at(
          [...path, 'name'],
          `"${server.name}" is what results call something else; choose another name`,
        );
      }
      seen.set(server.name, role);
    });
  }
}

/** The site of a scenario without mistakes. */
export function buildSite(
  site: NonNullable<Parts['site']>,
  locations: Names,
  span: Span,
  releasedMs: readonly number[],
): Pick<Scenario, 'sites' | 'softwareUpdatePoints' | 'managementPoints' | 'distributionPoints'> {
  const placeOf = (server: { location: string }) => locations.names.indexOf(server.location);
  const { startEpochMs, horizonMs } = span;
  const sync = site.synchronization!;
  const starts = occurrences(sync.schedule, startEpochMs, startEpochMs + horizonMs);
  return {
    sites: [
      {
        name: site.name!,
        kind: 'primary',
        parent: -1,
        location: site.location === undefined ? 0 : locations.names.indexOf(site.location),
        synchronization: {
          startsMs: starts.map((epochMs) => epochMs - startEpochMs),
          offeredMs: releasedMs,
          fullEveryMs: 7 * 24 * 3_600_000,
          wsusFixedMs: sync.wsusFixed,
          wsusPerUpdateMs: sync.wsusPerUpdate,
          updateBytes: 20_000,
          settleMs: sync.settle,
          databaseFixedMs: sync.databaseFixed,
          databasePerUpdateMs: sync.databasePerUpdate,
          retryMs: sync.retry,
        },
        stateSystem: {
          wakeDelayMs: site.stateSystem!.wakeDelay,
          loaderThreads: site.stateSystem!.loaderThreads,
          chunkFiles: 256,
          chunksMax: 100,
          inboxPollMs: 900_000,
          recordMs: site.stateSystem!.record,
          corruptShare: 0,
          missingMessageAgeMs: 48 * 3_600_000,
          resyncCheckMs: 3_600_000,
        },
        summarization: { intervalMs: site.summarization!.interval },
        replication: null,
        internetBytesPerSecond: site.internet!,
      },
    ],
    softwareUpdatePoints: sound(site.softwareUpdatePoints).map((server, number) => ({
      ...server,
      site: 0,
      location: placeOf(server),
      abandonedWork: 'dropped',
      database: number,
    })),
    managementPoints: sound(site.managementPoints).map(({ fileMover, ...server }) => ({
      ...server,
      site: 0,
      location: placeOf(server),
      fileMoverMs: fileMover,
    })),
    distributionPoints: sound(site.distributionPoints).map(({ name, rate, clientRate, ...server }) => ({
      name,
      site: 0,
      location: placeOf(server),
      bytesPerSecond: rate,
      flowBytesPerSecondMax: Math.min(rate, clientRate),
    })),
  };
}

/** The items of a list that could be read. */
export function sound<T>(items: readonly (T | null)[] | undefined): T[] {
  return (items ?? []).filter((item) => item !== null) as T[];
}
