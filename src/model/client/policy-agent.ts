import { Phase } from '../../sim/phase.ts';
import type { PurposeKey } from '../../sim/random.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { ClientMeasures } from '../measures/client-measures.ts';
import type { UpdatePointList } from '../scenario.ts';
import type { Memberships } from '../site/deployment/memberships.ts';
import type { ManagementPoints } from '../site/management-points.ts';
import type { SiteTree } from '../site/site-tree.ts';
import { filesGetLost } from '../site/state/missing-messages.ts';
import type { SiteVersions } from '../site/synchronization/site-versions.ts';
import type { ClientContext } from './client-context.ts';
import { type ClientUpdates, Enforcement } from './client-updates.ts';
import type { Clients } from './clients.ts';
import type { Machines } from './machines.ts';
import type { Presence } from './presence.ts';
import { lastTick, nextTick } from './ticks.ts';

const NOT_PUBLISHED = -1;

/** Who acts on a policy that has arrived. */
export interface PolicyListener {
  /** The site's policy: software updates are enabled, here is your WSUS server. */
  enabled(client: number): void;
  assigned(client: number, deployment: number): void;
  /** A later revision of a deployment that the client has. */
  changed(client: number, deployment: number): void;
  withdrawn(client: number, deployment: number): void;
}

/** Who answers when the site asks a client for a full report. */
export interface ResyncListener {
  reportWanted(client: number): void;
}

/**
 * The policy polls of the clients: every hour at each client's own phase, and at boot. A poll that would bring
 * nothing is not an event; the next poll after news is, and it brings everything that was published by then.
 */
export class PolicyAgent {
  /** 1: the client has the site's policy that enables software updates, and so a place to scan. */
  enabled: Uint8Array;
  /** Per deployment and site: the revision that is published to the clients of the site; −1: none. */
  published: Int32Array;
  /** 1: the site asks the client for a full report; kept only where messages can be lost. */
  reportWanted: Uint8Array;

  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #presence: Presence;
  readonly #machines: Machines;
  readonly #updates: ClientUpdates;
  readonly #memberships: Memberships;
  readonly #points: ManagementPoints;
  readonly #versions: SiteVersions;
  readonly #siteCount: number;
  /** Per group: the site whose policy its clients get, and what they get of it. */
  readonly #siteOfGroup: readonly number[];
  readonly #enables: readonly boolean[];
  readonly #takesDeployments: readonly boolean[];
  readonly #measures: ClientMeasures;
  readonly #intervalMs: number;
  readonly #phaseKey: PurposeKey;
  readonly #poll: Timer;
  #listener: PolicyListener | null = null;
  #reports: ResyncListener | null = null;

  constructor(
    context: ClientContext,
    presence: Presence,
    updates: ClientUpdates,
    memberships: Memberships,
    points: ManagementPoints,
    tree: SiteTree,
    versions: SiteVersions,
    measures: ClientMeasures,
  ) {
    const { scenario, simulation, luck, clients, machines } = context;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#presence = presence;
    this.#machines = machines;
    this.#updates = updates;
    this.#memberships = memberships;
    this.#points = points;
    this.#versions = versions;
    this.#siteCount = scenario.sites.length;
    this.#siteOfGroup = tree.primaryOfGroup;
    this.#enables = clients.groups.map(
      ({ updatePoints }) => updatePoints !== null && hasAnyPoint(updatePoints),
    );
    this.#takesDeployments = clients.groups.map(({ updatePoints }) => updatePoints !== null);
    this.#measures = measures;
    this.#intervalMs = scenario.clientSettings.policyPollMs;
    this.#phaseKey = luck.key('policy poll phase');
    this.enabled = new Uint8Array(clients.count);
    this.published = new Int32Array(scenario.deployments.length * scenario.sites.length).fill(NOT_PUBLISHED);
    this.reportWanted = new Uint8Array(filesGetLost(scenario) ? clients.count : 0);
    simulation.state.own('policy', this, ['enabled', 'published', 'reportWanted']);
    this.#poll = simulation.declareTimer({
      name: 'policy poll that brings news',
      of: 'client',
      phase: Phase.activity,
      owner: this as PolicyAgent,
      entityCount: clients.count,
      run: PolicyAgent.prototype.onPoll,
    });
  }

  connect(listener: PolicyListener, reports: ResyncListener): void {
    this.#listener = listener;
    this.#reports = reports;
  }

  /** The site asks one client for a full report (MA-RESYNC). */
  wantReport(client: number): void {
    this.reportWanted[client] = 1;
    if (!this.#poll.isPending(client)) this.#awaitPoll(client);
  }

  /** A primary site publishes a deployment's policy to the members of its collection that are its clients. */
  publish(deployment: number, site: number, revision: number): void {
    this.#announce(deployment, site, revision);
  }

  /** It takes the policy back: the deployment is disabled or deleted. */
  withdraw(deployment: number, site: number): void {
    this.#announce(deployment, site, NOT_PUBLISHED);
  }

  #announce(deployment: number, site: number, revision: number): void {
    this.published[deployment * this.#siteCount + site] = revision;
    for (let client = 0; client < this.#clients.count; client++) {
      if (!this.#updates.deploymentsOf(client).includes(deployment)) continue;
      this.#awaitNews(client, deployment);
    }
  }

  /**
   * The client has become a member of the deployment's collection (seed 002, automatic deployment), or is one no longer:
   * its next policy says so.
   */
  membershipChanged(client: number, deployment: number): void {
    this.#awaitNews(client, deployment);
  }

  #awaitNews(client: number, deployment: number): void {
    if (this.#isNews(client, deployment) && !this.#poll.isPending(client)) this.#awaitPoll(client);
  }

  /** The site has registered a client that has joined: its next policy enables software updates. */
  registered(client: number): void {
    if (this.#awaitsEnabling(client) && !this.#poll.isPending(client)) this.#awaitPoll(client);
  }

  /** The sites, synchronized, publish the policy that enables software updates: new clients wait for it. */
  publishSitePolicy(): void {
    for (let client = 0; client < this.#clients.count; client++) {
      if (this.#awaitsEnabling(client)) this.#awaitPoll(client);
    }
  }

  /**
   * Whether the site's policy tells a client of a software update point. It does not where updates are disabled for the
   * collection, nor before the site has one (seed 002, synchronization).
   */
  enables(client: number): boolean {
    return this.#enables[this.#clients.groupOf[client]!]!;
  }

  /** A boot polls at once, if there is news. */
  pollAtBoot(client: number): void {
    if (this.#poll.isPending(client)) this.#poll.atOrBefore(this.#simulation.nowMs + 1, client);
  }

  /** The newest metadata version that the client's last poll named. */
  requiredVersion(client: number): number {
    const lastPollMs = lastTick(this.#simulation.nowMs, this.#phaseMs(client), this.#intervalMs);
    return this.#versions.namedAt(this.#siteOfGroup[this.#clients.groupOf[client]!]!, lastPollMs);
  }

  onPoll(client: number): void {
    if (!this.#machines.isReachable(client)) return this.#awaitPoll(client);
    if (!this.#hasNews(client)) return;
    if (!this.#points.requestPolicy(client)) this.#awaitPoll(client);
  }

  /** The management point has answered: everything published by now arrives. */
  delivered(client: number): void {
    if (!this.#machines.isReachable(client)) return this.#awaitPoll(client);
    if (this.#awaitsEnabling(client)) {
      this.enabled[client] = 1;
      this.#listener!.enabled(client);
    }
    if (this.#isReportWanted(client)) {
      this.reportWanted[client] = 0;
      this.#reports!.reportWanted(client);
    }
    for (const deployment of this.#updates.deploymentsOf(client)) {
      if (this.#isNews(client, deployment)) this.#take(client, deployment);
    }
  }

  #take(client: number, deployment: number): void {
    const group = this.#clients.groupOf[client]!;
    const revision = this.#publishedTo(client, deployment);
    if (revision === NOT_PUBLISHED) {
      if (this.#memberships.isTargeted(client, deployment)) {
        this.#measures.policyWithdrawn(deployment, group);
      }
      return this.#listener!.withdrawn(client, deployment);
    }
    this.#updates.revisions.set(deployment, client, revision);
    if (this.#updates.is(deployment, client, Enforcement.policy)) {
      return this.#listener!.changed(client, deployment);
    }
    this.#updates.set(deployment, client, Enforcement.policy);
    this.#measures.policyReceived(deployment, group);
    this.#listener!.assigned(client, deployment);
  }

  failed(client: number): void {
    this.#awaitPoll(client);
  }

  /** Sets the timer to the client's next poll, or to the instant at which its presence changes before that. */
  #awaitPoll(client: number): void {
    if (this.#machines.isBlocked(client)) return;
    const nowMs = this.#simulation.nowMs;
    const roundTripMs = 2 * this.#points.latencyMs(client);
    const tickMs = nextTick(nowMs, this.#phaseMs(client), this.#intervalMs) + roundTripMs;
    const present = this.#presence.isPresent(client, nowMs);
    const changeMs = this.#presence.changesAtMs(client);
    if (present) return this.#poll.at(Math.min(tickMs, changeMs), client);
    switch (this.#presence.absenceOf(client)) {
      case 'shutdown':
        return this.#poll.at(changeMs, client);
      case 'sleep':
      case 'offNetwork':
        return this.#poll.at(Math.max(tickMs, changeMs), client);
    }
  }

  #phaseMs(client: number): number {
    return Math.floor(this.#clients.draw(this.#phaseKey, client, 0) * this.#intervalMs);
  }

  /** An answer on its way when the news came may have brought it. */
  #hasNews(client: number): boolean {
    if (this.#awaitsEnabling(client) || this.#isReportWanted(client)) return true;
    return this.#updates.deploymentsOf(client).some((deployment) => this.#isNews(client, deployment));
  }

  #isReportWanted(client: number): boolean {
    return this.reportWanted.length > 0 && this.reportWanted[client] === 1;
  }

  #isNews(client: number, deployment: number): boolean {
    const group = this.#clients.groupOf[client]!;
    const published = this.#publishedTo(client, deployment);
    if (!this.#updates.is(deployment, client, Enforcement.policy)) {
      return published !== NOT_PUBLISHED && this.#takesDeployments[group]!;
    }
    if (published === NOT_PUBLISHED) return true;
    return (
      this.#updates.revisions.isKept(deployment) &&
      this.#updates.revisions.of(deployment, client) !== published
    );
  }

  #publishedTo(client: number, deployment: number): number {
    if (!this.#memberships.isTargeted(client, deployment)) return NOT_PUBLISHED;
    return this.published[deployment * this.#siteCount + this.#siteOfGroup[this.#clients.groupOf[client]!]!]!;
  }

  #awaitsEnabling(client: number): boolean {
    return this.enabled[client] === 0 && this.enables(client) && this.#memberships.isKnown(client);
  }
}

/** Whether clients have anywhere to scan, be it at a neighbour. */
export function hasAnyPoint({ own, neighbours }: UpdatePointList): boolean {
  return own.length > 0 || neighbours.some(({ points }) => points.length > 0);
}
