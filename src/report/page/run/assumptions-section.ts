import { parse } from 'yaml';
import { assumedInUse } from '../../../experiment/designs/assumed/in-use.ts';
import { type OffDefault, offDefault } from '../../../experiment/settings/off-default.ts';
import { flow } from '../../../scenario/settings.ts';
import { groupThousands } from '../../number.ts';
import type { Block, Section } from '../blocks.ts';
import type { RunSource } from '../source.ts';

/** What the answer hangs on that nobody documents, and what the scenario has otherwise than by default. */
export function assumptionsSection({ resolvedYaml }: Pick<RunSource, 'resolvedYaml'>): Section | null {
  const tree = parse(resolvedYaml) as { readonly groups?: unknown } | null;
  // A scenario in full has groups; results that were put together by hand may have less.
  if (tree?.groups === undefined) return null;
  const off = offDefault(tree);
  const isOff = new Set(off.map(({ path, value }) => keyOf(path, value)));
  const assumed = assumedInUse(resolvedYaml).inUse.map(({ setting, path, value }) => [
    path,
    flow(value),
    setting.meaning,
    setting.source,
  ]);
  const own = assumed.filter(([path, value]) => isOff.has(keyOf(path!, value!)));
  const left = assumed.filter((row) => !own.includes(row));
  const blocks: Block[] = [
    {
      kind: 'text',
      text: `${settings(assumed.length)} of this scenario ${assumed.length === 1 ? 'is' : 'are'} assumed: nobody documents what they are in a real site. ${leftWords(left.length, own.length)} To see which of them the answer depends on, vary them all: fleetsim sweep with “assumed: true”.`,
    },
    ...folded('Assumed settings that are as the program has them', ASSUMED_HEAD, left),
    ...folded('Assumed settings that the scenario has otherwise', ASSUMED_HEAD, own),
    ...folded('All settings that are not at their default', OFF_HEAD, off.map(offRow)),
  ];
  return { id: 'assumptions', title: 'Assumptions', blocks };
}

const ASSUMED_HEAD = ['Setting', 'value', 'what it is', 'assumed because'];
const OFF_HEAD = ['Setting', 'value', 'default', 'grade of the default', 'its source'];

function offRow({ path, value, byDefault, grade, source }: OffDefault): string[] {
  return [path, value, byDefault, grade, source];
}

/** A value of a setting, wherever it is: whether that is the default does not depend on the place. */
function keyOf(path: string, value: string): string {
  return `${path.replace(/\[[^\]]*\]/g, '[]')}=${value}`;
}

/** A table folded away; nothing without rows. */
function folded(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): Block[] {
  if (rows.length === 0) return [];
  const table = { head, rows, figures: [], more: 'scenario.resolved.yaml' };
  return [{ kind: 'table', caption, summary: `${caption} (${groupThousands(rows.length)})`, table }];
}

function leftWords(left: number, own: number): string {
  if (own === 0) return 'The scenario leaves all of them as the program has them.';
  if (left === 0) return 'The scenario has all of them otherwise than the program.';
  return `The scenario leaves ${groupThousands(left)} of them as the program has them and has ${groupThousands(own)} otherwise.`;
}

function settings(count: number): string {
  return count === 1 ? '1 setting' : `${groupThousands(count)} settings`;
}
