import { Phase } from '../../sim/phase.ts';
import type { PurposeKey } from '../../sim/random.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import type { UpdateKind } from '../updates/catalog.ts';
import { Actual } from '../updates/update-states.ts';
import type { ClientContext } from './client-context.ts';
import type { ClientUpdates } from './client-updates.ts';
import type { Clients } from './clients.ts';
import type { InstallationEnds, InstallationOutcome } from './installation-gate.ts';
import type { MaintenanceWindows } from './maintenance-windows.ts';
import { type ScanAgent, Trigger } from './scan-agent.ts';

/** Luck of a later attempt is far from that of the attempts and updates beside it. */
const ATTEMPT_STEP = 0x9e3779b1;
const ATTEMPTS_MAX = 255;

/**
 * Installations that fail, after the time that they take: a share per kind of update, drawn for each attempt. A failed
 * one is set aside until the client evaluates its deployments again, or its next maintenance window opens (MA-INSTALL-RETRY).
 */
export class InstallationFailures implements InstallationEnds {
  /** Ended installations per client and slot; empty where none fails. */
  attempts: Uint8Array;

  readonly #simulation: Simulation;
  readonly #scans: ScanAgent;
  readonly #windows: MaintenanceWindows;
  readonly #clients: Clients;
  readonly #updates: ClientUpdates;
  readonly #slotCount: number;
  readonly #shares: Readonly<Record<UpdateKind, number>>;
  readonly #key: PurposeKey;
  readonly #opens: EventKind;
  #failed: (client: number) => void = () => {};

  constructor(context: ClientContext, updates: ClientUpdates, scans: ScanAgent, windows: MaintenanceWindows) {
    const { scenario, simulation, luck, clients } = context;
    this.#simulation = simulation;
    this.#scans = scans;
    this.#windows = windows;
    this.#clients = clients;
    this.#updates = updates;
    this.#slotCount = updates.index.slotCountMax;
    this.#shares = scenario.assumptions.installFailureShare;
    this.#key = luck.key('installation fails');
    const canFail = Object.values(this.#shares).some((share) => share > 0);
    this.attempts = new Uint8Array(canFail ? clients.count * this.#slotCount : 0);
    simulation.state.own('installation failures', this, ['attempts']);
    this.#opens = simulation.declare({
      name: 'installation: tried again in the next window',
      of: 'client',
      phase: Phase.activity,
      owner: this as InstallationFailures,
      entityCount: clients.count,
      run: InstallationFailures.prototype.onOpens,
    });
  }

  /** `failed`: told when an installation has failed. */
  connect(failed: (client: number) => void): void {
    this.#failed = failed;
  }

  outcomeOf(client: number, slot: number): InstallationOutcome {
    if (this.attempts.length === 0) return 'installed';
    const { index } = this.#updates;
    const update = this.#updates.updateAt(client, slot);
    const at = client * this.#slotCount + slot;
    const attempt = this.attempts[at]!;
    this.attempts[at] = Math.min(ATTEMPTS_MAX, attempt + 1);
    const occasion = (index.keys[update]! + Math.imul(attempt, ATTEMPT_STEP)) | 0;
    const share = this.#shares[index.catalog.updates[update]!.kind];
    if (this.#clients.draw(this.#key, client, occasion) >= share) return 'installed';
    this.#updates.setAside.add(client, slot);
    this.#failed(client);
    this.#awaitWindow(client);
    return 'failed';
  }

  gaveUp(client: number): void {
    this.#failed(client);
  }

  #awaitWindow(client: number): void {
    const startMs = this.#windows.of(client)?.nextStartMs(this.#simulation.nowMs) ?? Infinity;
    if (startMs !== Infinity) this.#opens.at(startMs, client);
  }

  /** A new maintenance window: what has failed is tried again. What went missing waits for an evaluation. */
  onOpens(client: number): void {
    const { setAside, states, index } = this.#updates;
    for (let slot = 0; slot < this.#slotCount; slot++) {
      if (!setAside.has(client, slot) || states.actual(client, slot) !== Actual.cached) continue;
      setAside.remove(client, slot);
      const occasion = index.keys[this.#updates.updateAt(client, slot)]!;
      this.#scans.request(client, Trigger.beforeInstallation, occasion);
    }
  }
}
