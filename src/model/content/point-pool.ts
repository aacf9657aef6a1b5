/** A distribution point in a pool, and how long after the first try it joins. */
export interface PoolMember {
  readonly point: number;
  readonly afterMs: number;
}

/** The tries between two changes of the pool. */
interface Stretch {
  readonly firstTry: number;
  readonly memberCount: number;
}

/**
 * In which order a client tries distribution points (domain, selecting a distribution point): from one that luck
 * chooses, each for the same time, then the next; who joins later is appended; after the last comes the first. Tries
 * are numbered from 0.
 */
export class PointPool {
  readonly members: readonly PoolMember[];
  readonly #tryMs: number;
  readonly #stretches: readonly Stretch[];

  /** `members` in the order in which they join. */
  constructor(members: readonly PoolMember[], tryMs: number) {
    this.members = members;
    this.#tryMs = tryMs;
    const joinsAt = members.map(({ afterMs }) => Math.ceil(afterMs / tryMs));
    this.#stretches = [...new Set(joinsAt)].map((firstTry) => ({
      firstTry,
      memberCount: joinsAt.filter((each) => each <= firstTry).length,
    }));
  }

  /** The first try at which every member has had its turn. */
  get triesOfAll(): number {
    const last = this.#stretches.at(-1);
    return last === undefined ? 0 : last.firstTry + last.memberCount;
  }

  /** The number of the try that goes on `elapsedMs` after the first began. */
  tryAt(elapsedMs: number): number {
    return Math.floor(elapsedMs / this.#tryMs);
  }

  /** When a try begins, from the beginning of the first. */
  beginsMs(attempt: number): number {
    return attempt * this.#tryMs;
  }

  /** The point that a try is for, where luck (from 0 to 1) chose the first; −1: nobody is in the pool yet. */
  pointAt(attempt: number, luck: number): number {
    const stretch = this.#stretches.findLastIndex(({ firstTry }) => firstTry <= attempt);
    return stretch < 0 ? -1 : this.members[this.#placeAt(stretch, attempt, luck)]!.point;
  }

  /** The first try from `attempt` on that is for a member. */
  nextTryOf(member: number, attempt: number, luck: number): number {
    for (const [number, { firstTry, memberCount }] of this.#stretches.entries()) {
      if (member >= memberCount) continue;
      const from = Math.max(attempt, firstTry);
      const place = this.#placeAt(number, from, luck);
      const next = from + ((member - place + memberCount) % memberCount);
      if (next < (this.#stretches[number + 1]?.firstTry ?? Infinity)) return next;
    }
    throw new Error(`member ${member} of ${this.members.length} is never tried`);
  }

  /** The place that a try of a stretch is for. */
  #placeAt(stretch: number, attempt: number, luck: number): number {
    const { firstTry, memberCount } = this.#stretches[stretch]!;
    return (this.#firstPlaceOf(stretch, luck) + attempt - firstTry) % memberCount;
  }

  /** Where a stretch begins: behind the last try of the one before it. */
  #firstPlaceOf(stretch: number, luck: number): number {
    const { firstTry, memberCount } = this.#stretches[stretch]!;
    if (stretch === 0) return Math.floor(luck * memberCount);
    return (this.#placeAt(stretch - 1, firstTry - 1, luck) + 1) % memberCount;
  }
}
