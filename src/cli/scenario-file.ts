import { readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { isSystemError, reasonOf } from '../experiment/errors.ts';
import type { Scenario } from '../model/scenario.ts';
import { formatIssue, type Issue, visible } from '../scenario/issue.ts';
import type { LimitUse } from '../scenario/limits.ts';
import { type ActionPlace, loadScenario } from '../scenario/load.ts';
import type { SourceReader } from '../scenario/sources.ts';
import { Ending, EXIT } from './exit.ts';

/** A scenario that is fit to run. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  /** The file as it was given, and the scenario in full. */
  readonly yaml: string;
  readonly resolvedYaml: string;
  readonly warnings: readonly Issue[];
  /** How much of what Microsoft supports the scenario uses. */
  readonly limits: readonly LimitUse[];
  /** Per action of the scenario: where it was written. */
  readonly actionPlaces: readonly ActionPlace[];
}

/** Reads and checks a scenario file; ends with all its mistakes, one per line, if it has any. */
export function openScenario(
  file: string,
  seed: string | undefined,
  set: readonly string[],
  reader: SourceReader = FILE_READER,
): LoadedScenario {
  const malformed = set.find((text) => !/^[^=]+=/.test(text));
  if (malformed !== undefined)
    throw new Ending(EXIT.usage, `--set ${visible(malformed)}: write it as path=value`);
  const options = seed === undefined ? { set } : { seed, set };
  const { scenario, issues, resolvedYaml, limits, actionPlaces } = loadScenario(file, reader, options);
  const warnings = issues.filter(({ severity }) => severity === 'warning');
  const mistakes = issues.filter(({ severity }) => severity === 'error').map(formatIssue);
  if (scenario === null || resolvedYaml === null || mistakes.length > 0) {
    throw new Ending(EXIT.scenarioInvalid, mistakes.join('\n'));
  }
  return { scenario, yaml: reader.read(file), resolvedYaml, warnings, limits, actionPlaces };
}

/** A warning as results keep it: without the folder that the file stands in, which is the machine's affair. */
export function warningText(issue: Issue): string {
  return formatIssue({ ...issue, file: basename(issue.file), severity: 'error' });
}

/** Reaches files for the scenario floor, which knows no file system. */
export const FILE_READER: SourceReader = {
  read: (path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      if (!isSystemError(error)) throw error;
      throw new Error(`cannot be read: ${reasonOf(error)}`, { cause: error });
    }
  },
  resolve: (fromPath, relative) => (isAbsolute(relative) ? relative : join(dirname(fromPath), relative)),
};
