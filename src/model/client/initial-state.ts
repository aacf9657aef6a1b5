import type { Luck } from '../../sim/random.ts';
import type { ReportedStates } from '../reported-states.ts';
import type { Scenario } from '../scenario.ts';
import type { EnforcementDatabase } from '../site/state/enforcement-database.ts';
import type { SiteVersions } from '../site/synchronization/site-versions.ts';
import { Topic } from '../topics.ts';
import { isActive } from '../updates/catalog.ts';
import type { CatalogVersions } from '../updates/catalog-versions.ts';
import type { UpdateIndex } from '../updates/update-index.ts';
import {
  Actual,
  type ClientUpdateStates,
  Compliance,
  type SiteUpdateStates,
} from '../updates/update-states.ts';
import type { Clients } from './clients.ts';
import { messageOf } from './message-pool.ts';
import type { PolicyAgent } from './policy-agent.ts';
import type { ScanAgent } from './scan-agent.ts';
import type { ScanCalendar } from './scan-calendar.ts';
import { ScanState } from './scan-reports.ts';

const VERSION_AT_START = 0;

/** One client's updates at the start, by slot. */
interface PatchLevel {
  readonly actual: readonly Actual[];
  readonly known: readonly Compliance[];
}

/**
 * The fleet at the start. In its steady state a client has the updates of the months before installed, up to its lag;
 * its last online scan lies somewhere in the scan interval; what it knows is stored at the site. An enrolling client,
 * and one that is told of no software update point, has the same machine, but has never scanned: no metadata, and
 * nothing is stored of it.
 */
export function setInitialState(
  scenario: Scenario,
  luck: Luck,
  clients: Clients,
  index: UpdateIndex,
  versions: SiteVersions,
  truth: ClientUpdateStates,
  database: SiteUpdateStates,
  scans: ScanAgent,
  calendar: ScanCalendar,
  policy: PolicyAgent,
): void {
  const { mode, patchedShareByLag } = scenario.initial;
  const levelsOfGroup = scenario.groups.map(({ product, site }) =>
    patchedShareByLag.map((_share, lag) => patchLevel(scenario, index, versions.of(site), product, lag)),
  );
  const lagKey = luck.key('initial patch level');
  for (let client = 0; client < clients.count; client++) {
    const lag = shareAt(patchedShareByLag, clients.draw(lagKey, client, 0));
    const { actual, known } = levelsOfGroup[clients.groupOf[client]!]![lag]!;
    const steady = mode === 'steadyState' && policy.enables(client);
    for (let slot = 0; slot < actual.length; slot++) {
      truth.setActual(client, slot, actual[slot]!);
      if (!steady) continue;
      truth.setKnown(client, slot, known[slot]!);
      database.store(client, slot, known[slot]!, false);
    }
    if (!steady) continue;
    policy.enabled[client] = 1;
    scans.metadataVersion[client] = VERSION_AT_START;
    scans.lastOnlineMs[client] = calendar.beginSteady(client);
  }
}

/** Whoever holds metadata at the start has scanned before, has said so, and its site knows (MA-WARM-START). */
export function setInitialReports(
  clients: Clients,
  scans: ScanAgent,
  raised: ReportedStates,
  database: EnforcementDatabase,
): void {
  for (let client = 0; client < clients.count; client++) {
    if (scans.metadataVersion[client]! < 0) continue;
    raised.set(client, Topic.scan, 0, ScanState.complete);
    database.store(client, messageOf(Topic.scan, 0, ScanState.complete));
  }
}

/** The patch level of a client that lacks the releases of the latest `lag` months before the start. */
function patchLevel(
  scenario: Scenario,
  index: UpdateIndex,
  versions: CatalogVersions,
  product: number,
  lag: number,
): PatchLevel {
  const numbers = index.updatesOfProduct[product]!;
  const updates = numbers.map((number) => index.catalog.updates[number]!);
  const months = [
    ...new Set(
      updates
        .filter(({ releasedMs }) => releasedMs <= 0)
        .map(({ releasedMs }) => monthOf(scenario, releasedMs)),
    ),
  ].sort((x, y) => y - x);
  const firstMissing = lag === 0 ? Infinity : (months[lag - 1] ?? -Infinity);
  const isInstalled = updates.map(
    ({ releasedMs }) => releasedMs <= 0 && monthOf(scenario, releasedMs) < firstMissing,
  );
  const replaced = new Set(
    numbers.flatMap((number, slot) => (isInstalled[slot] ? index.replacedSlots[number]! : [])),
  );
  const actual = updates.map((update, slot) => {
    if (replaced.has(slot)) return Actual.notRequired;
    if (isInstalled[slot]) return Actual.installed;
    return isActive(update, 0) ? Actual.required : Actual.notRequired;
  });
  const known = numbers.map((number, slot) => {
    if (versions.offeredMs[number]! > 0) return Compliance.unknown;
    if (actual[slot] === Actual.installed) return Compliance.installed;
    const pruned = versions.supersededAtMs[number]! <= 0;
    return actual[slot] === Actual.required && !pruned ? Compliance.required : Compliance.notRequired;
  });
  return { actual, known };
}

/** Months since year 0, by UTC. */
function monthOf(scenario: Scenario, atMs: number): number {
  const date = new Date(scenario.startEpochMs + atMs);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function shareAt(shares: readonly number[], u: number): number {
  let cumulative = 0;
  for (let index = 0; index < shares.length - 1; index++) {
    cumulative += shares[index]!;
    if (u < cumulative) return index;
  }
  return shares.length - 1;
}
