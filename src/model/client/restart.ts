import { Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import type { PurposeKey } from '../../sim/random.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { InstallationMeasures } from '../measures/installation-measures.ts';
import type { RestartCause, RestartMeasures } from '../measures/restart-measures.ts';
import type { Absence, Scenario } from '../scenario.ts';
import type { Agent } from './agent.ts';
import type { ClientContext } from './client-context.ts';
import type { ClientUpdates } from './client-updates.ts';
import type { Clients } from './clients.ts';
import type { Downloads } from './downloads.ts';
import type { Installation } from './installation.ts';
import type { InstallationGate } from './installation-gate.ts';
import type { Machines } from './machines.ts';
import type { MaintenanceWindows } from './maintenance-windows.ts';
import type { PolicyAgent } from './policy-agent.ts';
import type { PresenceWatch } from './presence-watch.ts';
import { RestartRules } from './restart-rules.ts';
import { type ScanAgent, Trigger } from './scan-agent.ts';
import type { StateMessages } from './state-messages.ts';
import type { Users } from './users.ts';

/** Told that a machine has come up again, before what waited for that is completed. */
export interface BootListener {
  booted(client: number): void;
  /** Whether the machine is being serviced: it restarts at once, whoever is there and at any time. */
  isServicing(client: number): boolean;
}

/** Waiting: for somebody who makes it or for the deadline; for a maintenance window. */
export const Stage = {
  none: 0,
  countdown: 1,
  userCountdown: 2,
  restarting: 3,
  waitsForUser: 4,
  waitsForWindow: 5,
} as const;

/**
 * The restart that completes installations (seed 002, required system restart). Past the deadline a signed-in user
 * gets a countdown, during which some restart by themselves; with nobody signed in the machine restarts at once. A
 * shutdown in between completes the installation at the next boot. Sleep does not stop the countdown: past due, the
 * machine restarts on wake.
 *
 * Where the client may not restart by itself now, the restart waits: for its deployment's deadline, for a maintenance
 * window that holds the countdown (MA-RESTART-MW), or for whoever restarts the machine.
 */
export class Restart implements Agent, InstallationGate {
  stage: Uint8Array;
  /** 1: the countdown was shown to a signed-in user. */
  metUser: Uint8Array;
  count: Uint16Array;

  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #machines: Machines;
  readonly #watch: PresenceWatch;
  readonly #users: Users;
  readonly #updates: ClientUpdates;
  readonly #scans: ScanAgent;
  readonly #downloads: Downloads;
  readonly #policy: PolicyAgent;
  readonly #messages: StateMessages;
  readonly #measures: RestartMeasures;
  readonly #installation: Installation;
  readonly #installations: InstallationMeasures;
  readonly #rules: RestartRules;
  readonly #countdownMs: number;
  /** From the start of a countdown to its last part. */
  readonly #finalFromMs: number;
  readonly #duration: Sampler;
  readonly #choiceKey: PurposeKey;
  readonly #userDelays: readonly Sampler[];
  readonly #step: Timer;
  readonly #opens: Timer;
  #boots: BootListener | null = null;

  constructor(
    context: ClientContext,
    users: Users,
    updates: ClientUpdates,
    scans: ScanAgent,
    downloads: Downloads,
    policy: PolicyAgent,
    messages: StateMessages,
    measures: RestartMeasures,
    installation: Installation,
    installations: InstallationMeasures,
    windows: MaintenanceWindows,
  ) {
    const { scenario, simulation, luck, clients, machines, watch } = context;
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#machines = machines;
    this.#watch = watch;
    this.#users = users;
    this.#updates = updates;
    this.#scans = scans;
    this.#downloads = downloads;
    this.#policy = policy;
    this.#messages = messages;
    this.#measures = measures;
    this.#installation = installation;
    this.#installations = installations;
    this.#rules = new RestartRules(scenario, clients, updates, windows, simulation.state);
    installation.connectWatcher(this.#rules);
    this.#countdownMs = scenario.clientSettings.restartCountdownMs;
    this.#finalFromMs = this.#countdownMs - scenario.clientSettings.restartFinalMs;
    this.#duration = new Sampler(scenario.assumptions.restartDuration, luck.key('restart duration'));
    this.#choiceKey = luck.key('user restarts');
    const delayKey = luck.key('user restart delay');
    this.#userDelays = scenario.groups.map(({ user }) => new Sampler(user.restartAfter, delayKey));
    this.stage = new Uint8Array(clients.count);
    this.metUser = new Uint8Array(clients.count);
    this.count = new Uint16Array(clients.count);
    simulation.state.own('restart', this, ['stage', 'metUser', 'count']);
    this.#step = simulation.declareTimer({
      name: 'restart: next step',
      of: 'client',
      phase: Phase.activity,
      owner: this as Restart,
      entityCount: clients.count,
      run: Restart.prototype.onStep,
    });
    this.#opens = simulation.declareTimer({
      name: 'restart: maintenance window opens',
      of: 'client',
      phase: Phase.activity,
      owner: this as Restart,
      entityCount: windows.areUsed ? clients.count : 0,
      run: Restart.prototype.onOpens,
    });
  }

  connect(boots: BootListener): void {
    this.#boots = boots;
  }

  /** Restarts the machine now. */
  command(client: number): void {
    this.#watch.watch(client);
    if (this.stage[client] !== Stage.restarting) this.#begin(client, 'filter');
  }

  /** Whether a restart is being counted down or carried out. */
  isPending(client: number): boolean {
    return this.stage[client] !== Stage.none && !this.isWaiting(client);
  }

  /** Whether a restart is needed that the client may not make by itself now. */
  isWaiting(client: number): boolean {
    return this.stage[client]! >= Stage.waitsForUser;
  }

  isBusy(client: number): boolean {
    return this.stage[client] !== Stage.none;
  }

  /** When its next step is due: the end of a countdown or of the restart, or an act of its user; Infinity: none is. */
  stepMs(client: number): number {
    return this.#step.dueMs[client]!;
  }

  /** Nothing is installed before a restart that is under way. */
  admits(client: number): boolean {
    return !this.isPending(client);
  }

  /** The scan after the restart leads on. */
  refused(): void {}

  /** Installations wait for a restart: it begins, or waits until it may. */
  arrange(client: number): void {
    if (this.isPending(client) || this.#installation.isInstalling(client)) return;
    this.#watch.watch(client);
    if (this.#boots!.isServicing(client)) return this.command(client);
    const right = this.#rules.rightOf(client);
    if (right === 'user') this.#wait(client, Stage.waitsForUser);
    else if (right === 'always' || this.#fitsIntoWindow(client)) this.#countDown(client);
    else this.#waitForWindow(client);
  }

  /** Whether a window is open that the countdown ends in (MA-RESTART-MW). */
  #fitsIntoWindow(client: number): boolean {
    const nowMs = this.#simulation.nowMs;
    const needMs = this.#users.isSignedIn(client, nowMs) ? this.#countdownMs : 0;
    return this.#rules.windowsOf(client)!.remainingMs(nowMs) >= Math.max(1, needMs);
  }

  #waitForWindow(client: number): void {
    this.#wait(client, Stage.waitsForWindow);
    const startMs = this.#rules.windowsOf(client)!.nextStartMs(this.#simulation.nowMs);
    if (startMs !== Infinity) this.#opens.at(startMs, client);
  }

  onOpens(client: number): void {
    if (this.isWaiting(client) && this.#machines.isRunning(client)) this.arrange(client);
  }

  /** Some users restart by themselves, some time after they are first told. */
  #wait(client: number, stage: number): void {
    const isNew = !this.isWaiting(client);
    this.#setStage(client, stage);
    if (!isNew || !this.#restartsByUser(client)) return;
    this.#step.at(this.#simulation.nowMs + Math.max(1, this.#ownDelayMs(client)), client);
  }

  #restartsByUser(client: number): boolean {
    const { restartShare } = this.#scenario.groups[this.#clients.groupOf[client]!]!.user;
    return (
      this.#clients.draw(this.#choiceKey, client, this.#updates.keyOfPendingRestart(client)) < restartShare
    );
  }

  #ownDelayMs(client: number): number {
    return this.#draw(this.#userDelays[this.#clients.groupOf[client]!]!, client);
  }

  #countDown(client: number): void {
    const nowMs = this.#simulation.nowMs;
    this.#setStage(client, Stage.countdown);
    this.metUser[client] = this.#users.isSignedIn(client, nowMs) ? 1 : 0;
    if (this.metUser[client] === 0) return this.#begin(client, 'deadline');
    let delayMs = this.#countdownMs;
    if (this.#restartsByUser(client)) {
      const ownMs = this.#ownDelayMs(client);
      if (ownMs < delayMs) {
        delayMs = ownMs;
        this.#setStage(client, Stage.userCountdown);
      }
    }
    this.#step.at(nowMs + Math.max(1, delayMs), client);
  }

  #setStage(client: number, stage: number): void {
    this.#countWaiting(client, -1);
    this.stage[client] = stage;
    this.#countWaiting(client, 1);
  }

  #countWaiting(client: number, delta: 1 | -1): void {
    if (!this.isWaiting(client)) return;
    const forWindow = this.stage[client] === Stage.waitsForWindow;
    this.#installations.restartWaits(this.#clients.groupOf[client]!, forWindow, delta);
  }

  /** A restart's luck hangs from the update that needs it. */
  #draw(sampler: Sampler, client: number): number {
    const occasion = this.#updates.keyOfPendingRestart(client);
    return this.#clients.sampleMs(sampler, client, occasion);
  }

  onStep(client: number): void {
    const stage = this.stage[client]!;
    if (stage === Stage.restarting) {
      this.#boots!.booted(client);
      return this.#complete(client);
    }
    if (this.isWaiting(client)) return this.#restartByUser(client);
    if (this.#machines.isRunning(client))
      this.#begin(client, stage === Stage.userCountdown ? 'user' : 'deadline');
  }

  /** The user restarts as soon as they are there and nothing is being installed. */
  #restartByUser(client: number): void {
    const nowMs = this.#simulation.nowMs;
    const installedMs = this.#installation.endMs(client);
    const atMs = installedMs === Infinity ? this.#users.signInMs(client, nowMs) : installedMs + 1;
    if (atMs === nowMs) this.#begin(client, 'user');
    else if (atMs !== Infinity) this.#step.at(Math.max(nowMs + 1, atMs), client);
  }

  #begin(client: number, cause: RestartCause): void {
    this.#note(client, cause, this.metUser[client] === 1 && this.#isInFinalPart(client));
    this.#setStage(client, Stage.restarting);
    this.#opens.cancel(client);
    this.#scans.interrupt(client);
    this.#downloads.interrupt(client);
    this.#machines.restarting[client] = 1;
    this.#step.at(this.#simulation.nowMs + Math.max(1, this.#draw(this.#duration, client)), client);
  }

  #note(client: number, cause: RestartCause, inFinalPart: boolean): void {
    const outside = this.#users.isOutsideBusinessHours(client, this.#simulation.nowMs);
    const group = this.#clients.groupOf[client]!;
    this.#measures.count(group, cause, outside, this.metUser[client] === 1, inFinalPart);
  }

  /** Whether the restart that begins comes in the part of its countdown that cannot be dismissed. */
  #isInFinalPart(client: number): boolean {
    if (this.stage[client] === Stage.countdown) return true;
    return this.stage[client] === Stage.userCountdown && this.#ownDelayMs(client) >= this.#finalFromMs;
  }

  /** The machine is up again: what waited for the restart is installed, and a forced offline scan says so. */
  #complete(client: number): void {
    const evaluates = this.#rules.evaluatesAfterRestart(client);
    this.#machines.restarting[client] = 0;
    this.#settle(client);
    this.count[client]!++;
    this.#updates.completeRestart(client, this.#simulation.nowMs);
    this.#policy.pollAtBoot(client);
    this.#downloads.onReturn(client);
    this.#messages.onReturn(client, 'shutdown');
    this.#scans.request(client, Trigger.afterRestart, this.count[client]!);
    if (evaluates) this.#scans.request(client, Trigger.evaluationCycle, this.count[client]!);
  }

  /** Users shut their machines down; a server that was off was so for reasons of its own. */
  #bootCause(client: number): RestartCause {
    return this.#scenario.groups[this.#clients.groupOf[client]!]!.kind === 'server' ? 'other' : 'shutdown';
  }

  /** The machine leaves the fleet: no restart of it is waited for, and one under way never ends. */
  leaveFleet(client: number): void {
    this.#step.cancel(client);
    this.#opens.cancel(client);
    if (this.stage[client] !== Stage.restarting) this.#setStage(client, Stage.none);
  }

  onLeave(client: number, absence: Absence): void {
    if (absence === 'shutdown' && this.stage[client] !== Stage.restarting) this.#step.cancel(client);
  }

  onReturn(client: number, absence: Absence): void {
    const stage = this.stage[client]!;
    if (stage === Stage.restarting) return;
    if (absence === 'shutdown') {
      if (!this.#updates.isRestartPending(client)) return this.#settle(client);
      this.#note(client, this.#bootCause(client), false);
      this.#complete(client);
    } else if (this.isWaiting(client)) {
      this.arrange(client);
    } else if (stage !== Stage.none && !this.#step.isPending(client)) {
      this.#goOnAfterCountdown(client);
    }
  }

  /** There is nothing to restart for any more: that is done, or a write filter has undone at this boot what it was. */
  #settle(client: number): void {
    this.#setStage(client, Stage.none);
    this.#opens.cancel(client);
    this.metUser[client] = 0;
    this.#rules.done(client);
  }

  /** The countdown has ended in sleep. The window that it was to end in may be over. */
  #goOnAfterCountdown(client: number): void {
    if (this.#rules.rightOf(client) !== 'window') return this.#begin(client, 'deadline');
    const nowMs = this.#simulation.nowMs;
    if (this.#rules.windowsOf(client)!.remainingMs(nowMs) > 0) return this.#begin(client, 'deadline');
    this.#waitForWindow(client);
  }
}
