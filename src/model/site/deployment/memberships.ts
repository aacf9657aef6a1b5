import type { Simulation } from '../../../sim/simulation.ts';
import type { Clients } from '../../client/clients.ts';
import type { Lifetimes } from '../../client/lifetimes.ts';
import type { Collection, Scenario } from '../../scenario.ts';

/** Collections that need not hold all clients of their groups: each has a bit in the set of a client. */
export const PARTIAL_COLLECTIONS_MAX = 30;
/** The site does not know the client: it has not joined yet, or is deleted. */
const UNKNOWN_CLIENT = 1 << 30;
const WHOLE = -1;

/** Who counts clients of deployments: told when one has left or joined the collection of one. */
export interface MembershipListener {
  leaves(client: number, deployment: number, nowMs: number): void;
  joins(client: number, deployment: number, nowMs: number): void;
  /** Members have left the collection of a deployment, and who came in their place is there. */
  settled?(deployment: number, nowMs: number): void;
}

/**
 * Which clients are members of which collections, and so which deployments concern them, as the sites have it. A
 * collection of whole groups costs nothing per client; the others are bits of a set per client.
 */
export class Memberships {
  /** Per client: the partial collections that it is in. Empty where all are whole and nobody joins or leaves. */
  sets: Int32Array;
  /** Per deployment: its collection. */
  target: Int32Array;
  /** Per deployment and group, and per deployment in all: members. */
  memberCount: Int32Array;
  totalCount: Int32Array;
  /** Per collection: members. */
  sizes: Int32Array;

  readonly #clients: Clients;
  readonly #collections: readonly Collection[];
  /** Per collection: its bit; −1: all clients of its groups are members. */
  readonly #bits: Int32Array;
  readonly #deploymentCount: number;
  readonly #simulation: Simulation;
  #listeners: readonly MembershipListener[] = [];
  #onChanged: (client: number, deployment: number) => void = () => {};
  /** Per group and set: deployments, as of the targets `#listedOf`; made again when these are others. */
  #lists: Map<number, readonly number[]>[];
  #listedOf: Int32Array;

  constructor(scenario: Scenario, simulation: Simulation, clients: Clients, lifetimes: Lifetimes) {
    const { collections, deployments, groups } = scenario;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#collections = collections;
    let bit = 0;
    this.#bits = Int32Array.from(collections, ({ query }) => (query === null ? WHOLE : bit++));
    if (bit > PARTIAL_COLLECTIONS_MAX) throw new Error(`${bit} collections with conditions`);
    this.#deploymentCount = deployments.length;
    const changes = bit > 0 || lifetimes.areUsed;
    this.sets = new Int32Array(changes ? clients.count : 0);
    this.target = Int32Array.from(deployments, ({ collection }) => collection);
    this.memberCount = new Int32Array(deployments.length * groups.length);
    this.totalCount = new Int32Array(deployments.length);
    this.sizes = new Int32Array(collections.length);
    this.#lists = groups.map(() => new Map());
    this.#listedOf = this.target;
    simulation.state.own('memberships', this, ['sets', 'target', 'memberCount', 'totalCount', 'sizes']);
  }

  /** `onChanged`: told when a client has become or is no longer a member of the collection of a deployment. */
  connect(
    listeners: readonly MembershipListener[],
    onChanged: (client: number, deployment: number) => void,
  ): void {
    this.#listeners = listeners;
    this.#onChanged = onChanged;
  }

  /** Counts all members, once, when the sets of the start are known. */
  countIn(): void {
    for (let client = 0; client < this.#clients.count; client++) {
      for (const deployment of this.deploymentsOf(client)) this.#count(client, deployment, 1);
      this.#addToSizes(this.#clients.groupOf[client]!, this.#setOf(client), 1);
    }
  }

  /** Deployments that concern the client now. */
  deploymentsOf(client: number): readonly number[] {
    if (this.#listedOf !== this.target) this.#forgetLists();
    const group = this.#clients.groupOf[client]!;
    const set = this.#setOf(client);
    const known = this.#lists[group]!.get(set);
    if (known !== undefined) return known;
    const list: number[] = [];
    for (let deployment = 0; deployment < this.#deploymentCount; deployment++) {
      if (this.#holds(this.target[deployment]!, group, set)) list.push(deployment);
    }
    this.#lists[group]!.set(set, list);
    return list;
  }

  /** Whether the client is a member of the deployment's collection. */
  isTargeted(client: number, deployment: number): boolean {
    return this.isMember(client, this.target[deployment]!);
  }

  isMember(client: number, collection: number): boolean {
    return this.#holds(collection, this.#clients.groupOf[client]!, this.#setOf(client));
  }

  /** Whether its site knows the client: it has joined, and has not been deleted. */
  isKnown(client: number): boolean {
    return (this.#setOf(client) & UNKNOWN_CLIENT) === 0;
  }

  /** Members of a deployment's collection in some groups. */
  membersAmong(deployment: number, groups: readonly number[]): number {
    const first = deployment * this.#clients.groups.length;
    return groups.reduce((sum, group) => sum + this.memberCount[first + group]!, 0);
  }

  /** Members of a deployment's collection, in all groups. */
  membersOf(deployment: number): number {
    return this.totalCount[deployment]!;
  }

  /** Before anything is counted: whether a client is in a partial collection. */
  begin(client: number, collection: number, isMember: boolean): void {
    if (isMember) this.sets[client]! |= 1 << this.#bits[collection]!;
  }

  /** Before anything is counted: the client joins later. */
  beginUnknown(client: number): void {
    this.sets[client] = UNKNOWN_CLIENT;
  }

  /** The evaluation of a partial collection has found the client to be in it, or not. */
  change(client: number, collection: number, isMember: boolean): void {
    const bit = 1 << this.#bits[collection]!;
    this.#setTo(client, isMember ? this.sets[client]! | bit : this.sets[client]! & ~bit);
  }

  /** The client is registered at its site with the collections that it is in from now on, or deleted there. */
  setKnown(client: number, isKnown: boolean, collections: readonly number[]): void {
    const bits = collections.reduce((set, collection) => set | (1 << this.#bits[collection]!), 0);
    this.#setTo(client, isKnown ? bits : UNKNOWN_CLIENT);
  }

  /** Clients are deleted at their site as another one is registered: nobody sees it without either. */
  replace(deleted: readonly number[], client: number, collections: readonly number[]): void {
    const left = deleted.flatMap((each) => this.#moveTo(each, UNKNOWN_CLIENT));
    this.setKnown(client, true, collections);
    for (const deployment of left) this.#settled(deployment);
  }

  /** The deployment gets another collection. Who is in both stays; the others leave and join. */
  retarget(deployment: number, collection: number): void {
    const before = this.target[deployment]!;
    const moved: number[] = [];
    for (let client = 0; client < this.#clients.count; client++) {
      if (this.isMember(client, before) !== this.isMember(client, collection)) moved.push(client);
    }
    for (const client of moved) if (this.isMember(client, before)) this.#leave(client, deployment);
    this.target = this.target.slice();
    this.target[deployment] = collection;
    for (const client of moved) if (this.isMember(client, collection)) this.#join(client, deployment);
    this.#settled(deployment);
    for (const client of moved) this.#onChanged(client, deployment);
  }

  #setTo(client: number, set: number): void {
    for (const deployment of this.#moveTo(client, set)) this.#settled(deployment);
  }

  /** Returns the deployments that the client has left. */
  #moveTo(client: number, set: number): readonly number[] {
    if (this.sets[client] === set) return [];
    const before = this.deploymentsOf(client);
    const own = this.sets[client]!;
    const group = this.#clients.groupOf[client]!;
    this.#addToSizes(group, own, -1);
    this.#addToSizes(group, set, 1);
    this.sets[client] = set;
    const after = this.deploymentsOf(client);
    this.sets[client] = own;
    const left = before.filter((deployment) => !after.includes(deployment));
    const joined = after.filter((deployment) => !before.includes(deployment));
    for (const deployment of left) this.#leave(client, deployment);
    this.sets[client] = set;
    for (const deployment of joined) this.#join(client, deployment);
    for (const deployment of [...left, ...joined]) this.#onChanged(client, deployment);
    return left;
  }

  #settled(deployment: number): void {
    for (const listener of this.#listeners) listener.settled?.(deployment, this.#simulation.nowMs);
  }

  #leave(client: number, deployment: number): void {
    this.#count(client, deployment, -1);
    for (const listener of this.#listeners) listener.leaves(client, deployment, this.#simulation.nowMs);
  }

  #join(client: number, deployment: number): void {
    this.#count(client, deployment, 1);
    for (const listener of this.#listeners) listener.joins(client, deployment, this.#simulation.nowMs);
  }

  #count(client: number, deployment: number, delta: number): void {
    this.memberCount[deployment * this.#clients.groups.length + this.#clients.groupOf[client]!]! += delta;
    this.totalCount[deployment]! += delta;
  }

  #addToSizes(group: number, set: number, delta: 1 | -1): void {
    for (let collection = 0; collection < this.sizes.length; collection++) {
      if (this.#holds(collection, group, set)) this.sizes[collection]! += delta;
    }
  }

  #setOf(client: number): number {
    return this.sets.length === 0 ? 0 : this.sets[client]!;
  }

  #holds(collection: number, group: number, set: number): boolean {
    if ((set & UNKNOWN_CLIENT) !== 0 || !this.#collections[collection]!.groups.includes(group)) return false;
    const bit = this.#bits[collection]!;
    return bit === WHOLE || (set & (1 << bit)) !== 0;
  }

  #forgetLists(): void {
    this.#lists = this.#lists.map(() => new Map());
    this.#listedOf = this.target;
  }
}
