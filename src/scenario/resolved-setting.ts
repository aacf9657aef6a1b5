import { axisText } from './axis-text.ts';
import { type Located, plainOf, readYaml } from './document.ts';
import { nameOf, stepsOf } from './sources.ts';

/** What a scenario in full has at a path, as one writes it after `--set path=`; null: nothing is there. */
export function settingText(resolvedYaml: string, path: string): string | null {
  let node: Located | null | undefined = readYaml('', resolvedYaml).root;
  for (const step of stepsOf(path) ?? []) {
    if (node?.kind === 'map') node = node.entries.get(String(step))?.value;
    else if (node?.kind === 'list') {
      node =
        node.items[typeof step === 'number' ? step : node.items.findIndex((item) => nameOf(item) === step)];
    } else return null;
  }
  return node === null || node === undefined ? null : axisText(plainOf(node));
}
