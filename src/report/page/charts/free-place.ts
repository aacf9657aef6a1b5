/** Where something is in a frame, in pixels from its left and its top. */
export interface Place {
  readonly xPx: number;
  readonly yPx: number;
}

/** Where a label of one line may stand: its left end and its middle. */
export interface LabelPlace extends Place {
  readonly widthPx: number;
}

export interface Frame {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Half of a line of text, and what a label keeps free around itself. */
const HALF_LINE_PX = 6;
const APART_PX = 3;

/**
 * The first of the places, best first, that lies within the frame, over no curve and over no other label; the first of
 * all if there is none.
 */
export function freePlace(
  places: readonly LabelPlace[],
  frame: Frame,
  curves: readonly (readonly Place[])[],
  labels: readonly LabelPlace[],
): LabelPlace {
  const isFree = (place: LabelPlace) =>
    place.xPx >= 0 &&
    place.xPx + place.widthPx <= frame.widthPx &&
    place.yPx >= HALF_LINE_PX &&
    place.yPx <= frame.heightPx - HALF_LINE_PX &&
    !labels.some((other) => meet(place, other)) &&
    !curves.some((curve) => crosses(curve, place));
  return places.find(isFree) ?? places[0]!;
}

function meet(one: LabelPlace, other: LabelPlace): boolean {
  return (
    Math.abs(one.yPx - other.yPx) < 2 * HALF_LINE_PX &&
    one.xPx < other.xPx + other.widthPx + APART_PX &&
    other.xPx < one.xPx + one.widthPx + APART_PX
  );
}

function crosses(curve: readonly Place[], { xPx, yPx, widthPx }: LabelPlace): boolean {
  const [left, right] = [xPx - APART_PX, xPx + widthPx + APART_PX];
  return curve.some((to, at) => {
    const from = curve[at - 1] ?? to;
    if (to.xPx < left || from.xPx > right) return false;
    const heights =
      from.xPx === to.xPx
        ? [from.yPx, to.yPx]
        : [from, to].map((end) => heightAt(from, to, Math.min(right, Math.max(left, end.xPx))));
    const isAbove = Math.max(...heights) < yPx - HALF_LINE_PX;
    const isBelow = Math.min(...heights) > yPx + HALF_LINE_PX;
    return !isAbove && !isBelow;
  });
}

/** Of a straight line that is not upright. */
function heightAt(from: Place, to: Place, xPx: number): number {
  return from.yPx + ((to.yPx - from.yPx) * (xPx - from.xPx)) / (to.xPx - from.xPx);
}
