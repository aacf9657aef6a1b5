import type { MaintenanceWindow, Scenario } from '../scenario.ts';
import type { Memberships } from '../site/deployment/memberships.ts';
import type { Clients } from './clients.ts';
import { WindowCalendar } from './window-calendar.ts';

/**
 * Which maintenance windows hold for a client: those of all its collections. As soon as one is for software updates,
 * those for all deployments do not count, unless a client setting says otherwise (domain, maintenance windows).
 */
export class MaintenanceWindows {
  /** Whether any collection has windows at all. */
  readonly areUsed: boolean;
  readonly #scenario: Scenario;
  readonly #clients: Clients;
  readonly #memberships: Memberships;
  /** Per group: collections with windows that its clients can be members of. */
  readonly #collectionsOfGroup: readonly (readonly number[])[];
  /** Calendars by collections and zone: made when first asked for. */
  readonly #calendars = new Map<string, WindowCalendar>();

  constructor(scenario: Scenario, clients: Clients, memberships: Memberships) {
    this.#scenario = scenario;
    this.#clients = clients;
    this.#memberships = memberships;
    const { groups, collections } = scenario;
    this.areUsed = collections.some(({ windows }) => windows.length > 0);
    this.#collectionsOfGroup = groups.map((_, group) =>
      collections.flatMap((each, number) =>
        each.windows.length > 0 && each.groups.includes(group) ? [number] : [],
      ),
    );
  }

  /** The windows of a client; null: it has none, so it may install and restart at any time. */
  of(client: number): WindowCalendar | null {
    const group = this.#clients.groupOf[client]!;
    const possible = this.#collectionsOfGroup[group]!;
    if (possible.length === 0) return null;
    const collections = possible.filter((collection) => this.#memberships.isMember(client, collection));
    return collections.length === 0
      ? null
      : this.#calendarOf(collections, this.#scenario.groups[group]!.zone);
  }

  #calendarOf(collections: readonly number[], zone: number): WindowCalendar {
    const key = `${zone}: ${collections.join(' ')}`;
    let calendar = this.#calendars.get(key);
    if (calendar === undefined) {
      calendar = new WindowCalendar(this.#thatCount(collections), zone);
      this.#calendars.set(key, calendar);
    }
    return calendar;
  }

  #thatCount(collections: readonly number[]): readonly MaintenanceWindow[] {
    const all = collections.flatMap((collection) => this.#scenario.collections[collection]!.windows);
    const own = all.filter(({ kind }) => kind === 'softwareUpdates');
    return own.length === 0 || this.#scenario.clientSettings.usesAllDeploymentsWindows ? all : own;
  }
}
