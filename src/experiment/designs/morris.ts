import { entityKey, type Luck, uniform } from '../../sim/random.ts';
import type { Axis } from './axis.ts';

/** A walk through the grid of inputs that moves every axis once. */
export interface Trajectory {
  /** One row more than there are axes: a number in [0, 1] per axis. */
  readonly rows: readonly (readonly number[])[];
  /** The axis that each step moves. */
  readonly order: readonly number[];
  /** How far each step moves it: plus or minus the step of the grid. */
  readonly steps: readonly number[];
}

/** Half of the grid and a bit: with it every level is reached equally often. */
function morrisStep(levels: number): number {
  return levels / (2 * (levels - 1));
}

/**
 * Morris's trajectories over a grid of `levels` values per axis (an even number): from a random place on the grid every
 * axis moves by `morrisStep` once, in a random order, the way in which there is room. Where an axis begins and when it
 * moves are draws of its own. Morris 1991, Factorial Sampling Plans for Preliminary Computational Experiments.
 */
export function morrisTrajectories(
  axes: readonly Axis[],
  trajectoryCount: number,
  levels: number,
  luck: Luck,
): readonly Trajectory[] {
  const starts = luck.key('morris, start');
  const turns = luck.key('morris, turn');
  const axisKeys = axes.map(({ path }) => entityKey(path));
  return Array.from({ length: trajectoryCount }, (_, trajectory) => {
    const start = axisKeys.map((axisKey) => Math.floor(uniform(starts, axisKey, trajectory, 0) * levels));
    const draws = axisKeys.map((axisKey) => uniform(turns, axisKey, trajectory, 0));
    const order = draws.map((_, axis) => axis).sort((a, b) => draws[a]! - draws[b]! || a - b);
    return walk(start, order, levels);
  });
}

function walk(start: readonly number[], order: readonly number[], levels: number): Trajectory {
  const half = levels / 2;
  const level = start.slice();
  const placed = () => level.map((one) => one / (levels - 1));
  const rows = [placed()];
  const steps = order.map((axis) => {
    const isUp = level[axis]! < half;
    level[axis]! += isUp ? half : -half;
    rows.push(placed());
    return isUp ? morrisStep(levels) : -morrisStep(levels);
  });
  return { rows, order, steps };
}
