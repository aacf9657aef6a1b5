import { Sampler } from '../sim/distribution.ts';
import { Phase } from '../sim/phase.ts';
import type { EventKind } from '../sim/simulation.ts';
import type { ClientUpdates } from './client/client-updates.ts';
import type { Clients } from './client/clients.ts';
import type { Installation } from './client/installation.ts';
import type { JoiningMachines } from './client/joining-machines.ts';
import type { Lifetimes } from './client/lifetimes.ts';
import type { PolicyAgent } from './client/policy-agent.ts';
import type { Presence } from './client/presence.ts';
import type { PresenceWatch } from './client/presence-watch.ts';
import type { Rebuilds } from './client/rebuilds.ts';
import type { Restart } from './client/restart.ts';
import type { UpdatePointSelection } from './client/update-point-selection.ts';
import type { WindowGate } from './client/window-gate.ts';
import type { WriteFilters } from './client/write-filter.ts';
import type { Imaging } from './images/imaging.ts';
import type { Scenario } from './scenario.ts';
import type { Collections } from './site/deployment/collections.ts';
import type { Memberships } from './site/deployment/memberships.ts';
import type { EnforcementDatabase } from './site/state/enforcement-database.ts';
import type { SiteKnowledge } from './site/state/site-knowledge.ts';
import type { Actual } from './updates/update-states.ts';
import type { Base } from './wiring/base.ts';

/** What knows a client, and what it is made of. */
export interface LifecycleParts {
  readonly clients: Clients;
  readonly lifetimes: Lifetimes;
  /** Null where no machine is rebuilt. */
  readonly rebuilds: Rebuilds | null;
  readonly machines: JoiningMachines;
  readonly imaging: Imaging;
  readonly presence: Presence;
  readonly updates: ClientUpdates;
  readonly memberships: Memberships;
  readonly collections: Collections;
  readonly knowledge: SiteKnowledge;
  readonly enforcementDatabase: EnforcementDatabase;
  readonly policy: PolicyAgent;
  readonly selection: UpdatePointSelection;
  readonly watch: PresenceWatch;
  readonly installation: Installation;
  readonly windowGate: WindowGate;
  readonly restart: Restart;
  readonly writeFilters: WriteFilters;
}

/**
 * How clients join the fleet and leave it for good (MA-JOINS, MA-MEMBERSHIP). A machine that joins has the updates of
 * its time; once its site has registered it, it is a member of collections and gets policy at its next poll. One that
 * leaves is switched off for ever; its site has it as it was, until it deletes it as aged (domain, Delete Aged Discovery
 * Data). A machine that is rebuilt leaves as one client, and joins as another when it is built (MA-REBUILD).
 */
export class Lifecycles {
  readonly #scenario: Scenario;
  readonly #simulation: Base['simulation'];
  readonly #parts: LifecycleParts;
  readonly #registration: Sampler;
  readonly #joins: EventKind;
  readonly #leaves: EventKind;
  readonly #rebuilt: EventKind;
  readonly #registered: EventKind;
  readonly #deleted: EventKind;

  constructor({ scenario, simulation, luck }: Base, parts: LifecycleParts) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#parts = parts;
    this.#registration = new Sampler(scenario.assumptions.registration, luck.key('client registration'));
    const entityCount = parts.lifetimes.areUsed ? parts.clients.count : 0;
    const common = { owner: this as Lifecycles, entityCount };
    this.#joins = simulation.declare({
      ...common,
      name: 'client: joins the fleet',
      of: 'client',
      phase: Phase.presence,
      run: Lifecycles.prototype.onJoin,
    });
    this.#leaves = simulation.declare({
      ...common,
      name: 'client: leaves the fleet',
      of: 'client',
      phase: Phase.presence,
      run: Lifecycles.prototype.onLeave,
    });
    this.#rebuilt = simulation.declare({
      ...common,
      name: 'machine: is rebuilt',
      of: 'client',
      phase: Phase.presence,
      run: Lifecycles.prototype.onRebuild,
    });
    this.#registered = simulation.declare({
      ...common,
      name: 'site: registers a client',
      of: 'client',
      phase: Phase.delivery,
      run: Lifecycles.prototype.onRegistered,
    });
    this.#deleted = simulation.declare({
      ...common,
      name: 'site: deletes a client',
      of: 'client',
      phase: Phase.delivery,
      run: Lifecycles.prototype.onDeleted,
    });
  }

  /** Before anything is counted: whoever joins later is unknown, and every coming and going is set. */
  begin(): void {
    const { clients, lifetimes, memberships } = this.#parts;
    if (!lifetimes.areUsed) return;
    const drawn = new Map<number, readonly number[]>();
    for (let client = 0; client < clients.count; client++) {
      if (!lifetimes.isInFleet(client)) {
        memberships.beginUnknown(client);
        this.#beginOutside(client, drawn);
      }
      this.#leaveInTime(client);
    }
  }

  /**
   * The first client of a machine comes when that arrives, a later one perhaps when it is rebuilt. `drawn`: when machines
   * are, by their first clients.
   */
  #beginOutside(client: number, drawn: Map<number, readonly number[]>): void {
    const { clients, lifetimes, rebuilds } = this.#parts;
    const build = clients.buildOf(client);
    if (build === 0) return this.#joins.at(lifetimes.arrivesMs(client), client);
    let first = client;
    while (clients.previousOf(first) >= 0) first = clients.previousOf(first);
    const instants =
      drawn.get(first) ?? rebuilds!.instantsOf(clients.groupOf[client]!, clients.machineOf(client));
    drawn.set(first, instants);
    this.#rebuilt.at(instants[build - 1]!, client);
  }

  #leaveInTime(client: number): void {
    const leftMs = this.#parts.lifetimes.leftMs(client);
    if (leftMs !== Infinity) this.#leaves.at(leftMs, client);
  }

  onJoin(client: number): void {
    const { imaging, machines } = this.#parts;
    if (imaging.concerns(client)) imaging.begin(client);
    else this.#join(client, machines.patched(client));
  }

  /** What is not in the fleet, since its machine is being built, has left for good or is yet to come, is not rebuilt. */
  onRebuild(client: number): void {
    const { clients, lifetimes, imaging } = this.#parts;
    let current = clients.previousOf(client);
    while (current >= 0 && !lifetimes.isInFleet(current)) current = clients.previousOf(current);
    if (current < 0) return;
    lifetimes.handOver(current, client);
    this.#leave(current);
    this.#leaveInTime(client);
    imaging.begin(client);
  }

  /** A machine was built from an image. */
  built(client: number, machine: readonly Actual[]): void {
    this.#join(client, machine);
  }

  #join(client: number, machine: readonly Actual[]): void {
    const { presence, lifetimes, updates, selection, writeFilters, clients } = this.#parts;
    const { nowMs } = this.#simulation;
    if (lifetimes.join(client, nowMs)) this.#leaveInTime(client);
    presence.joinFleet(client, nowMs);
    selection.joinFleet(client);
    writeFilters.joinFleet(client);
    updates.joinFleet(client, machine, nowMs);
    const delayMs = clients.sampleMs(this.#registration, client, 0);
    this.#registered.at(nowMs + delayMs, client);
  }

  /** One that has left before is never registered. Its site knows a machine again, and drops what that was before. */
  onRegistered(client: number): void {
    const { clients, lifetimes, memberships, collections, knowledge, policy } = this.#parts;
    if (!lifetimes.isInFleet(client)) return;
    const before: number[] = [];
    for (let old = clients.previousOf(client); old >= 0; old = clients.previousOf(old)) {
      if (memberships.isKnown(old)) before.push(old);
    }
    for (const old of before) knowledge.remove(old);
    memberships.replace(before, client, collections.partialOf(client));
    for (const old of before) this.#forget(old);
    knowledge.register(client);
    policy.registered(client);
  }

  /** A machine that has been rebuilt leaves as its next client. */
  onLeave(client: number): void {
    if (this.#parts.lifetimes.isInFleet(client)) this.#leave(client);
    else this.#parts.imaging.stop(client);
  }

  #leave(client: number): void {
    const { presence, lifetimes, updates, selection, watch } = this.#parts;
    const { installation, windowGate, restart, writeFilters } = this.#parts;
    const { nowMs } = this.#simulation;
    presence.leaveFleet(client);
    watch.leaveFleet(client);
    installation.leaveFleet(client);
    windowGate.settled(client);
    restart.leaveFleet(client);
    writeFilters.leaveFleet(client);
    updates.leaveFleet(client, nowMs);
    lifetimes.leave(client, nowMs);
    selection.leaveFleet(client);
    this.#deleted.at(nowMs + this.#scenario.assumptions.deletedAfterMs, client);
  }

  onDeleted(client: number): void {
    const { memberships, knowledge } = this.#parts;
    if (!memberships.isKnown(client)) return;
    knowledge.remove(client);
    memberships.setKnown(client, false, []);
    this.#forget(client);
  }

  /** Nothing of a deleted client is stored any more. */
  #forget(client: number): void {
    this.#parts.knowledge.forget(client);
    this.#parts.enforcementDatabase.forget(client);
  }
}
