import { type AmountKind, amountText, readAmount } from '../../scenario/amounts.ts';
import { takesDecimals } from '../../scenario/settings.ts';
import { type Distribution, quantile } from '../../sim/distribution.ts';
import { exp, log } from '../../sim/math.ts';

/** An input of an experiment that takes one of the values listed, as one would write them after `--set path=`. */
export interface ListedAxis {
  readonly path: string;
  readonly values: readonly string[];
}

/** An input of an experiment that lies anywhere within a law. */
export interface RangedAxis {
  readonly path: string;
  /** Parameters in milliseconds, bytes, bytes per second, shares of 1 or plain numbers: as `kind` says. */
  readonly law: AxisLaw;
  readonly kind: AmountKind;
  /** The unit that its values are written in. */
  readonly unit: string;
}

/** An input of an experiment, called by its path in the scenario. */
export type Axis = ListedAxis | RangedAxis;

/** How likely the values of an axis are. Uniform, log-uniform and triangular laws have ends; the others have none. */
export type AxisLaw =
  | Extract<Distribution, { readonly law: 'uniform' | 'triangular' | 'lognormal' }>
  | { readonly law: 'logUniform'; readonly min: number; readonly max: number };

/** What each law is written with. */
const LAW_PARAMETERS = {
  uniform: ['min', 'max'],
  logUniform: ['min', 'max'],
  triangular: ['min', 'mode', 'max'],
  lognormal: ['median', 'p95'],
} as const satisfies Record<AxisLaw['law'], readonly string[]>;

/** A ranged axis from its parameters as texts, each with its unit, or what is wrong and what to write. */
export function rangedAxis(
  path: string,
  law: AxisLaw['law'],
  parameters: Readonly<Record<string, string>>,
): RangedAxis | { readonly problem: string } {
  const names: readonly string[] = LAW_PARAMETERS[law];
  const amounts = names.map((name) => readAmount(parameters[name] ?? ''));
  const unread = names.find((_, at) => amounts[at] === null);
  if (unread !== undefined) {
    return { problem: `${unread} has to be an amount; write for example 12 h, 650 MB, 95 % or 4` };
  }
  const read = amounts.map((amount) => amount!);
  const kinds = new Set(read.map(({ kind }) => (kind === 'whole' ? 'number' : kind)));
  if (kinds.size > 1)
    return { problem: `${names.join(' and ')} are not of one kind; give both the same unit` };
  const isWhole = read.every(({ kind }) => kind === 'whole') && !takesDecimals(path);
  const values = Object.fromEntries(names.map((name, at) => [name, read[at]!.value]));
  const whole = { law, ...values } as unknown as AxisLaw;
  const problem = problemOf(whole);
  if (problem !== null) return { problem };
  return { path, law: whole, kind: isWhole ? 'whole' : [...kinds][0]!, unit: read[0]!.unit };
}

function problemOf(law: AxisLaw): string | null {
  if (law.law === 'lognormal') {
    return law.median > 0 && law.p95 > law.median ? null : 'has to have 0 < median < p95';
  }
  if (law.max <= law.min) return 'has to have min < max';
  if (law.law === 'triangular' && (law.mode < law.min || law.mode > law.max)) {
    return 'has to have min ≤ mode ≤ max';
  }
  return law.law === 'logUniform' && law.min <= 0 ? 'has to have a min of more than 0' : null;
}

export function isListed(axis: Axis): axis is ListedAxis {
  return 'values' in axis;
}

/** Whether the values of an axis have a lowest and a highest one. */
export function hasEnds(axis: Axis): boolean {
  return isListed(axis) || axis.law.law !== 'lognormal';
}

/**
 * The value of an axis below which a share `u` of its values lies, as text: u from 0 to 1, without the ends where the
 * law has none. The values of a list share [0, 1] evenly.
 */
export function textAt(axis: Axis, u: number): string {
  if (isListed(axis)) return axis.values[positionAt(axis, u)]!;
  const { law, kind, unit } = axis;
  const value =
    law.law === 'logUniform' ? exp(log(law.min) + u * (log(law.max) - log(law.min))) : quantile(law, u);
  return amountText({ kind, value, unit });
}

/**
 * How far through its values an axis is at `u`, from 0 to 1: a list by position, whole numbers by what they are rounded
 * to, so that the step from one value to another is that which runs have seen.
 */
export function placeAt(axis: Axis, u: number): number {
  if (isListed(axis)) return positionAt(axis, u) / Math.max(1, axis.values.length - 1);
  const { law, kind } = axis;
  if (kind !== 'whole' || (law.law !== 'uniform' && law.law !== 'logUniform')) return u;
  const scaled = (value: number) => (law.law === 'uniform' ? value : log(value));
  const value = Number(textAt(axis, u));
  return (scaled(value) - scaled(law.min)) / (scaled(law.max) - scaled(law.min));
}

/** Which of its values a list has at `u`. */
function positionAt({ values }: ListedAxis, u: number): number {
  return Math.min(Math.floor(u * values.length), values.length - 1);
}

/** The values that a design of levels tries: those of a list, the two ends of a range. */
export function levelsOf(axis: Axis): readonly string[] {
  return isListed(axis) ? axis.values : [textAt(axis, 0), textAt(axis, 1)];
}
