import type { Location, Scenario, Site, Synchronization } from '../model/scenario.ts';
import type { Span } from './build-catalog.ts';
import { contentDistributionOf, deliveryOf } from './build-delivery.ts';
import type { Hierarchy, PlacedSite } from './hierarchy.ts';
import { type Names, type Parts, sound } from './parts.ts';
import { occurrences } from './recurrence.ts';
import { databaseNumbers, type Listed, type Roster } from './roster.ts';
import { servicingDriveOf } from './servicing-drives.ts';

export function buildLocations(parts: Parts): Location[] {
  return sound(parts.locations).map(({ name, link }): Location => {
    if (link === undefined) return { name, link: null };
    const { rate, latency, clientRate = rate } = link;
    const flowBytesPerSecondMax = Math.min(rate, clientRate);
    return { name, link: { bytesPerSecond: rate, latencyMs: latency, flowBytesPerSecondMax } };
  });
}

/** Per site: the zone of its location, UTC where that has none. New zones are added to `zones`. */
export function zonesOfSites(
  parts: Parts,
  { sites }: Hierarchy,
  locations: Names,
  zones: string[],
): number[] {
  return sites.map(({ written }) => {
    const location = written.location === undefined ? 0 : locations.names.indexOf(written.location);
    const zone = parts.locations?.[location]?.timeZone ?? 'UTC';
    if (!zones.includes(zone)) zones.push(zone);
    return zones.indexOf(zone);
  });
}

/** The sites of a scenario without mistakes. `offered` is by top-level site and update. */
export function buildSites(
  { sites }: Hierarchy,
  locations: Names,
  zones: readonly number[],
  span: Span,
  offered: ReadonlyMap<number, readonly number[]>,
): Site[] {
  return sites.map((site, number): Site => {
    const { name, kind, parent, written } = site;
    return {
      name: name!,
      kind,
      parent,
      location: written.location === undefined ? 0 : locations.names.indexOf(written.location),
      zone: zones[number]!,
      synchronization: synchronizationOf(site, span, offered.get(number) ?? []),
      stateSystem: kind === 'primary' ? stateSystemOf(site) : null,
      summarization: { intervalMs: written.summarization!.interval },
      replication: parent < 0 ? null : replicationOf(site),
      contentDistribution: contentDistributionOf(site),
      servicingDrive: servicingDriveOf(site),
      internetBytesPerSecond: written.internet!,
    };
  });
}

function synchronizationOf(
  { parent, written }: PlacedSite,
  { startEpochMs, horizonMs }: Span,
  offeredMs: readonly number[],
): Synchronization {
  const sync = written.synchronization!;
  const starts =
    parent >= 0 || sync.schedule === 'off'
      ? []
      : occurrences(sync.schedule, startEpochMs, startEpochMs + horizonMs);
  return {
    startsMs: starts.map((epochMs) => epochMs - startEpochMs),
    offeredMs,
    fullEveryMs: sync.fullEvery,
    wsusFixedMs: sync.wsusFixed,
    wsusPerUpdateMs: sync.wsusPerUpdate,
    updateBytes: sync.updateSize,
    settleMs: sync.settle,
    databaseFixedMs: sync.databaseFixed,
    databasePerUpdateMs: sync.databasePerUpdate,
    retryMs: sync.retry,
  };
}

function stateSystemOf({ written }: PlacedSite): Site['stateSystem'] {
  const system = written.stateSystem!;
  return {
    wakeDelayMs: system.wakeDelay,
    loaderThreads: system.loaderThreads,
    chunkFiles: system.chunkSize,
    chunksMax: system.chunksMax,
    inboxPollMs: system.inboxPoll,
    recordMs: system.record,
    corruptShare: system.corruptFiles,
    missingMessageAgeMs: system.missingMessageAge,
    resyncCheckMs: system.resyncCheck,
    resyncRetryMs: system.resyncRetry,
  };
}

function replicationOf({ written }: PlacedSite): Site['replication'] {
  const { global, itemSize, state, files, messageSize } = written.replication!;
  return {
    globalIntervalMs: global,
    itemBytes: itemSize,
    stateIntervalMs: state,
    fileIntervalMs: files,
    messageBytes: messageSize,
  };
}

/** The servers of a scenario without mistakes. */
export function buildServers(
  roster: Roster,
  locations: Names,
): Pick<Scenario, 'softwareUpdatePoints' | 'managementPoints' | 'distributionPoints'> {
  const placed = <T extends { readonly name: string; readonly location: string }>({
    site,
    server,
  }: Listed<T>) => ({
    name: server!.name,
    site,
    location: locations.names.indexOf(server!.location),
  });
  const databases = databaseNumbers(roster);
  const { softwareUpdatePoints, managementPoints, distributionPoints } = roster.lists;
  return {
    softwareUpdatePoints: softwareUpdatePoints.map((listed, number) => {
      const { servers, deltaScan, fullScanFactor, queueLimit, abandonedWork } = listed.server!;
      const work = { servers, deltaScan, fullScanFactor, queueLimit, abandonedWork };
      return { ...placed(listed), ...work, database: databases[number]! };
    }),
    managementPoints: managementPoints.map((listed) => {
      const { servers, request, queueLimit, fileMover } = listed.server!;
      return { ...placed(listed), servers, request, queueLimit, fileMoverMs: fileMover };
    }),
    distributionPoints: distributionPoints.map((listed) => {
      const { rate, machines, clientRate } = listed.server!;
      return {
        ...placed(listed),
        bytesPerSecond: rate * machines,
        flowBytesPerSecondMax: Math.min(rate, clientRate),
        delivery: deliveryOf(listed.server!, roster),
      };
    }),
  };
}
