import type { Distribution } from '../../sim/distribution.ts';
import type { ClientContext } from './client-context.ts';
import { type RenewalListener, Renewals } from './renewals.ts';
import type { ScanAgent } from './scan-agent.ts';

export interface UserCycleSpec {
  readonly name: string;
  readonly trigger: number;
  /** Per group: the time between two acts of a client's user; null: never. */
  readonly times: readonly (Distribution | null)[];
}

/**
 * An action that users start from the properties of their client now and then (seed 002, ways to start a scan). An
 * act that would fall into a time when the machine does not run is not made (MA-USER-CYCLE).
 */
export class UserCycle implements RenewalListener {
  readonly acts: Renewals;
  readonly #scans: ScanAgent;
  readonly #trigger: number;

  constructor(context: ClientContext, scans: ScanAgent, { name, trigger, times }: UserCycleSpec) {
    this.#scans = scans;
    this.#trigger = trigger;
    this.acts = new Renewals(context, { name, names: `${name}s`, event: `user: ${name}`, times }, this);
  }

  occurs(client: number, act: number): void {
    this.#scans.request(client, this.#trigger, act);
  }
}
