import type { Axis } from './axis.ts';
import type { Design, Expansion } from './design.ts';
import type { Effect } from './effects/effect.ts';
import { factorialEffects } from './effects/full-factorial.ts';
import { correlations } from './effects/latin-hypercube.ts';
import { morrisEffects } from './effects/morris.ts';
import type { Observed } from './effects/observed.ts';
import { changeEffects } from './effects/one-at-a-time.ts';
import { sobolIndices } from './effects/sobol.ts';

/** Which inputs matter for a response. */
export interface Effects {
  /** All measures of the input that matters most, then of the next; interactions last. */
  readonly ranked: readonly Effect[];
  /** Of a full factorial with replications: the share of the variance between points that luck alone would make. */
  readonly luckShare: number | null;
}

/**
 * What the inputs of an experiment do to a response, by the measures of its design. `observed` has the points of the
 * expansion in their order.
 */
export function effectsOf(
  axes: readonly Axis[],
  design: Design,
  seed: string,
  { pointOfRow }: Expansion,
  observed: Observed,
  confidence: number,
): Effects {
  switch (design.kind) {
    case 'fullFactorial': {
      const { effects, luckShare } = factorialEffects(axes, pointOfRow, observed, confidence);
      return { ranked: ranked(effects), luckShare };
    }
    case 'oneAtATime':
      return { ranked: ranked(changeEffects(axes, pointOfRow, observed, confidence)), luckShare: null };
    case 'latinHypercube':
      return { ranked: ranked(correlations(axes, seed, pointOfRow, observed, confidence)), luckShare: null };
    case 'morris':
      return {
        ranked: ranked(morrisEffects(axes, design, seed, pointOfRow, observed, confidence)),
        luckShare: null,
      };
    case 'sobol':
      return { ranked: ranked(sobolIndices(axes, seed, pointOfRow, observed, confidence)), luckShare: null };
  }
}

/** By the size of the first measure of each input; what is not known comes last, equals stay in the order of axes. */
function ranked(effects: readonly Effect[]): readonly Effect[] {
  const single = effects.filter(({ axes }) => axes.length === 1);
  const axes = [...new Set(single.map(({ axes }) => axes[0]!))];
  const sizeOf = (axis: number) => {
    const { estimate } = single.find(({ axes }) => axes[0] === axis)!;
    return estimate === null ? -1 : Math.abs(estimate);
  };
  const order = axes.sort((a, b) => sizeOf(b) - sizeOf(a) || a - b);
  return [
    ...order.flatMap((axis) => single.filter(({ axes }) => axes[0] === axis)),
    ...effects.filter(({ axes }) => axes.length !== 1),
  ];
}
