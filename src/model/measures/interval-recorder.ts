import { Phase } from '../../sim/phase.ts';
import { Rows } from '../../sim/rows.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import type { Stations } from '../../sim/stations.ts';
import type { Scope } from '../../sim/statistics/scope.ts';
import type { Network } from '../content/network.ts';
import type { LinkColumn, ServerColumn } from '../results.ts';
import type { Scenario } from '../scenario.ts';
import type { ClientMeasures } from './client-measures.ts';
import type { CollectionMeasures } from './collection-measures.ts';
import type { ComplianceRecorder } from './compliance-recorder.ts';
import type { DeploymentRecorder } from './deployment-recorder.ts';
import type { DownloadMeasures } from './download-measures.ts';
import type { EnforcementRecorder } from './enforcement-recorder.ts';
import type { ImageMeasures } from './image-measures.ts';
import type { ImagingMeasures } from './imaging-measures.ts';
import type { InstallationMeasures } from './installation-measures.ts';
import type { MessageMeasures } from './message-measures.ts';
import type { OfferedLoad } from './offered-load.ts';
import type { OrchestrationMeasures } from './orchestration-measures.ts';
import type { PackageMeasures } from './package-measures.ts';
import type { RemoteAppRecorder } from './remoteapp-recorder.ts';
import type { RestartMeasures } from './restart-measures.ts';
import type { ScanMeasures } from './scan-measures.ts';
import type { UpdateComplianceRecorder } from './update-compliance-recorder.ts';
import type { UpdatePointMeasures } from './update-point-measures.ts';
import type { WriteFilterMeasures } from './write-filter-measures.ts';

const SERVER_COLUMNS: readonly ServerColumn[] = [
  't',
  'server',
  'arrivals',
  'served',
  'refused',
  'abandoned',
  'present',
  'servedInVain',
  'queueMean',
  'queueMax',
  'utilisation',
  'offeredUtilisation',
  'waitMeanMs',
  'waitP50Ms',
  'waitP95Ms',
  'waitP99Ms',
];

const LINK_COLUMNS: readonly LinkColumn[] = [
  't',
  'link',
  'bytes',
  'bookedBytes',
  'utilisation',
  'flowsMean',
  'flowsMax',
  'started',
  'completed',
  'aborted',
];

/** What is recorded at the end of every interval. */
export interface Recorded {
  readonly clients: ClientMeasures;
  readonly compliance: ComplianceRecorder;
  readonly updateStates: UpdateComplianceRecorder;
  readonly enforcement: EnforcementRecorder;
  readonly scans: ScanMeasures;
  readonly updatePoints: UpdatePointMeasures;
  readonly messages: MessageMeasures;
  readonly downloads: DownloadMeasures;
  readonly collections: CollectionMeasures;
  readonly deployments: DeploymentRecorder;
  readonly packages: PackageMeasures;
  readonly images: ImageMeasures;
  readonly installations: InstallationMeasures;
  readonly restarts: RestartMeasures;
  readonly orchestrationGroups: OrchestrationMeasures;
  readonly writeFilters: WriteFilterMeasures;
  readonly imaging: ImagingMeasures;
  /** Null without RemoteApp collections. */
  readonly remoteApp: RemoteAppRecorder | null;
}

/**
 * Writes the rows of every interval, from the instant on at which measurement starts. Observation only: it schedules
 * itself and changes nothing in the model.
 */
export class IntervalRecorder {
  readonly servers: Rows<ServerColumn>;
  readonly links: Rows<LinkColumn>;
  /** Sum of the offered utilisation per server over the intervals so far, and how many these are. */
  offeredSum: Float64Array;
  intervalCount = 0;

  readonly #scenario: Scenario;
  readonly #serverCount: number;
  readonly #simulation: Simulation;
  readonly #stations: Stations;
  readonly #network: Network;
  readonly #load: OfferedLoad;
  readonly #recorded: Recorded;
  readonly #starts: EventKind;
  readonly #ends: EventKind;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    stations: Stations,
    network: Network,
    load: OfferedLoad,
    recorded: Recorded,
  ) {
    this.#scenario = scenario;
    this.#serverCount = serverCountOf(scenario);
    this.#simulation = simulation;
    this.#stations = stations;
    this.#network = network;
    this.#load = load;
    this.#recorded = recorded;
    this.servers = new Rows(SERVER_COLUMNS, simulation.state, 'servers');
    this.links = new Rows(LINK_COLUMNS, simulation.state, 'links');
    this.offeredSum = new Float64Array(this.#serverCount);
    simulation.state.own('interval recorder', this, ['offeredSum', 'intervalCount']);
    const common = {
      owner: this as IntervalRecorder,
      phase: Phase.observation,
      entityCount: 1,
      silent: true,
    };
    this.#starts = simulation.declare({
      ...common,
      name: 'measurement starts',
      of: 'fleet',
      run: IntervalRecorder.prototype.start,
    });
    this.#ends = simulation.declare({
      ...common,
      name: 'interval ends',
      of: 'fleet',
      run: IntervalRecorder.prototype.endInterval,
    });
  }

  begin(): void {
    this.#starts.at(Math.max(0, this.#scenario.measureFromMs), 0);
  }

  start(): void {
    const nowMs = this.#simulation.nowMs;
    const { clients } = this.#recorded;
    for (const measures of countsOf(this.#recorded)) {
      measures.endInterval(nowMs);
      measures.rows.clear();
    }
    this.#stations.startTotal(nowMs);
    this.#network.links.startTotal(nowMs);
    clients.exposure.restart(nowMs);
    this.#recorded.remoteApp?.start(nowMs);
    this.#startInterval(nowMs);
  }

  endInterval(): void {
    const nowMs = this.#simulation.nowMs;
    const { compliance, updateStates, enforcement } = this.#recorded;
    compliance.record(nowMs);
    this.#recorded.collections.record(nowMs);
    this.#recorded.deployments.record(nowMs);
    updateStates.record(nowMs);
    enforcement.record(nowMs);
    for (const measures of countsOf(this.#recorded)) measures.endInterval(nowMs);
    this.#recorded.remoteApp?.endInterval(nowMs);
    this.intervalCount++;
    for (let server = 0; server < this.#serverCount; server++) {
      const offered = this.#offeredUtilisation(server, nowMs);
      this.offeredSum[server]! += offered;
      this.#addServer(this.servers, server, 'interval', offered);
    }
    this.#addLinks(this.links, 'interval');
    this.#startInterval(nowMs);
  }

  #startInterval(nowMs: number): void {
    this.#stations.startInterval(nowMs);
    this.#network.links.startInterval(nowMs);
    const { horizonMs, output } = this.#scenario;
    if (nowMs < horizonMs) this.#ends.at(Math.min(horizonMs, nowMs + output.intervalMs), 0);
  }

  /** One row per server over the whole measured span. */
  serverTotals(): Rows<ServerColumn> {
    const rows = new Rows(SERVER_COLUMNS);
    for (let server = 0; server < this.#serverCount; server++) {
      this.#addServer(rows, server, 'total', this.offeredSum[server]! / Math.max(1, this.intervalCount));
    }
    return rows;
  }

  linkTotals(): Rows<LinkColumn> {
    const rows = new Rows(LINK_COLUMNS);
    this.#addLinks(rows, 'total');
    return rows;
  }

  #addServer(rows: Rows<ServerColumn>, server: number, scope: Scope, offered: number): void {
    const nowMs = this.#simulation.nowMs;
    const measures = this.#stations.measures(server, scope, nowMs);
    const { arrivals, served, refused, abandoned, present, servedInVain } = measures;
    const { queueMean, queueMax, utilisation, wait } = measures;
    rows.add(
      nowMs,
      server,
      arrivals,
      served,
      refused,
      abandoned,
      present,
      servedInVain,
      queueMean,
      queueMax,
      utilisation,
      offered,
      ...(wait.count === 0 ? [-1, -1, -1, -1] : [wait.mean, wait.p50, wait.p95, wait.p99]),
    );
  }

  #addLinks(rows: Rows<LinkColumn>, scope: Scope): void {
    const { nowMs } = this.#simulation;
    this.#network.links.measuresOfAll(scope, nowMs).forEach((measures, link) => {
      const { bytes, bookedBytes, utilisation, flowsMean, flowsMax, started, completed, aborted } = measures;
      rows.add(
        nowMs,
        link,
        bytes,
        bookedBytes,
        utilisation,
        flowsMean,
        flowsMax,
        started,
        completed,
        aborted,
      );
    });
  }

  #offeredUtilisation(server: number, nowMs: number): number {
    const point = server - this.#scenario.softwareUpdatePoints.length;
    const isManagementPoint = point >= 0 && point < this.#scenario.managementPoints.length;
    return isManagementPoint ? this.#load.utilisation(point, nowMs) : 0;
  }
}

/** What is counted anew in every interval. */
function countsOf(recorded: Recorded) {
  const { scans, updatePoints, messages, downloads, packages, images } = recorded;
  const { installations, restarts, orchestrationGroups, writeFilters, imaging } = recorded;
  return [
    scans,
    updatePoints,
    messages,
    downloads,
    packages,
    images,
    installations,
    restarts,
    orchestrationGroups,
    writeFilters,
    imaging,
  ];
}

/** Software update points, management points, state systems. */
function serverCountOf({ softwareUpdatePoints, managementPoints, sites }: Scenario): number {
  const stateSystems = sites.filter(({ stateSystem }) => stateSystem !== null);
  return softwareUpdatePoints.length + managementPoints.length + stateSystems.length;
}
