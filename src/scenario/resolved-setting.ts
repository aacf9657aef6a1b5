import { axisText } from './axis-text.ts';
import { type Located, plainOf, readYaml } from './document.ts';
import type { Path } from './issue.ts';
import { nameOf, stepsOf } from './sources.ts';

/**
 * What a scenario in full has at a path, as one writes it after `--set path=`; null: nothing, or not the same at all items
 * that `[*]` stands for.
 */
export function settingText(resolvedYaml: string, path: string): string | null {
  const { root } = readYaml('', resolvedYaml);
  const steps = stepsOf(path);
  if (root === null || steps === null) return null;
  const texts = nodesAt(root, steps).map((node) => axisText(plainOf(node)));
  return texts.length > 0 && texts.every((text) => text === texts[0]) ? texts[0]! : null;
}

function nodesAt(node: Located, [step, ...rest]: Path): Located[] {
  if (step === undefined) return [node];
  if (node.kind === 'scalar') return [];
  const found =
    node.kind === 'map'
      ? [node.entries.get(String(step))?.value]
      : step === '*'
        ? node.items
        : [
            node.items[
              typeof step === 'number' ? step : node.items.findIndex((item) => nameOf(item) === step)
            ],
          ];
  return found.flatMap((child) => (child === undefined ? [] : nodesAt(child, rest)));
}
