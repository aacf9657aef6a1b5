import { Fleet } from '../../src/model/fleet.ts';
import type { Scenario } from '../../src/model/scenario.ts';

/** From `atMs` on a fleet reads like this. */
export interface Chapter {
  readonly atMs: number;
  readonly is: string;
}

const SLICE_MS = 1000;

/**
 * What a reading of a fleet becomes over time, exact to the millisecond: one chapter per change. A scout runs a slice
 * ahead; where it meets events the fleet itself goes through the slice millisecond by millisecond.
 */
export function storyOf(
  scenario: Scenario,
  read: (fleet: Fleet) => string,
  fromMs = 0,
  untilMs = scenario.horizonMs,
): Chapter[] {
  const scout = new Fleet(scenario, 0);
  const fleet = new Fleet(scenario, 0);
  scout.run(fromMs);
  fleet.run(fromMs);
  const story: Chapter[] = [{ atMs: fromMs, is: read(fleet) }];
  let last = story[0]!.is;
  for (let sliceMs = fromMs; sliceMs < untilMs; sliceMs += SLICE_MS) {
    const before = scout.eventCount;
    scout.run(Math.min(untilMs, sliceMs + SLICE_MS));
    if (scout.eventCount === before) continue;
    for (let atMs = sliceMs + 1; atMs <= scout.nowMs; atMs++) {
      fleet.run(atMs);
      const is = read(fleet);
      if (is === last) continue;
      story.push({ atMs, is });
      last = is;
    }
  }
  return story;
}

/** When a reading first became `is`, at or after `sinceMs`. Throws when it never did. */
export function instantOf(story: readonly Chapter[], is: string, sinceMs = 0): number {
  const chapter = story.find((each) => each.atMs >= sinceMs && each.is === is);
  if (chapter === undefined) {
    const lines = story.map((each) => `${each.atMs} ${each.is}`).join('\n');
    throw new Error(`never "${is}" from ${sinceMs} on:\n${lines}`);
  }
  return chapter.atMs;
}
