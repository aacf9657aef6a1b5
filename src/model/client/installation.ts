import { Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { Absence, Assumptions } from '../scenario.ts';
import type { UpdateKind } from '../updates/catalog.ts';
import { Actual } from '../updates/update-states.ts';
import type { Agent } from './agent.ts';
import type { ClientContext } from './client-context.ts';
import { type ClientUpdates, Enforcement } from './client-updates.ts';
import type { Clients } from './clients.ts';
import type { EnforcementReports } from './enforcement-reports.ts';
import type { Machines } from './machines.ts';
import type { PresenceWatch } from './presence-watch.ts';
import { type ScanAgent, Trigger } from './scan-agent.ts';

/**
 * The installation of overdue updates on every client, one after another, servicing stack updates first. A shutdown
 * breaks the running one off, it starts anew after the boot; sleep pauses it.
 */
export class Installation implements Agent {
  /** The slot being installed; −1: none. */
  slot: Int16Array;
  /** While asleep: what is left of the running installation; −1: not paused. */
  restMs: Float64Array;

  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #machines: Machines;
  readonly #watch: PresenceWatch;
  readonly #updates: ClientUpdates;
  readonly #scans: ScanAgent;
  readonly #reports: EnforcementReports;
  readonly #assumptions: Assumptions;
  readonly #durations: Readonly<Record<UpdateKind, Sampler>>;
  readonly #ends: Timer;

  constructor(context: ClientContext, updates: ClientUpdates, scans: ScanAgent, reports: EnforcementReports) {
    const { scenario, simulation, luck, clients, machines, watch } = context;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#machines = machines;
    this.#watch = watch;
    this.#updates = updates;
    this.#scans = scans;
    this.#reports = reports;
    this.#assumptions = scenario.assumptions;
    const { installDuration } = scenario.assumptions;
    const key = luck.key('install duration');
    this.#durations = {
      LCU: new Sampler(installDuration.LCU, key),
      DotNetCU: new Sampler(installDuration.DotNetCU, key),
      SSU: new Sampler(installDuration.SSU, key),
      other: new Sampler(installDuration.other, key),
    };
    this.slot = new Int16Array(clients.count).fill(-1);
    this.restMs = new Float64Array(clients.count).fill(-1);
    simulation.state.own('installation', this, ['slot', 'restMs']);
    this.#ends = simulation.declareTimer({
      name: 'installation ends',
      phase: Phase.activity,
      owner: this as Installation,
      entityCount: clients.count,
      run: Installation.prototype.onEnd,
    });
  }

  isInstalling(client: number): boolean {
    return this.slot[client]! >= 0;
  }

  isBusy(client: number): boolean {
    return this.isInstalling(client);
  }

  /** Installs what is overdue and in the cache. */
  begin(client: number): void {
    if (this.isInstalling(client) || !this.#machines.isRunning(client)) return;
    this.#startNext(client);
  }

  /** False when nothing is left to install. */
  #startNext(client: number): boolean {
    const slot = this.#nextSlot(client);
    if (slot < 0) return false;
    this.slot[client] = slot;
    this.#watch.watch(client);
    const update = this.#updates.updateAt(client, slot);
    const sampler = this.#durations[this.#updates.index.catalog.updates[update]!.kind];
    const ms = this.#clients.sampleMs(sampler, client, this.#updates.index.keys[update]!);
    this.#ends.at(this.#simulation.nowMs + Math.max(1, ms), client);
    this.#reports.installationBegins(client, slot);
    return true;
  }

  #nextSlot(client: number): number {
    let first = -1;
    for (const deployment of this.#updates.deploymentsOf(client)) {
      if (!this.#updates.is(deployment, client, Enforcement.deadline)) continue;
      if (this.#updates.firstRequired(deployment, client, Actual.required) >= 0) continue;
      for (const slot of this.#updates.slotsOf(deployment, client)) {
        if (!this.#updates.isRequired(client, slot, Actual.cached)) continue;
        if (this.#kindAt(client, slot) === 'SSU') return slot;
        if (first < 0) first = slot;
      }
    }
    return first;
  }

  onEnd(client: number): void {
    const slot = this.slot[client]!;
    const restartNeeded = this.#assumptions.restartNeeded[this.#kindAt(client, slot)];
    this.#updates.install(client, slot, restartNeeded, this.#simulation.nowMs);
    this.slot[client] = -1;
    this.#reports.installationEnds(client, slot);
    if (this.#startNext(client)) return;
    this.#scans.request(client, Trigger.afterInstallation, this.#keyAt(client, slot));
  }

  #keyAt(client: number, slot: number): number {
    return this.#updates.index.keys[this.#updates.updateAt(client, slot)]!;
  }

  onLeave(client: number, absence: Absence): void {
    if (!this.isInstalling(client) || absence === 'offNetwork') return;
    const dueMs = this.#ends.dueMs[client]!;
    this.#ends.cancel(client);
    if (absence === 'sleep') this.restMs[client] = dueMs - this.#simulation.nowMs;
  }

  onReturn(client: number, absence: Absence): void {
    if (!this.isInstalling(client)) return;
    if (absence === 'sleep') {
      this.#ends.at(this.#simulation.nowMs + Math.max(1, this.restMs[client]!), client);
      this.restMs[client] = -1;
    } else if (absence === 'shutdown') {
      this.#scans.request(client, Trigger.beforeInstallation, this.#keyAt(client, this.slot[client]!));
      this.slot[client] = -1;
    }
  }

  #kindAt(client: number, slot: number): UpdateKind {
    return this.#updates.index.catalog.updates[this.#updates.updateAt(client, slot)]!.kind;
  }
}
