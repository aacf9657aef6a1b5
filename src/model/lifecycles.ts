import { Sampler } from '../sim/distribution.ts';
import { Phase } from '../sim/phase.ts';
import type { EventKind } from '../sim/simulation.ts';
import type { ClientUpdates } from './client/client-updates.ts';
import type { Clients } from './client/clients.ts';
import { PatchLags, patchLevel } from './client/initial-state.ts';
import type { Installation } from './client/installation.ts';
import type { Lifetimes } from './client/lifetimes.ts';
import type { PolicyAgent } from './client/policy-agent.ts';
import type { PresenceWatch } from './client/presence-watch.ts';
import type { Restart } from './client/restart.ts';
import type { UpdatePointSelection } from './client/update-point-selection.ts';
import type { WindowGate } from './client/window-gate.ts';
import type { WriteFilters } from './client/write-filter.ts';
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
 * Data).
 */
export class Lifecycles {
  readonly #scenario: Scenario;
  readonly #simulation: Base['simulation'];
  readonly #parts: LifecycleParts;
  readonly #lags: PatchLags;
  readonly #registration: Sampler;
  readonly #joins: EventKind;
  readonly #leaves: EventKind;
  readonly #registered: EventKind;
  readonly #deleted: EventKind;

  constructor({ scenario, simulation, luck }: Base, parts: LifecycleParts) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#parts = parts;
    this.#lags = new PatchLags(scenario, luck, parts.clients);
    this.#registration = new Sampler(scenario.assumptions.registration, luck.key('client registration'));
    const entityCount = parts.lifetimes.areUsed ? parts.clients.count : 0;
    const common = { owner: this as Lifecycles, entityCount };
    this.#joins = simulation.declare({
      ...common,
      name: 'client: joins the fleet',
      phase: Phase.presence,
      run: Lifecycles.prototype.onJoin,
    });
    this.#leaves = simulation.declare({
      ...common,
      name: 'client: leaves the fleet',
      phase: Phase.presence,
      run: Lifecycles.prototype.onLeave,
    });
    this.#registered = simulation.declare({
      ...common,
      name: 'site: registers a client',
      phase: Phase.delivery,
      run: Lifecycles.prototype.onRegistered,
    });
    this.#deleted = simulation.declare({
      ...common,
      name: 'site: deletes a client',
      phase: Phase.delivery,
      run: Lifecycles.prototype.onDeleted,
    });
  }

  /** Before anything is counted: whoever joins later is unknown, and every coming and going is set. */
  begin(): void {
    const { clients, lifetimes, memberships } = this.#parts;
    if (!lifetimes.areUsed) return;
    for (let client = 0; client < clients.count; client++) {
      if (!lifetimes.isInFleet(client)) {
        memberships.beginUnknown(client);
        this.#joins.at(lifetimes.joinedMs(client), client);
      }
      const leftMs = lifetimes.leftMs(client);
      if (leftMs !== Infinity) this.#leaves.at(leftMs, client);
    }
  }

  onJoin(client: number): void {
    const { lifetimes, updates, selection, writeFilters, clients } = this.#parts;
    const { nowMs } = this.#simulation;
    lifetimes.join(client);
    selection.joinFleet(client);
    writeFilters.joinFleet(client);
    updates.joinFleet(client, this.#machine(client, nowMs), nowMs);
    const delayMs = clients.sampleMs(this.#registration, client, 0);
    this.#registered.at(nowMs + delayMs, client);
  }

  /** The updates of a machine that joins now. */
  #machine(client: number, nowMs: number): readonly Actual[] {
    const { clients, updates } = this.#parts;
    return patchLevel(this.#scenario, updates.index, clients.productOf(client), this.#lags.of(client), nowMs);
  }

  /** One that has left before is never registered. */
  onRegistered(client: number): void {
    const { lifetimes, memberships, collections, knowledge, policy } = this.#parts;
    if (!lifetimes.isInFleet(client)) return;
    memberships.setKnown(client, true, collections.partialOf(client));
    knowledge.register(client);
    policy.registered(client);
  }

  onLeave(client: number): void {
    const { lifetimes, updates, selection, watch, installation, windowGate, restart, writeFilters } =
      this.#parts;
    const { nowMs } = this.#simulation;
    watch.leaveFleet(client);
    installation.leaveFleet(client);
    windowGate.settled(client);
    restart.leaveFleet(client);
    writeFilters.leaveFleet(client);
    updates.leaveFleet(client, nowMs);
    lifetimes.leave(client);
    selection.leaveFleet(client);
    this.#deleted.at(nowMs + this.#scenario.assumptions.deletedAfterMs, client);
  }

  onDeleted(client: number): void {
    const { memberships, knowledge, enforcementDatabase } = this.#parts;
    if (!memberships.isKnown(client)) return;
    knowledge.remove(client);
    memberships.setKnown(client, false, []);
    knowledge.forget(client);
    enforcementDatabase.forget(client);
  }
}
