import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';
import { openBranch, refuseOtherPast, replayed, withPast } from '../replay/branch.ts';
import { conductExperiment, type ExperimentOptions } from './experiment.ts';
import { namingSettings } from './naming.ts';
import { type OpenedPlan, openPlan, type PointRequest } from './plans.ts';
import { confidenceOf, type ReplicationOptions, replicationRule } from './replication-options.ts';
import { declaredResponses } from './responses.ts';

export interface CompareOptions extends ExperimentOptions, ReplicationOptions {
  readonly files: readonly string[];
  readonly seed: string | undefined;
  readonly set: readonly string[];
  readonly with: readonly string[];
  readonly from: string | undefined;
}

/** Replications of each scenario unless said otherwise. */
export const COMPARED_REPLICATIONS = 10;

/** `fleetsim compare A B …`: how the scenarios differ from the first, each replication with the same luck in all. */
export async function compareScenarios(options: CompareOptions, signal: AbortSignal): Promise<void> {
  const replications = replicationRule(options, COMPARED_REPLICATIONS);
  const points = pointsOf(options);
  const opened = namingSettings('--with', options.set.length, () =>
    openPlan({
      question: { kind: 'comparison', replications, confidence: confidenceOf(options) },
      points,
      seed: options.seed,
      responses: (scenarios) => declaredResponses(scenarios, options.response, replications),
    }),
  );
  const branched =
    options.from === undefined ? opened : await branchedFrom(options.from, points, opened, options, signal);
  await conductExperiment(branched, options, signal);
}

/** The same with the past that all points share, once it is known that they do and that it replays as it was. */
async function branchedFrom(
  from: string,
  points: readonly PointRequest[],
  opened: OpenedPlan,
  { quiet }: CompareOptions,
  signal: AbortSignal,
): Promise<OpenedPlan> {
  const branch = openBranch(from);
  opened.loaded.forEach((loaded, at) => {
    refuseOtherPast(branch, loaded, points[at]!.file);
  });
  await replayed(branch, branch.replication, quiet, signal);
  return withPast(opened, branch);
}

/** The files, then the first one with every what-if. */
function pointsOf({ files, set, with: whatIfs }: CompareOptions): PointRequest[] {
  if (files.length + whatIfs.length < 2)
    throw new Ending(
      EXIT.usage,
      'compare what with what? Name two scenarios, or one and a setting that differs: --with "clientSettings.scanTimeToLive=12 h"',
    );
  const changes = whatIfs.map(settingsOf);
  const short = changes.map((settings) => settings.map(withoutParents).join('; '));
  const isShort = new Set(short).size === short.length;
  return [
    ...files.map((file) => ({ file, set })),
    ...changes.map((settings, at) => {
      const name = isShort ? short[at]! : settings.join('; ');
      return { name, file: files[0]!, set: [...set, ...settings] };
    }),
  ];
}

/** `clientSettings.scanTimeToLive=12 h` → `scanTimeToLive=12 h`. */
function withoutParents(setting: string): string {
  const [path] = setting.split('=', 1);
  return setting.slice(path!.lastIndexOf('.') + 1);
}

/** `a=1; b.c=2`: a semicolon parts settings where another path follows it. */
function settingsOf(text: string): string[] {
  const settings = text.split(/;\s*(?=[^\s=;]+\s*=)/).map((setting) => setting.trim());
  const malformed = settings.find((setting) => !/^[^=]+=/.test(setting));
  if (malformed === undefined) return settings;
  throw new Ending(
    EXIT.usage,
    `--with ${visible(text)}: write it as path=value, several of them with semicolons between`,
  );
}
