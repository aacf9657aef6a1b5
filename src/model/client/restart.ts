import { Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import type { PurposeKey } from '../../sim/random.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { RestartCause, RestartMeasures } from '../measures/restart-measures.ts';
import type { Absence, Scenario } from '../scenario.ts';
import type { Agent } from './agent.ts';
import type { ClientContext } from './client-context.ts';
import type { ClientUpdates } from './client-updates.ts';
import type { Clients } from './clients.ts';
import type { Downloads } from './downloads.ts';
import type { InstallationGate } from './installation-gate.ts';
import type { Machines } from './machines.ts';
import type { PolicyAgent } from './policy-agent.ts';
import type { PresenceWatch } from './presence-watch.ts';
import { type ScanAgent, Trigger } from './scan-agent.ts';
import type { Users } from './users.ts';

const Stage = { none: 0, countdown: 1, userCountdown: 2, restarting: 3 } as const;

/**
 * The restart that completes installations (seed 002, required system restart). Past the deadline a signed-in user
 * gets a countdown, during which some restart by themselves; with nobody signed in the machine restarts at once. A
 * shutdown in between completes the installation at the next boot. Sleep does not stop the countdown: past due, the
 * machine restarts on wake.
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
  readonly #measures: RestartMeasures;
  readonly #countdownMs: number;
  readonly #duration: Sampler;
  readonly #choiceKey: PurposeKey;
  readonly #userDelays: readonly Sampler[];
  readonly #step: Timer;

  constructor(
    context: ClientContext,
    users: Users,
    updates: ClientUpdates,
    scans: ScanAgent,
    downloads: Downloads,
    policy: PolicyAgent,
    measures: RestartMeasures,
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
    this.#measures = measures;
    this.#countdownMs = scenario.clientSettings.restartCountdownMs;
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
      phase: Phase.activity,
      owner: this as Restart,
      entityCount: clients.count,
      run: Restart.prototype.onStep,
    });
  }

  /** Whether a restart is being counted down or carried out. */
  isPending(client: number): boolean {
    return this.stage[client] !== Stage.none;
  }

  isBusy(client: number): boolean {
    return this.isPending(client);
  }

  /** Nothing is installed before a restart that is under way. */
  admits(client: number): boolean {
    return !this.isPending(client);
  }

  /** The scan after the restart leads on. */
  refused(): void {}

  /** Installations wait for a restart, the deadline has passed. */
  arrange(client: number): void {
    if (this.isPending(client)) return;
    const nowMs = this.#simulation.nowMs;
    this.#watch.watch(client);
    this.stage[client] = Stage.countdown;
    this.metUser[client] = this.#users.isSignedIn(client, nowMs) ? 1 : 0;
    if (this.metUser[client] === 0) return this.#begin(client, 'deadline');
    const group = this.#clients.groupOf[client]!;
    let delayMs = this.#countdownMs;
    if (
      this.#clients.draw(this.#choiceKey, client, this.#updates.keyOfPendingRestart(client)) <
      this.#scenario.groups[group]!.user.restartShare
    ) {
      const ownMs = this.#draw(this.#userDelays[group]!, client);
      if (ownMs < delayMs) {
        delayMs = ownMs;
        this.stage[client] = Stage.userCountdown;
      }
    }
    this.#step.at(nowMs + Math.max(1, delayMs), client);
  }

  /** A restart's luck hangs from the update that needs it. */
  #draw(sampler: Sampler, client: number): number {
    const occasion = this.#updates.keyOfPendingRestart(client);
    return this.#clients.sampleMs(sampler, client, occasion);
  }

  onStep(client: number): void {
    const stage = this.stage[client]!;
    if (stage === Stage.restarting) return this.#complete(client);
    if (this.#machines.isRunning(client))
      this.#begin(client, stage === Stage.userCountdown ? 'user' : 'deadline');
  }

  #begin(client: number, cause: RestartCause): void {
    this.stage[client] = Stage.restarting;
    this.#note(client, cause);
    this.#scans.interrupt(client);
    this.#downloads.interrupt(client);
    this.#machines.restarting[client] = 1;
    this.#step.at(this.#simulation.nowMs + Math.max(1, this.#draw(this.#duration, client)), client);
  }

  #note(client: number, cause: RestartCause): void {
    const outside = this.#users.isOutsideBusinessHours(client, this.#simulation.nowMs);
    const group = this.#clients.groupOf[client]!;
    this.#measures.count(group, cause, outside, this.metUser[client] === 1);
  }

  /** The machine is up again: what waited for the restart is installed, and a forced offline scan says so. */
  #complete(client: number): void {
    this.#machines.restarting[client] = 0;
    this.stage[client] = Stage.none;
    this.metUser[client] = 0;
    this.count[client]!++;
    this.#updates.completeRestart(client, this.#simulation.nowMs);
    this.#policy.pollAtBoot(client);
    this.#downloads.onReturn(client);
    this.#scans.request(client, Trigger.afterRestart, this.count[client]!);
  }

  /** Users shut their machines down; a server that was off was so for reasons of its own. */
  #bootCause(client: number): RestartCause {
    return this.#scenario.groups[this.#clients.groupOf[client]!]!.kind === 'server' ? 'other' : 'shutdown';
  }

  onLeave(client: number, absence: Absence): void {
    if (absence === 'shutdown' && this.stage[client] !== Stage.restarting) this.#step.cancel(client);
  }

  onReturn(client: number, absence: Absence): void {
    const stage = this.stage[client]!;
    if (stage === Stage.restarting) return;
    if (absence === 'shutdown') {
      if (!this.#updates.isRestartPending(client)) return;
      this.#note(client, this.#bootCause(client));
      this.#complete(client);
    } else if (stage !== Stage.none && !this.#step.isPending(client)) {
      this.#begin(client, 'deadline');
    }
  }
}
