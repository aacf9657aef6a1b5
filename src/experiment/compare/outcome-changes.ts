import { CLIENT_OUTCOMES } from '../../model/results.ts';
import type { JobResult } from '../jobs/result.ts';
import { type MeanInterval, meanInterval } from '../statistics/mean-interval.ts';
import { type ClientOutcome, type KeptOutcomes, outcomesOf } from './client-outcomes.ts';

/** A client by what it is called in every scenario: its luck hangs from that, too. */
export interface ClientName {
  readonly group: string;
  readonly numberInGroup: number;
  readonly build: number;
}

/** Clients that end otherwise at a point than at the first: all that go from one outcome to the same other one. */
export interface OutcomeChange {
  readonly point: number;
  readonly deployment: string;
  readonly from: ClientOutcome;
  readonly to: ClientOutcome;
  /** Over the replications that have run at both points. */
  readonly clients: MeanInterval;
  /** The first such client of the first of these replications; null: that has none. */
  readonly example: ClientName | null;
}

/** All changes of a deployment together. */
export interface ChangedClients {
  readonly point: number;
  readonly deployment: string;
  readonly clients: MeanInterval;
}

interface Counter {
  readonly point: number;
  readonly deployment: string;
  readonly from: ClientOutcome;
  readonly to: ClientOutcome;
  /** By the number of the pair. */
  readonly counts: number[];
  readonly example: ClientName | null;
}

/** Counts changed clients pair by pair: told of every replication of a point together with that of the first. */
export class ChangeBook {
  readonly #pairCounts: number[];
  readonly #counters = new Map<string, Counter>();
  /** Per point: deployments that it and the first point have. */
  readonly #deployments: ReadonlySet<string>[];

  constructor(pointCount: number) {
    this.#pairCounts = Array<number>(pointCount).fill(0);
    this.#deployments = Array.from({ length: pointCount }, () => new Set());
  }

  add(first: JobResult, other: JobResult): void {
    const { point } = other;
    const pair = this.#pairCounts[point]!++;
    const [before, after] = [byGroup(first), byGroup(other)];
    const shared = intersection(deploymentsOf(first), deploymentsOf(other));
    this.#deployments[point] = new Set([...this.#deployments[point]!, ...shared]);
    for (const key of new Set([...before.keys(), ...after.keys()])) {
      const kept = before.get(key) ?? after.get(key)!;
      if (!shared.has(kept.deployment)) continue;
      this.#addGroup(point, pair, kept, before.get(key), after.get(key));
    }
  }

  #addGroup(
    point: number,
    pair: number,
    { deployment, group, build }: KeptOutcomes,
    before: KeptOutcomes | undefined,
    after: KeptOutcomes | undefined,
  ): void {
    if (before?.runs === after?.runs) return;
    const [was, is] = [before, after].map((kept) => (kept === undefined ? [] : outcomesOf(kept)));
    for (let machine = 0; machine < Math.max(was!.length, is!.length); machine++) {
      const from = was![machine] ?? 'notInFleet';
      const to = is![machine] ?? 'notInFleet';
      if (from === to) continue;
      const client = { group, numberInGroup: machine, build };
      const { counts } = this.#counter(point, deployment, from, to, pair === 0 ? client : null);
      counts[pair] = (counts[pair] ?? 0) + 1;
    }
  }

  #counter(
    point: number,
    deployment: string,
    from: ClientOutcome,
    to: ClientOutcome,
    example: ClientName | null,
  ): Counter {
    const key = [point, from, to, deployment].join(' ');
    let counter = this.#counters.get(key);
    if (counter === undefined) {
      counter = { point, deployment, from, to, counts: [], example };
      this.#counters.set(key, counter);
    }
    return counter;
  }

  /** By point and deployment, the most frequent change first. */
  changes(confidence: number): OutcomeChange[] {
    const changes = [...this.#counters.values()].map(({ counts, ...change }) => ({
      ...change,
      clients: this.#interval(change.point, [counts], confidence),
    }));
    const place = (outcome: ClientOutcome) => CLIENT_OUTCOMES.indexOf(outcome);
    return changes.sort(
      (a, b) =>
        a.point - b.point ||
        this.#placeOf(a) - this.#placeOf(b) ||
        b.clients.mean! - a.clients.mean! ||
        place(a.from) - place(b.from) ||
        place(a.to) - place(b.to),
    );
  }

  /** Per point after the first and deployment that both have. */
  totals(confidence: number): ChangedClients[] {
    return this.#deployments.flatMap((deployments, point) =>
      [...deployments].map((deployment) => {
        const counters = [...this.#counters.values()].filter(
          (counter) => counter.point === point && counter.deployment === deployment,
        );
        const counts = counters.map((counter) => counter.counts);
        return { point, deployment, clients: this.#interval(point, counts, confidence) };
      }),
    );
  }

  #placeOf({ point, deployment }: OutcomeChange): number {
    return [...this.#deployments[point]!].indexOf(deployment);
  }

  /** Of sums pair by pair. */
  #interval(point: number, counts: readonly (readonly number[])[], confidence: number): MeanInterval {
    const sums = Array.from({ length: this.#pairCounts[point]! }, (_, pair) =>
      counts.reduce((sum, each) => sum + (each[pair] ?? 0), 0),
    );
    return meanInterval(sums, confidence);
  }
}

function byGroup({ clientOutcomes = [] }: JobResult): Map<string, KeptOutcomes> {
  return new Map(
    clientOutcomes.map((kept) => [JSON.stringify([kept.deployment, kept.group, kept.build]), kept]),
  );
}

function deploymentsOf({ clientOutcomes = [] }: JobResult): Set<string> {
  return new Set(clientOutcomes.map(({ deployment }) => deployment));
}

function intersection(first: ReadonlySet<string>, second: ReadonlySet<string>): Set<string> {
  return new Set([...first].filter((name) => second.has(name)));
}
