import { meaningOf } from '../../scenario/axis-text.ts';
import { type Axis, hasEnds, levelsOf, textAt } from './axis.ts';
import { fullFactorial, fullFactorialCount } from './full-factorial.ts';
import { latinHypercube } from './latin-hypercube.ts';
import { designLuck } from './luck.ts';
import { morrisTrajectories } from './morris.ts';
import { oneAtATime, oneAtATimeCount } from './one-at-a-time.ts';
import { sobolSamples } from './sobol.ts';

/** Which combinations of the values of its axes an experiment tries. */
export type Design =
  | { readonly kind: 'fullFactorial' }
  /** `base`: what the scenario has on each axis, as text; null where that is not known. */
  | { readonly kind: 'oneAtATime'; readonly base: readonly (string | null)[] }
  | { readonly kind: 'latinHypercube'; readonly points: number }
  | { readonly kind: 'morris'; readonly trajectories: number; readonly levels: number }
  | { readonly kind: 'sobol'; readonly samples: number };

/** The value of each axis as text; null: as the scenario has it. */
export type DesignPoint = readonly (string | null)[];

/** The rows of a design: those that are the same scenario stand for one point. */
export interface Expansion {
  /** In the order in which rows first need them. */
  readonly points: readonly DesignPoint[];
  /** The point of each row. */
  readonly pointOfRow: readonly number[];
}

/** How many rows a design has, known before it is expanded. */
export function rowCountOf(axes: readonly Axis[], design: Design): number {
  switch (design.kind) {
    case 'fullFactorial':
      return fullFactorialCount(axes);
    case 'oneAtATime':
      return oneAtATimeCount(axes);
    case 'latinHypercube':
      return design.points;
    case 'morris':
      return design.trajectories * (axes.length + 1);
    case 'sobol':
      return design.samples * (axes.length + 2);
  }
}

/** What keeps a design from being expanded over these axes, and what to write instead; null if nothing does. */
export function designProblem(axes: readonly Axis[], design: Design): string | null {
  if (design.kind === 'morris' && (design.levels % 2 !== 0 || design.levels < 2)) {
    return 'levels has to be an even number; write for example 4';
  }
  if (design.kind === 'latinHypercube' || design.kind === 'sobol') return null;
  const endless = axes.find((axis) => !hasEnds(axis));
  if (endless === undefined) return null;
  return `the values of ${endless.path} have no lowest and no highest one, which this design needs; write a range`;
}

/** Expands a design: the same axes, design and seed give the same rows on every machine. */
export function expand(axes: readonly Axis[], design: Design, seed: string): Expansion {
  const points: DesignPoint[] = [];
  const numbers = new Map<string, number>();
  const pointOfRow = rowsOf(axes, design, seed).map((row) => {
    const key = JSON.stringify(row.map(meaningOf));
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, points.length);
    return points.push(row) - 1;
  });
  return { points, pointOfRow };
}

function rowsOf(axes: readonly Axis[], design: Design, seed: string): readonly DesignPoint[] {
  const luck = designLuck(seed);
  const placed = (row: readonly number[]) => axes.map((axis, at) => textAt(axis, row[at]!));
  switch (design.kind) {
    case 'fullFactorial':
      return fullFactorial(axes).map((row) => axes.map((axis, at) => levelsOf(axis)[row[at]!]!));
    case 'oneAtATime':
      return changedRows(axes, design.base);
    case 'latinHypercube':
      return latinHypercube(axes, design.points, luck).map(placed);
    case 'morris':
      return morrisTrajectories(axes, design.trajectories, design.levels, luck).flatMap(({ rows }) =>
        rows.map(placed),
      );
    case 'sobol':
      return sobolSamples(axes, design.samples, luck).map(placed);
  }
}

/** A level that the scenario has anyway is no change. */
function changedRows(axes: readonly Axis[], base: readonly (string | null)[]): DesignPoint[] {
  return oneAtATime(axes).map(({ axis, level }) =>
    axes.map((one, at) => {
      if (at !== axis) return null;
      const text = levelsOf(one)[level]!;
      const own = base[at] ?? null;
      return own !== null && meaningOf(text) === meaningOf(own) ? null : text;
    }),
  );
}
