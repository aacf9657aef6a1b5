import { Sampler } from '../../sim/distribution.ts';
import type { Luck, PurposeKey } from '../../sim/random.ts';
import type { RemoteAppWork, Scenario } from '../scenario.ts';
import { DAY_MS, isWeekdayIn, localDayOf, ZoneClock } from '../zone-clock.ts';
import type { RemoteAppUsers } from './remoteapp-users.ts';

/** A day on which a user works. */
export interface WorkDay {
  /** Local days since the one on which the run starts: what its luck hangs from. */
  readonly number: number;
  readonly startMs: number;
  readonly endMs: number;
}

interface Calendar {
  readonly work: RemoteAppWork;
  readonly zone: ZoneClock;
  /** Local day on which the run starts. */
  readonly startDay: number;
  readonly arrival: Sampler;
  readonly departure: Sampler;
}

/** When the users of RemoteApp collections work, as a function of their luck and the clock of their zone (MA-ARA-WORK). */
export class WorkDays {
  readonly #users: RemoteAppUsers;
  readonly #horizonMs: number;
  readonly #attendanceKey: PurposeKey;
  readonly #calendars: readonly Calendar[];

  constructor(scenario: Scenario, users: RemoteAppUsers, luck: Luck) {
    this.#users = users;
    this.#horizonMs = scenario.horizonMs;
    this.#attendanceKey = luck.key('RemoteApp attendance');
    this.#calendars = scenario.remoteAppCollections.map(({ work, zone: number }) => {
      const zone = new ZoneClock(scenario.zones[number]!, scenario.startEpochMs);
      return {
        work,
        zone,
        startDay: localDayOf(zone.toLocal(0)),
        arrival: new Sampler(work.jitter, luck.key('RemoteApp arrival')),
        departure: new Sampler(work.jitter, luck.key('RemoteApp departure')),
      };
    });
  }

  /** The next day on which a user comes after day `number`, which ended at `endMs`; null: none within the run. */
  after(user: number, number: number, endMs: number): WorkDay | null {
    const { work, zone, startDay, arrival, departure } = this.#calendars[this.#users.collectionOf[user]!]!;
    if (work.attendance === 0 || work.weekdays === 0) return null;
    for (let next = number + 1; ; next++) {
      const midnightMs = (startDay + next) * DAY_MS;
      const fromMs = zone.toInstant(midnightMs + work.fromMs);
      if (fromMs > this.#horizonMs) return null;
      if (!isWeekdayIn(work.weekdays, startDay + next) || !this.#attends(user, work, next)) continue;
      const startMs = Math.max(endMs, fromMs + this.#users.sampleMs(arrival, user, next));
      const toMs = zone.toInstant(midnightMs + work.toMs) + this.#users.sampleMs(departure, user, next);
      return { number: next, startMs, endMs: Math.max(toMs, startMs + 1) };
    }
  }

  /**
   * The number of the day after which a life before the start has to begin: the user comes on so many days from then on
   * to the start, or it is `daysMax` days back.
   */
  beforeStart(user: number, attendedCount: number, daysMax: number): number {
    const { work, startDay } = this.#calendars[this.#users.collectionOf[user]!]!;
    let left = attendedCount;
    for (let day = -1; day > -daysMax; day--) {
      const comes = isWeekdayIn(work.weekdays, startDay + day) && this.#attends(user, work, day);
      if (comes && --left === 0) return day - 1;
    }
    return -daysMax;
  }

  #attends(user: number, { attendance }: RemoteAppWork, number: number): boolean {
    return attendance >= 1 || this.#users.draw(this.#attendanceKey, user, number) < attendance;
  }
}
