import { Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import type { Scenario } from '../scenario.ts';
import { Actual } from '../updates/update-states.ts';
import type { ClientContext } from './client-context.ts';
import { type ClientUpdates, Enforcement, TO_INSTALL } from './client-updates.ts';
import type { Clients } from './clients.ts';
import type { DeploymentTimes } from './deployment-times.ts';
import type { DownloadListener, Downloads } from './downloads.ts';
import type { EnforcementReports } from './enforcement-reports.ts';
import type { Grace } from './grace.ts';
import type { Installation } from './installation.ts';
import type { PolicyListener } from './policy-agent.ts';
import type { Restart } from './restart.ts';
import { type ScanAgent, type ScanListener, Trigger } from './scan-agent.ts';
import type { ScanCalendar } from './scan-calendar.ts';
import type { UserInstalls } from './user-installs.ts';
import type { WakeOnLan } from './wake-on-lan.ts';
import type { WindowGate } from './window-gate.ts';

/** Scans whose results leave within two minutes (seed 002, after installation). */
const HASTENED = Trigger.afterInstallation | Trigger.afterRestart;

/** What a client has begun for a deployment. */
const BEGUN = Enforcement.wanted | Enforcement.mayDownload | Enforcement.available | TO_INSTALL;

/** Scans that look whether what is wanted is required. */
const LOOKED = Trigger.firstScan | Trigger.beforeDownload | Trigger.beforeInstallation;

/**
 * What a client does about its deployments (seed 002, deployment process): on receipt a scan and the download of what
 * is required; at the deadline a scan again, the look into the cache, the installation. An update that its metadata
 * do not know it can neither download nor install: it looks again after every scan.
 */
export class DeploymentAgent implements PolicyListener, ScanListener, DownloadListener {
  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #updates: ClientUpdates;
  readonly #scans: ScanAgent;
  readonly #calendar: ScanCalendar;
  readonly #downloads: Downloads;
  readonly #installation: Installation;
  readonly #windowGate: WindowGate;
  readonly #restart: Restart;
  readonly #reports: EnforcementReports;
  readonly #grace: Grace;
  readonly #wakeOnLan: WakeOnLan;
  readonly #userInstalls: UserInstalls;
  readonly #times: DeploymentTimes;
  readonly #availableDelay: Sampler;
  readonly #available: EventKind;
  readonly #deadline: EventKind;
  readonly #wake: EventKind;
  readonly #outdated: EventKind;
  readonly #ttlMs: number;

  constructor(
    context: ClientContext,
    updates: ClientUpdates,
    times: DeploymentTimes,
    scans: ScanAgent,
    calendar: ScanCalendar,
    downloads: Downloads,
    installation: Installation,
    windowGate: WindowGate,
    restart: Restart,
    reports: EnforcementReports,
    grace: Grace,
    wakeOnLan: WakeOnLan,
    userInstalls: UserInstalls,
  ) {
    const { scenario, simulation, luck, clients } = context;
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#updates = updates;
    this.#scans = scans;
    this.#calendar = calendar;
    this.#downloads = downloads;
    this.#installation = installation;
    this.#windowGate = windowGate;
    this.#restart = restart;
    this.#reports = reports;
    this.#grace = grace;
    this.#wakeOnLan = wakeOnLan;
    this.#userInstalls = userInstalls;
    this.#times = times;
    this.#ttlMs = scenario.clientSettings.scanTtlMs;
    this.#availableDelay = new Sampler(scenario.assumptions.availableDelay, luck.key('available delay'));
    const common = {
      owner: this as DeploymentAgent,
      of: 'client',
      argumentIs: 'deployment',
      phase: Phase.activity,
      entityCount: clients.count,
    };
    this.#available = simulation.declare({
      ...common,
      name: 'deployment: download may start',
      run: DeploymentAgent.prototype.onAvailable,
    });
    this.#outdated = simulation.declare({
      ...common,
      name: 'deployment: metadata are older than the time to live',
      run: DeploymentAgent.prototype.onOutdated,
    });
    this.#deadline = simulation.declare({
      ...common,
      name: 'deployment: deadline',
      run: DeploymentAgent.prototype.onDeadline,
    });
    this.#wake = simulation.declare({
      ...common,
      name: 'deployment: a sleeping client is woken for its deadline',
      phase: Phase.presence,
      run: DeploymentAgent.prototype.onWake,
    });
  }

  /** Software updates are enabled: the first scan starts within two hours (seed 002, scan process). */
  enabled(client: number): void {
    this.#calendar.beginWithFirstScan(client);
  }

  /** A deployment's policy has arrived. A deadline already missed is delayed from now on (domain, J9). */
  assigned(client: number, deployment: number): void {
    this.#userInstalls.show(client, deployment);
    const deadlineMs = this.#times.deadlineMs(client, deployment);
    if (deadlineMs === Infinity) return this.#offer(client, deployment);
    const nowMs = this.#simulation.nowMs;
    const delayMs = this.#times.deadlineDelayMs(client, deployment);
    const dueMs = Math.max(nowMs + 1, Math.max(nowMs, deadlineMs) + delayMs);
    this.#grace.begin(client, deployment, dueMs);
    this.#deadline.at(dueMs + this.#grace.lengthMs(deployment), client, deployment);
    if (this.#scenario.deployments[deployment]!.options.wakeOnLan) this.#wake.at(dueMs, client, deployment);
    if (this.#scenario.profile === 'seed2017') return this.#prepare(client, deployment);
    const startMs = this.#downloadStartMs(client, deployment);
    this.#available.at(Math.max(nowMs + 1, Math.min(startMs, dueMs)), client, deployment);
  }

  /**
   * Its updates or times are others than those that the client had: what it does begins anew with these. The download
   * under way goes on, if it is still part of it.
   */
  changed(client: number, deployment: number): void {
    const goesOn = this.#isDownloading(client, deployment) && this.#isDownloadTime(client, deployment);
    this.#updates.clear(deployment, client, BEGUN);
    if (goesOn) this.#updates.set(deployment, client, Enforcement.mayDownload);
    this.#downloads.consider(client);
    this.#settleWindow(client);
    this.assigned(client, deployment);
  }

  #isDownloading(client: number, deployment: number): boolean {
    if (!this.#updates.is(deployment, client, Enforcement.mayDownload)) return false;
    if (!this.#downloads.isDownloading(client)) return false;
    return this.#updates.slotsOf(deployment, client).includes(this.#downloads.slot[client]!);
  }

  #isDownloadTime(client: number, deployment: number): boolean {
    const dueMs = this.#earliestMs(client, deployment);
    if (dueMs === Infinity) return false;
    if (this.#scenario.profile === 'seed2017') return true;
    return Math.min(this.#downloadStartMs(client, deployment), dueMs) <= this.#simulation.nowMs;
  }

  /** Its policy is gone: nothing of it is downloaded or installed any more. */
  withdrawn(client: number, deployment: number): void {
    this.#updates.clear(deployment, client, BEGUN | Enforcement.policy);
    this.#downloads.consider(client);
    this.#settleWindow(client);
  }

  /** A client waits for no window when nothing is to install any more. */
  #settleWindow(client: number): void {
    if (!this.#updates.deploymentsOf(client).some((each) => this.#isDue(each, client)))
      this.#windowGate.settled(client);
  }

  #downloadStartMs(client: number, deployment: number): number {
    const delayMs = this.#clients.sampleMs(this.#availableDelay, client, this.#keyOf(deployment));
    return this.#times.availableMs(client, deployment) + delayMs;
  }

  /** Whether an instant that was set by an earlier policy still counts by the present one. */
  #isReached(client: number, deployment: number, instantMs: number): boolean {
    return this.#updates.is(deployment, client, Enforcement.policy) && instantMs <= this.#simulation.nowMs;
  }

  #earliestMs(client: number, deployment: number): number {
    return this.#times.deadlineMs(client, deployment) + this.#times.deadlineDelayMs(client, deployment);
  }

  /** Names the occasions of the deployment. */
  #keyOf(deployment: number): number {
    return this.#updates.deployments.keys[deployment]!;
  }

  onAvailable(client: number, deployment: number): void {
    const dueMs = this.#earliestMs(client, deployment);
    const startMs = Math.min(this.#downloadStartMs(client, deployment), dueMs);
    if (this.#isReached(client, deployment, startMs)) this.#prepare(client, deployment);
  }

  /** An available deployment is evaluated; the rest is for users (seed 002, deployment process). */
  #offer(client: number, deployment: number): void {
    this.#updates.set(deployment, client, Enforcement.available);
    this.#reports.activated(client, deployment);
    if (this.#scans.metadataVersion[client]! < 0) return;
    this.#scans.request(client, Trigger.beforeDownload, this.#keyOf(deployment));
  }

  /** A user starts its installation: all of it that is required is fetched and installed now. */
  startByUser(client: number, deployment: number): void {
    if (!this.#updates.is(deployment, client, Enforcement.policy)) return;
    this.#takeOn(client, deployment, Enforcement.byUser);
    this.#scans.request(client, Trigger.beforeInstallation, this.#keyOf(deployment));
  }

  /** Before downloading, a scan makes sure that the updates are still required. A new client's first scan does. */
  #prepare(client: number, deployment: number): void {
    this.#updates.takeUpOf(deployment, client, this.#simulation.nowMs);
    this.#updates.set(deployment, client, Enforcement.wanted);
    this.#reports.activated(client, deployment);
    if (this.#scans.metadataVersion[client]! < 0) return;
    this.#scans.request(client, Trigger.beforeDownload, this.#keyOf(deployment));
  }

  onDeadline(client: number, deployment: number): void {
    const dueMs = this.#earliestMs(client, deployment) + this.#grace.lengthMs(deployment);
    if (this.#isReached(client, deployment, dueMs)) this.#enforce(client, deployment);
  }

  /** At the deadline, though a grace may follow: before all else of that instant, as if it had come by itself. */
  onWake(client: number, deployment: number): void {
    if (this.#isReached(client, deployment, this.#earliestMs(client, deployment)))
      this.#wakeOnLan.atDeadline(client, deployment);
  }

  /** The machine works outside business hours, in the grace of the deployment. */
  enforceInGrace(client: number, deployment: number): void {
    if (this.#updates.is(deployment, client, Enforcement.deadline)) return;
    if (this.#isReached(client, deployment, this.#earliestMs(client, deployment)))
      this.#enforce(client, deployment);
  }

  /** What users had installed before restarts now. */
  #enforce(client: number, deployment: number): void {
    this.#takeOn(client, deployment, Enforcement.deadline);
    this.#takeOnThoseNear(client);
    if (this.#restart.isWaiting(client)) this.#restart.arrange(client);
    this.#scans.request(client, Trigger.beforeInstallation, this.#keyOf(deployment));
  }

  #takeOn(client: number, deployment: number, bit: number): void {
    this.#updates.takeUpOf(deployment, client, this.#simulation.nowMs);
    this.#updates.set(deployment, client, Enforcement.wanted | bit);
  }

  /** Available deployments whose deadline is near are carried out too, where a client setting says so. */
  #takeOnThoseNear(client: number): void {
    const { lookAheadMs } = this.#scenario.clientSettings;
    if (lookAheadMs === 0) return;
    const nowMs = this.#simulation.nowMs;
    for (const deployment of this.#updates.deploymentsOf(client)) {
      if (!this.#updates.is(deployment, client, Enforcement.policy)) continue;
      if (this.#updates.is(deployment, client, Enforcement.deadline)) continue;
      if (this.#times.availableMs(client, deployment) > nowMs) continue;
      if (this.#times.deadlineMs(client, deployment) > nowMs + lookAheadMs) continue;
      this.#takeOn(client, deployment, Enforcement.deadline);
    }
  }

  /** After every scan the client looks at what it now knows. */
  scanned(client: number, triggers: number): void {
    if ((triggers & LOOKED) !== 0) this.#allowDownloads(client);
    this.#reports.evaluated(client, (triggers & HASTENED) !== 0);
    this.#downloads.consider(client);
    if ((triggers & Trigger.beforeInstallation) !== 0) this.#lookAgainWhenOutdated(client);
    this.#goOn(client, triggers);
    if ((triggers & Trigger.beforeInstallation) !== 0) this.#reportWaiting(client);
  }

  #goOn(client: number, triggers: number): void {
    if (this.#installation.isInstalling(client)) return;
    if (this.#seesInstallations(client, triggers) && this.#updates.isRestartPending(client)) {
      return this.#restart.arrange(client);
    }
    const deployment = this.#overdueDeployment(client);
    if (deployment < 0) return this.#windowGate.settled(client);
    if ((triggers & Trigger.beforeInstallation) !== 0) this.#installation.begin(client);
    else this.#scans.request(client, Trigger.beforeInstallation, this.#keyOf(deployment));
  }

  /** Whether the scan is the first after installations. */
  #seesInstallations(client: number, triggers: number): boolean {
    if (!this.#installation.hasSeenOverrun(client)) return (triggers & Trigger.afterInstallation) !== 0;
    this.#reports.restartFound(client);
    return true;
  }

  /** Reports what its deadline does not set going, because an installation of others or a restart comes first. */
  #reportWaiting(client: number): void {
    const installing = this.#installation.slot[client]!;
    if (installing < 0 && !this.#restart.isPending(client)) return;
    for (const deployment of this.#updates.deploymentsOf(client)) {
      if (!this.#isDue(deployment, client)) continue;
      if (installing < 0) this.#reports.waitsForRestart(client, deployment);
      else if (!this.#updates.slotsOf(deployment, client).includes(installing)) {
        this.#reports.waitsForInstallation(client, deployment);
      }
    }
  }

  /**
   * The deadline of an update has passed that the metadata do not know, and they are too young to be renewed: as soon
   * as they are old enough, the client looks again.
   */
  #lookAgainWhenOutdated(client: number): void {
    const outdatedMs = this.#scans.lastOnlineMs[client]! + this.#ttlMs + 1;
    if (outdatedMs <= this.#simulation.nowMs || this.#scans.lastOnlineMs[client] === this.#simulation.nowMs)
      return;
    const deployment = this.#updates
      .deploymentsOf(client)
      .find(
        (each) =>
          this.#updates.is(each, client, Enforcement.deadline) && this.#updates.isUnknown(each, client),
      );
    if (deployment !== undefined) this.#outdated.at(outdatedMs, client, deployment);
  }

  onOutdated(client: number, deployment: number): void {
    if (!this.#updates.isUnknown(deployment, client)) return;
    this.#scans.request(client, Trigger.beforeInstallation, this.#keyOf(deployment));
  }

  /** What was wanted before this scan is known to be required now, or not. */
  #allowDownloads(client: number): void {
    for (const deployment of this.#updates.deploymentsOf(client)) {
      if (!this.#updates.is(deployment, client, Enforcement.wanted)) continue;
      this.#updates.set(deployment, client, Enforcement.mayDownload);
    }
  }

  /** Content has arrived in the cache: perhaps the last that an overdue deployment lacked. */
  downloaded(client: number): void {
    const deployment = this.#overdueDeployment(client);
    if (deployment >= 0) this.#scans.request(client, Trigger.beforeInstallation, this.#keyOf(deployment));
  }

  /** The first deployment past its deadline of which something is to install and nothing to download; −1: none. */
  #overdueDeployment(client: number): number {
    if (this.#installation.isInstalling(client) || this.#restart.isPending(client)) return -1;
    for (const deployment of this.#updates.deploymentsOf(client)) {
      if (this.#isDue(deployment, client)) return deployment;
    }
    return -1;
  }

  #isDue(deployment: number, client: number): boolean {
    if (!this.#updates.is(deployment, client, TO_INSTALL)) return false;
    if (this.#updates.firstRequired(deployment, client, Actual.required) >= 0) return false;
    return this.#updates.firstRequired(deployment, client, Actual.cached) >= 0;
  }
}
