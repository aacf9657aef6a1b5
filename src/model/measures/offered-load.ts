import { mean } from '../../sim/distribution.ts';
import type { Clients } from '../client/clients.ts';
import type { Lifetimes } from '../client/lifetimes.ts';
import type { Presence } from '../client/presence.ts';
import type { Scenario } from '../scenario.ts';

/** Clients of each group whose presence stands for the group's. */
const SAMPLE_PER_GROUP = 200;

/**
 * The policy polls that bring nothing: they load the management points, but never queue (MA-POLL-LOAD). How many
 * clients poll is estimated from the presence of a fixed sample of each group.
 */
export class OfferedLoad {
  readonly #lifetimes: Lifetimes;
  readonly #presence: Presence;
  readonly #samples: readonly (readonly number[])[];
  readonly #pollsPerMsPerClient: number;
  readonly #workMs: number;
  readonly #servers: readonly number[];
  /** Per management point: the groups whose clients have it among others, and which share of them has it. */
  readonly #groupsOfPoint: readonly (readonly { readonly group: number; readonly share: number }[])[];

  constructor(scenario: Scenario, clients: Clients, lifetimes: Lifetimes, presence: Presence) {
    this.#lifetimes = lifetimes;
    this.#presence = presence;
    this.#samples = scenario.groups.map(() => [] as number[]);
    for (let client = 0; client < clients.count; client++) {
      const sample = this.#samples[clients.groupOf[client]!] as number[];
      if (clients.machineOf(client) < SAMPLE_PER_GROUP) sample.push(client);
    }
    this.#pollsPerMsPerClient = 1 / scenario.clientSettings.policyPollMs;
    this.#workMs = mean(scenario.assumptions.policyPollWork);
    this.#servers = scenario.managementPoints.map(({ servers }) => servers);
    this.#groupsOfPoint = scenario.managementPoints.map((_, point) =>
      scenario.groups.flatMap(({ managementPoints }, group) =>
        managementPoints.includes(point) ? [{ group, share: 1 / managementPoints.length }] : [],
      ),
    );
  }

  /** Utilisation of a management point by polls without news at this instant. */
  utilisation(point: number, nowMs: number): number {
    let count = 0;
    for (const { group, share } of this.#groupsOfPoint[point]!)
      count += this.presentCount(group, nowMs) * share;
    return (count * this.#pollsPerMsPerClient * this.#workMs) / this.#servers[point]!;
  }

  /** Clients of a group that are present now, estimated. */
  presentCount(group: number, nowMs: number): number {
    const sample = this.#samples[group]!.filter((client) => this.#lifetimes.isInFleet(client));
    if (sample.length === 0) return 0;
    const present = sample.filter((client) => this.#presence.isPresent(client, nowMs)).length;
    return (present / sample.length) * this.#lifetimes.inFleetCount[group]!;
  }
}
