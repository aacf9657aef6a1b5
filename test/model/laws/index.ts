import { ACTIVITY_LAWS } from './activities.ts';
import { BOOK_LAWS } from './books.ts';
import { CAUSALITY_LAWS } from './causality.ts';
import { CONTENT_LAWS } from './content.ts';
import { ENFORCEMENT_LAWS } from './enforcement.ts';
import { HIERARCHY_LAWS } from './hierarchy.ts';
import { IMAGE_LAWS } from './images.ts';
import { IMAGING_LAWS } from './imaging.ts';
import { KNOWLEDGE_LAWS } from './knowledge.ts';
import { MEASURE_LAWS } from './measures.ts';
import { SESSION_LAWS } from './sessions.ts';
import { STATE_LAWS } from './states.ts';
import { STATUS_LAWS } from './status.ts';
import type { Law, Story } from './story.ts';
import { UPDATE_LAWS } from './updates.ts';

export { type Story, storyOf } from './story.ts';

/** Every law of docs/invariants.md, in the order of their numbers. */
export const LAWS: readonly Law[] = [
  ...STATE_LAWS,
  ...CAUSALITY_LAWS,
  ...BOOK_LAWS,
  ...KNOWLEDGE_LAWS,
  ...MEASURE_LAWS,
  ...ACTIVITY_LAWS,
  ...ENFORCEMENT_LAWS,
  ...UPDATE_LAWS,
  ...HIERARCHY_LAWS,
  ...STATUS_LAWS,
  ...CONTENT_LAWS,
  ...IMAGING_LAWS,
  ...IMAGE_LAWS,
  ...SESSION_LAWS,
];

/** Every law that does not hold, with the first things that break it. */
export function brokenLaws(story: Story): string[] {
  return LAWS.flatMap(({ number, broken }) =>
    [...broken(story)].slice(0, 3).map((what) => `law ${number}: ${what}`),
  );
}
