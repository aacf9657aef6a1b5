import type { WatchedEvent } from '../sim/simulation.ts';
import type { Scenario, ServerTarget } from './scenario.ts';
import type { FleetParts } from './wiring/parts.ts';

const NONE = -1;

/** Turns the numbers of watched events into what they are about. Ask while an event is told: pools reuse numbers. */
export class EventWords {
  readonly #scenario: Scenario;
  readonly #parts: FleetParts;
  readonly #namers: Readonly<Record<string, (entity: number) => string>>;

  constructor(scenario: Scenario, parts: FleetParts) {
    this.#scenario = scenario;
    this.#parts = parts;
    this.#namers = namersOf(scenario, parts);
  }

  /** The client that an event is about, as its own, its request at a server or its state file; −1: about none. */
  clientOf({ kind, entity }: WatchedEvent): number {
    if (kind.of === 'client') return entity;
    if (kind.of === 'stateFile') return this.#parts.batches.clients[entity]!;
    return kind.of === 'job' ? this.#clientOfJob(entity) : NONE;
  }

  isAbout(event: WatchedEvent, client: number): boolean {
    return this.clientOf(event) === client;
  }

  /** `client 12 of Paris laptops: deadline (June)`; clients by their numbers in their groups, as in clients.csv. */
  text(event: WatchedEvent): string {
    const { kind, entity, argument } = event;
    const deployment = kind.argumentIs === 'deployment' ? this.#scenario.deployments[argument]!.name : null;
    const subject = this.#namers[kind.of ?? '']?.(entity) ?? `${kind.of ?? 'entity'} ${entity}`;
    const known = [kind.of, deployment === null ? null : 'deployment', 'client', 'site', 'station', 'link'];
    const [first, ...others] = kind.name.split(': ');
    const what = others.length > 0 && known.includes(first) ? others.join(': ') : kind.name;
    if (kind.name === kind.of) return subject;
    return `${subject}: ${what}${deployment === null ? '' : ` (${deployment})`}`;
  }

  #clientOfJob(job: number): number {
    const { station, customer, tag } = this.#parts.servers.stations.jobAt(job);
    return this.clientOfRequest(station, customer, tag);
  }

  /** The client behind a request at a station; −1: it has gone. */
  clientOfRequest(station: number, customer: number, tag: number): number {
    const { servers, batches, managementPoints } = this.#parts;
    if (customer < 0 || station < servers.firstManagementPoint) return customer;
    const isStateSystem = servers.stateSystemOf.includes(station);
    return isStateSystem || managementPoints.isBatch(tag) ? batches.clients[customer]! : customer;
  }
}

type Named = readonly { readonly name: string }[];

/** How an entity is called, by what it is. */
function namersOf(scenario: Scenario, parts: FleetParts): Record<string, (entity: number) => string> {
  const { clients, collections, servers, network } = parts;
  const { catalog, sites, deployments, distributionPoints, remoteAppCollections } = scenario;
  const hosts = parts.remoteApp?.hosts;
  const contents: Named = [...scenario.packages, ...scenario.images];
  const from = (what: string, items: Named) => (index: number) => `${what} ${items[index]?.name ?? index}`;
  const siteCount = Math.max(1, sites.length);
  const pointCount = Math.max(1, distributionPoints.length);
  const client = (number: number) => {
    const build = clients.buildOf(number);
    const group = scenario.groups[clients.groupOf[number]!]!.name;
    return `client ${clients.machineOf(number)} of ${group}${build === 0 ? '' : ` (build ${build})`}`;
  };
  return {
    fleet: () => 'the fleet',
    client,
    site: from('site', sites),
    softwareUpdatePoint: from('software update point', scenario.softwareUpdatePoints),
    distributionPoint: from('distribution point', distributionPoints),
    deployment: from('deployment', deployments),
    rule: from('rule', scenario.rules),
    phasedDeployment: from('phased deployment', scenario.phasedDeployments),
    orchestrationGroup: from('orchestration group', scenario.orchestrationGroups),
    image: from('image', scenario.images),
    templateImage: from('template image', scenario.templateImages),
    remoteAppCollection: from('RemoteApp collection', remoteAppCollections),
    update: (update) => `update ${catalog.updates[update]?.kb ?? update}`,
    action: (number) => actionWords(scenario, number),
    collection: (place) =>
      `collection ${scenario.collections[collections.evaluatedAt(place)]?.name ?? place}`,
    alert: (at) => from('deployment', deployments)(Math.floor(at / siteCount)),
    stateFile: (batch) => `a state file of ${client(parts.batches.clients[batch]!)}`,
    peerGroup: (cell) => `update ${catalog.updates[cell % catalog.updates.length]?.kb ?? cell}`,
    distribution: (transfer) => {
      const content = contents[Math.floor(transfer / pointCount)]?.name;
      return `${content} to ${distributionPoints[transfer % pointCount]?.name}`;
    },
    remoteAppUser: (user) => {
      const collection = hosts?.users.collectionOf[user] ?? 0;
      const number = user - (hosts?.users.firstOf[collection] ?? 0);
      return `user ${number} of ${remoteAppCollections[collection]?.name}`;
    },
    hostSet: (set) => from('hosts of', remoteAppCollections)(hosts?.sets.collection[set] ?? 0),
    link: (link) => network.names[link]!,
    job: (job) => servers.names[servers.stations.jobAt(job).station]!.name,
  };
}

/** `action outage of SUP1`. */
function actionWords(scenario: Scenario, number: number): string {
  const action = scenario.actions[number]!;
  if (!('target' in action)) return `action ${action.verb}`;
  const { role, index } = action.target;
  const targets: Record<ServerTarget['role'], Named> = {
    softwareUpdatePoint: scenario.softwareUpdatePoints,
    managementPoint: scenario.managementPoints,
    distributionPoint: scenario.distributionPoints,
    stateSystem: scenario.sites,
    link: scenario.locations,
  };
  const what = { stateSystem: 'the state system of ', link: 'the link to ' }[role as string] ?? '';
  return `action ${action.verb} of ${what}${targets[role][index]!.name}`;
}
