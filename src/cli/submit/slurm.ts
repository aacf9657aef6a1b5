import { counted } from '../../report/log.ts';
import type { JobFiles, ShardedExperiment } from './job-files.ts';
import { shellLine, shellWord } from './shell.ts';

/** An array of shards, and a job that merges them when all have come to an end. */
export function slurmFiles(experiment: ShardedExperiment): JobFiles {
  return {
    files: [
      { name: 'shards.sbatch', text: shardsScript(experiment) },
      { name: 'merge.sbatch', text: mergeScript(experiment) },
      { name: 'submit.sh', text: SUBMIT },
    ],
    start: 'submit.sh',
  };
}

function shardsScript(experiment: ShardedExperiment): string {
  const { name, jobCount, shards, program, folder, command, cpus, memoryBytes } = experiment;
  return `#!/bin/bash
# fleetsim: ${counted(jobCount, 'job')} of ${name} in ${counted(shards, 'shard')}. Partition, account and time are yours to add.
#SBATCH --job-name=fleetsim-${name}
#SBATCH --array=1-${shards}
#SBATCH --cpus-per-task=${cpus}
#SBATCH --mem=${Math.ceil(memoryBytes / 2 ** 20)}M
#SBATCH --output=shard-%a.log
cd ${shellWord(folder)} || exit
exec ${shellLine([...program, ...command])} --shard "$SLURM_ARRAY_TASK_ID/${shards}"
`;
}

function mergeScript({ name, program, folder, out }: ShardedExperiment): string {
  return `#!/bin/bash
# fleetsim: the results of ${name} from its shards; says what is missing if a shard has failed.
#SBATCH --job-name=fleetsim-${name}-merge
#SBATCH --output=merge.log
cd ${shellWord(folder)} || exit
exec ${shellLine([...program, 'merge', out])}
`;
}

const SUBMIT = `#!/bin/sh
# Hands both jobs to Slurm; their logs are written here.
set -eu
cd "$(dirname "$0")"
shards=$(sbatch --parsable shards.sbatch)
sbatch --dependency="afterany:\${shards%%;*}" merge.sbatch
`;
