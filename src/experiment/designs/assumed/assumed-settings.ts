import type { Loaded } from '../../../scenario/load.ts';
import { flow, type Setting } from '../../../scenario/settings.ts';
import type { ListedAxis } from '../axis.ts';
import { assumedInUse } from './in-use.ts';
import { variationsOf } from './variations.ts';

/** A setting that nobody documents, as an axis. */
export interface AssumedAxis {
  readonly axis: ListedAxis;
  /** What the scenario has. */
  readonly base: string;
  readonly source: string;
  readonly meaning: string;
}

/** A setting, or one value of it, that is not varied. */
export interface LeftOut {
  readonly path: string;
  /** Null: the setting as a whole. */
  readonly value: string | null;
  readonly reason: string;
}

export interface AssumedSettings {
  readonly varied: readonly AssumedAxis[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Every setting graded *assumed* in a valid scenario, with a lower and a higher value for each that can be varied: see
 * `variationsOf`. `load` loads the scenario with what is given set in it; values that make it invalid are left out.
 * Nothing is dropped in silence.
 */
export function assumedSettings(load: (set: readonly string[]) => Loaded, factor: number): AssumedSettings {
  const { resolvedYaml } = load([]);
  if (resolvedYaml === null) throw new Error('the scenario is not valid');
  const { inUse, absent } = assumedInUse(resolvedYaml);
  const leftOut: LeftOut[] = absent.map(({ path, reason }) => ({ path, value: null, reason }));
  const candidates: Candidate[] = [];
  for (const { setting, path, value } of inUse) {
    const variations = variationsOf(setting, value, factor);
    if ('reason' in variations) leftOut.push({ path, value: flow(value), reason: variations.reason });
    else candidates.push({ setting, path, base: flow(value), values: variations.values.map(flow) });
  }
  const refused = refusedValues(candidates, load);
  const varied = candidates.flatMap(({ setting: { source, meaning }, path, base, values }) => {
    const kept = values.filter((value) => !refused.has(`${path}=${value}`));
    return kept.length === 0 ? [] : [{ axis: { path, values: kept }, base, source, meaning }];
  });
  const invalid = candidates.flatMap(({ path, values }) =>
    values.flatMap((value) => {
      const reason = refused.get(`${path}=${value}`);
      return reason === undefined ? [] : [{ path, value, reason }];
    }),
  );
  return { varied, leftOut: [...leftOut, ...invalid] };
}

/** A setting at one place of the scenario, and the values to try there. */
interface Candidate {
  readonly setting: Setting;
  readonly path: string;
  readonly base: string;
  readonly values: readonly string[];
}

/**
 * The overrides that make the scenario invalid, each alone, and why. All first values are tried at once, then all
 * second ones and so on; only where they do not go together are there more loads, of ever smaller parts.
 */
function refusedValues(
  candidates: readonly Candidate[],
  load: (set: readonly string[]) => Loaded,
): ReadonlyMap<string, string> {
  const refused = new Map<string, string>();
  const check = (overrides: readonly string[]): void => {
    if (overrides.length === 0) return;
    const { scenario, issues } = load(overrides);
    if (scenario !== null) return;
    if (overrides.length === 1) {
      refused.set(overrides[0]!, issues.find(({ severity }) => severity === 'error')!.message);
      return;
    }
    const half = Math.ceil(overrides.length / 2);
    check(overrides.slice(0, half));
    check(overrides.slice(half));
  };
  const most = Math.max(0, ...candidates.map(({ values }) => values.length));
  for (let number = 0; number < most; number++) {
    check(
      candidates.flatMap(({ path, values }) => (number < values.length ? [`${path}=${values[number]}`] : [])),
    );
  }
  return refused;
}
