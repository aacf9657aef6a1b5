import { SOURCE_KINDS, type SourceKind } from '../../../src/model/measures/download-measures.ts';
import type { Witness } from '../witness.ts';
import { count, DownloadStage, type Law, rowsOf, ScanStage, type Story, sumOf } from './story.ts';

/** The books of servers, links and caches. */
export const BOOK_LAWS: readonly Law[] = [
  {
    number: 8,
    text: 'The books of every server balance: arrivals = served + refused + abandoned + present.',
    broken: unbalancedServers,
  },
  {
    number: 9,
    text: 'The books of every link balance, and bytes sent = bytes received + bytes on the way + bytes given up.',
    broken: unbalancedLinks,
  },
  {
    number: 10,
    text: 'A client has downloaded the bytes of what reached its cache, of what it gave up and of what is on its way, no others.',
    broken: wrongDownloads,
  },
];

function* unbalancedServers({ fleet, result }: Story): Iterable<string> {
  const { serverTotals, serverNames } = result;
  for (const row of rowsOf(serverTotals)) {
    const left = row('served') + row('refused') + row('abandoned') + row('present');
    if (row('arrivals') !== left) yield `${serverNames[row('server')]!.name}: ${row('arrivals')}, ${left}`;
  }
  const { scans, updatePoints, servers } = fleet.parts;
  const atServers = count(scans.stage, (stage) => stage === ScanStage.atServer);
  let present = 0;
  for (let point = 0; point < updatePoints.version.length; point++) {
    present += servers.stations.presentCount(updatePoints.firstStation + point);
  }
  if (atServers !== present) yield `${atServers} clients at software update points that hold ${present}`;
}

function* unbalancedLinks({ fleet, witness, result }: Story): Iterable<string> {
  const { downloads, scans, network } = fleet.parts;
  let flows = 0;
  for (const row of rowsOf(result.linkTotals)) {
    const present = network.links.flowCount(row('link'));
    flows += present;
    if (row('started') !== row('completed') + row('aborted') + present) yield `link ${row('link')}: flows`;
  }
  const sum = (read: (traffic: Witness['traffic'][number]) => number) =>
    witness.traffic.reduce((total, traffic) => total + read(traffic), 0);
  const received = sum(({ deliveredBytes, savedBytes }) => deliveredBytes + savedBytes);
  const open = sum(
    ({ sentBytes, deliveredBytes, brokenOffBytes }) => sentBytes - deliveredBytes - brokenOffBytes,
  );
  const moved = sumOf(result.linkTotals, 'bytes', () => true);
  if (moved < received || moved > received + open) yield `${moved} bytes moved, ${received} received`;
  if (flows === 0 && open !== 0) yield `${open} bytes are on the way of no flow`;
  const [download, metadata] = witness.traffic;
  const onTheWay = count(downloads.stage, (stage) => stage === DownloadStage.transferring);
  if (onTheWay === 0 && download!.sentBytes !== download!.deliveredBytes + download!.brokenOffBytes) {
    yield 'content is on the way to nobody';
  }
  const fetching = count(scans.stage, (stage) => stage === ScanStage.transferring);
  if (fetching === 0 && metadata!.sentBytes !== metadata!.deliveredBytes + metadata!.brokenOffBytes) {
    yield 'metadata are on the way to nobody';
  }
}

function* wrongDownloads({ scenario, fleet, witness, result, state }: Story): Iterable<string> {
  const { clients, downloads, updates, measures } = fleet.parts;
  const sizeOf = (client: number, slot: number) =>
    scenario.catalog.updates[updates.updateAt(client, slot)]!.sizeBytes;
  const expected = Float64Array.from(witness.droppedBytes);
  for (const { client, slot } of witness.cached) expected[client]! += sizeOf(client, slot);
  let total = 0;
  for (let client = 0; client < clients.count; client++) {
    if (downloads.isDownloading(client)) {
      expected[client]! += sizeOf(client, downloads.slot[client]!) - downloads.restBytes[client]!;
    }
    total += expected[client]!;
    if (downloads.downloadedBytes.length > 0 && downloads.downloadedBytes[client] !== expected[client]) {
      yield `client ${client}: ${downloads.downloadedBytes[client]} bytes instead of ${expected[client]}`;
    }
  }
  const { deliveredBytes, savedBytes } = witness.traffic[0]!;
  const elsewhere = bytesFrom(result, state, 'microsoftUpdate') + bytesFrom(result, state, 'peer');
  if (deliveredBytes + savedBytes + elsewhere !== total)
    yield `${total} bytes received, ${deliveredBytes + savedBytes} sent, ${elsewhere} from elsewhere`;
  if (measures.standingCount.some((standing) => standing < 0)) yield 'a negative count';
}

/** Bytes of content from a kind of source: in the intervals, and since the last one ended. */
function bytesFrom(result: Story['result'], state: Story['state'], kind: SourceKind): number {
  const since = state.get('download measures.counts') as Float64Array;
  const width = since.length / result.scenario.groups.length;
  const at = width - SOURCE_KINDS.length + SOURCE_KINDS.indexOf(kind);
  const now = since.reduce((sum, value, place) => sum + (place % width === at ? value : 0), 0);
  return now + sumOf(result.downloads, `${kind}Bytes`, () => true);
}
