import { axisText, meaningOf } from './axis-text.ts';
import { type Located, readYaml } from './document.ts';
import { formatPath, type Issue, type Path } from './issue.ts';
import { Mistakes, read } from './read.ts';
import { experimentSchema, type WrittenExperiment } from './schema-experiment.ts';
import { readText, type SourceReader } from './sources.ts';
import { quoted } from './units.ts';

export type WrittenAxis = WrittenExperiment['axes'][number];

/** An experiment file as it was read. */
export interface ReadExperiment {
  /** Null when anything is wrong with it. */
  readonly written: WrittenExperiment | null;
  /** Everything that is wrong, in the order of the file. */
  readonly issues: readonly Issue[];
  /** A mistake that is found only with the base at hand, at its place in the file. */
  readonly issueAt: (path: Path, message: string) => Issue;
}

/** Reads an experiment file, without its base, and reports every mistake in it. Never throws for what a user wrote. */
export function readExperiment(file: string, reader: SourceReader): ReadExperiment {
  const start = { file, line: 1, column: 1 };
  const failed = (issues: readonly Issue[]): ReadExperiment => ({
    written: null,
    issues,
    issueAt: (path, message) => ({ ...start, path: formatPath(path), message, severity: 'error' }),
  });
  const text = readText(file, reader);
  if (typeof text !== 'string') {
    return failed([{ ...start, path: '', message: text.problem, severity: 'error' }]);
  }
  const { root, issues } = readYaml(file, text);
  if (root === null) return failed(issues);
  if (isScenario(root)) {
    const message =
      'is a scenario, not an experiment file; fleetsim run runs it, an experiment file names it as its "base"';
    return failed([{ ...root.place, path: '', message, severity: 'error' }]);
  }
  const mistakes = new Mistakes(root);
  const parsed = read(experimentSchema, root, [], mistakes);
  if (parsed !== null) checkParts(parsed.value as Parts, mistakes);
  const issueAt = (path: Path, message: string): Issue => {
    const found = new Mistakes(root);
    found.at(path, message);
    return found.issues[0]!;
  };
  if (mistakes.issues.length > 0) {
    const inOrder = mistakes.issues.slice().sort((a, b) => a.line - b.line || a.column - b.column);
    return { written: null, issues: inOrder, issueAt };
  }
  return { written: parsed!.value as WrittenExperiment, issues: [], issueAt };
}

/** Whether a file is what experiment files vary. */
function isScenario(root: Located): boolean {
  if (root.kind !== 'map' || root.entries.has('base')) return false;
  return root.entries.has('start') || root.entries.has('extends');
}

/** What could be read: the file is read by parts. */
type Parts = { readonly [K in keyof WrittenExperiment]?: WrittenExperiment[K] | undefined };

function checkParts({ axes, assumed, design, responses }: Parts, mistakes: Mistakes): void {
  const isAssumed = assumed !== undefined && assumed !== false;
  if (axes?.length === 0 && !isAssumed) {
    mistakes.at(
      ['axes'],
      'name nothing to vary; write for example "axes: [{ path: clientSettings.scanTimeToLive, values: [1 h, 24 h] }]", ' +
        'or "assumed: true" for all settings that nobody documents',
    );
  }
  if (isAssumed && axes !== undefined && axes.length > 0) {
    mistakes.at(['assumed'], 'stands instead of "axes"; leave one of them out');
  }
  if (isAssumed && design !== undefined && design !== 'oneAtATime') {
    mistakes.at(['design'], 'is always oneAtATime with "assumed"; leave it out');
  }
  axes?.forEach((axis, at) => {
    // Null: an axis that could not be read, which has been reported.
    if (axis !== null) checkAxis(axis, ['axes', at], design, mistakes);
  });
  reportRepeated(axes?.map((axis) => axis?.path) ?? [], (at) => ['axes', at, 'path'], 'axis', mistakes);
  reportRepeated(responses ?? [], (at) => ['responses', at], 'response', mistakes);
}

function checkAxis(axis: WrittenAxis, path: Path, design: Parts['design'], mistakes: Mistakes): void {
  const { values, range, distribution } = axis;
  const given = [values, range, distribution].filter((one) => one !== undefined).length;
  if (given !== 1) mistakes.at(path, 'takes exactly one of values, range and distribution');
  if (axis.path.includes('=')) {
    mistakes.at([...path, 'path'], 'is a path without a value; write the values under "values"');
  }
  if ((design ?? 'fullFactorial') === 'fullFactorial' && values === undefined && given === 1) {
    mistakes.at(path, 'has no "values", of which a full factorial takes every combination; list them');
  }
  const meanings = (values ?? []).map(meaningOf);
  meanings.forEach((meaning, at) => {
    const first = meanings.indexOf(meaning);
    if (first === at) return;
    const same = `is the same as ${quoted(axisText(values![first]))}`;
    mistakes.at([...path, 'values', at], `${same}, a value of this axis already; leave one of them out`);
  });
}

function reportRepeated(
  texts: readonly (string | null | undefined)[],
  pathOf: (at: number) => Path,
  what: string,
  mistakes: Mistakes,
): void {
  texts.forEach((text, at) => {
    const first = texts.indexOf(text);
    if (text == null || first === at) return;
    mistakes.at(pathOf(at), `${quoted(text)} is another ${what} already; leave one of them out`);
  });
}
