/** Which value of an ordered list is asked for: the smallest or the largest that meets all bounds. */
export type Goal = 'smallest' | 'largest';

/** What is to be tried next, or what the search has come to. Values are named by their position in the list. */
export type Step =
  | { readonly kind: 'try'; readonly candidates: readonly number[] }
  | {
      /** The value asked for. */
      readonly kind: 'found';
      readonly candidate: number;
      /** The next better one, which was tried and does not meet the bounds; null: there is none. */
      readonly better: number | null;
    }
  /** The value from which most was to be expected does not meet the bounds, and neither do the others tried. */
  | { readonly kind: 'none'; readonly best: number }
  /** It does not, but one that should be worse does. */
  | { readonly kind: 'outOfOrder'; readonly best: number; readonly meeting: number };

/**
 * A search by bisection among `count` values in ascending order, one step of it: `isMet` says of a value whether it meets
 * the bounds, undefined while it was not tried. Both ends come first. It relies on the order (whatever is more generous
 * than a value that meets the bounds meets them too) only between values that were tried; see `contradictions`.
 */
export function nextStep(count: number, goal: Goal, isMet: (candidate: number) => boolean | undefined): Step {
  /** Position 0 is the value that would be best, the last one the most generous. */
  const at = (position: number) => (goal === 'smallest' ? position : count - 1 - position);
  const met = (position: number) => isMet(at(position));
  const last = count - 1;
  const ends = [...new Set([0, last])].filter((position) => met(position) === undefined);
  if (ends.length > 0) return { kind: 'try', candidates: ends.map(at) };
  if (met(0)) return { kind: 'found', candidate: at(0), better: null };
  if (!met(last)) return withoutAnswer(last, at, met);
  let [tooFew, enough] = [0, last];
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    const isEnough = met(middle);
    if (isEnough === undefined) return { kind: 'try', candidates: [at(middle)] };
    if (isEnough) enough = middle;
    else tooFew = middle;
  }
  return { kind: 'found', candidate: at(enough), better: at(tooFew) };
}

/** Neither end meets the bounds: one look between them, lest a hollow be taken for a wall. */
function withoutAnswer(
  last: number,
  at: (position: number) => number,
  met: (position: number) => boolean | undefined,
): Step {
  const middle = Math.floor(last / 2);
  const isEnough = met(middle);
  if (isEnough === undefined) return { kind: 'try', candidates: [at(middle)] };
  return isEnough
    ? { kind: 'outOfOrder', best: at(last), meeting: at(middle) }
    : { kind: 'none', best: at(last) };
}

/** How many of `count` values a search tries at most: the ends, and the halvings of what is between them. */
export function triesMax(count: number): number {
  if (count <= 2) return count;
  let halvings = 0;
  for (let span = count - 1; span > 1; span = Math.ceil(span / 2)) halvings++;
  return 2 + halvings;
}
