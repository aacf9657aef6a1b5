import type { ClientContext } from '../client/client-context.ts';
import type { ClientUpdates } from '../client/client-updates.ts';
import { ContentCache } from '../client/content-cache.ts';
import { ContentSearch } from '../client/content-search.ts';
import { ContentTransfers } from '../client/content-transfers.ts';
import { Downloads } from '../client/downloads.ts';
import type { EnforcementReports } from '../client/enforcement-reports.ts';
import type { MeteredConnections } from '../client/metered.ts';
import { OtherContentArrivals } from '../client/other-content.ts';
import { WantedContent } from '../client/wanted-content.ts';
import { Peers } from '../content/peers.ts';
import type { DownloadMeasures } from '../measures/download-measures.ts';
import type { SiteParts } from './sites.ts';

/** How content comes to clients, and what their caches hold. */
export function buildClientContent(
  context: ClientContext,
  { points, network }: Pick<SiteParts, 'points' | 'network'>,
  updates: ClientUpdates,
  metered: MeteredConnections,
  measures: DownloadMeasures,
  reports: EnforcementReports,
) {
  const { scenario, simulation, clients, machines } = context;
  const cache = new ContentCache(context, updates);
  const peers = new Peers(scenario, simulation, {
    count: clients.count,
    groupOf: (client) => clients.groupOf[client]!,
    isReachable: (client) => machines.isReachable(client),
    cameMs: (client, update) => cache.cameMs(client, update),
  });
  const search = new ContentSearch(context, updates, points);
  const transfers = new ContentTransfers(context, updates, points, network, search, peers);
  const wanted = new WantedContent(scenario, updates, cache, metered);
  const content = { network, search, transfers, peers, cache, wanted };
  const downloads = new Downloads(context, updates, content, measures, reports);
  const otherContent = new OtherContentArrivals(context, cache, measures);
  return { cache, peers, transfers, downloads, otherContent };
}
