import type { Watcher } from '../../sim/simulation.ts';
import type { Fleet } from '../fleet.ts';
import type { Scenario } from '../scenario.ts';
import { type ChapterListener, ClientStory, type WatchedFleet } from './client-story.ts';

/** The stories of several clients of one fleet, told side by side. */
export class ClientStories {
  readonly #fleet: Fleet;
  readonly #stories: readonly ClientStory[];

  /** Begins at the instant that the fleet has reached. `listenerOf`: who hears the story of a client. */
  constructor(
    scenario: Scenario,
    replication: number,
    fleet: Fleet,
    clients: readonly number[],
    listenerOf: (client: number) => ChapterListener,
  ) {
    this.#fleet = fleet;
    const watchers = new Map<number, Watcher | null>();
    this.#stories = clients.map((client) => {
      const seat: WatchedFleet = {
        parts: fleet.parts,
        get nowMs() {
          return fleet.nowMs;
        },
        watch: (watcher) => watchers.set(client, watcher),
      };
      return new ClientStory(scenario, replication, seat, client, listenerOf(client));
    });
    fleet.watch((event) => {
      for (const watcher of watchers.values()) watcher?.(event);
    });
  }

  /** Tells what is left of each up to the instant that the fleet has reached, and leaves it alone. */
  end(): void {
    this.#fleet.watch(null);
    for (const story of this.#stories) story.end();
  }
}
