import { resolve } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { jobCountMax, type Plan } from '../../experiment/plan/plan.ts';
import { counted } from '../../report/log.ts';
import { suggestion } from '../../scenario/closest.ts';
import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';
import { asSubmitted } from '../experiments/submission.ts';
import { COMMON_OPTIONS, last } from '../options.ts';
import { folderName, shortPath } from '../results-folder.ts';
import { type JobFiles, type ShardedExperiment, writeJobFiles } from '../submit/job-files.ts';
import { kubernetesFiles } from '../submit/kubernetes.ts';
import { largestNeedBytes } from '../submit/memory.ts';
import { parallelFiles } from '../submit/parallel.ts';
import { overQueue, REDIS_OPTION } from '../submit/queue.ts';
import { shellLine } from '../submit/shell.ts';
import { slurmFiles } from '../submit/slurm.ts';
import { writeLines } from '../terminal.ts';
import { programVersion } from '../version.ts';
import { wholeNumber } from '../whole-number.ts';

const ENGINES = ['bullmq', 'slurm', 'kubernetes', 'parallel'] as const;
type JobFileEngine = Exclude<(typeof ENGINES)[number], 'bullmq'>;

interface Arguments {
  readonly engine: (typeof ENGINES)[number];
  readonly redis: string | undefined;
  readonly atOnce: string | undefined;
  readonly shards: string | undefined;
  readonly out: string | undefined;
  readonly write: string | undefined;
  readonly program: string | undefined;
  readonly cpus: string | undefined;
  readonly image: string | undefined;
  readonly claim: string | undefined;
}

const JOB_FILE_ENGINES: readonly JobFileEngine[] = ['slurm', 'kubernetes', 'parallel'];

/** The engines for which an option means something; for the others it is refused. */
const ENGINES_OF: Readonly<Record<string, readonly Arguments['engine'][]>> = {
  redis: ['bullmq'],
  'at-once': ['bullmq'],
  shards: JOB_FILE_ENGINES,
  write: JOB_FILE_ENGINES,
  program: JOB_FILE_ENGINES,
  cpus: JOB_FILE_ENGINES,
  image: ['kubernetes'],
  claim: ['kubernetes'],
};

/** What a cluster grants is a limit, so an estimate is given room, and Node some beside it. */
const MEMORY_ROOM = 1.5;
const PROGRAM_BYTES = 256e6;

/** Commands that conduct an experiment. */
const EXPERIMENTS = ['run', 'compare', 'sweep', 'capacity'];

const text = (describe: string) => ({ type: 'string', requiresArg: true, describe, coerce: last }) as const;

const options = (yargs: Argv) =>
  yargs.options({
    ...COMMON_OPTIONS,
    engine: { choices: ENGINES, demandOption: true, requiresArg: true, describe: 'What carries it out' },
    ...REDIS_OPTION,
    'at-once': text('Jobs in the queue at once [default: 64]'),
    shards: text('Into how many shards it is cut (slurm, kubernetes, parallel)'),
    out: text('Folder of results'),
    write: text('Folder for the job files [default: that of the results with .jobs-ENGINE]'),
    program: text(
      'How fleetsim is called where the shards run, words parted by spaces [default: as here; in pods: fleetsim]',
    ),
    cpus: text('Processors for each shard [default: 1]'),
    image: text(`Image of the pods (kubernetes) [default: fleetsim:${programVersion()}]`),
    claim: text('Persistent volume claim with the working folder (kubernetes) [default: fleetsim]'),
  });

/** Runs a command of fleetsim. */
type RunCommand = (args: readonly string[]) => Promise<void>;

/** `fleetsim submit`: carries out an experiment, whose command stood after `--`, on other machines. */
export function submitCommand(
  experiment: readonly string[],
  runCommand: RunCommand,
): CommandModule<object, Arguments> {
  return {
    command: 'submit',
    describe: 'Carry out an experiment on other machines: submit --engine … -- compare …',
    builder: (yargs) => options(yargs) as never,
    handler: async (given) => {
      refuseOptions(given);
      refuseCommand(experiment, given);
      const { engine, out } = given;
      if (engine !== 'bullmq') return submitFiles(experiment, given, engine, runCommand);
      const slots = wholeNumber('at-once', given.atOnce ?? '64');
      const args = out === undefined ? experiment : [...experiment, '--out', out];
      await overQueue(given.redis, slots, () => runCommand(args));
    },
  };
}

function refuseOptions(given: Arguments): void {
  const { engine } = given;
  for (const [option, engines] of Object.entries(ENGINES_OF)) {
    if (engines.includes(engine) || (given as unknown as Record<string, unknown>)[option] === undefined)
      continue;
    throw new Ending(EXIT.usage, `--${option} is for ${engines.join(', ')}: leave it out with ${engine}`);
  }
}

function refuseCommand([command, ...args]: readonly string[], { engine, out }: Arguments): void {
  if (command === undefined)
    throw new Ending(
      EXIT.usage,
      'write the command of the experiment after --, such as: -- compare A.yaml B.yaml',
    );
  if (!EXPERIMENTS.includes(command))
    throw new Ending(
      EXIT.usage,
      `${visible(command)} is no command of an experiment${suggestion(command, EXPERIMENTS)}: write ${EXPERIMENTS.join(', ')} after --`,
    );
  const has = (option: string) => args.some((arg) => arg === option || arg.startsWith(`${option}=`));
  if (has('--shard')) throw new Ending(EXIT.usage, '--shard: submit gives every machine its part itself');
  if (has('--parquet') && engine !== 'bullmq')
    throw new Ending(EXIT.usage, '--parquet: a shard writes no tables; write it with fleetsim merge');
  if (has('--fresh') && engine !== 'bullmq')
    throw new Ending(
      EXIT.usage,
      '--fresh: shards that are started again would forget what they have finished; remove their folders instead',
    );
  if (has('--out') && (engine !== 'bullmq' || out !== undefined))
    throw new Ending(EXIT.usage, '--out: write it once, before --');
  if (has('--jobs') && engine === 'bullmq')
    throw new Ending(EXIT.usage, '--jobs: every worker says itself how many it carries out at once');
  if (command === 'capacity' && engine !== 'bullmq')
    throw new Ending(
      EXIT.usage,
      'capacity chooses every job by the results so far, so it cannot be cut into shards; --engine bullmq carries it out',
    );
}

async function submitFiles(
  experiment: readonly string[],
  given: Arguments,
  engine: JobFileEngine,
  runCommand: RunCommand,
): Promise<void> {
  const { out, shards } = given;
  if (out === undefined || shards === undefined)
    throw new Ending(EXIT.usage, `--engine ${engine} needs --shards N and --out FOLDER, before --`);
  const shardCount = wholeNumber('shards', shards);
  const cpus = wholeNumber('cpus', given.cpus ?? '1');
  const checked = [...experiment, '--out', out];
  if (engine === 'kubernetes') refuseOutside(checked);
  const plan = await checkedPlan(() => runCommand(checked));
  const hasJobs = experiment.some((arg) => /^--jobs(=|$)/.test(arg));
  const command = hasJobs ? checked : [...checked, '--jobs', `${cpus}`];
  const jobCount = jobCountMax(plan);
  if (shardCount > jobCount)
    throw new Ending(EXIT.usage, `--shards ${shardCount}: there are only ${counted(jobCount, 'job')}`);
  const { files, start } = filesOf(engine, given, {
    name: folderName(plan.name),
    jobCount,
    shards: shardCount,
    program: given.program?.split(/\s+/).filter((word) => word !== '') ?? programHere(engine),
    folder: process.cwd(),
    command,
    out,
    cpus,
    memoryBytes: PROGRAM_BYTES + MEMORY_ROOM * cpus * largestNeedBytes(plan),
  });
  const folder = resolve(given.write ?? `${out}.jobs-${engine}`);
  writeJobFiles(folder, files);
  for (const { name } of files) writeLines(process.stdout, visible(shortPath(resolve(folder, name))));
  writeLines(process.stdout, `Start it: ${shellLine(['sh', shortPath(resolve(folder, start))])}`);
  writeLines(process.stdout, `Results: ${visible(out)}`);
}

function filesOf(
  engine: JobFileEngine,
  { image = `fleetsim:${programVersion()}`, claim = 'fleetsim' }: Arguments,
  experiment: ShardedExperiment,
): JobFiles {
  switch (engine) {
    case 'slurm':
      return slurmFiles(experiment);
    case 'parallel':
      return parallelFiles(experiment);
    case 'kubernetes':
      return kubernetesFiles(experiment, { image, claim });
  }
}

/** Thrown where the jobs of an experiment would start: its command is sound. */
class Sound extends Error {
  readonly plan: Plan;

  constructor(plan: Plan) {
    super('sound');
    this.plan = plan;
  }
}

/** The plan of an experiment's command, which is checked as if it were run. */
async function checkedPlan(command: () => Promise<void>): Promise<Plan> {
  const openExecutor = async (plan: Plan) => {
    throw new Sound(plan);
  };
  try {
    await asSubmitted({ openExecutor }, command);
  } catch (error) {
    if (error instanceof Sound) return error.plan;
    throw error;
  }
  throw new Error('a command was submitted that conducts no experiment');
}

/** How this process was started, for machines that share its files; in pods there is only the image. */
function programHere(engine: JobFileEngine): string[] {
  return engine === 'kubernetes' ? ['fleetsim'] : [process.execPath, ...process.execArgv, process.argv[1]!];
}

/** Pods see the working folder and nothing else of this machine. */
function refuseOutside(command: readonly string[]): void {
  const outside = command.find((word) => word.startsWith('/') || word.split('/').includes('..'));
  if (outside !== undefined)
    throw new Ending(
      EXIT.usage,
      `${visible(outside)}: pods see only the working folder; go to a folder that holds everything and write paths below it`,
    );
}
