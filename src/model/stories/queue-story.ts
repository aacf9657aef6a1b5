import { Kind } from '../client/scan-agent.ts';
import { indexOfTrigger, occasionOf, Trigger } from '../client/scan-triggers.ts';
import { EventWords } from '../event-words.ts';
import type { Fleet } from '../fleet.ts';
import type { Scenario } from '../scenario.ts';

/** What somebody comes to a server for. */
export const ARRIVAL_KINDS = ['scan', 'policy', 'stateMessages', 'stateFile'] as const;
export type ArrivalKind = (typeof ARRIVAL_KINDS)[number];

/** Arrivals at a server that have one cause. */
export interface ArrivalCause {
  readonly kind: ArrivalKind;
  /** Of a scan: index into SCAN_TRIGGERS; else −1. */
  readonly trigger: number;
  /** Whether it contacts WSUS by a full scan. */
  readonly isFull: boolean;
  /** What a scan before a download or an installation is for: index into `deployments`; −1: none. */
  readonly deployment: number;
  readonly group: number;
  readonly count: number;
  readonly refusedCount: number;
  /** Clients, each once, and the first that came. */
  readonly clientCount: number;
  readonly example: number;
}

/** A part of the span: requests that came and were refused, the longest queue, and whether the server was down. */
export interface QueueSlice {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly arrivals: number;
  readonly refused: number;
  /** The most that waited at once, and those that wait at the end. */
  readonly waitingMax: number;
  readonly waiting: number;
  readonly busy: number;
  readonly isDown: boolean;
}

interface Bin {
  readonly cause: Omit<ArrivalCause, 'count' | 'refusedCount' | 'clientCount' | 'example'>;
  count: number;
  refusedCount: number;
  readonly clients: Set<number>;
  readonly example: number;
}

/** Triggers that are for a deployment. */
const FOR_DEPLOYMENT = Trigger.beforeDownload | Trigger.beforeInstallation;

/**
 * Stands beside one server of a fleet and counts who comes to it, and why, and what waits there. Decides nothing; the
 * history stays the same.
 */
export class QueueStory {
  readonly slices: QueueSlice[] = [];
  readonly #fleet: Fleet;
  readonly #station: number;
  readonly #sliceMs: number;
  readonly #words: EventWords;
  readonly #bins = new Map<string, Bin>();
  #fromMs: number;
  #arrivals = 0;
  #refused = 0;
  #waitingMax = 0;
  #wasDown = false;

  /** `station`: index into `Servers.names`; `fromMs`: the next instant that the fleet comes to, in ms. */
  constructor(scenario: Scenario, fleet: Fleet, station: number, fromMs: number, sliceMs: number) {
    this.#fleet = fleet;
    this.#station = station;
    this.#sliceMs = sliceMs;
    this.#words = new EventWords(scenario, fleet.parts);
    this.#fromMs = fromMs;
    this.#listen();
    this.#look();
    fleet.watch(({ timeMs }) => {
      while (timeMs >= this.#fromMs + this.#sliceMs) this.#endSlice(this.#fromMs + this.#sliceMs);
      this.#look();
    });
  }

  /** What came, the most frequent cause first. */
  get causes(): ArrivalCause[] {
    const found = [...this.#bins.values()].map(({ cause, count, refusedCount, clients, example }) => ({
      ...cause,
      count,
      refusedCount,
      clientCount: clients.size,
      example,
    }));
    return found.sort((a, b) => b.count - a.count || a.trigger - b.trigger || a.group - b.group);
  }

  /** Tells what is left up to the instant that the fleet has reached, and leaves the server alone. */
  end(): void {
    const { nowMs, parts } = this.#fleet;
    this.#fleet.watch(null);
    // The method of the class is itself again.
    Reflect.deleteProperty(parts.servers.stations, 'arrive');
    this.#look();
    while (this.#fromMs < nowMs) this.#endSlice(Math.min(nowMs, this.#fromMs + this.#sliceMs));
  }

  #look(): void {
    const { stations } = this.#fleet.parts.servers;
    this.#waitingMax = Math.max(this.#waitingMax, stations.waitingCount(this.#station));
    this.#wasDown ||= stations.isDown(this.#station);
  }

  #endSlice(untilMs: number): void {
    const { stations } = this.#fleet.parts.servers;
    const waiting = stations.waitingCount(this.#station);
    this.slices.push({
      fromMs: this.#fromMs,
      untilMs,
      arrivals: this.#arrivals,
      refused: this.#refused,
      waitingMax: Math.max(this.#waitingMax, waiting),
      waiting,
      busy: stations.busyCount(this.#station),
      isDown: this.#wasDown,
    });
    this.#fromMs = untilMs;
    this.#arrivals = 0;
    this.#refused = 0;
    this.#waitingMax = waiting;
    this.#wasDown = stations.isDown(this.#station);
  }

  /** Hears of every request before the server does, and of what it made of it. */
  #listen(): void {
    const { stations } = this.#fleet.parts.servers;
    const arrive = stations.arrive.bind(stations);
    stations.arrive = (station, customer, tag, serviceMs, patienceMs) => {
      const job = arrive(station, customer, tag, serviceMs, patienceMs);
      if (station === this.#station) this.#note(customer, tag, job < 0);
      return job;
    };
  }

  #note(customer: number, tag: number, isRefused: boolean): void {
    this.#arrivals++;
    if (isRefused) this.#refused++;
    const client = this.#clientOf(customer, tag);
    const cause = this.#causeOf(client, tag);
    const { kind, trigger, isFull, deployment, group } = cause;
    const key = [kind, trigger, isFull, deployment, group].join(' ');
    const bin = this.#bins.get(key) ?? {
      cause,
      count: 0,
      refusedCount: 0,
      clients: new Set<number>(),
      example: client,
    };
    this.#bins.set(key, bin);
    bin.count++;
    if (isRefused) bin.refusedCount++;
    bin.clients.add(client);
  }

  #clientOf(customer: number, tag: number): number {
    return this.#words.clientOfRequest(this.#station, customer, tag);
  }

  #causeOf(client: number, tag: number): Bin['cause'] {
    const { servers, clients, scans, managementPoints } = this.#fleet.parts;
    const group = clients.groupOf[client]!;
    const plain = { trigger: -1, isFull: false, deployment: -1, group };
    if (servers.stateSystemOf.includes(this.#station)) return { ...plain, kind: 'stateFile' };
    if (this.#station >= servers.firstManagementPoint)
      return { ...plain, kind: managementPoints.isBatch(tag) ? 'stateMessages' : 'policy' };
    const bits = scans.running[client]!;
    const trigger = indexOfTrigger(bits & -bits);
    const isFull = scans.kind[client] === Kind.full;
    return { kind: 'scan', trigger, isFull, deployment: this.#deploymentOf(client, bits), group };
  }

  /** The latest occasion of the scan names what it is for. */
  #deploymentOf(client: number, triggers: number): number {
    if ((triggers & FOR_DEPLOYMENT) === 0) return -1;
    const { scans, updates, deployments } = this.#fleet.parts;
    return (
      updates
        .deploymentsOf(client)
        .find((each) =>
          [Trigger.beforeDownload, Trigger.beforeInstallation].some(
            (trigger) => scans.occasion[client] === occasionOf(trigger, deployments.keys[each]!) >>> 0,
          ),
        ) ?? -1
    );
  }
}
