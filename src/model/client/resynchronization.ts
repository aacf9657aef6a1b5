import { Topic } from '../topics.ts';
import { Actual, Compliance } from '../updates/update-states.ts';
import type { ClientUpdates } from './client-updates.ts';
import type { EnforcementReports } from './enforcement-reports.ts';
import { messageOf } from './message-pool.ts';
import type { ResyncListener } from './policy-agent.ts';
import type { ScanReports } from './scan-reports.ts';
import type { StateMessages } from './state-messages.ts';

/**
 * The full report that a client makes when its site asks for it: all updates that it knows, and what it reported last of its
 * deployments and scans (MA-RESYNC).
 */
export class Resynchronization implements ResyncListener {
  readonly #updates: ClientUpdates;
  readonly #messages: StateMessages;
  readonly #reports: EnforcementReports;
  readonly #scanReports: ScanReports;

  constructor(
    updates: ClientUpdates,
    messages: StateMessages,
    reports: EnforcementReports,
    scanReports: ScanReports,
  ) {
    this.#updates = updates;
    this.#messages = messages;
    this.#reports = reports;
    this.#scanReports = scanReports;
  }

  /** The messages leave with the next state cycle. */
  reportWanted(client: number): void {
    const { states } = this.#updates;
    for (let slot = 0; slot < this.#updates.slotCountOf(client); slot++) {
      const known = states.known(client, slot);
      if (known === Compliance.unknown) continue;
      const waits = known === Compliance.required && states.actual(client, slot) === Actual.pendingRestart;
      this.#messages.raise(client, messageOf(Topic.updateDetection, slot, known, waits), false);
    }
    this.#reports.repeat(client);
    this.#scanReports.repeat(client);
    this.#messages.endReport(client);
  }
}
