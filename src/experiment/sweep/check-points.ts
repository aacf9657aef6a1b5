import { formatIssue, type Issue } from '../../scenario/issue.ts';
import type { Loaded } from '../../scenario/load.ts';
import { OVERRIDE_FILE } from '../../scenario/sources.ts';
import { type Axis, isListed } from '../designs/axis.ts';
import type { DesignPoint } from '../designs/design.ts';
import { settingsOf } from './names.ts';

/** The points of a design. */
export interface CheckedPoints {
  readonly axes: readonly Axis[];
  readonly points: readonly DesignPoint[];
  /** What is set at all of them before anything else, as after `--set`. */
  readonly fixed: readonly string[];
}

/** Why a point is no valid scenario. */
export interface PointMistake {
  /** The axis whose value it is about; null: the point as a whole. */
  readonly axis: number | null;
  /** Which of the values of the axis; null: all that were tried, or the axis has no list of values. */
  readonly value: number | null;
  readonly point: number;
  readonly message: string;
}

/** Points that are wrong together, though each value is sound somewhere: the first few tell enough. */
const WHOLE_MISTAKES_MAX = 5;

/** How often other work, such as an interrupt, gets a turn. */
const POINTS_PER_TURN = 20;

/**
 * Loads every point of a design and says what is wrong: first those points that show each value of each axis once, so
 * that a mistake in a value is told once and not for every point that has it; then, if these are sound, all others.
 * `onSound` hears of every scenario that is valid.
 */
export async function checkPoints(
  { axes, points, fixed }: CheckedPoints,
  load: (set: readonly string[]) => Loaded,
  turn: () => Promise<void>,
  onSound: (scenario: NonNullable<Loaded['scenario']>) => void,
): Promise<PointMistake[]> {
  const showing = pointsThatShowEachValue(axes, points);
  const others = points.map((_, point) => point).filter((point) => !showing.has(point));
  let turns = 0;
  const failuresAt = async (numbers: Iterable<number>, mostPoints: number): Promise<Failure[]> => {
    const failures: Failure[] = [];
    for (const point of numbers) {
      if (++turns % POINTS_PER_TURN === 0) await turn();
      const { scenario, issues } = load([...fixed, ...settingsOf(axes, points[point]!)]);
      if (scenario !== null) onSound(scenario);
      else failures.push({ point, issues: issues.filter(({ severity }) => severity === 'error') });
      if (failures.length === mostPoints) break;
    }
    return failures;
  };
  const first = await failuresAt(showing, Infinity);
  const failures = first.length > 0 ? first : await failuresAt(others, WHOLE_MISTAKES_MAX);
  return mistakesOf(failures, { axes, points, fixed }, showing);
}

interface Failure {
  readonly point: number;
  readonly issues: readonly Issue[];
}

/** For each value of a list the first point that has it; of other axes the first point stands for all. */
function pointsThatShowEachValue(axes: readonly Axis[], points: readonly DesignPoint[]): Set<number> {
  const shown = axes.map(() => new Set<string>());
  const chosen = new Set<number>();
  points.forEach((point, number) => {
    axes.forEach((axis, at) => {
      const text = point[at] ?? null;
      const key = isListed(axis) ? text : text === null ? null : '';
      if (key === null || shown[at]!.has(key)) return;
      shown[at]!.add(key);
      chosen.add(number);
    });
  });
  return chosen;
}

function mistakesOf(
  failures: readonly Failure[],
  { axes, points, fixed }: CheckedPoints,
  showing: ReadonlySet<number>,
): PointMistake[] {
  const found: PointMistake[] = [];
  const seen = new Set<string>();
  for (const { point, issues } of failures) {
    for (const issue of issues) {
      const axis = axisOf(issue, points[point]!, fixed.length);
      const message = axis === null ? formatIssue(issue) : valueMessage(issue, axes[axis]!);
      const value = axis === null ? null : numberOf(axes[axis]!, points[point]![axis]!);
      const key = axis === null ? message : `${axis}\n${value}\n${message}`;
      if (seen.has(key)) continue;
      seen.add(key);
      found.push({ axis, value, point, message });
    }
  }
  const ofValues = found.filter(({ axis }) => axis !== null);
  const ofPoints = found.filter(({ axis }) => axis === null);
  return [...ofAllValues(ofValues, axes, points, showing), ...ofPoints.slice(0, WHOLE_MISTAKES_MAX)];
}

/** What every value of an axis that was tried has in common is about its path. */
function ofAllValues(
  found: readonly PointMistake[],
  axes: readonly Axis[],
  points: readonly DesignPoint[],
  showing: ReadonlySet<number>,
): PointMistake[] {
  const triedOf = axes.map((_, axis) => {
    return new Set([...showing].flatMap((point) => points[point]![axis] ?? [])).size;
  });
  const countOf = new Map<string, number>();
  const keyOf = ({ axis, message }: PointMistake) => `${axis}\n${message}`;
  for (const mistake of found) countOf.set(keyOf(mistake), (countOf.get(keyOf(mistake)) ?? 0) + 1);
  const told = new Set<string>();
  return found.flatMap((mistake) => {
    const key = keyOf(mistake);
    if (mistake.value === null || countOf.get(key) !== triedOf[mistake.axis!]) return [mistake];
    if (told.has(key)) return [];
    told.add(key);
    return [{ ...mistake, value: null }];
  });
}

/** The axis whose value an issue is about; issues of overrides have the number of the override for a line. */
function axisOf({ file, line }: Issue, point: DesignPoint, fixedCount: number): number | null {
  if (file !== OVERRIDE_FILE) return null;
  const set = point.flatMap((text, axis) => (text === null ? [] : [axis]));
  return set[line - 1 - fixedCount] ?? null;
}

function numberOf(axis: Axis, text: string): number | null {
  return isListed(axis) ? axis.values.indexOf(text) : null;
}

function valueMessage({ path, message }: Issue, axis: Axis): string {
  return path === axis.path || path === '' ? message : `"${path}" ${message}`;
}
