import type { Span } from './build-catalog.ts';
import type { Path } from './issue.ts';
import type { Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { occurrences } from './recurrence.ts';
import { instantMs } from './select-updates.ts';

export type WrittenAction = NonNullable<NonNullable<Parts['actions']>[number]>;

/** An item of `actions:` and when it happens. */
export interface TimedAction {
  readonly written: WrittenAction;
  readonly path: Path;
  readonly instantsMs: readonly number[];
}

/** When actions happen, in the order of the file; recurrences are written out. */
export function timedActions(parts: Parts, span: Span, mistakes: Mistakes): TimedAction[] {
  return (parts.actions ?? []).flatMap((written, at) => {
    if (written === null) return [];
    const path: Path = ['actions', at];
    return { written, path, instantsMs: instantsOf(written, span, path, mistakes) };
  });
}

function instantsOf(action: WrittenAction, span: Span, path: Path, mistakes: Mistakes): number[] {
  const { at, every } = action;
  const { startEpochMs, horizonMs } = span;
  if ((at === undefined) === (every === undefined)) {
    mistakes.at(path, 'has to say when, with either "at" or "every"');
    return [];
  }
  if (every !== undefined) {
    const found = occurrences(every, startEpochMs, startEpochMs + horizonMs);
    return found.map((epochMs) => epochMs - startEpochMs);
  }
  const atMs = instantMs(at!, span, { start: 0 }, [...path, 'at'], mistakes);
  if (atMs === null) return [];
  if (atMs >= 0 && atMs <= horizonMs) return [atMs];
  mistakes.at([...path, 'at'], atMs < 0 ? 'is before the start' : 'is after the end of the simulation');
  return [];
}
