import { Stage } from '../../model/client/scan-agent.ts';
import type { ClientChapter } from '../../model/stories/client-story.ts';
import type { StoryNames } from './story-names.ts';

/** Refusals in a row that are told one by one. */
const TOLD_MAX = 3;

/**
 * Keeps a story short where servers refuse the same scan again and again: the first refusals are told, of the others how
 * many there were and until when.
 */
export class Refusals {
  readonly #names: StoryNames;
  #count = 0;
  #lastMs = 0;
  readonly #byPoint = new Map<number, number>();

  constructor(names: StoryNames) {
    this.#names = names;
  }

  /** What was left out before an instant that is to be told; null: this one is left out too. `isOnlyScan`: it tells of nothing else. */
  hear(chapter: ClientChapter, isOnlyScan: boolean): string[] | null {
    if (!isTrying(chapter)) return this.end();
    const { before, after, atMs } = chapter;
    const isRefusal = after.scan.refusalCount > before.scan.refusalCount;
    if (isRefusal) this.#count++;
    if (!isOnlyScan) return this.#leftOut();
    if (this.#count < TOLD_MAX || (isRefusal && this.#count === TOLD_MAX)) return [];
    if (isRefusal) {
      const point = before.scan.pointToTry;
      this.#lastMs = atMs;
      this.#byPoint.set(point, (this.#byPoint.get(point) ?? 0) + 1);
    }
    return null;
  }

  /** The row of refusals has ended. */
  end(): string[] {
    this.#count = 0;
    return this.#leftOut();
  }

  #leftOut(): string[] {
    const points = [...this.#byPoint].map(([point, count]) => `${this.#names.point(point)} ${times(count)}`);
    this.#byPoint.clear();
    if (points.length === 0) return [];
    const words = `… tries on and is refused each time, up to here by ${points.join(' and ')}`;
    return [`${this.#names.instant(this.#lastMs)}  ${words}`];
  }
}

/** Whether the instant is of a scan that tries and has not come to a server, and nothing new asks for a scan. */
function isTrying({ before, after }: ClientChapter): boolean {
  const had = before.scan.running | before.scan.waiting;
  const has = after.scan.running | after.scan.waiting;
  const { stage } = after.scan;
  return has === had && (stage === Stage.idle || stage === Stage.locating || stage === Stage.settling);
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
