import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { JobFolderError, SHARD_FILE } from '../../experiment/jobs/job-folder.ts';
import {
  gather,
  MergedShards,
  openShard,
  planOfShard,
  type ShardFolder,
  shardPathsOf,
} from '../../experiment/jobs/shards.ts';
import { jobCountMax, type Plan, type Point } from '../../experiment/plan/plan.ts';
import { counted } from '../../report/log.ts';
import { groupThousands } from '../../report/number.ts';
import { visible } from '../../scenario/issue.ts';
import { commandText } from '../command-line.ts';
import { Ending, EXIT } from '../exit.ts';
import { startClock } from '../machine.ts';
import { refuseFolder, shortPath } from '../results-folder.ts';
import { programEdition } from '../version.ts';
import { answerRuleOf } from './answers.ts';
import { writeAnswer } from './experiment.ts';

export interface MergeOptions {
  /** A folder of results, beside which its shards lie, or the folders of all shards. */
  readonly folders: readonly string[];
  readonly out: string | undefined;
  readonly quiet: boolean;
  readonly parquet: boolean;
}

/** More are counted, not listed. */
const LISTED_MAX = 20;

/** Answers an experiment from its shards as it would have been answered as a whole. */
export async function mergeShards(options: MergeOptions, signal: AbortSignal): Promise<void> {
  const clock = startClock();
  const { target, paths } = shardsToMerge(options);
  refuseFolder(target);
  try {
    const shards = inOrder(paths.map(openShard));
    const plan = samePlan(shards);
    const results = new MergedShards(shards.map(({ path }) => path));
    const indices = Array.from({ length: jobCountMax(plan) }, (_, index) => index);
    const { missing, ...gathered } = gather(results, indices, answerRuleOf(plan).enoughOf?.(plan));
    if (missing.length > 0) throw missingJobs(shards, missing);
    const outcome = { plan, results, ...gathered };
    const { quiet, parquet } = options;
    const written = new Map(shards[0]!.paths);
    const pathOf = ({ file }: Point) => written.get(file) ?? file;
    const telling = { clock, pathOf, quiet, parquet };
    const ending = await writeAnswer(target, outcome, telling, signal);
    if (ending !== null) throw ending;
  } catch (error) {
    if (error instanceof JobFolderError) throw new Ending(EXIT.usage, visible(error.message));
    throw error;
  }
}

function shardsToMerge({ folders, out }: MergeOptions): { target: string; paths: readonly string[] } {
  const given = folders.map((folder) => resolve(folder));
  const areShards = given.some((folder) => existsSync(join(folder, SHARD_FILE)));
  if (areShards) {
    if (out === undefined || out === '')
      throw new Ending(EXIT.usage, 'say with --out where the results of these shards shall go');
    return { target: resolve(out), paths: given };
  }
  const [base, ...others] = given;
  if (others.length > 0)
    throw new Ending(EXIT.usage, `${visible(folders[0]!)} does not hold a shard of an experiment`);
  const paths = shardPathsOf(base!);
  if (paths.length === 0) {
    const pattern = `${shortPath(base!)}.shard-1-of-n`;
    throw new Ending(EXIT.usage, `there is no shard to merge: no folder such as ${visible(pattern)}`);
  }
  return { target: out === undefined ? base! : resolve(out), paths };
}

/** The shards by their number; ends if they are not all there, once each. */
function inOrder(shards: readonly ShardFolder[]): readonly ShardFolder[] {
  const [first] = shards;
  const byNumber = new Map<number, ShardFolder>();
  for (const shard of shards) {
    if (shard.of !== first!.of) {
      throw refused(`${named(first!)} is one of ${first!.of} shards, ${named(shard)} one of ${shard.of}`);
    }
    const twin = byNumber.get(shard.shard);
    if (twin !== undefined) throw refused(`${named(twin)} and ${named(shard)} are the same shard`);
    byNumber.set(shard.shard, shard);
  }
  // Of whose experiment the missing ones are is only known if those that are there agree.
  samePlanId(shards);
  const numbers = Array.from({ length: first!.of }, (_, at) => at + 1);
  const missing = numbers.filter((number) => !byNumber.has(number));
  if (missing.length > 0)
    throw missingShards(first!, missing, missing.length === 1 ? 'is not there' : 'are not there');
  return numbers.map((number) => byNumber.get(number)!);
}

function samePlanId(shards: readonly ShardFolder[]): void {
  const [first] = shards;
  const other = shards.find(({ planSha256 }) => planSha256 !== first!.planSha256);
  if (other === undefined) return;
  const [plan, otherPlan] = [planOfShard(first!), planOfShard(other)];
  const difference =
    plan.version !== otherPlan.version || plan.timeZoneData !== otherPlan.timeZoneData
      ? `was made by ${madeBy(plan)}, ${named(other)} by ${madeBy(otherPlan)}`
      : `and ${named(other)} are shards of different experiments: their scenarios or options differ`;
  throw refused(`${named(first!)} ${difference}`);
}

/** The plan of shards that say that they have the same. */
function samePlan([first]: readonly ShardFolder[]): Plan {
  const plan = planOfShard(first!);
  const here = programEdition();
  if (plan.version === here.version && plan.timeZoneData === here.timeZoneData) return plan;
  throw refused(
    `${named(first!)} was made by ${madeBy(plan)} and this is ${madeBy(here)}: merge with the version that made it`,
  );
}

function madeBy({ version, timeZoneData }: Pick<Plan, 'version' | 'timeZoneData'>): string {
  return `fleetsim ${version} (time-zone data ${timeZoneData})`;
}

function missingJobs(shards: readonly ShardFolder[], missing: readonly number[]): Ending {
  const numbers = [...new Set(missing.map((index) => (index % shards.length) + 1))].sort((a, b) => a - b);
  return missingShards(
    shards[0]!,
    numbers,
    `${numbers.length === 1 ? 'lacks' : 'lack'} ${counted(missing.length, 'run')}`,
  );
}

/** `what`: what is the matter with these shards. The commands that make them follow. */
function missingShards({ of, command }: ShardFolder, numbers: readonly number[], what: string): Ending {
  const lines = numbers
    .slice(0, LISTED_MAX)
    .map((number) => `  ${commandText([...command, '--shard', `${number}/${of}`])}`);
  if (numbers.length > LISTED_MAX) lines.push(`  … and ${groupThousands(numbers.length - LISTED_MAX)} more`);
  const listed = groupThousands(numbers.length);
  return new Ending(
    EXIT.incomplete,
    [`${listed} of ${counted(of, 'shard')} ${what}; to make what is missing:`, ...lines].join('\n'),
  );
}

function named({ path }: ShardFolder): string {
  return visible(shortPath(path));
}

function refused(message: string): Ending {
  return new Ending(EXIT.usage, `cannot merge: ${message}`);
}
