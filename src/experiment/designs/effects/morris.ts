import { fsum } from 'd3-array';
import { meanInterval } from '../../statistics/mean-interval.ts';
import { simultaneousConfidence } from '../../statistics/simultaneous.ts';
import { type Axis, placeAt } from '../axis.ts';
import { designLuck } from '../luck.ts';
import { morrisTrajectories, type Trajectory } from '../morris.ts';
import { bootstrapIntervals } from './bootstrap.ts';
import { type Effect, unknown } from './effect.ts';
import { complete, meanOf, type Observed } from './observed.ts';

/** The parameters of a design of Morris. */
interface MorrisDesign {
  readonly trajectories: number;
  readonly levels: number;
}

/**
 * μ*, μ and σ of the elementary effects of each input: what the response changes by per whole range of the input, at
 * each trajectory. Morris 1991; μ*: Campolongo, Cariboni and Saltelli 2007. The interval of μ* is that of the choice
 * of trajectories, the interval of μ that of luck at these trajectories.
 */
export function morrisEffects(
  axes: readonly Axis[],
  design: MorrisDesign,
  seed: string,
  pointOfRow: readonly number[],
  observed: Observed,
  confidence: number,
): readonly Effect[] {
  const luck = designLuck(seed);
  const trajectories = morrisTrajectories(axes, design.trajectories, design.levels, luck);
  const { replications, values } = complete(observed, pointOfRow);
  return axes.flatMap((one, axis) => {
    const effects = elementaryEffects(one, axis, trajectories, values);
    if (replications === 0) {
      return [unknown([axis], 'mu star'), unknown([axis], 'mu'), unknown([axis], 'sigma')];
    }
    const means = effects.map(meanOf);
    const sizes = means.map(Math.abs);
    const star = (draws: readonly number[]) => [meanOf(draws.map((draw) => sizes[draw]!))];
    const [interval] = bootstrapIntervals(means.length, star, confidence, luck);
    const { low, high } = interval!;
    const isTold = isToldFromLuck(effects, confidence);
    return [
      { ...unknown([axis], 'mu star'), estimate: meanOf(sizes), low, high, isTold },
      meanEffect(axis, effects, confidence),
      { ...unknown([axis], 'sigma'), estimate: deviationOf(means) },
    ];
  });
}

/**
 * Of one axis: for each trajectory its elementary effect in each replication, by the step between the values that were
 * run. Where both ends of a step are rounded to the same value there is no effect.
 */
function elementaryEffects(
  one: Axis,
  axis: number,
  trajectories: readonly Trajectory[],
  values: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  return trajectories.map(({ order, steps, rows }, trajectory) => {
    const step = order.indexOf(axis);
    const before = values[trajectory * rows.length + step]!;
    const after = values[trajectory * rows.length + step + 1]!;
    const [from, to] = [rows[step]!, rows[step + 1]!].map((row) => placeAt(one, row[axis]!));
    const length = to! - from! || steps[step]!;
    return before.map((value, replication) => (after[replication]! - value) / length);
  });
}

/** μ, from its values in each replication. */
function meanEffect(axis: number, effects: readonly (readonly number[])[], confidence: number): Effect {
  const { mean, low, high } = meanInterval(ofReplications(effects), confidence);
  const isTold = low === null || high === null ? null : low > 0 || high < 0;
  return { ...unknown([axis], 'mu'), estimate: mean, low, high, isTold };
}

/** The mean elementary effect in each replication. */
function ofReplications(effects: readonly (readonly number[])[]): readonly number[] {
  return effects[0]!.map((_, replication) => meanOf(effects.map((values) => values[replication]!)));
}

/**
 * Whether the mean effect or, for an input that raises the response here and lowers it there, any single one differs
 * from 0. Half of the risk of error goes to each; the single ones share theirs, however they depend on each other.
 */
function isToldFromLuck(effects: readonly (readonly number[])[], confidence: number): boolean | null {
  const half = simultaneousConfidence(confidence, 2);
  const ofReplication = ofReplications(effects);
  const isBeyond = (values: readonly number[], sure: number) => {
    const { low, high } = meanInterval(values, sure);
    return low !== null && high !== null && (low > 0 || high < 0);
  };
  if (ofReplication.length < 2) return null;
  const each = simultaneousConfidence(half, effects.length);
  return isBeyond(ofReplication, half) || effects.some((values) => isBeyond(values, each));
}

function deviationOf(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = meanOf(values);
  return Math.sqrt(fsum(values, (value) => (value - mean) * (value - mean)) / (values.length - 1));
}
