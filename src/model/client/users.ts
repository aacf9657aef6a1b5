import type { Scenario } from '../scenario.ts';
import { isWithinHours, ZoneClock } from '../zone-clock.ts';
import type { Clients } from './clients.ts';
import type { Presence } from './presence.ts';

/** Who sits at the machines: whether somebody is signed in, and what the wall clock there says. */
export class Users {
  readonly #clients: Clients;
  readonly #presence: Presence;
  readonly #zones: readonly ZoneClock[];
  readonly #scenario: Scenario;

  constructor(scenario: Scenario, clients: Clients, presence: Presence) {
    this.#scenario = scenario;
    this.#clients = clients;
    this.#presence = presence;
    this.#zones = scenario.zones.map((zone) => new ZoneClock(zone, scenario.startEpochMs));
  }

  /** Whether a user is signed in now. Nobody is at a machine that does not run. */
  isSignedIn(client: number, nowMs: number): boolean {
    const { user } = this.#groupOf(client);
    if (user.signedIn === 'never' || !this.#presence.isRunning(client, nowMs)) return false;
    return user.signedIn === 'always' || isWithinHours(this.localMs(client, nowMs), user);
  }

  /**
   * The present instant if somebody is signed in now; else the next one at which that may be, to look again; Infinity:
   * never.
   */
  signInMs(client: number, nowMs: number): number {
    const { user, zone } = this.#groupOf(client);
    if (user.signedIn === 'never') return Infinity;
    if (!this.#presence.isRunning(client, nowMs)) return this.#presence.changesAtMs(client);
    if (user.signedIn === 'always') return nowMs;
    return this.#zones[zone]!.nextWithin(nowMs, user);
  }

  /** The first instant from now on that is outside business hours at the client's place; Infinity: none. */
  endOfBusinessMs(client: number, nowMs: number): number {
    const { businessHours } = this.#scenario.clientSettings;
    return this.#zones[this.#groupOf(client).zone]!.nextOutside(nowMs, businessHours);
  }

  /** Whether a restart now falls outside the business hours of the client's place. */
  isOutsideBusinessHours(client: number, nowMs: number): boolean {
    return !isWithinHours(this.localMs(client, nowMs), this.#scenario.clientSettings.businessHours);
  }

  localMs(client: number, nowMs: number): number {
    return this.#zones[this.#groupOf(client).zone]!.toLocal(nowMs);
  }

  #groupOf(client: number) {
    return this.#scenario.groups[this.#clients.groupOf[client]!]!;
  }
}
