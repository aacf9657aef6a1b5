import { Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { WriteFilterMeasures } from '../measures/write-filter-measures.ts';
import type { Absence, Scenario } from '../scenario.ts';
import { Actual, Compliance } from '../updates/update-states.ts';
import type { Agent } from './agent.ts';
import type { ClientContext } from './client-context.ts';
import type { ClientUpdates } from './client-updates.ts';
import type { Clients } from './clients.ts';
import type { ContentCache } from './content-cache.ts';
import type { Downloads } from './downloads.ts';
import type { EnforcementReports } from './enforcement-reports.ts';
import { FilterPlan } from './filter-plan.ts';
import type { Installation } from './installation.ts';
import type { InstallationEnds, InstallationGate, InstallationOutcome } from './installation-gate.ts';
import type { Lifetimes } from './lifetimes.ts';
import type { Machines } from './machines.ts';
import type { MaintenanceWindows } from './maintenance-windows.ts';
import type { ResyncListener } from './policy-agent.ts';
import type { PresenceWatch } from './presence-watch.ts';
import type { BootListener, Restart } from './restart.ts';
import { type ScanAgent, type ScanListener, Trigger } from './scan-agent.ts';
import { SlotBits } from './slot-bits.ts';

/** Where a device stands: the filter is on, or on one of the steps of a sequence that commits changes. */
export const FilterPhase = {
  on: 0,
  switchingOff: 1,
  restartingToServicing: 2,
  servicing: 3,
  switchingOn: 4,
  restartingToNormal: 5,
} as const;

/** Scans that may still lead to an installation. */
const LEADING = Trigger.beforeInstallation | Trigger.afterInstallation | Trigger.afterRestart;

/** What the filters of a fleet work with, beside its context. */
export interface FilteredParts {
  readonly updates: ClientUpdates;
  readonly scans: ScanAgent;
  readonly cache: ContentCache;
  readonly downloads: Downloads;
  readonly installation: Installation;
  readonly restart: Restart;
  readonly windows: MaintenanceWindows;
  readonly reports: EnforcementReports;
  readonly measures: WriteFilterMeasures;
}

/**
 * The write filters of Windows Embedded devices (seed 002, embedded devices; domain, write filters). While a filter is
 * on, everything is written to an overlay that a restart empties: what was installed is required again. A deployment
 * that commits its changes has the filter switched off, the device restarted into servicing mode, its updates
 * fetched and installed there, the filter switched on and the device restarted (MA-EMB-SEQ).
 */
export class WriteFilters implements InstallationGate, InstallationEnds, ScanListener, Agent, BootListener {
  phase: Uint8Array;
  /** Restarts of the sequence so far. */
  restartCount: Uint8Array;
  /** 1: the sequence is to begin when the device is on the network. */
  apart: Uint8Array;
  /** Boots of the device: names the occasions of what follows them. */
  bootCount: Uint16Array;
  /** What is installed in the overlay only. */
  readonly overlay: SlotBits;
  readonly plan: FilterPlan;

  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #lifetimes: Lifetimes;
  readonly #machines: Machines;
  readonly #watch: PresenceWatch;
  readonly #parts: FilteredParts;
  readonly #ends: InstallationEnds;
  readonly #switchTime: Sampler;
  readonly #step: Timer;
  readonly #opens: Timer;
  #resync: ResyncListener | null = null;
  #isOnItsWay: (client: number) => boolean = () => false;

  constructor(context: ClientContext, parts: FilteredParts, ends: InstallationEnds) {
    const { scenario, simulation, luck, clients, lifetimes, machines, watch } = context;
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#lifetimes = lifetimes;
    this.#machines = machines;
    this.#watch = watch;
    this.#parts = parts;
    this.#ends = ends;
    this.#switchTime = new Sampler(scenario.assumptions.filterSwitch, luck.key('write filter switch'));
    const isUsed = scenario.groups.some(({ writeFilter }) => writeFilter !== null);
    const count = isUsed ? clients.count : 0;
    this.phase = new Uint8Array(count);
    this.restartCount = new Uint8Array(count);
    this.apart = new Uint8Array(count);
    this.bootCount = new Uint16Array(count);
    const { slotCountMax } = parts.updates.index;
    this.overlay = new SlotBits('overlay', clients.count, slotCountMax, isUsed, simulation.state);
    this.plan = new FilterPlan(scenario, simulation, parts.updates, parts.windows, this.overlay);
    simulation.state.own('write filters', this, ['phase', 'restartCount', 'apart', 'bootCount']);
    const common = { owner: this as WriteFilters, phase: Phase.activity, entityCount: count };
    this.#step = simulation.declareTimer({
      ...common,
      name: 'write filter: is switched',
      of: 'client',
      run: WriteFilters.prototype.onSwitched,
    });
    this.#opens = simulation.declareTimer({
      ...common,
      name: 'write filter: maintenance window opens',
      of: 'client',
      run: WriteFilters.prototype.onOpens,
    });
  }

  /**
   * Who reports everything anew when a restart has lost the client’s state, and whether a member of an orchestration
   * group is on its way to an installation.
   */
  connect(resync: ResyncListener, isOnItsWay: (client: number) => boolean): void {
    this.#resync = resync;
    this.#isOnItsWay = isOnItsWay;
  }

  /** Restarts of devices with a filter are noticed from the start. */
  begin(): void {
    for (let client = 0; client < this.phase.length; client++) {
      if (this.#lifetimes.isInFleet(client)) this.joinFleet(client);
    }
  }

  joinFleet(client: number): void {
    if (!this.#hasFilter(client)) return;
    this.#parts.measures.moved(this.#groupOf(client), -1, FilterPhase.on);
    this.#watch.watch(client);
  }

  leaveFleet(client: number): void {
    if (!this.#hasFilter(client)) return;
    this.#opens.cancel(client);
    this.#parts.measures.moved(this.#groupOf(client), this.phase[client]!, -1);
  }

  #groupOf(client: number): number {
    return this.#clients.groupOf[client]!;
  }

  #filterOf(client: number) {
    return this.#scenario.groups[this.#groupOf(client)]!.writeFilter;
  }

  #hasFilter(client: number): boolean {
    return this.phase.length > 0 && this.#filterOf(client) !== null;
  }

  isServicing(client: number): boolean {
    return this.phase.length > 0 && this.phase[client] === FilterPhase.servicing;
  }

  /** Whether a sequence is under way: it ends when the filter is on again. */
  isInSequence(client: number): boolean {
    return this.phase.length > 0 && this.phase[client] !== FilterPhase.on;
  }

  #setPhase(client: number, phase: number): void {
    this.#parts.measures.moved(this.#groupOf(client), this.phase[client]!, phase);
    this.phase[client] = phase;
  }

  admits(client: number, slot: number): boolean {
    if (!this.#hasFilter(client) || this.phase[client] === FilterPhase.servicing) return true;
    return (
      this.phase[client] === FilterPhase.on &&
      this.plan.isOverdue(client, slot) &&
      !this.plan.commits(client, slot)
    );
  }

  /** Changes are to be committed: the sequence begins, as soon as a window holds the whole of it. */
  refused(client: number, slot: number): void {
    if (this.phase[client] !== FilterPhase.on || !this.plan.commits(client, slot)) return;
    const roomMs = this.plan.roomFromMs(client, slot);
    if (roomMs <= this.#simulation.nowMs) return this.#beginWithin(client);
    this.#parts.reports.waitsForWindow(client, slot);
    if (!this.#opens.isPending(client)) this.#parts.measures.count(this.#groupOf(client), 'refused');
    if (roomMs < this.#opens.dueMs[client]!) this.#opens.at(roomMs, client);
  }

  /** In servicing mode a device fetches what it installs: off the network it does not begin. */
  #beginWithin(client: number): void {
    if (this.#machines.isReachable(client)) return this.#beginSequence(client);
    this.apart[client] = 1;
  }

  onOpens(client: number): void {
    this.#parts.installation.tryAgain(client);
  }

  /** Whether the update waits for a window that holds the whole sequence. */
  isWaiting(client: number, slot: number): boolean {
    if (!this.#hasFilter(client) || this.phase[client] !== FilterPhase.on) return false;
    return this.plan.commits(client, slot) && this.plan.roomFromMs(client, slot) > this.#simulation.nowMs;
  }

  /** Whether none of those to come does. */
  isWithoutHope(client: number, slot: number): boolean {
    return this.isWaiting(client, slot) && this.plan.roomFromMs(client, slot) === Infinity;
  }

  #beginSequence(client: number): void {
    this.#parts.measures.count(this.#groupOf(client), 'started');
    this.restartCount[client] = 0;
    this.#switch(client, FilterPhase.switchingOff);
  }

  #switch(client: number, phase: number): void {
    this.#setPhase(client, phase);
    this.#watch.watch(client);
    const occasion = 2 * this.bootCount[client]! + (phase === FilterPhase.switchingOff ? 0 : 1);
    const ms = this.#clients.sampleMs(this.#switchTime, client, occasion);
    this.#step.at(this.#simulation.nowMs + Math.max(1, ms), client);
  }

  /** The switch takes effect with a restart. A sleeping device restarts when it wakes. */
  onSwitched(client: number): void {
    if (!this.#machines.isRunning(client)) return;
    const isOff = this.phase[client] === FilterPhase.switchingOff;
    this.#setPhase(client, isOff ? FilterPhase.restartingToServicing : FilterPhase.restartingToNormal);
    this.#parts.restart.command(client);
  }

  /** The device has come up again: what was in the overlay is gone, unless the filter was off. */
  booted(client: number): void {
    if (!this.#hasFilter(client)) return;
    this.bootCount[client]!++;
    const phase = this.phase[client]!;
    if (phase === FilterPhase.restartingToServicing) this.#beginServicing(client);
    else if (phase === FilterPhase.servicing) this.restartCount[client]!++;
    else if (phase === FilterPhase.restartingToNormal) this.#endSequence(client);
    else if (phase === FilterPhase.switchingOn) this.#setPhase(client, FilterPhase.servicing);
    else this.#bootWithFilter(client);
  }

  #bootWithFilter(client: number): void {
    if (this.phase[client] !== FilterPhase.on) this.#setPhase(client, FilterPhase.on);
    const lost = this.#emptyOverlay(client);
    this.#loseState(client);
    if (lost) this.#parts.scans.request(client, Trigger.reevaluation, this.bootCount[client]!);
  }

  #beginServicing(client: number): void {
    this.restartCount[client]!++;
    this.#setPhase(client, FilterPhase.servicing);
    this.#emptyOverlay(client);
    this.#loseState(client);
    this.#parts.scans.request(client, Trigger.beforeInstallation, this.bootCount[client]!);
  }

  #endSequence(client: number): void {
    this.restartCount[client]!++;
    this.#setPhase(client, FilterPhase.on);
    this.#parts.measures.count(this.#groupOf(client), 'completed');
  }

  /** Whether anything was lost: content, or what was installed. */
  #emptyOverlay(client: number): boolean {
    const { updates, cache, measures } = this.#parts;
    let lost = false;
    for (let slot = 0; slot < updates.slotCountOf(client); slot++) {
      const isInstalled = this.overlay.has(client, slot);
      if (!isInstalled && updates.states.actual(client, slot) !== Actual.cached) continue;
      this.overlay.remove(client, slot);
      if (isInstalled) measures.count(this.#groupOf(client), 'lost');
      cache.lose(client, slot);
      updates.revert(client, slot, this.#simulation.nowMs);
      lost = true;
    }
    return lost;
  }

  /**
   * Without exclusions the client’s own state is lost with the overlay: it reports everything anew, and where its
   * metadata lay there too it needs a full scan (MA-EMB-RESYNC).
   */
  #loseState(client: number): void {
    const { kind, hasExclusions } = this.#filterOf(client)!;
    if (hasExclusions) return;
    if (kind !== 'FBWF') this.#loseMetadata(client);
    this.#resync!.reportWanted(client);
  }

  #loseMetadata(client: number): void {
    const { scans, updates } = this.#parts;
    scans.metadataVersion[client] = -1;
    scans.lastOnlineMs[client] = -Infinity;
    for (let slot = 0; slot < updates.slotCountOf(client); slot++) {
      if (updates.states.known(client, slot) === Compliance.unknown) continue;
      updates.learn(client, slot, Compliance.unknown, this.#simulation.nowMs);
    }
  }

  outcomeOf(client: number, slot: number): InstallationOutcome {
    const outcome = this.#ends.outcomeOf(client, slot);
    this.#lookAfterGivingUp(client);
    if (outcome === 'installed' && this.#hasFilter(client) && this.phase[client] === FilterPhase.on) {
      this.overlay.add(client, slot);
      this.#parts.measures.count(this.#groupOf(client), 'overlaid');
    }
    return outcome;
  }

  gaveUp(client: number): void {
    this.#ends.gaveUp(client);
  }

  /** A device does not stay in servicing mode until its next scheduled scan: it looks what became of what it gave up. */
  #lookAfterGivingUp(client: number): void {
    if (!this.isServicing(client) || !this.#parts.installation.isGivenUp(client)) return;
    this.#parts.scans.request(client, Trigger.afterInstallation, this.bootCount[client]!);
  }

  /** In servicing mode, after a scan that leaves nothing going, the filter is switched on again. */
  scanned(client: number): void {
    if (!this.isServicing(client) || this.#isAtWork(client)) return;
    this.#switch(client, FilterPhase.switchingOn);
  }

  /** Something has ended that no scan follows: perhaps nothing is left to do in servicing mode. */
  goOn(client: number): void {
    if (!this.#parts.scans.isScanning(client)) this.scanned(client);
  }

  #isAtWork(client: number): boolean {
    const { scans, installation, restart, updates, downloads } = this.#parts;
    if (installation.isInstalling(client) || restart.isPending(client)) return true;
    if (updates.isRestartPending(client) || (scans.waiting[client]! & LEADING) !== 0) return true;
    if (scans.metadataVersion[client]! < 0 || this.#isOnItsWay(client)) return true;
    if (!this.#machines.isReachable(client) || downloads.isWaitingForContent(client)) return false;
    return downloads.isDownloading(client);
  }

  /** Whoever has a filter is watched: no restart may go unnoticed. */
  isBusy(client: number): boolean {
    return this.#hasFilter(client);
  }

  onLeave(client: number, absence: Absence): void {
    if (!this.#hasFilter(client)) return;
    if (absence === 'shutdown') this.#step.cancel(client);
    else if (absence === 'offNetwork') this.goOn(client);
  }

  onReturn(client: number, absence: Absence): void {
    if (!this.#hasFilter(client) || this.#machines.restarting[client] === 1) return;
    if (absence === 'shutdown') this.#bootUnasked(client);
    const isSwitching =
      this.phase[client] === FilterPhase.switchingOff || this.phase[client] === FilterPhase.switchingOn;
    if (isSwitching && !this.#step.isPending(client)) this.onSwitched(client);
    if (this.apart[client] === 0 || !this.#machines.isReachable(client)) return;
    this.apart[client] = 0;
    this.#parts.installation.tryAgain(client);
  }

  /** Somebody has shut the device down: in servicing mode a scan looks what is left to do. */
  #bootUnasked(client: number): void {
    this.booted(client);
    if (!this.isServicing(client)) return;
    this.#parts.scans.request(client, Trigger.beforeInstallation, this.bootCount[client]!);
  }
}
