import { parse } from 'yaml';
import { allSettings, type Setting } from '../../../scenario/settings.ts';
import { type Instance, instancesOf } from './instances.ts';

/** A setting at a place of a scenario. */
export interface SettingInUse extends Instance {
  readonly setting: Setting;
}

/** The settings graded *assumed* that a scenario hangs on, and those that it has nothing for, with the reason. */
export interface AssumedInUse {
  readonly inUse: readonly SettingInUse[];
  readonly absent: readonly { readonly path: string; readonly reason: string }[];
}

/** Reads them off a scenario with every default. */
export function assumedInUse(resolvedYaml: string): AssumedInUse {
  const tree = withoutAbsentUsers(parse(resolvedYaml) as Tree);
  const assumed = allSettings().filter(({ grade }) => grade === 'assumed');
  const found = settingsWithPaths(assumed).map(({ setting, paths }) => {
    const reason = outsideReason(setting.path, tree);
    const instances = reason === null ? paths.flatMap((path) => instancesOf(tree, path)) : [];
    return { setting, instances, reason: reason ?? 'nothing in the scenario has it' };
  });
  return {
    inUse: found.flatMap(({ setting, instances }) => instances.map((one) => ({ setting, ...one }))),
    absent: found.flatMap(({ setting: { path }, instances, reason }) =>
      instances.length === 0 ? [{ path, reason }] : [],
    ),
  };
}

/** A scenario with every default, as plain data. */
type Tree = Readonly<Record<string, unknown>>;

/** Each setting with all paths that it can have: that of the only site and that of one of several. */
export function settingsWithPaths(
  settings: readonly Setting[],
): readonly { readonly setting: Setting; readonly paths: readonly string[] }[] {
  const schemas = [...new Set(settings.map(({ schema }) => schema))];
  return schemas.map((schema) => {
    const same = settings.filter((setting) => setting.schema === schema);
    return { setting: same[0]!, paths: same.map(({ path }) => path) };
  });
}

/** Where nobody ever signs in, what users do is nothing that the scenario has. */
function withoutAbsentUsers(tree: Tree): Tree {
  const groups = (tree.groups as readonly Tree[]).map((group) => {
    const { user, ...rest } = group;
    return (user as Tree | undefined)?.signedIn === 'never' ? rest : group;
  });
  return { ...tree, groups };
}

/** Settings that a scenario has only for what it does not have. */
const ONLY_WITH = [
  { prefix: 'assumptions.offlineServicing.', lists: ['images'], reason: 'the scenario has no images' },
  {
    prefix: 'assumptions.remoteApp.',
    lists: ['templateImages', 'remoteAppCollections'],
    reason: 'the scenario has nothing of Azure RemoteApp',
  },
] as const;

function outsideReason(path: string, tree: Tree): string | null {
  if (path.startsWith('output.')) return 'it says what results hold, not what happens';
  const part = ONLY_WITH.find(({ prefix }) => path.startsWith(prefix));
  if (part === undefined) return null;
  const isThere = part.lists.some(
    (list) => ((tree[list] as readonly unknown[] | undefined) ?? []).length > 0,
  );
  return isThere ? null : part.reason;
}
