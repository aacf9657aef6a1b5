import { Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import type { PurposeKey } from '../../sim/random.ts';
import type { EventKind, Simulation, Timer } from '../../sim/simulation.ts';
import type { Absence, OrchestrationGroup, Script } from '../scenario.ts';
import type { OrchestrationGroups, OrchestrationListener } from '../site/orchestration-groups.ts';
import type { Agent } from './agent.ts';
import type { ClientContext } from './client-context.ts';
import type { ClientUpdates } from './client-updates.ts';
import type { Clients } from './clients.ts';
import { Enforcement } from './enforcement.ts';
import type { EnforcementReports } from './enforcement-reports.ts';
import type { Installation } from './installation.ts';
import type { InstallationGate } from './installation-gate.ts';
import type { Machines } from './machines.ts';
import type { PresenceWatch } from './presence-watch.ts';
import type { Restart } from './restart.ts';
import { type ScanAgent, type ScanListener, Trigger } from './scan-agent.ts';
import type { WriteFilters } from './write-filter.ts';

export const Stage = {
  none: 0,
  /** Wants to ask, but reaches nobody. */
  apart: 1,
  /** Has asked, and waits for a place. */
  waiting: 2,
  /** Has been given a place while it was away. */
  called: 3,
  before: 4,
  holding: 5,
  after: 6,
  /** Something failed: it asks again when the group has been reset. */
  failed: 7,
} as const;

const Saying = { asks: 0, releases: 1, failed: 2, pendingRestart: 3 } as const;
/** In the order in which a member hears them that were sent at the same instant. */
const Answer = { place: 0, lost: 1, reset: 2 } as const;

/** What a scan that is asked for may still lead to an installation. */
const LEADING = Trigger.beforeInstallation | Trigger.afterInstallation | Trigger.afterRestart;

/**
 * A member of an orchestration group: before it installs what is overdue it asks its site for a place; with the
 * place it runs a script, installs, restarts, runs another script and gives the place back (domain, orchestration
 * groups). Every message to the site and back takes a location request (MA-OG-MESSAGE).
 */
export class OrchestrationMember implements InstallationGate, ScanListener, Agent, OrchestrationListener {
  stage: Uint8Array;
  /** Scripts begun: names their luck. */
  scriptCount: Uint16Array;

  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #machines: Machines;
  readonly #watch: PresenceWatch;
  readonly #updates: ClientUpdates;
  readonly #scans: ScanAgent;
  readonly #installation: Installation;
  readonly #restart: Restart;
  readonly #filters: WriteFilters;
  readonly #reports: EnforcementReports;
  readonly #site: OrchestrationGroups;
  readonly #groups: readonly OrchestrationGroup[];
  readonly #durations: readonly { readonly before: Sampler | null; readonly after: Sampler | null }[];
  readonly #failureKey: PurposeKey;
  readonly #messageMs: number;
  readonly #arrives: EventKind;
  readonly #answered: EventKind;
  readonly #script: Timer;

  constructor(
    context: ClientContext,
    updates: ClientUpdates,
    scans: ScanAgent,
    installation: Installation,
    restart: Restart,
    filters: WriteFilters,
    reports: EnforcementReports,
    site: OrchestrationGroups,
  ) {
    const { scenario, simulation, luck, clients, machines, watch } = context;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#machines = machines;
    this.#watch = watch;
    this.#updates = updates;
    this.#scans = scans;
    this.#installation = installation;
    this.#restart = restart;
    this.#filters = filters;
    this.#reports = reports;
    this.#site = site;
    this.#groups = scenario.orchestrationGroups;
    const durationKey = luck.key('orchestration script duration');
    const samplerOf = (script: Script | null) =>
      script === null ? null : new Sampler(script.duration, durationKey);
    this.#durations = this.#groups.map(({ preScript, postScript }) => ({
      before: samplerOf(preScript),
      after: samplerOf(postScript),
    }));
    this.#failureKey = luck.key('orchestration script fails');
    this.#messageMs = Math.max(1, scenario.assumptions.locationRequestMs);
    const count = this.#groups.length === 0 ? 0 : clients.count;
    this.stage = new Uint8Array(count);
    this.scriptCount = new Uint16Array(count);
    simulation.state.own('orchestration members', this, ['stage', 'scriptCount']);
    const common = { owner: this as OrchestrationMember, entityCount: count };
    this.#arrives = simulation.declare({
      ...common,
      phase: Phase.delivery,
      name: 'orchestration: a member’s message arrives',
      of: 'client',
      run: OrchestrationMember.prototype.onArrives,
    });
    this.#answered = simulation.declare({
      ...common,
      phase: Phase.delivery,
      name: 'orchestration: the site’s message arrives',
      of: 'client',
      run: OrchestrationMember.prototype.onAnswer,
    });
    this.#script = simulation.declareTimer({
      ...common,
      phase: Phase.activity,
      name: 'orchestration: script ends',
      of: 'client',
      run: OrchestrationMember.prototype.onScriptEnds,
    });
  }

  admits(client: number, slot: number): boolean {
    if (!this.#isMember(client) || this.stage[client] === Stage.holding) return true;
    return this.#isDefinition(client, slot) || this.#isStartedByUser(client, slot);
  }

  /** Definition updates and what users start need no place (domain, orchestration groups). */
  #isDefinition(client: number, slot: number): boolean {
    return this.#updates.catalogUpdateAt(client, slot).classification === 'Definition Updates';
  }

  #isStartedByUser(client: number, slot: number): boolean {
    return this.#updates
      .deploymentsOf(client)
      .some(
        (each) =>
          this.#updates.is(each, client, Enforcement.byUser) &&
          this.#updates.slotsOf(each, client).includes(slot),
      );
  }

  refused(client: number, slot: number): void {
    this.#reports.waitsForOrchestration(client, slot);
    if (this.stage[client] === Stage.none) this.#ask(client);
  }

  #isMember(client: number): boolean {
    return this.stage.length > 0 && this.#site.numberOf(client) >= 0;
  }

  #ask(client: number): void {
    this.#watch.watch(client);
    if (!this.#machines.isReachable(client)) {
      this.stage[client] = Stage.apart;
      return;
    }
    this.stage[client] = Stage.waiting;
    this.#say(client, Saying.asks);
  }

  #say(client: number, saying: number): void {
    this.#arrives.at(this.#simulation.nowMs + this.#messageMs, client, saying);
  }

  onArrives(client: number, saying: number): void {
    if (saying === Saying.asks) this.#site.asked(client);
    else if (saying === Saying.releases) this.#site.released(client);
    else if (saying === Saying.failed) this.#site.memberFailed(client);
    else this.#site.restartIsPending(client);
  }

  placeGiven(client: number): void {
    this.#answered.at(this.#simulation.nowMs + this.#messageMs, client, Answer.place);
  }

  placeLost(client: number): void {
    this.#answered.at(this.#simulation.nowMs + this.#messageMs, client, Answer.lost);
  }

  memberReset(client: number): void {
    this.#answered.at(this.#simulation.nowMs + this.#messageMs, client, Answer.reset);
  }

  onAnswer(client: number, answer: number): void {
    if (answer === Answer.place) this.#takePlace(client);
    else if (answer === Answer.lost) this.#losePlace(client);
    else if (this.stage[client] === Stage.failed) {
      this.stage[client] = Stage.none;
      this.#installation.tryAgain(client);
    }
  }

  #takePlace(client: number): void {
    this.#watch.watch(client);
    if (!this.#machines.isReachable(client)) this.stage[client] = Stage.called;
    else this.#begin(client, Stage.before);
  }

  /** The site has taken the place back: what runs goes on to its end, nothing is begun any more. */
  #losePlace(client: number): void {
    if (!this.#hasPlace(client)) return;
    this.#script.cancel(client);
    this.stage[client] = Stage.failed;
    this.#filters.goOn(client);
  }

  #hasPlace(client: number): boolean {
    return this.stage[client]! >= Stage.called && this.stage[client]! <= Stage.after;
  }

  /** Whether the member is on its way to an installation: it waits for a place, or prepares with it. */
  isOnItsWay(client: number): boolean {
    if (this.stage.length === 0) return false;
    return this.stage[client]! >= Stage.waiting && this.stage[client]! <= Stage.before;
  }

  /** The script before or after the installation, or what follows where there is none. */
  #begin(client: number, stage: 4 | 6): void {
    this.stage[client] = stage;
    const number = this.#site.numberOf(client);
    const sampler = stage === Stage.before ? this.#durations[number]!.before : this.#durations[number]!.after;
    if (sampler === null) return this.#proceed(client);
    this.#watch.watch(client);
    const ms = this.#clients.sampleMs(sampler, client, this.scriptCount[client]!++);
    this.#script.at(this.#simulation.nowMs + Math.max(1, ms), client);
  }

  onScriptEnds(client: number): void {
    const { preScript, postScript } = this.#groups[this.#site.numberOf(client)]!;
    const { failureShare } = (this.stage[client] === Stage.before ? preScript : postScript)!;
    if (this.#clients.draw(this.#failureKey, client, this.scriptCount[client]!) < failureShare) {
      this.#fail(client);
      this.#filters.goOn(client);
    } else this.#proceed(client);
  }

  #proceed(client: number): void {
    if (this.stage[client] === Stage.before) {
      this.stage[client] = Stage.holding;
      this.#scans.request(client, Trigger.beforeInstallation, this.scriptCount[client]!);
    } else {
      this.stage[client] = Stage.none;
      this.#say(client, Saying.releases);
    }
  }

  #fail(client: number): void {
    this.stage[client] = Stage.failed;
    this.#say(client, Saying.failed);
  }

  /** An installation has failed: the place is lost, and the group stops. */
  installationFailed(client: number): void {
    if (this.#isMember(client) && this.stage[client] === Stage.holding) this.#fail(client);
  }

  /** After a scan that leaves nothing going, and with its write filter on, the holder of a place needs it no more. */
  scanned(client: number): void {
    if (!this.#isMember(client) || this.stage[client] !== Stage.holding) return;
    if (this.#installation.isInstalling(client) || this.#restart.isPending(client)) return;
    if ((this.#scans.waiting[client]! & LEADING) !== 0 || this.#filters.isInSequence(client)) return;
    if (this.#updates.isRestartPending(client)) this.#say(client, Saying.pendingRestart);
    else this.#begin(client, Stage.after);
  }

  isBusy(client: number): boolean {
    if (this.stage.length === 0) return false;
    const stage = this.stage[client]!;
    return stage === Stage.apart || stage === Stage.called || stage === Stage.before || stage === Stage.after;
  }

  /** A script is broken off, and begins anew on return; off the network it goes on. */
  onLeave(client: number, absence: Absence): void {
    if (this.stage.length > 0 && absence !== 'offNetwork') this.#script.cancel(client);
  }

  onReturn(client: number): void {
    if (this.stage.length === 0) return;
    const stage = this.stage[client]!;
    if (stage === Stage.apart) this.#ask(client);
    else if (stage === Stage.called) this.#begin(client, Stage.before);
    else if ((stage === Stage.before || stage === Stage.after) && !this.#script.isPending(client)) {
      this.#begin(client, stage);
    }
  }
}
