import type { StateBook } from '../sim/state.ts';
import type { Clients } from './client/clients.ts';
import type { DeploymentIndex } from './deployment-index.ts';
import { DEPLOYMENT_TOPIC_COUNT, Topic } from './topics.ts';

/**
 * Where the last states of a client stand: of its scans, of each deployment of its group by the three topics about
 * deployments, of each update that some deployment may contain. What no message can speak of has no place.
 */
export class ReportPlaces {
  readonly count: number;
  readonly #clients: Clients;
  /** Per group: the deployment's place among those of the group; −1: not of this group. */
  readonly #placeOfDeployment: readonly Int16Array[];
  /** Per group: the slot's place among the deployed ones of its product; −1: never deployed. */
  readonly #placeOfSlot: readonly Int16Array[];
  readonly #firstSlot: number;

  constructor(clients: Clients, deployments: DeploymentIndex, slotCountMax: number) {
    this.#clients = clients;
    this.#placeOfDeployment = deployments.ofGroup.map((numbers) => placesOf(numbers, deployments.count));
    const deployedSlots = deployments.ofGroup.map((numbers, group) => [
      ...new Set(numbers.flatMap((deployment) => deployments.candidateSlots(deployment, group))),
    ]);
    this.#placeOfSlot = deployedSlots.map((slots) => placesOf(slots, slotCountMax));
    const longest = (lists: readonly (readonly number[])[]) =>
      Math.max(0, ...lists.map((list) => list.length));
    this.#firstSlot = 1 + DEPLOYMENT_TOPIC_COUNT * longest(deployments.ofGroup);
    this.count = this.#firstSlot + longest(deployedSlots);
  }

  /** Everything that messages of the client can speak of. */
  forEach(client: number, tell: (topic: Topic, subject: number) => void): void {
    const group = this.#clients.groupOf[client]!;
    tell(Topic.scan, 0);
    this.#placeOfDeployment[group]!.forEach((place, deployment) => {
      if (place < 0) return;
      tell(Topic.deploymentCompliance, deployment);
      tell(Topic.deploymentEnforcement, deployment);
      tell(Topic.deploymentEvaluation, deployment);
    });
    this.#placeOfSlot[group]!.forEach((place, slot) => {
      if (place >= 0) tell(Topic.updateEnforcement, slot);
    });
  }

  /** The place of what a message of the topic about the subject speaks of. */
  of(client: number, topic: Topic, subject: number): number {
    if (topic === Topic.scan) return 0;
    const group = this.#clients.groupOf[client]!;
    if (topic === Topic.updateEnforcement) return this.#firstSlot + this.#placeOfSlot[group]![subject]!;
    return 1 + DEPLOYMENT_TOPIC_COUNT * this.#placeOfDeployment[group]![subject]! + topic;
  }
}

function placesOf(numbers: readonly number[], length: number): Int16Array {
  const places = new Int16Array(length).fill(-1);
  numbers.forEach((number, place) => {
    places[number] = place;
  });
  return places;
}

/**
 * The last state per client and subject of the topics 300, 301, 302, 402 and 501: four bits each, 0 (unknown) at the
 * start. There are two: what the client raised, and what its site has stored.
 */
export class ReportedStates {
  bytes: Uint8Array;
  readonly places: ReportPlaces;
  readonly #width: number;

  constructor(name: string, places: ReportPlaces, clientCount: number, book: StateBook) {
    this.places = places;
    this.#width = Math.ceil(places.count / 2);
    this.bytes = new Uint8Array(clientCount * this.#width);
    book.own(`reported states, ${name}`, this, ['bytes']);
  }

  of(client: number, topic: Topic, subject: number): number {
    const place = this.places.of(client, topic, subject);
    return (this.bytes[client * this.#width + (place >> 1)]! >> ((place & 1) << 2)) & 15;
  }

  set(client: number, topic: Topic, subject: number, state: number): void {
    const place = this.places.of(client, topic, subject);
    const at = client * this.#width + (place >> 1);
    const shift = (place & 1) << 2;
    this.bytes[at] = (this.bytes[at]! & ~(15 << shift)) | (state << shift);
  }
}
