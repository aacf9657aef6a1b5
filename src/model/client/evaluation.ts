import type { Simulation } from '../../sim/simulation.ts';
import type { SiteVersions } from '../site/synchronization/site-versions.ts';
import { Topic } from '../topics.ts';
import type { CatalogVersions } from '../updates/catalog-versions.ts';
import { Actual, Compliance } from '../updates/update-states.ts';
import type { ClientUpdates } from './client-updates.ts';
import type { Clients } from './clients.ts';
import type { EnforcementReports } from './enforcement-reports.ts';
import { messageOf } from './message-pool.ts';
import { type ScanAgent, type ScanListener, Trigger } from './scan-agent.ts';
import type { StateMessages } from './state-messages.ts';

/**
 * What a client finds when it evaluates: for each update in the metadata version that it holds, whether it is
 * required, not required or installed. A state message is raised for each update whose state changed since the last
 * scan (seed 002, scan process), and after an installation for each update that waits for a restart (seed 002, after
 * installation).
 */
export class Evaluation implements ScanListener {
  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #updates: ClientUpdates;
  readonly #scans: ScanAgent;
  readonly #messages: StateMessages;
  readonly #reports: EnforcementReports;
  /** Per group: the metadata versions of its hierarchy. */
  readonly #versionsOfGroup: readonly CatalogVersions[];

  constructor(
    simulation: Simulation,
    clients: Clients,
    updates: ClientUpdates,
    scans: ScanAgent,
    messages: StateMessages,
    reports: EnforcementReports,
    versions: SiteVersions,
  ) {
    this.#simulation = simulation;
    this.#clients = clients;
    this.#updates = updates;
    this.#scans = scans;
    this.#messages = messages;
    this.#reports = reports;
    this.#versionsOfGroup = clients.groups.map(({ site }) => versions.of(site));
  }

  scanned(client: number, triggers: number): void {
    const version = this.#scans.metadataVersion[client]!;
    if (version < 0) return;
    const soon = (triggers & (Trigger.afterInstallation | Trigger.afterRestart)) !== 0;
    const afterInstallation = (triggers & Trigger.afterInstallation) !== 0;
    const versions = this.#versionsOfGroup[this.#clients.groupOf[client]!]!;
    const cutoffMs = versions.cutoffMs(version);
    const updates = this.#updates.index.updatesOfProduct[this.#clients.productOf(client)]!;
    for (let slot = 0; slot < updates.length; slot++) {
      const found = this.#find(client, slot, updates[slot]!, versions, cutoffMs);
      const restartPending = this.#updates.states.actual(client, slot) === Actual.pendingRestart;
      const known = this.#updates.states.known(client, slot);
      const changed = found !== known;
      if (changed) this.#updates.learn(client, slot, found, this.#simulation.nowMs);
      if (changed || (afterInstallation && restartPending)) {
        this.#messages.raise(client, messageOf(Topic.updateDetection, slot, found, restartPending), soon);
      }
      if (found === Compliance.installed && known === Compliance.required) {
        this.#reports.updateInstalled(client, slot, soon);
      }
    }
  }

  /**
   * The compliance state of one update by metadata that end at `cutoffMs`. An update that a known one supersedes is
   * pruned from the results (domain, scan step 8): not required unless installed.
   */
  #find(
    client: number,
    slot: number,
    update: number,
    { offeredMs, expiresMs, supersededAtMs }: CatalogVersions,
    cutoffMs: number,
  ): Compliance {
    if (offeredMs[update]! > cutoffMs) return Compliance.unknown;
    const actual = this.#updates.states.actual(client, slot);
    if (actual === Actual.installed) return Compliance.installed;
    if (actual === Actual.pendingRestart) return Compliance.required;
    if (actual === Actual.notRequired) return Compliance.notRequired;
    const superseded = supersededAtMs[update]! <= cutoffMs;
    return superseded || expiresMs[update]! <= cutoffMs ? Compliance.notRequired : Compliance.required;
  }
}
