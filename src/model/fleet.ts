import { Luck } from '../sim/random.ts';
import { Rows } from '../sim/rows.ts';
import { Simulation, type Watcher } from '../sim/simulation.ts';
import type { Snapshot } from '../sim/state.ts';
import { beginAll } from './fleet-start.ts';
import { clientOutcomes, unfinishedRows } from './measures/client-outcomes.ts';
import { clientRows } from './measures/client-rows.ts';
import {
  REMOTEAPP_COLLECTION_COLUMNS,
  REMOTEAPP_COLLECTION_UPDATE_COLUMNS,
  REMOTEAPP_SESSION_COLUMNS,
  REMOTEAPP_SIGN_OFF_COLUMNS,
  REMOTEAPP_UPDATE_COLUMNS,
  type RunResult,
} from './results.ts';
import type { Scenario } from './scenario.ts';
import { buildParts, type FleetParts } from './wiring/parts.ts';

/**
 * A fleet, its sites and their network, built and wired from a scenario. Everything is in the order in which an update
 * travels: release, synchronization, policy, scan, evaluation, state messages, and beside them content, deadline,
 * installation, restart.
 */
export class Fleet {
  readonly #scenario: Scenario;
  readonly #replication: number;
  readonly #simulation: Simulation;
  /** The parts, for whoever looks into a fleet at an instant: tests, and the stories of clients. */
  readonly parts: FleetParts;

  constructor(scenario: Scenario, replication: number) {
    this.#scenario = scenario;
    this.#replication = replication;
    this.#simulation = new Simulation(scenario.horizonMs);
    const luck = new Luck(scenario.seed, replication);
    this.parts = buildParts({ scenario, simulation: this.#simulation, luck });
    this.#simulation.start();
    beginAll(scenario, this.parts, luck);
  }

  /** Runs up to and including an instant. */
  run(untilMs: number): void {
    this.#simulation.run(untilMs);
  }

  /** Has every event of the runs from now on told to `watcher`, null: to nobody; the history stays the same. */
  watch(watcher: Watcher | null): void {
    this.#simulation.watch(watcher);
  }

  get nowMs(): number {
    return this.#simulation.nowMs;
  }

  get eventCount(): number {
    return this.#simulation.executedCount;
  }

  /** Share of the members of all deployments that are compliant in truth; 1 without deployments. */
  complianceShare(): number {
    const { measures, memberships, deployments } = this.parts;
    const members = memberships.totalCount.reduce(
      (sum, count, deployment) => sum + (deployments.isChosen(deployment) ? count : 0),
      0,
    );
    const compliant = measures.actual.compliantCount.reduce((sum, count) => sum + count, 0);
    return members === 0 ? 1 : compliant / members;
  }

  /** A copy of everything that changes; a fleet built from the same scenario goes on from it as this one would. */
  save(): Snapshot {
    return this.#simulation.state.save();
  }

  restore(snapshot: Snapshot): void {
    this.#simulation.state.restore(snapshot);
  }

  /**
   * Goes on from a copy of a fleet whose scenario differs from this one only in actions to come: those of this scenario
   * take their place. See `sharesPast`.
   */
  branch(snapshot: Snapshot): void {
    this.restore(snapshot);
    this.parts.actions.takeOver();
  }

  /** The fingerprint of the history so far. */
  get fingerprint(): string {
    return this.#simulation.fingerprint;
  }

  /** The fingerprint after each simulated hour that has passed. */
  hourlyFingerprints(): string[] {
    return this.#simulation.hourlyFingerprints();
  }

  /** What the run has left behind so far. */
  result(): RunResult {
    const { clients, compliance, enforcement, intervals, measures, network, servers, scans, downloads } =
      this.parts;
    const {
      scanMeasures,
      updatePointMeasures,
      messageMeasures,
      downloadMeasures,
      installationMeasures,
      restartMeasures,
      packageMeasures,
      deploymentStates,
      events,
    } = this.parts;
    const { lifetimes, memberships, siteDeployments, updates, updateStates, selection } = this.parts;
    const { installation, windowGate, writeFilters, restart, machines } = this.parts;
    const { recorder, exposure } = this.parts.remoteApp?.hosts ?? {};
    const clientParts = {
      clients,
      lifetimes,
      memberships,
      siteDeployments,
      updates,
      scans,
      selection,
      downloads,
      installation,
      windowGate,
      writeFilters,
      restart,
      machines,
      measures,
    };
    const outcomes = clientOutcomes(this.#scenario, clientParts);
    return {
      scenario: this.#scenario,
      replication: this.#replication,
      clientCount: clients.machineCount,
      eventCount: this.#simulation.executedCount,
      fingerprint: this.#simulation.fingerprint,
      hourlyFingerprints: this.hourlyFingerprints(),
      stateBytes: this.#simulation.state.bytes,
      serverNames: servers.names,
      linkNames: network.names.map((name, link) => ({
        name,
        bytesPerSecond: network.builtBytesPerSecond[link]!,
      })),
      compliance: compliance.rows,
      updateStates: updateStates.rows,
      coverage: compliance.coverage(),
      timeToCompliant: compliance.timeToCompliant(),
      lifeTable: measures.lifeTables.rows(this.#simulation.nowMs),
      scans: scanMeasures.rows,
      updatePoints: updatePointMeasures.rows,
      servers: intervals.servers,
      links: intervals.links,
      stateMessages: messageMeasures.rows,
      enforcement: enforcement.rows,
      downloads: downloadMeasures.rows,
      collections: this.parts.collectionMeasures.rows,
      deployments: deploymentStates.rows,
      packages: packageMeasures.rows,
      installations: installationMeasures.rows,
      restarts: restartMeasures.rows,
      writeFilters: this.parts.writeFilterMeasures.rows,
      orchestrationGroups: this.parts.orchestrationMeasures.rows,
      exposure: measures.exposure.rows(this.#simulation.nowMs),
      images: this.parts.imageMeasures.rows,
      imageUpdates: this.parts.servicingTurns.rows,
      imaging: this.parts.imagingMeasures.rows,
      servicingLog: this.parts.servicingLog.rows,
      remoteAppCollections: recorder?.collections ?? new Rows(REMOTEAPP_COLLECTION_COLUMNS),
      remoteAppCollectionUpdates:
        this.parts.remoteApp?.updateLog.rows(this.#simulation.nowMs) ??
        new Rows(REMOTEAPP_COLLECTION_UPDATE_COLUMNS),
      remoteAppSessions: recorder?.sessions ?? new Rows(REMOTEAPP_SESSION_COLUMNS),
      remoteAppSignOffs: recorder?.signOffs ?? new Rows(REMOTEAPP_SIGN_OFF_COLUMNS),
      remoteAppUpdates: exposure?.rows() ?? new Rows(REMOTEAPP_UPDATE_COLUMNS),
      events: events.rows,
      clients: this.#scenario.output.clients ? clientRows(clientParts) : null,
      serverTotals: intervals.serverTotals(),
      linkTotals: intervals.linkTotals(),
      unfinished: unfinishedRows(this.#scenario, outcomes),
      clientOutcomes: outcomes,
    };
  }
}
