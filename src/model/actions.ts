import { Phase } from '../sim/phase.ts';
import type { Simulation, Timer } from '../sim/simulation.ts';
import type { Stations } from '../sim/stations.ts';
import type { Clients } from './client/clients.ts';
import type { Downloads } from './client/downloads.ts';
import { type ScanAgent, Trigger } from './client/scan-agent.ts';
import type { UpdatePointSelection } from './client/update-point-selection.ts';
import type { DistributionManager } from './content/distribution-manager.ts';
import type { DistributionPoints } from './content/distribution-points.ts';
import type { Network } from './content/network.ts';
import type { Packages } from './content/packages.ts';
import type { ImageDistribution } from './images/image-distribution.ts';
import type { Imaging } from './images/imaging.ts';
import type { ImageServicing } from './images/servicing.ts';
import type { SiteEvents } from './measures/site-events.ts';
import type { CollectionUpdates } from './remoteapp/collection-updates.ts';
import type { TemplateImages } from './remoteapp/template-images.ts';
import type { Scenario, ServerTarget } from './scenario.ts';
import type { DeploymentAdministration } from './site/deployment/administration.ts';
import type { OrchestrationGroups } from './site/orchestration-groups.ts';
import type { StateSystems } from './site/state/state-system.ts';
import type { Synchronization } from './site/synchronization/synchronization.ts';

/** What the acts of a scenario act upon. */
export interface ActedUpon {
  readonly stations: Stations;
  readonly stateSystems: StateSystems;
  readonly network: Network;
  readonly points: DistributionPoints;
  readonly packages: Packages;
  readonly distributionManager: DistributionManager;
  readonly imageDistribution: ImageDistribution;
  readonly servicing: ImageServicing;
  readonly downloads: Downloads;
  readonly synchronization: Synchronization;
  readonly scans: ScanAgent;
  readonly selection: UpdatePointSelection;
  readonly clients: Clients;
  readonly administration: DeploymentAdministration;
  readonly orchestrationGroups: OrchestrationGroups;
  /** Null in a scenario without template images. */
  readonly remoteApp: {
    readonly templateImages: TemplateImages;
    readonly collectionUpdates: CollectionUpdates;
  } | null;
  readonly imaging: Imaging;
  readonly events: SiteEvents;
}

/** The scenario's `actions:`, faults and administrators' acts, each at its instant and before all else of it. */
export class Actions {
  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #parts: ActedUpon;
  /** Per server, then per link: outages that hold it. One that overlaps another goes on when that ends. */
  outageCount: Int32Array;
  /** A timer, so that actions to come can give way to others in a branch. */
  readonly #due: Timer;

  constructor(scenario: Scenario, simulation: Simulation, parts: ActedUpon) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#parts = parts;
    this.outageCount = new Int32Array(this.#linkBase + parts.network.names.length);
    simulation.state.own('actions', this, ['outageCount']);
    this.#due = simulation.declareTimer({
      name: 'action',
      of: 'action',
      phase: Phase.control,
      owner: this as Actions,
      entityCount: Math.max(1, scenario.actions.length),
      run: Actions.prototype.onDue,
    });
  }

  begin(): void {
    this.#scenario.actions.forEach(({ atMs }, number) => {
      this.#due.at(atMs, number);
    });
  }

  /** The state has come from a fleet whose actions up to the present are the same: those to come are this scenario's. */
  takeOver(): void {
    this.#due.cancelAll();
    this.#scenario.actions.forEach(({ atMs }, number) => {
      if (atMs > this.#simulation.nowMs) this.#due.at(atMs, number);
    });
  }

  onDue(number: number): void {
    const action = this.#scenario.actions[number]!;
    switch (action.verb) {
      case 'outage':
        return this.#setUp(action.target, number, false);
      case 'restore':
        return this.#setUp(action.target, number, true);
      case 'setCapacity':
        return this.#setCapacity(action.target, number, action.value);
      case 'syncNow':
        return this.#parts.synchronization.start(action.site, action.full);
      case 'makeDefault':
        return this.#parts.synchronization.makeDefault(action.target.index);
      case 'downloadUpdates':
        return this.#parts.packages.download(action.package, action.updates);
      case 'deletePackage':
        return this.#parts.packages.delete(action.package);
      case 'distributePackage':
        return this.#parts.packages.distribute(action.package, action.distributionPoints);
      case 'scheduleServicing':
        return this.#parts.servicing.schedule(number, action);
      case 'cancelServicing':
        return this.#parts.servicing.cancel(action.image);
      case 'updateDistributionPoints':
        return this.#parts.imageDistribution.update(action.image);
      case 'distributeImage':
        return this.#parts.imageDistribution.addPoints(action.image, action.distributionPoints);
      case 'enableDeployment':
      case 'disableDeployment':
      case 'deleteDeployment':
      case 'retarget':
      case 'addUpdates':
      case 'removeUpdates':
      case 'enableRule':
      case 'disableRule':
      case 'runRule':
      case 'addDeployment':
      case 'startPhase':
      case 'suspendPhases':
      case 'resumePhases':
        return this.#parts.administration.act(action);
      case 'setQueueLimit':
        return this.#setQueueLimit(action.target, number, action.value);
      case 'scanNow':
        return this.#scanNow(action.groups, Trigger.scanNow, action.atMs);
      case 'evaluateNow':
        return this.#scanNow(action.groups, Trigger.evaluationCycle, action.atMs);
      case 'resetOrchestrationGroup':
        return this.#parts.orchestrationGroups.reset(action.orchestrationGroup);
      case 'chooseImage':
        return this.#parts.imaging.choose(action.groups, action.image);
      case 'switchUpdatePoint':
        return this.#switchUpdatePoint(action.groups);
      case 'makeTemplateImage':
        return this.#parts.remoteApp!.templateImages.make(action.templateImage, action.updates);
      case 'updateCollection':
        return this.#parts.remoteApp!.collectionUpdates.update(
          action.remoteAppCollection,
          action.templateImage,
          action.policy,
          action.graceMs,
        );
    }
  }

  #setUp(target: ServerTarget, number: number, up: boolean): void {
    const { network, events } = this.#parts;
    events.note(up ? 'restored' : 'outage', number, 0);
    const link = this.#linkOf(target);
    const held = link < 0 ? this.#stationOf(target) : this.#linkBase + link;
    const before = this.outageCount[held]!;
    this.outageCount[held] = Math.max(0, before + (up ? -1 : 1));
    if (up ? before !== 1 : before !== 0) return;
    if (link < 0) {
      return this.#setServerUp(target, up);
    }
    if (up) network.comeUp(link);
    else network.goDown(link);
    const concerned = this.#scenario.groups.map((_, group) => this.#parts.points.usesLink(group, link));
    if (up) this.#parts.points.lookAgain(concerned, this.#simulation.nowMs);
    else this.#parts.downloads.pathFailed(concerned);
    if (!up) this.#parts.distributionManager.linkFailed(link);
    if (up) this.#parts.imaging.lookAgain();
    else this.#parts.imaging.linkFailed(link);
  }

  #setServerUp(target: ServerTarget, up: boolean): void {
    const { stations, stateSystems } = this.#parts;
    if (target.role === 'stateSystem') {
      if (up) stateSystems.comeUp(target.index);
      else stateSystems.goDown(target.index);
    } else if (up) stations.comeUp(this.#stationOf(target));
    else stations.goDown(this.#stationOf(target));
  }

  #setCapacity(target: ServerTarget, number: number, value: number): void {
    this.#parts.events.note('capacitySet', number, value);
    const link = this.#linkOf(target);
    if (link < 0) this.#parts.stations.setServers(this.#stationOf(target), value);
    else this.#parts.network.setCapacity(link, value);
  }

  /** Who waits already stays; the limit is for who comes. */
  #setQueueLimit(target: ServerTarget, number: number, value: number): void {
    this.#parts.events.note('queueLimitSet', number, value);
    this.#parts.stations.setQueueLimit(this.#stationOf(target), value);
  }

  #scanNow(groups: readonly number[], trigger: number, atMs: number): void {
    const { clients, scans } = this.#parts;
    const occasion = Math.floor(atMs / 1000);
    for (let client = 0; client < clients.count; client++) {
      if (groups.includes(clients.groupOf[client]!)) scans.request(client, trigger, occasion);
    }
  }

  #switchUpdatePoint(groups: readonly number[]): void {
    const { clients, selection } = this.#parts;
    for (let client = 0; client < clients.count; client++) {
      if (groups.includes(clients.groupOf[client]!)) selection.switchAtNextScan(client);
    }
  }

  /** Servers come first. */
  get #linkBase(): number {
    const { softwareUpdatePoints, managementPoints, sites } = this.#scenario;
    return softwareUpdatePoints.length + managementPoints.length + sites.length;
  }

  /** The number of the target's link; −1 for what is a station. */
  #linkOf({ role, index }: ServerTarget): number {
    if (role === 'distributionPoint') return this.#parts.network.linkOfPoint(index);
    return role === 'link' ? this.#parts.network.linkOfLocation(index) : -1;
  }

  #stationOf({ role, index }: ServerTarget): number {
    if (role === 'stateSystem') return this.#parts.stateSystems.stationOf[index]!;
    return role === 'softwareUpdatePoint' ? index : this.#scenario.softwareUpdatePoints.length + index;
  }
}
