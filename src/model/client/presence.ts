import { mean, Sampler } from '../../sim/distribution.ts';
import type { Luck, PurposeKey } from '../../sim/random.ts';
import type { StateBook } from '../../sim/state.ts';
import type { Absence, ClientGroup, Scenario } from '../scenario.ts';
import { DAY_MS, isWeekdayIn, localDayOf, ZoneClock } from '../zone-clock.ts';
import type { Clients } from './clients.ts';
import type { Lifetimes } from './lifetimes.ts';

/** How long before the start alternating periods begin, so that the start finds them in their long run (MA-PRESENCE-WARMUP). */
const WARM_UP_CYCLES = 6;

/** The period of a client that has not joined the fleet, or has left it. */
const OUTSIDE = -2;

/** How long a woken client that works at the end of its time stays awake at a time (MA-WAKE). */
const STAY_AWAKE_MS = 5 * 60_000;

interface Pattern {
  readonly absence: Absence;
  /** First period of a client: its number, whether it is a present one, and when it ends. */
  begin(client: number, presence: Presence): void;
  /** Replaces the client's period by the next one. */
  next(client: number, presence: Presence): void;
}

/**
 * When each client is present, as a function of its luck and the calendar, advanced only as far as somebody asks.
 * Being absent is a shutdown, sleep or being off the network, by group.
 */
export class Presence {
  /** End of the client's present period; Infinity: never changes. */
  untilMs: Float64Array;
  /** Number of the period (a day, or a count), doubled; odd while present. */
  period: Int32Array;
  /** Until when a client that was woken stays awake; 0: it was not woken since. Empty where nobody is woken. */
  wokenUntilMs: Float64Array;

  readonly #clients: Clients;
  readonly #lifetimes: Lifetimes;
  readonly #patterns: readonly (Pattern | null)[];
  readonly #absences: readonly Absence[];

  constructor(scenario: Scenario, clients: Clients, lifetimes: Lifetimes, luck: Luck, book: StateBook) {
    this.#clients = clients;
    this.#lifetimes = lifetimes;
    this.untilMs = new Float64Array(clients.count).fill(Infinity);
    this.period = new Int32Array(clients.count).fill(1);
    this.#patterns = scenario.groups.map((group) => patternOf(group, scenario, clients, luck));
    this.#absences = this.#patterns.map((pattern) => pattern?.absence ?? 'shutdown');
    for (let client = 0; client < clients.count; client++) this.#begin(client);
    const wakes = scenario.deployments.some(({ options }) => options.wakeOnLan);
    this.wokenUntilMs = new Float64Array(wakes ? clients.count : 0);
    book.own('presence', this, ['untilMs', 'period', 'wokenUntilMs']);
  }

  /** Whether the client is present (switched on, awake, on the network) at the present instant. */
  isPresent(client: number, nowMs: number): boolean {
    if (this.untilMs[client]! <= nowMs) this.#advance(client, nowMs);
    const isByNature = this.#isByNature(client);
    return this.wokenUntilMs.length === 0 ? isByNature : this.#isAwake(client, isByNature, nowMs);
  }

  /** By its own pattern. */
  #isByNature(client: number): boolean {
    return (this.period[client]! & 1) === 1;
  }

  /** That it was woken is forgotten when it comes by itself, or its time is over. */
  #isAwake(client: number, isByNature: boolean, nowMs: number): boolean {
    const isOver = this.wokenUntilMs[client]! <= nowMs || this.period[client] === OUTSIDE;
    if (isByNature || isOver) this.wokenUntilMs[client] = 0;
    return isByNature || this.wokenUntilMs[client]! > 0;
  }

  /** A sleeping client is awake until an instant, or until it comes by itself. */
  wake(client: number, untilMs: number): void {
    this.wokenUntilMs[client] = untilMs;
  }

  /** The client has work at the end of the time for which it was woken: it stays awake for longer (MA-WAKE). */
  stayAwake(client: number, nowMs: number): void {
    if (this.wokenUntilMs[client] === nowMs) this.wokenUntilMs[client] = nowMs + STAY_AWAKE_MS;
  }

  /** Whether the machine works, though perhaps out of reach of every server. */
  isRunning(client: number, nowMs: number): boolean {
    return this.isPresent(client, nowMs) || this.absenceOf(client) === 'offNetwork';
  }

  /** When the client comes or goes next; only valid after `isPresent` for the same instant. */
  changesAtMs(client: number): number {
    const wokenUntilMs = this.wokenUntilMs.length === 0 ? 0 : this.wokenUntilMs[client]!;
    return wokenUntilMs === 0 ? this.untilMs[client]! : Math.min(this.untilMs[client]!, wokenUntilMs);
  }

  /** Outside the fleet a machine is switched off. */
  absenceOf(client: number): Absence {
    if (this.period[client] === OUTSIDE) return 'shutdown';
    return this.#absences[this.#clients.groupOf[client]!]!;
  }

  set(client: number, period: number, present: boolean, untilMs: number): void {
    this.period[client] = period * 2 + (present ? 1 : 0);
    this.untilMs[client] = untilMs;
  }

  /** The client joins now, whenever it was said that it would. */
  joinFleet(client: number, nowMs: number): void {
    if (this.period[client] === OUTSIDE) this.untilMs[client] = nowMs;
  }

  leaveFleet(client: number): void {
    this.#stayOutside(client, Infinity);
  }

  #begin(client: number): void {
    const joinedMs = this.#lifetimes.joinedMs(client);
    if (joinedMs > 0) return this.#stayOutside(client, joinedMs);
    this.#patternFor(client)?.begin(client, this);
    this.#cutAtLeaving(client);
  }

  #advance(client: number, nowMs: number): void {
    if (this.#lifetimes.leftMs(client) <= nowMs) return this.#stayOutside(client, Infinity);
    const pattern = this.#patternFor(client);
    if (this.period[client] === OUTSIDE) this.#enter(client, pattern);
    while (this.untilMs[client]! <= nowMs) pattern!.next(client, this);
    this.#cutAtLeaving(client);
  }

  /** A client that joins has the pattern that it would have had from the start. */
  #enter(client: number, pattern: Pattern | null): void {
    this.set(client, 0, true, Infinity);
    pattern?.begin(client, this);
  }

  #stayOutside(client: number, untilMs: number): void {
    this.period[client] = OUTSIDE;
    this.untilMs[client] = untilMs;
  }

  #cutAtLeaving(client: number): void {
    if (!this.#lifetimes.areUsed) return;
    this.untilMs[client] = Math.min(this.untilMs[client]!, this.#lifetimes.leftMs(client));
  }

  #patternFor(client: number): Pattern | null {
    return this.#patterns[this.#clients.groupOf[client]!]!;
  }
}

function patternOf(group: ClientGroup, scenario: Scenario, clients: Clients, luck: Luck): Pattern | null {
  const { presence } = group;
  switch (presence.pattern) {
    case 'alwaysOn':
      return null;
    case 'officeHours':
      return new OfficeHours(
        presence,
        new ZoneClock(scenario.zones[group.zone]!, scenario.startEpochMs),
        clients,
        luck,
      );
    case 'upDown':
      return new UpDown(presence, clients, luck);
  }
}

type OfficeHoursPresence = Extract<ClientGroup['presence'], { pattern: 'officeHours' }>;

/**
 * One period a day, on the days on which the client's user comes. The period's number is the local day. Its luck hangs
 * from the number of the day in the run: a fleet whose calendar is moved by a week does the same a week later.
 */
class OfficeHours implements Pattern {
  readonly absence: Absence;
  readonly #hours: OfficeHoursPresence;
  readonly #zone: ZoneClock;
  /** Local day of the earliest period: two days before the start. */
  readonly #firstDay: number;
  readonly #clients: Clients;
  readonly #attendanceKey: PurposeKey;
  readonly #arrival: Sampler;
  readonly #departure: Sampler;

  constructor(hours: OfficeHoursPresence, zone: ZoneClock, clients: Clients, luck: Luck) {
    this.absence = hours.absence;
    this.#hours = hours;
    this.#zone = zone;
    this.#firstDay = localDayOf(zone.toLocal(0)) - 2;
    this.#clients = clients;
    this.#attendanceKey = luck.key('presence attendance');
    this.#arrival = new Sampler(hours.jitter, luck.key('presence arrival'));
    this.#departure = new Sampler(hours.jitter, luck.key('presence departure'));
  }

  begin(client: number, presence: Presence): void {
    presence.set(client, this.#firstDay, true, -Infinity);
  }

  next(client: number, presence: Presence): void {
    const day = presence.period[client]! >> 1;
    if ((presence.period[client]! & 1) === 1) {
      if (this.#hours.attendance === 0) return presence.set(client, day + 1, false, Infinity);
      let following = day + 1;
      while (!this.#attends(client, following)) following++;
      presence.set(client, following, false, this.#startMs(client, following));
    } else {
      presence.set(client, day, true, this.#endMs(client, day));
    }
  }

  #attends(client: number, day: number): boolean {
    if (!isWeekdayIn(this.#hours.weekdays, day)) return false;
    return (
      this.#hours.attendance >= 1 ||
      this.#clients.draw(this.#attendanceKey, client, day - this.#firstDay) < this.#hours.attendance
    );
  }

  #startMs(client: number, day: number): number {
    const jitterMs = this.#clients.sampleMs(this.#arrival, client, day - this.#firstDay);
    return this.#zone.toInstant(day * DAY_MS + this.#hours.fromMs) + jitterMs;
  }

  #endMs(client: number, day: number): number {
    const jitterMs = this.#clients.sampleMs(this.#departure, client, day - this.#firstDay);
    const endMs = this.#zone.toInstant(day * DAY_MS + this.#hours.toMs) + jitterMs;
    return Math.max(endMs, this.#startMs(client, day) + 1);
  }
}

type UpDownPresence = Extract<ClientGroup['presence'], { pattern: 'upDown' }>;

/** Periods up and down in turn, drawn by number. Begins some mean cycles before the start, at a keyed phase. */
class UpDown implements Pattern {
  readonly absence: Absence;
  readonly #clients: Clients;
  readonly #up: Sampler;
  readonly #down: Sampler;
  readonly #cycleMs: number;
  readonly #phaseKey: PurposeKey;

  constructor(presence: UpDownPresence, clients: Clients, luck: Luck) {
    this.absence = presence.absence;
    this.#clients = clients;
    this.#up = new Sampler(presence.up, luck.key('presence up'));
    this.#down = new Sampler(presence.down, luck.key('presence down'));
    this.#cycleMs = mean(presence.up) + mean(presence.down);
    this.#phaseKey = luck.key('presence phase');
  }

  begin(client: number, presence: Presence): void {
    const phase = this.#clients.draw(this.#phaseKey, client, 0);
    presence.set(client, 0, false, -Math.floor((WARM_UP_CYCLES + phase) * this.#cycleMs));
    while (presence.untilMs[client]! <= 0) this.next(client, presence);
  }

  next(client: number, presence: Presence): void {
    const number = presence.period[client]! >> 1;
    const present = (presence.period[client]! & 1) === 1;
    const startMs = presence.untilMs[client]!;
    const sampler = present ? this.#down : this.#up;
    const lengthMs = Math.max(1, this.#clients.sampleMs(sampler, client, number));
    presence.set(client, present ? number + 1 : number, !present, startMs + lengthMs);
  }
}
