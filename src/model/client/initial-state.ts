import type { Luck, PurposeKey } from '../../sim/random.ts';
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
import type { Lifetimes } from './lifetimes.ts';
import { messageOf } from './message-pool.ts';
import type { PolicyAgent } from './policy-agent.ts';
import type { ScanAgent } from './scan-agent.ts';
import type { ScanCalendar } from './scan-calendar.ts';
import { ScanState } from './scan-reports.ts';

const VERSION_AT_START = 0;

/**
 * The fleet at the start. In its steady state a client has the updates of the months before installed, up to its lag;
 * its last online scan lies somewhere in the scan interval; what it knows is stored at the site. An enrolling client,
 * and one that is told of no software update point, has the same machine, but has never scanned: no metadata, and
 * nothing is stored of it. Who joins later is not there yet.
 */
export function setInitialState(
  scenario: Scenario,
  luck: Luck,
  clients: Clients,
  lifetimes: Lifetimes,
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
    patchedShareByLag.map((_share, lag) => {
      const actual = patchLevel(scenario, index, product, lag, 0);
      return { actual, known: knownOf(actual, index, versions.of(site), product) };
    }),
  );
  const lags = new PatchLags(scenario, luck, clients);
  for (let client = 0; client < clients.count; client++) {
    if (!lifetimes.isInFleet(client)) continue;
    const lag = lags.of(client);
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

/** By how many months each client lags behind as it comes into the fleet, at the start or later. */
export class PatchLags {
  readonly #clients: Clients;
  readonly #shares: readonly number[];
  readonly #key: PurposeKey;

  constructor({ initial }: Scenario, luck: Luck, clients: Clients) {
    this.#clients = clients;
    this.#shares = initial.patchedShareByLag;
    this.#key = luck.key('initial patch level');
  }

  of(client: number): number {
    return shareAt(this.#shares, this.#clients.draw(this.#key, client, 0));
  }
}

/** The updates, by slot, of a machine that at an instant lacks the releases of the latest `lag` months before it. */
export function patchLevel(
  scenario: Scenario,
  index: UpdateIndex,
  product: number,
  lag: number,
  atMs: number,
): readonly Actual[] {
  const numbers = index.updatesOfProduct[product]!;
  const updates = numbers.map((number) => index.catalog.updates[number]!);
  const months = [
    ...new Set(
      updates
        .filter(({ releasedMs }) => releasedMs <= atMs)
        .map(({ releasedMs }) => monthOf(scenario, releasedMs)),
    ),
  ].sort((x, y) => y - x);
  const firstMissing = lag === 0 ? Infinity : (months[lag - 1] ?? -Infinity);
  const isInstalled = updates.map(
    ({ releasedMs }) => releasedMs <= atMs && monthOf(scenario, releasedMs) < firstMissing,
  );
  return statesWith(isInstalled, index, product, atMs);
}

/** The updates, by slot, of a machine with some installed: it requires the others that are active and not replaced. */
export function statesWith(
  isInstalled: readonly boolean[],
  index: UpdateIndex,
  product: number,
  atMs: number,
): readonly Actual[] {
  const numbers = index.updatesOfProduct[product]!;
  const replaced = new Set(
    numbers.flatMap((number, slot) => (isInstalled[slot] ? index.replacedSlots[number]! : [])),
  );
  return numbers.map((number, slot) => {
    if (replaced.has(slot)) return Actual.notRequired;
    if (isInstalled[slot]) return Actual.installed;
    return isActive(index.catalog.updates[number]!, atMs) ? Actual.required : Actual.notRequired;
  });
}

/** What a client has found by the metadata of the start. */
function knownOf(
  actual: readonly Actual[],
  index: UpdateIndex,
  versions: CatalogVersions,
  product: number,
): readonly Compliance[] {
  return index.updatesOfProduct[product]!.map((number, slot) => {
    if (versions.offeredMs[number]! > 0) return Compliance.unknown;
    if (actual[slot] === Actual.installed) return Compliance.installed;
    const pruned = versions.supersededAtMs[number]! <= 0;
    return actual[slot] === Actual.required && !pruned ? Compliance.required : Compliance.notRequired;
  });
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
