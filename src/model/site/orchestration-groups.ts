import { Phase } from '../../sim/phase.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { Clients } from '../client/clients.ts';
import type { OrchestrationMeasures } from '../measures/orchestration-measures.ts';
import type { OrchestrationGroup, Scenario } from '../scenario.ts';
import { shareOf } from '../shares.ts';

/** The states that the console shows of a group and of a member (domain, orchestration groups). */
export const GroupState = { idle: 0, inProgress: 1, failed: 2 } as const;
export const MemberState = { idle: 0, waiting: 1, inProgress: 2, failed: 3, pendingRestart: 4 } as const;

/** How often a sequence looks whether the member whose turn it is still requires something (MA-OG-SEQUENCE). */
const LOOK_AGAIN_MS = 5 * 60_000;

/** What the site tells its members. */
export interface OrchestrationListener {
  placeGiven(client: number): void;
  placeLost(client: number): void;
  memberReset(client: number): void;
}

/**
 * The orchestration groups of all sites: who may install now (domain, orchestration groups). A member asks for a
 * place and waits until one is free; in a sequence nobody overtakes a member that the site knows to require
 * something. A failure or a time-out stops the group until an administrator resets it.
 */
export class OrchestrationGroups {
  state: Uint8Array;
  /** Places taken. */
  takenCount: Int32Array;
  nextTurn: Uint32Array;
  /** The member whose turn it is in a sequence although it has not asked; −1: none. */
  awaited: Int32Array;
  memberState: Uint8Array;
  /** In which order members asked. */
  turn: Uint32Array;
  /** 1: has had its place since the group was idle. */
  isDone: Uint8Array;

  readonly #groups: readonly OrchestrationGroup[];
  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #measures: OrchestrationMeasures;
  readonly #numberOfGroup: readonly number[];
  /** Per orchestration group: its members in the order of a sequence. */
  readonly #members: readonly Int32Array[];
  /** Per orchestration group: its members, those counted once that follow each other on a machine. */
  readonly #machineCounts: readonly number[];
  readonly #memberTimeout: Timer;
  readonly #groupTimeout: Timer;
  readonly #lookAgain: Timer;
  #listener: OrchestrationListener | null = null;
  #requires: (client: number) => boolean = () => false;

  constructor(scenario: Scenario, simulation: Simulation, clients: Clients, measures: OrchestrationMeasures) {
    this.#groups = scenario.orchestrationGroups;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#measures = measures;
    this.#numberOfGroup = scenario.groups.map((_, group) =>
      this.#groups.findIndex(({ groups }) => groups.includes(group)),
    );
    this.#members = this.#groups.map(({ groups }) => membersInOrder(groups, clients));
    this.#machineCounts = this.#groups.map(({ groups }) =>
      groups.reduce((sum, group) => sum + clients.groups[group]!.count, 0),
    );
    const count = this.#groups.length;
    const clientCount = count === 0 ? 0 : clients.count;
    this.state = new Uint8Array(count);
    this.takenCount = new Int32Array(count);
    this.nextTurn = new Uint32Array(count);
    this.awaited = new Int32Array(count).fill(-1);
    this.memberState = new Uint8Array(clientCount);
    this.turn = new Uint32Array(clientCount);
    this.isDone = new Uint8Array(clientCount);
    simulation.state.own('orchestration groups', this, [
      'state',
      'takenCount',
      'nextTurn',
      'awaited',
      'memberState',
      'turn',
      'isDone',
    ]);
    this.#members.forEach((members, number) => {
      measures.countIn(number, members.length);
    });
    const common = { owner: this as OrchestrationGroups, phase: Phase.activity };
    this.#memberTimeout = simulation.declareTimer({
      ...common,
      name: 'orchestration: a member takes too long',
      of: 'client',
      entityCount: clientCount,
      run: OrchestrationGroups.prototype.onMemberTimeout,
    });
    this.#groupTimeout = simulation.declareTimer({
      ...common,
      name: 'orchestration: a group takes too long',
      of: 'orchestrationGroup',
      entityCount: count,
      run: OrchestrationGroups.prototype.onGroupTimeout,
    });
    this.#lookAgain = simulation.declareTimer({
      ...common,
      name: 'orchestration: looks at the sequence again',
      of: 'orchestrationGroup',
      entityCount: count,
      run: OrchestrationGroups.prototype.onLookAgain,
    });
  }

  /** `requires`: whether the site has stored that a client requires something of an overdue deployment. */
  connect(listener: OrchestrationListener, requires: (client: number) => boolean): void {
    this.#listener = listener;
    this.#requires = requires;
  }

  /** The orchestration group that the client is a member of; −1: none. */
  numberOf(client: number): number {
    return this.#numberOfGroup[this.#clients.groupOf[client]!]!;
  }

  /** How many members may install at a time (MA-OG-ROUND). */
  placesOf(number: number): number {
    const { rule } = this.#groups[number]!;
    if (rule.kind === 'sequence') return 1;
    if (rule.kind === 'number') return Math.max(1, rule.count);
    return Math.max(1, Math.floor(shareOf(rule.share, this.#machineCounts[number]!)));
  }

  asked(client: number): void {
    const number = this.numberOf(client);
    this.turn[client] = this.nextTurn[number]!++;
    this.#setMember(client, MemberState.waiting);
    if (this.state[number] === GroupState.idle) this.#start(number);
    this.#giveOut(number);
  }

  #start(number: number): void {
    this.state[number] = GroupState.inProgress;
    this.#groupTimeout.at(this.#simulation.nowMs + this.#groups[number]!.groupTimeoutMs, number);
  }

  /** The member needs its place no more: it has installed, or finds nothing to install. */
  released(client: number): void {
    if (!this.#holds(client)) return;
    this.isDone[client] = 1;
    this.#leave(client, MemberState.idle);
    this.#measures.count(this.numberOf(client), 'completed');
    this.#giveOut(this.numberOf(client));
    this.#endIfDone(this.numberOf(client));
  }

  restartIsPending(client: number): void {
    if (this.#holds(client)) this.#setMember(client, MemberState.pendingRestart);
  }

  /** A script or an installation of the member has failed. */
  memberFailed(client: number): void {
    if (!this.#holds(client)) return;
    this.#leave(client, MemberState.failed);
    this.#stop(this.numberOf(client));
  }

  onMemberTimeout(client: number): void {
    if (this.#holds(client)) {
      this.#listener!.placeLost(client);
      return this.memberFailed(client);
    }
    this.#setMember(client, MemberState.failed);
    this.#stop(this.numberOf(client));
  }

  onGroupTimeout(number: number): void {
    this.#stop(number);
  }

  onLookAgain(number: number): void {
    this.#giveOut(number);
  }

  /** An administrator's act: failed members are idle again, the group goes on with those that wait. */
  reset(number: number): void {
    if (this.state[number] !== GroupState.failed) return;
    this.state[number] = GroupState.idle;
    for (const client of this.#members[number]!) {
      if (this.memberState[client] !== MemberState.failed) continue;
      this.#setMember(client, MemberState.idle);
      this.#listener!.memberReset(client);
    }
    if (!this.#isAtWork(number)) return this.#endIfDone(number);
    this.#start(number);
    this.#giveOut(number);
  }

  #holds(client: number): boolean {
    const state = this.memberState[client];
    return state === MemberState.inProgress || state === MemberState.pendingRestart;
  }

  #leave(client: number, state: number): void {
    this.#memberTimeout.cancel(client);
    this.takenCount[this.numberOf(client)]!--;
    this.#setMember(client, state);
  }

  #stop(number: number): void {
    if (this.state[number] === GroupState.failed) return;
    this.state[number] = GroupState.failed;
    this.#measures.count(number, 'stopped');
    this.#groupTimeout.cancel(number);
    this.#await(number, -1);
  }

  #giveOut(number: number): void {
    while (this.state[number] === GroupState.inProgress && this.takenCount[number]! < this.placesOf(number)) {
      const client = this.#next(number);
      if (client < 0) return;
      this.#give(client, number);
    }
  }

  #give(client: number, number: number): void {
    this.#await(number, -1);
    this.takenCount[number]!++;
    this.#setMember(client, MemberState.inProgress);
    this.#memberTimeout.at(this.#simulation.nowMs + this.#groups[number]!.memberTimeoutMs, client);
    this.#measures.count(number, 'given');
    this.#listener!.placeGiven(client);
  }

  /** Who is next among those that wait; −1: nobody, or nobody yet. */
  #next(number: number): number {
    if (this.#groups[number]!.rule.kind === 'sequence') return this.#nextInSequence(number);
    let first = -1;
    for (const client of this.#members[number]!) {
      if (this.memberState[client] !== MemberState.waiting) continue;
      if (first < 0 || this.turn[client]! < this.turn[first]!) first = client;
    }
    return first;
  }

  #nextInSequence(number: number): number {
    if (!this.#members[number]!.some((client) => this.memberState[client] === MemberState.waiting)) return -1;
    for (const client of this.#members[number]!) {
      if (this.memberState[client] === MemberState.waiting) return client;
      if (this.isDone[client] === 1 || !this.#requires(client)) continue;
      this.#await(number, client);
      return -1;
    }
    return -1;
  }

  /** It is this member's turn, but it has not asked; its time runs from here (MA-OG-SEQUENCE). */
  #await(number: number, client: number): void {
    const nowMs = this.#simulation.nowMs;
    const before = this.awaited[number]!;
    if (client >= 0) this.#lookAgain.at(nowMs + LOOK_AGAIN_MS, number);
    else this.#lookAgain.cancel(number);
    if (before === client) return;
    if (before >= 0) this.#memberTimeout.cancel(before);
    this.awaited[number] = client;
    if (client >= 0) this.#memberTimeout.at(nowMs + this.#groups[number]!.memberTimeoutMs, client);
  }

  #isAtWork(number: number): boolean {
    return (
      this.takenCount[number]! > 0 ||
      this.#members[number]!.some((client) => this.memberState[client] === MemberState.waiting)
    );
  }

  #endIfDone(number: number): void {
    if (this.state[number] === GroupState.failed || this.#isAtWork(number)) return;
    this.state[number] = GroupState.idle;
    this.#groupTimeout.cancel(number);
    for (const client of this.#members[number]!) this.isDone[client] = 0;
  }

  #setMember(client: number, state: number): void {
    this.#measures.moved(this.numberOf(client), this.memberState[client]!, state);
    this.memberState[client] = state;
  }
}

function membersInOrder(groups: readonly number[], clients: Clients): Int32Array {
  const members: number[] = [];
  for (let client = 0; client < clients.count; client++) {
    if (groups.includes(clients.groupOf[client]!)) members.push(client);
  }
  const place = (client: number) => groups.indexOf(clients.groupOf[client]!);
  members.sort((a, b) => place(a) - place(b) || clients.numberInGroup[a]! - clients.numberInGroup[b]!);
  return Int32Array.from(members);
}
