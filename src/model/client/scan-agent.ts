import { Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import { REFUSED } from '../../sim/stations.ts';
import type { ScanMeasures, ScanOutcome } from '../measures/scan-measures.ts';
import type { Absence, Assumptions } from '../scenario.ts';
import type { SoftwareUpdatePoints } from '../site/synchronization/software-update-points.ts';
import type { Agent } from './agent.ts';
import type { ClientContext } from './client-context.ts';
import type { Clients } from './clients.ts';
import type { Machines } from './machines.ts';
import type { PolicyAgent } from './policy-agent.ts';
import type { PresenceWatch } from './presence-watch.ts';
import { type ScanReports, ScanState } from './scan-reports.ts';
import { FORCED_ONLINE, indexOfTrigger, OFFLINE, occasionOf } from './scan-triggers.ts';
import type { UpdatePointSelection } from './update-point-selection.ts';

export { Trigger } from './scan-triggers.ts';

export const Stage = {
  idle: 0,
  locating: 1,
  atServer: 2,
  transferring: 3,
  evaluating: 4,
  settling: 5,
} as const;
export const Kind = { offline: 0, delta: 1, full: 2 } as const;

/** What goes on when a scan has ended: its results are evaluated, then whoever asked for it proceeds. */
export interface ScanListener {
  scanned(client: number, triggers: number): void;
}

/**
 * The scan agent of every client: decides between an online and an offline scan, asks WSUS in turn, retries what failed
 * for a passing reason, and runs one scan at a time; requests that come meanwhile wait and share the next one.
 */
export class ScanAgent implements Agent {
  /** Triggers that the running scan serves, and those that wait for the next: bits of `Trigger`. */
  running: Uint16Array;
  waiting: Uint16Array;
  /** Triggers of scans that failed for good: they wait for the next trigger (MA-NONRETRY). */
  failed: Uint16Array;
  stage: Uint8Array;
  kind: Uint8Array;
  /** The station's job, or the flow that brings metadata, by stage. */
  handle: Int32Array;
  /** Which occasion of its trigger the running scan's latest request was, and that of the next scan: names its luck. */
  occasion: Uint32Array;
  nextOccasion: Uint32Array;
  lastOnlineMs: Float64Array;
  /** The metadata version held; −1: none. */
  metadataVersion: Int16Array;
  /** The version on its way: what WSUS served to the running scan. */
  servedVersion: Int16Array;
  onlineCount: Uint16Array;
  refusalCount: Uint16Array;
  /** Per client: scans that failed, refused ones included. Empty unless rows per client are wanted. */
  failureCount: Uint16Array;

  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #machines: Machines;
  readonly #watch: PresenceWatch;
  readonly #points: SoftwareUpdatePoints;
  readonly #selection: UpdatePointSelection;
  readonly #policy: PolicyAgent;
  readonly #measures: ScanMeasures;
  readonly #assumptions: Assumptions;
  readonly #ttlMs: number;
  readonly #evaluationTime: Sampler;
  readonly #step: Timer;
  readonly #retry: Timer;
  #listeners: readonly ScanListener[] = [];
  #reports: ScanReports | null = null;

  constructor(
    context: ClientContext,
    points: SoftwareUpdatePoints,
    selection: UpdatePointSelection,
    policy: PolicyAgent,
    measures: ScanMeasures,
  ) {
    const { scenario, simulation, luck, clients, machines, watch } = context;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#machines = machines;
    this.#watch = watch;
    this.#points = points;
    this.#selection = selection;
    this.#policy = policy;
    this.#measures = measures;
    this.#assumptions = scenario.assumptions;
    this.#ttlMs = scenario.clientSettings.scanTtlMs;
    this.#evaluationTime = new Sampler(scenario.assumptions.scanEvaluation, luck.key('scan evaluation'));
    this.running = new Uint16Array(clients.count);
    this.waiting = new Uint16Array(clients.count);
    this.failed = new Uint16Array(clients.count);
    this.stage = new Uint8Array(clients.count);
    this.kind = new Uint8Array(clients.count);
    this.handle = new Int32Array(clients.count).fill(-1);
    this.occasion = new Uint32Array(clients.count);
    this.nextOccasion = new Uint32Array(clients.count);
    this.lastOnlineMs = new Float64Array(clients.count).fill(-Infinity);
    this.metadataVersion = new Int16Array(clients.count).fill(-1);
    this.servedVersion = new Int16Array(clients.count).fill(-1);
    this.onlineCount = new Uint16Array(clients.count);
    this.refusalCount = new Uint16Array(clients.count);
    this.failureCount = new Uint16Array(scenario.output.clients ? clients.count : 0);
    simulation.state.own('scan agent', this, [
      'running',
      'waiting',
      'failed',
      'stage',
      'kind',
      'handle',
      'occasion',
      'nextOccasion',
      'lastOnlineMs',
      'metadataVersion',
      'servedVersion',
      'onlineCount',
      'refusalCount',
      'failureCount',
    ]);
    const common = { owner: this as ScanAgent, entityCount: clients.count, phase: Phase.activity };
    this.#step = simulation.declareTimer({
      ...common,
      name: 'scan: next step',
      of: 'client',
      run: ScanAgent.prototype.onStep,
    });
    this.#retry = simulation.declareTimer({
      ...common,
      name: 'scan: retry',
      of: 'client',
      run: ScanAgent.prototype.onRetry,
    });
  }

  /** Who is told when a scan has ended, in this order, and who reports its states to the site. */
  connect(listeners: readonly ScanListener[], reports: ScanReports): void {
    this.#listeners = listeners;
    this.#reports = reports;
  }

  /**
   * Asks for a scan. `occasion` names which of its trigger's occasions this is. Where software updates are not enabled,
   * or the site has no software update point for the client, nothing scans (seed 002, synchronization).
   */
  request(client: number, trigger: number, occasion: number): void {
    if (this.#policy.enabled[client] === 0 || !this.#selection.hasPoint(client)) return;
    this.waiting[client]! |= trigger;
    if ((trigger & OFFLINE) === 0) this.#takeUpFailed(client);
    this.nextOccasion[client] = occasionOf(trigger, occasion);
    this.#startWaiting(client);
  }

  isBusy(client: number): boolean {
    return (this.running[client]! | this.waiting[client]!) !== 0;
  }

  /** Whether a scan is under way, not only waiting. */
  isScanning(client: number): boolean {
    return this.running[client] !== 0;
  }

  /** When a scan that failed is tried again; Infinity: none is to be. */
  retryMs(client: number): number {
    return this.#retry.dueMs[client]!;
  }

  #startWaiting(client: number): void {
    if (this.running[client] !== 0 || this.waiting[client] === 0) return;
    if (!this.#machines.isRunning(client)) return this.#watch.watch(client);
    const offline = this.#waitingForNoServer(client);
    if (offline !== 0) return this.#begin(client, offline, Kind.offline);
    if (this.#retry.isPending(client)) return;
    if (!this.#machines.isReachable(client)) return this.#watch.watch(client);
    this.#selection.beginScan(client, this.#versionNeeded(client));
    const isFull = this.metadataVersion[client]! < 0 || this.#selection.isOtherDatabase(client);
    this.#begin(client, this.waiting[client]!, isFull ? Kind.full : Kind.delta);
  }

  /** Of what waits, what is no reason to contact WSUS: a forced scan that waits for a server holds none of it up. */
  #waitingForNoServer(client: number): number {
    const unforced = this.waiting[client]! & ~FORCED_ONLINE;
    return this.#mustGoOnline(client, unforced) ? unforced & OFFLINE : unforced;
  }

  /** What the client's policy requires, and never less than it holds already. */
  #versionNeeded(client: number): number {
    return Math.max(this.#policy.requiredVersion(client), this.metadataVersion[client]!);
  }

  /** Forced scans always contact WSUS; others only if the last online scan is older than the time to live. */
  #mustGoOnline(client: number, triggers: number): boolean {
    if ((triggers & FORCED_ONLINE) !== 0) return true;
    if (this.#simulation.nowMs - this.lastOnlineMs[client]! > this.#ttlMs) return true;
    return (
      this.#assumptions.catalogVersionForcesOnline &&
      this.#policy.requiredVersion(client) > this.metadataVersion[client]!
    );
  }

  #begin(client: number, triggers: number, kind: number): void {
    this.running[client] = triggers;
    this.waiting[client]! &= ~triggers;
    this.kind[client] = kind;
    this.occasion[client] = this.nextOccasion[client]!;
    this.#count(client, 'started');
    this.#watch.watch(client);
    if (kind === Kind.offline) {
      this.#reports!.progress(client, ScanState.running);
      return this.#evaluate(client);
    }
    this.stage[client] = Stage.locating;
    this.#reports!.progress(client, ScanState.waitingForLocation);
    const roundTripMs = this.#points.roundTripMs(this.#selection.pointToTry[client]!, client);
    const requestMs = this.#assumptions.locationRequestMs + roundTripMs;
    this.#step.at(this.#simulation.nowMs + Math.max(1, requestMs), client);
  }

  #evaluate(client: number): void {
    this.stage[client] = Stage.evaluating;
    const ms = this.#clients.sampleMs(this.#evaluationTime, client, this.occasion[client]!);
    this.#step.at(this.#simulation.nowMs + Math.max(1, ms), client);
  }

  onStep(client: number): void {
    if (this.stage[client] === Stage.evaluating) return this.#complete(client);
    if (this.stage[client] === Stage.locating) return this.#located(client);
    this.#selection.sourceIsSettled(client);
    this.#ask(client);
  }

  /**
   * The management point has named the client's server, unless that lags behind the metadata version which policy
   * requires: then it is not on the list, which counts as a failure like others (MA-LAGGING-SERVER). One that is down
   * lags because of that, and fails its clients for itself.
   */
  #located(client: number): void {
    const point = this.#selection.pointToTry[client]!;
    const isThere = !this.#points.isDown(point) && this.#points.isReachable(point, client);
    if (isThere && this.#points.versionOf(point) < this.#versionNeeded(client)) {
      return this.#fail(client, 'notLocated');
    }
    const waitMs = this.#selection.sourceWaitMs(client, this.occasion[client]!);
    if (waitMs === 0) return this.#ask(client);
    this.stage[client] = Stage.settling;
    this.#step.at(this.#simulation.nowMs + waitMs, client);
  }

  #ask(client: number): void {
    const point = this.#selection.pointToTry[client]!;
    if (!this.#points.isReachable(point, client)) return this.#fail(client, 'unreachable');
    const isFull = this.kind[client] === Kind.full;
    this.handle[client] = this.#points.arrive(point, client, this.occasion[client]!, isFull);
    if (this.handle[client] === REFUSED) {
      this.refusalCount[client]!++;
      return this.#fail(client, 'refused');
    }
    this.stage[client] = Stage.atServer;
    this.#reports!.progress(client, ScanState.running);
  }

  /** WSUS has answered: the metadata travel to the client. */
  served(client: number): void {
    const point = this.#selection.pointToTry[client]!;
    const isFull = this.kind[client] === Kind.full;
    this.servedVersion[client] = this.#points.versionOf(point);
    this.handle[client] = this.#points.sendMetadata(point, client, this.metadataVersion[client]!, isFull);
    if (this.handle[client]! < 0) return this.metadataArrived(client);
    this.stage[client] = Stage.transferring;
  }

  /** WSUS did not answer in time, or failed with the client in its queue. */
  abandoned(client: number): void {
    if (this.#points.isDown(this.#selection.pointToTry[client]!)) return this.#fail(client, 'unreachable');
    if (this.#assumptions.timeoutIsRetried) return this.#fail(client, 'timedOut');
    this.#giveUp(client, 'timedOut');
  }

  /** The metadata have arrived: only now the client holds them. */
  metadataArrived(client: number): void {
    this.#selection.succeeded(client);
    this.metadataVersion[client] = this.servedVersion[client]!;
    this.#evaluate(client);
  }

  /** A failure worth a retry: at the same server, or at another one when this has failed too often. */
  #fail(client: number, outcome: ScanOutcome): void {
    this.#tryLater(client, outcome, this.#selection.failed(client, this.#versionNeeded(client)));
  }

  #tryLater(client: number, outcome: ScanOutcome, waitMs: number): void {
    this.#noteFailure(client);
    this.#stop(client, outcome);
    this.#retry.at(this.#simulation.nowMs + Math.max(1, waitMs), client);
    this.#reports!.outcome(client, ScanState.pendingRetry);
    this.#startWaiting(client);
  }

  /** A failure that is not retried: its triggers wait for the next one, unless that has come already. */
  #giveUp(client: number, outcome: ScanOutcome): void {
    this.#noteFailure(client);
    this.#count(client, outcome);
    this.failed[client]! |= this.running[client]!;
    this.#clear(client);
    this.#reports!.outcome(client, ScanState.failed);
    if ((this.waiting[client]! & ~OFFLINE) !== 0) this.#takeUpFailed(client);
    this.#startWaiting(client);
  }

  #takeUpFailed(client: number): void {
    this.waiting[client]! |= this.failed[client]!;
    this.failed[client] = 0;
  }

  #noteFailure(client: number): void {
    if (this.failureCount.length > 0) this.failureCount[client]!++;
  }

  onRetry(client: number): void {
    this.#startWaiting(client);
  }

  #complete(client: number): void {
    const triggers = this.running[client]!;
    if (this.kind[client] !== Kind.offline) {
      this.lastOnlineMs[client] = this.#simulation.nowMs;
      this.onlineCount[client]!++;
    }
    this.#count(client, 'completed');
    this.#clear(client);
    this.#reports!.outcome(client, ScanState.complete);
    for (const listener of this.#listeners) listener.scanned(client, triggers);
    this.#startWaiting(client);
    this.#watch.release(client);
  }

  onLeave(client: number, absence: Absence): void {
    if (this.running[client] === 0) return;
    if (absence === 'offNetwork' && this.stage[client] === Stage.evaluating) return;
    this.interrupt(client);
  }

  onReturn(client: number): void {
    this.#startWaiting(client);
  }

  /** Breaks off the running scan; its triggers wait for the next one. */
  interrupt(client: number): void {
    if (this.running[client] === 0) return;
    if (this.stage[client] === Stage.atServer) this.#points.withdraw(this.handle[client]!);
    if (this.stage[client] === Stage.transferring) this.#points.abortMetadata(this.handle[client]!);
    this.#step.cancel(client);
    this.#stop(client, 'interrupted');
  }

  #stop(client: number, outcome: ScanOutcome): void {
    this.#count(client, outcome);
    this.waiting[client]! |= this.running[client]!;
    this.#clear(client);
  }

  #clear(client: number): void {
    this.running[client] = 0;
    this.stage[client] = Stage.idle;
    this.handle[client] = -1;
  }

  /** A scan counts for the first of the triggers that it serves. */
  #count(client: number, outcome: ScanOutcome): void {
    const bits = this.running[client]!;
    this.#measures.count(indexOfTrigger(bits & -bits), this.kind[client]!, outcome);
  }
}
