/** Where a scenario holds a setting, and its value there, as a scenario with every default has it. */
export interface Instance {
  /** As after `--set`. */
  readonly path: string;
  readonly value: unknown;
}

/**
 * The places of a setting in a scenario. `[]` in its path stands for the items of a list: those with the same value
 * everywhere are one place, `[*]`, so that they are changed together.
 */
export function instancesOf(tree: unknown, path: string): readonly Instance[] {
  return below(tree, path.split('.'));
}

function below(tree: unknown, steps: readonly string[]): Instance[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [{ path: '', value: tree }];
  if (typeof tree !== 'object' || tree === null) return [];
  const isList = step.endsWith('[]');
  const key = isList ? step.slice(0, -2) : step;
  const child = (tree as Readonly<Record<string, unknown>>)[key];
  if (child === undefined) return [];
  if (!isList) return below(child, rest).map((one) => prefixed(key, one));
  return inItems(child as readonly unknown[], rest).map((one) => prefixed(key, one));
}

function inItems(items: readonly unknown[], rest: readonly string[]): Instance[] {
  const found = items.map((item) => below(item, rest));
  const [first] = found;
  const isSame = found.every((one) => JSON.stringify(one) === JSON.stringify(first));
  if (items.length > 1 && isSame) return first!.map((one) => prefixed('[*]', one));
  return found.flatMap((instances, at) => instances.map((one) => prefixed(`[${stepOf(items, at)}]`, one)));
}

function prefixed(step: string, { path, value }: Instance): Instance {
  const isKey = path !== '' && !path.startsWith('[');
  return { path: `${step}${isKey ? '.' : ''}${path}`, value };
}

/** The name of an item where it can stand in a path and names nothing else, or its number. */
function stepOf(items: readonly unknown[], at: number): string {
  const name = nameOf(items[at]);
  if (name === null || !/^[^\]=]+$/.test(name) || /^\d+$|^\*$/.test(name)) return String(at);
  return items.filter((item) => nameOf(item) === name).length === 1 ? name : String(at);
}

function nameOf(item: unknown): string | null {
  const name = (item as { readonly name?: unknown } | null)?.name;
  return typeof name === 'string' ? name : null;
}
