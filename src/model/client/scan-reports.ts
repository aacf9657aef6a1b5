import type { UpdateCompliance } from '../measures/update-compliance.ts';
import type { ReportedStates } from '../reported-states.ts';
import type { Scenario } from '../scenario.ts';
import { stateId, Topic } from '../topics.ts';
import { messageOf } from './message-pool.ts';
import type { StateMessages } from './state-messages.ts';

/** States of a scan (domain, scan state). */
export const ScanState = {
  waitingForLocation: stateId(Topic.scan, 'waiting for catalogue location'),
  running: stateId(Topic.scan, 'running'),
  complete: stateId(Topic.scan, 'complete'),
  pendingRetry: stateId(Topic.scan, 'pending retry'),
  failed: stateId(Topic.scan, 'failed'),
} as const;

/**
 * What a client reports of its scans (topic 501): each outcome that differs from the last one reported, or every state
 * of every scan (MA-SCAN-STATE).
 */
export class ScanReports {
  readonly #messages: StateMessages;
  readonly #raised: ReportedStates;
  readonly #compliance: UpdateCompliance;
  readonly #all: boolean;

  constructor(
    scenario: Scenario,
    messages: StateMessages,
    raised: ReportedStates,
    compliance: UpdateCompliance,
  ) {
    this.#messages = messages;
    this.#raised = raised;
    this.#compliance = compliance;
    this.#all = scenario.assumptions.scanStates === 'all';
  }

  /** A scan goes on: it waits for its location, or runs. */
  progress(client: number, state: number): void {
    if (this.#all) this.#raise(client, state);
  }

  /** A scan is complete, has to be tried again, or has failed. */
  outcome(client: number, state: number): void {
    this.#compliance.scanOutcome(client, state !== ScanState.complete);
    if (this.#all || this.#raised.of(client, Topic.scan, 0) !== state) this.#raise(client, state);
  }

  /** A full report: what was raised last, once more. */
  repeat(client: number): void {
    const state = this.#raised.of(client, Topic.scan, 0);
    if (state !== 0) this.#raise(client, state);
  }

  #raise(client: number, state: number): void {
    this.#raised.set(client, Topic.scan, 0, state);
    this.#messages.raise(client, messageOf(Topic.scan, 0, state), false);
  }
}
