import { type Located, type LocatedMap, plainOf } from './document.ts';
import { nameOf, stepsOf } from './sources.ts';

/**
 * What to set so that a list of named things, such as the software update points of a site, has `count` of them: the
 * first of those written, then copies of the last under further names. Boundary groups that name the last one name its
 * copies too, and none that is gone. Null when `path` names no such list.
 */
export function settingsOfAlike(root: LocatedMap, path: string, count: number): string[] | null {
  const items = listAt(root, path);
  const last = items?.at(-1);
  const lastName = last === undefined ? null : nameOf(last);
  if (items === null || last === undefined || lastName === null) return null;
  const names = items.map((item) => nameOf(item));
  const copies = namesAfter(lastName, names, count - items.length);
  const template = plainOf(last) as object;
  const kept = items.slice(0, count).map(plainOf);
  const list = [...kept, ...copies.map((name) => ({ ...template, name }))];
  const gone = new Set(names.slice(count));
  const key = String(stepsOf(path)!.at(-1));
  return [`${path}=${JSON.stringify(list)}`, ...inBoundaryGroups(root, key, lastName, copies, gone)];
}

function inBoundaryGroups(
  root: LocatedMap,
  key: string,
  lastName: string,
  copies: readonly string[],
  gone: ReadonlySet<string | null>,
): string[] {
  return (listAt(root, 'boundaryGroups') ?? []).flatMap((group, at) => {
    const named = group.kind === 'map' ? group.entries.get(key)?.value : undefined;
    if (named?.kind !== 'list') return [];
    const names = named.items.map(plainOf);
    const kept = names.filter((name) => typeof name !== 'string' || !gone.has(name));
    const all = names.includes(lastName) ? [...kept, ...copies] : kept;
    return all.length === names.length ? [] : [`boundaryGroups[${at}].${key}=${JSON.stringify(all)}`];
  });
}

/** `SUP1` → `SUP2`, `SUP3`; `Paris` → `Paris 2`, `Paris 3`: so many, and none of those that are taken. */
function namesAfter(name: string, taken: readonly (string | null)[], count: number): string[] {
  const [, stem, digits] = /^(.*?)(\d*)$/s.exec(name)!;
  const found: string[] = [];
  for (let number = digits === '' ? 2 : Number(digits) + 1; found.length < count; number++) {
    const next = digits === '' ? `${stem} ${number}` : `${stem}${number}`;
    if (!taken.includes(next)) found.push(next);
  }
  return found;
}

/** The list that a path names, if it names one. */
function listAt(root: LocatedMap, path: string): readonly Located[] | null {
  let node: Located | undefined = root;
  for (const step of stepsOf(path) ?? []) {
    if (node?.kind === 'map') node = node.entries.get(String(step))?.value;
    else if (node?.kind === 'list')
      node = typeof step === 'number' ? node.items[step] : node.items.find((item) => nameOf(item) === step);
    else return null;
  }
  return node?.kind === 'list' ? node.items : null;
}
