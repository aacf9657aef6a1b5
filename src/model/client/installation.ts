import { Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { InstallationCount, InstallationMeasures } from '../measures/installation-measures.ts';
import type { Absence, Assumptions } from '../scenario.ts';
import type { UpdateKind } from '../updates/catalog.ts';
import { Actual } from '../updates/update-states.ts';
import type { Agent } from './agent.ts';
import type { ClientContext } from './client-context.ts';
import { type ClientUpdates, Enforcement, TO_INSTALL } from './client-updates.ts';
import type { Clients } from './clients.ts';
import type { EnforcementReports } from './enforcement-reports.ts';
import {
  ALWAYS_INSTALLED,
  type InstallationEnds,
  type InstallationGate,
  type InstallationWatcher,
} from './installation-gate.ts';
import type { Machines } from './machines.ts';
import type { MaintenanceWindows } from './maintenance-windows.ts';
import type { PresenceWatch } from './presence-watch.ts';
import { type ScanAgent, Trigger } from './scan-agent.ts';

/** How far the run is beyond its maximum: given up while the operating system goes on, or ended unseen. */
export const Overrun = { none: 0, running: 1, unseen: 2 } as const;

/**
 * The installation of overdue updates on every client, one after another, servicing stack updates first. Each has to
 * pass every gate. A shutdown breaks the running one off, it starts anew after the boot; sleep pauses it. One that takes
 * longer than its maximum run time counts as failed; the operating system goes on, and the next scan sees what became
 * of it (CF-12).
 */
export class Installation implements Agent {
  /** The slot being installed; −1: none. */
  slot: Int16Array;
  /** While asleep: what is left of the running installation; −1: not paused. */
  restMs: Float64Array;
  /** 1: a gate has said to try again while the machine did not run. */
  postponed: Uint8Array;
  overrun: Uint8Array;

  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #machines: Machines;
  readonly #watch: PresenceWatch;
  readonly #updates: ClientUpdates;
  readonly #scans: ScanAgent;
  readonly #reports: EnforcementReports;
  readonly #windows: MaintenanceWindows;
  readonly #measures: InstallationMeasures;
  readonly #assumptions: Assumptions;
  readonly #durations: Readonly<Record<UpdateKind, Sampler>>;
  readonly #ends: Timer;
  #gates: readonly InstallationGate[] = [];
  #outcomes: InstallationEnds = ALWAYS_INSTALLED;
  #watcher: InstallationWatcher | null = null;

  constructor(
    context: ClientContext,
    updates: ClientUpdates,
    scans: ScanAgent,
    reports: EnforcementReports,
    windows: MaintenanceWindows,
    measures: InstallationMeasures,
  ) {
    const { scenario, simulation, luck, clients, machines, watch } = context;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#machines = machines;
    this.#watch = watch;
    this.#updates = updates;
    this.#scans = scans;
    this.#reports = reports;
    this.#windows = windows;
    this.#measures = measures;
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
    this.postponed = new Uint8Array(clients.count);
    this.overrun = new Uint8Array(clients.count);
    simulation.state.own('installation', this, ['slot', 'restMs', 'postponed', 'overrun']);
    this.#ends = simulation.declareTimer({
      name: 'installation ends',
      of: 'client',
      phase: Phase.activity,
      owner: this as Installation,
      entityCount: clients.count,
      run: Installation.prototype.onEnd,
    });
  }

  /** What an update has to pass, in the order in which it is asked. */
  connect(gates: readonly InstallationGate[], outcomes: InstallationEnds = ALWAYS_INSTALLED): void {
    this.#gates = gates;
    this.#outcomes = outcomes;
  }

  connectWatcher(watcher: InstallationWatcher): void {
    this.#watcher = watcher;
  }

  isInstalling(client: number): boolean {
    return this.slot[client]! >= 0;
  }

  /** Whether the client has given up what is being installed: only the operating system is at it still. */
  isGivenUp(client: number): boolean {
    return this.overrun[client] === Overrun.running;
  }

  /** When the running installation ends, as far as can be seen; Infinity: none runs. */
  endMs(client: number): number {
    return this.#ends.dueMs[client]!;
  }

  /** What ended unseen is busy too: a boot may complete it. */
  isBusy(client: number): boolean {
    return (
      this.isInstalling(client) || this.postponed[client] === 1 || this.overrun[client] === Overrun.unseen
    );
  }

  /** Installs what is overdue, in the cache and admitted. */
  begin(client: number): void {
    if (this.isInstalling(client) || !this.#machines.isRunning(client)) return;
    this.#startNext(client);
  }

  /** A gate that has refused may admit now. A machine that does not run tries when it is back. */
  tryAgain(client: number): void {
    if (this.#machines.isRunning(client)) return this.begin(client);
    this.postponed[client] = 1;
    this.#watch.watch(client);
  }

  /** False when nothing is left to install, or nothing may be now. */
  #startNext(client: number): boolean {
    const slot = this.#nextSlot(client);
    if (slot < 0) return false;
    this.slot[client] = slot;
    this.overrun[client] = Overrun.none;
    this.#watch.watch(client);
    const lengthMs = Math.min(this.#durationMs(client, slot), this.#runTimeMaxMs(client, slot));
    this.#goOn(client, lengthMs);
    this.#reports.installationBegins(client, slot);
    this.#watcher!.begins(client, slot);
    this.#countStart(client, slot);
    return true;
  }

  /** The client is at work on its installation for so long. */
  #goOn(client: number, lengthMs: number): void {
    this.#ends.at(this.#simulation.nowMs + lengthMs, client);
    this.#measures.works(this.#clients.groupOf[client]!, 1, this.#simulation.nowMs);
  }

  #breakOff(client: number): void {
    if (!this.#ends.isPending(client)) return;
    this.#ends.cancel(client);
    this.#measures.works(this.#clients.groupOf[client]!, -1, this.#simulation.nowMs);
  }

  #durationMs(client: number, slot: number): number {
    const sampler = this.#durations[this.#kindAt(client, slot)];
    return Math.max(1, this.#clients.sampleMs(sampler, client, this.#keyAt(client, slot)));
  }

  #runTimeMaxMs(client: number, slot: number): number {
    return this.#updates.catalogUpdateAt(client, slot).runTimeMaxMs;
  }

  #countStart(client: number, slot: number): void {
    this.#measures.runs(this.#clients.groupOf[client]!, 1);
    this.#count(client, 'started');
    const calendar = this.#windows.of(client);
    if (calendar !== null && calendar.remainingMs(this.#simulation.nowMs) === 0)
      this.#count(client, 'outsideWindow');
    const concerned = this.#updates
      .deploymentsOf(client)
      .filter((each) => this.#updates.slotsOf(each, client).includes(slot));
    const has = (bit: number) => concerned.some((each) => this.#updates.is(each, client, bit));
    if (has(Enforcement.byUser) && !has(Enforcement.deadline)) this.#count(client, 'startedByUser');
  }

  #count(client: number, what: InstallationCount): void {
    this.#measures.count(this.#clients.groupOf[client]!, what);
  }

  /** The first update that every gate admits; −1: none, and the gates know what they have refused. */
  #nextSlot(client: number): number {
    const overdue = this.#overdueSlots(client);
    for (const slot of overdue) {
      if (this.#gateThatRefuses(client, slot) === undefined) return slot;
    }
    for (const slot of overdue) this.#gateThatRefuses(client, slot)?.refused(client, slot);
    return -1;
  }

  #gateThatRefuses(client: number, slot: number): InstallationGate | undefined {
    return this.#gates.find((gate) => !gate.admits(client, slot));
  }

  /**
   * What is overdue and in the cache: servicing stack updates first, then as deployments list them, or, on clients with
   * maintenance windows, by maximum run time (domain, installation).
   */
  #overdueSlots(client: number): number[] {
    const first: number[] = [];
    const others: number[] = [];
    for (const deployment of this.#updates.deploymentsOf(client)) {
      if (!this.#updates.is(deployment, client, TO_INSTALL)) continue;
      if (this.#updates.firstRequired(deployment, client, Actual.required) >= 0) continue;
      for (const slot of this.#updates.slotsOf(deployment, client)) {
        if (!this.#updates.isRequired(client, slot, Actual.cached)) continue;
        const list = this.#kindAt(client, slot) === 'SSU' ? first : others;
        if (!list.includes(slot)) list.push(slot);
      }
    }
    if (others.length > 1 && this.#windows.of(client) !== null) {
      others.sort((a, b) => this.#runTimeMaxMs(client, a) - this.#runTimeMaxMs(client, b));
    }
    return [...first, ...others];
  }

  onEnd(client: number): void {
    this.#measures.works(this.#clients.groupOf[client]!, -1, this.#simulation.nowMs);
    const slot = this.slot[client]!;
    const restMs = this.#durationMs(client, slot) - this.#runTimeMaxMs(client, slot);
    if (restMs > 0 && this.overrun[client] === Overrun.none) return this.#giveUp(client, slot, restMs);
    const isUnseen = this.overrun[client] === Overrun.running;
    this.slot[client] = -1;
    this.#end(client, slot, isUnseen);
    if (this.#startNext(client)) return;
    if (isUnseen) this.overrun[client] = Overrun.unseen;
    else this.#scans.request(client, Trigger.afterInstallation, this.#keyAt(client, slot));
  }

  #giveUp(client: number, slot: number, restMs: number): void {
    this.overrun[client] = Overrun.running;
    this.#goOn(client, restMs);
    this.#measures.runs(this.#clients.groupOf[client]!, -1);
    this.#count(client, 'timedOut');
    this.#reports.installationFails(client, slot);
    this.#outcomes.gaveUp(client);
  }

  /** The machine has what was installed; the client knows and says so only if it has not given up before. */
  #end(client: number, slot: number, isUnseen: boolean): void {
    const installed = this.#outcomes.outcomeOf(client, slot) === 'installed';
    if (installed) {
      const restartNeeded = this.#assumptions.restartNeeded[this.#kindAt(client, slot)];
      this.#updates.install(client, slot, restartNeeded, this.#simulation.nowMs);
      this.#watcher!.ends(client, slot);
    }
    if (isUnseen) return;
    this.#measures.runs(this.#clients.groupOf[client]!, -1);
    this.#count(client, installed ? 'completed' : 'failed');
    if (installed) this.#reports.installationEnds(client, slot);
    else this.#reports.installationFails(client, slot);
  }

  /** Whether a scan has seen, the first one since, what became of an installation that had been given up. */
  hasSeenOverrun(client: number): boolean {
    if (this.overrun[client] !== Overrun.unseen) return false;
    this.overrun[client] = Overrun.none;
    return true;
  }

  #keyAt(client: number, slot: number): number {
    return this.#updates.index.keys[this.#updates.updateAt(client, slot)]!;
  }

  onLeave(client: number, absence: Absence): void {
    if (!this.isInstalling(client) || absence === 'offNetwork') return;
    const dueMs = this.#ends.dueMs[client]!;
    this.#breakOff(client);
    if (absence === 'sleep') this.restMs[client] = dueMs - this.#simulation.nowMs;
  }

  /** The machine leaves the fleet: what it installs is broken off for good. */
  leaveFleet(client: number): void {
    if (!this.isInstalling(client)) return;
    this.#breakOff(client);
    this.restMs[client] = -1;
    this.slot[client] = -1;
    if (this.overrun[client] === Overrun.running) return;
    this.#measures.runs(this.#clients.groupOf[client]!, -1);
    this.#count(client, 'interrupted');
  }

  onReturn(client: number, absence: Absence): void {
    const isPostponed = this.postponed[client] === 1;
    this.postponed[client] = 0;
    if (!this.isInstalling(client)) {
      if (isPostponed) this.begin(client);
      return;
    }
    if (absence === 'sleep') {
      this.#goOn(client, Math.max(1, this.restMs[client]!));
      this.restMs[client] = -1;
    } else if (absence === 'shutdown') {
      this.#scans.request(client, Trigger.beforeInstallation, this.#keyAt(client, this.slot[client]!));
      this.slot[client] = -1;
      if (this.overrun[client] === Overrun.running) return;
      this.#measures.runs(this.#clients.groupOf[client]!, -1);
      this.#count(client, 'interrupted');
    }
  }

  #kindAt(client: number, slot: number): UpdateKind {
    return this.#updates.catalogUpdateAt(client, slot).kind;
  }
}
