import { parse } from 'yaml';
import type { Scenario } from '../../model/scenario.ts';

/** What a description is made from. */
export interface DescribedScenario {
  readonly scenario: Scenario;
  /** The file as it was given, and the scenario in full. */
  readonly yaml: string;
  readonly resolvedYaml: string;
  /** What is warned of in it, a line each. */
  readonly warnings: readonly string[];
  /** The file and the options after it, as one writes them after `fleetsim run`. */
  readonly command: string;
  readonly version: string;
  readonly timeZoneData: string;
  readonly memoryNeedBytes: number;
}

/** A mapping of a scenario with every default, as plain data: values as somebody writes them. */
export type Written = Readonly<Record<string, unknown>>;

export function writtenOf({ resolvedYaml }: DescribedScenario): Written {
  return parse(resolvedYaml) as Written;
}

/** The mappings of a list of a scenario; none where it has no such list. */
export function itemsOf(written: Written, key: string): readonly Written[] {
  return (written[key] as readonly Written[] | undefined) ?? [];
}

/** The sites of a scenario: its only one, or those of its hierarchies. */
export function sitesOf(written: Written): readonly Written[] {
  return written.site === undefined ? itemsOf(written, 'sites') : [written.site as Written];
}

/**
 * The question that a scenario asks in the comment at the head of its file, up to the first line without a word; null
 * where there is none.
 */
export function questionOf(yaml: string): string | null {
  const lines = yaml.split(/\r?\n/);
  const words: string[] = [];
  for (const line of lines) {
    if (line.startsWith('# yaml-language-server')) continue;
    const text = /^#\s*(\S.*)$/.exec(line)?.[1];
    if (text === undefined) break;
    words.push(text.trim());
  }
  return words.length === 0 ? null : words.join(' ');
}
