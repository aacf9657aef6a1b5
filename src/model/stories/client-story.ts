import type { WatchedEvent } from '../../sim/simulation.ts';
import { EventWords } from '../event-words.ts';
import type { Fleet } from '../fleet.ts';
import type { Scenario } from '../scenario.ts';
import type { ClientFacts, Surroundings } from './client-facts.ts';
import { ClientReader } from './client-reader.ts';

/** An instant in the life of a client: what happened, what held before, and what holds since. */
export interface ClientChapter {
  readonly atMs: number;
  readonly events: readonly WatchedEvent[];
  readonly before: ClientFacts;
  readonly after: ClientFacts;
  readonly around: Surroundings;
}

/** A fleet as far as a story needs it. */
export type WatchedFleet = Pick<Fleet, 'parts' | 'nowMs' | 'watch'>;

/** Hears a story, instant by instant. */
export type ChapterListener = (chapter: ClientChapter) => void;

/** Events of others that leave this client as it is: of other clients, requests, files and users. */
const OF_OTHERS: readonly (string | undefined)[] = ['client', 'job', 'stateFile', 'remoteAppUser'];

/**
 * Stands beside one client of a fleet and tells what becomes of it: at every instant at which something may have
 * happened to it, and at which its machine comes or goes. Decides nothing; the history stays the same.
 */
export class ClientStory {
  readonly #fleet: WatchedFleet;
  readonly #client: number;
  readonly #words: EventWords;
  readonly #reader: ClientReader;
  readonly #listener: ChapterListener;
  #facts: ClientFacts;
  #nextComingOrGoingMs: number;
  /** The instant that is being told; −1: none. */
  #openMs = -1;
  #events: WatchedEvent[] = [];

  /** Begins at the instant that the fleet has reached. */
  constructor(
    scenario: Scenario,
    replication: number,
    fleet: WatchedFleet,
    client: number,
    listener: ChapterListener,
  ) {
    this.#fleet = fleet;
    this.#client = client;
    this.#words = new EventWords(scenario, fleet.parts);
    this.#reader = new ClientReader(scenario, replication, fleet.parts, client);
    this.#listener = listener;
    this.#facts = this.#reader.factsAt(fleet.nowMs);
    this.#nextComingOrGoingMs = this.#facts.machineUntilMs;
    fleet.watch((event) => this.#hear(event));
  }

  /** What holds at the instant that has been told last; at first, where the story begins. */
  get facts(): ClientFacts {
    return this.#facts;
  }

  /** Tells what is left up to the instant that the fleet has reached, and leaves it alone. */
  end(): void {
    this.#fleet.watch(null);
    this.#tellUpTo(this.#fleet.nowMs + 1, null);
  }

  #hear(event: WatchedEvent): void {
    const { timeMs } = event;
    if (this.#openMs >= 0 ? timeMs > this.#openMs : timeMs >= this.#nextComingOrGoingMs)
      this.#tellUpTo(timeMs, event);
    const isOwn = this.#isAboutIt(event);
    if (!isOwn && OF_OTHERS.includes(event.kind.of)) return;
    this.#openMs = timeMs;
    this.#events.push(event);
  }

  #isAboutIt(event: WatchedEvent): boolean {
    const client = this.#words.clientOf(event);
    if (client === this.#client) return true;
    return client >= 0 && this.#fleet.parts.clients.previousOf(client) === this.#client;
  }

  /** Ends the instant that is open, and tells comings and goings before `atMs`, when `next` comes. */
  #tellUpTo(atMs: number, next: WatchedEvent | null): void {
    for (;;) {
      const dueMs = this.#nextComingOrGoingMs;
      const nextMs = this.#openMs >= 0 ? Math.min(this.#openMs, dueMs) : dueMs;
      if (nextMs >= atMs) return;
      this.#tell(nextMs, next);
    }
  }

  #tell(atMs: number, next: WatchedEvent | null): void {
    const before = this.#facts;
    const after = this.#reader.factsAt(atMs, next);
    const events = this.#openMs === atMs ? this.#events : [];
    this.#facts = after;
    this.#nextComingOrGoingMs = after.machineUntilMs > atMs ? after.machineUntilMs : Infinity;
    if (this.#openMs === atMs) {
      this.#openMs = -1;
      this.#events = [];
    }
    this.#listener({
      atMs,
      events,
      before,
      after,
      around: this.#reader.surroundingsAt(atMs, before.scan.pointToTry),
    });
  }
}
