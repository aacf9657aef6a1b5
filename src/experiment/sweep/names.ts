import type { Axis } from '../designs/axis.ts';
import type { DesignPoint } from '../designs/design.ts';

/**
 * What people call each axis: the last steps of its path, as many as tell it from the others.
 * `clientSettings.scanTimeToLive` is `scanTimeToLive` unless another path ends like that.
 */
export function shortNames(axes: readonly Pick<Axis, 'path'>[]): string[] {
  const endings = axes.map(({ path }) => endingsOf(path));
  return endings.map((own, axis) => {
    const isShared = (ending: string) => endings.some((other, at) => at !== axis && other.includes(ending));
    return own.find((ending) => !isShared(ending)) ?? own.at(-1)!;
  });
}

/** `a.b[c].d` ends with `d`, `b[c].d` and `a.b[c].d`: dots within brackets part nothing. */
function endingsOf(path: string): string[] {
  const steps = path.match(/(?:[^.[\]]|\[[^\]]*\])+/g) ?? [path];
  return steps.map((_, count) => steps.slice(-1 - count).join('.'));
}

/** What people call a point: what is set in it, by the short names of the axes. */
export function pointName(names: readonly string[], point: DesignPoint): string {
  const parts = point.flatMap((text, axis) => (text === null ? [] : [`${names[axis]}=${text}`]));
  return parts.length === 0 ? 'base' : parts.join(', ');
}

/** What a point sets on its axes, as after `--set`. */
export function settingsOf(axes: readonly Pick<Axis, 'path'>[], point: DesignPoint): string[] {
  return axes.flatMap(({ path }, axis) => (point[axis] === null ? [] : [`${path}=${point[axis]}`]));
}
