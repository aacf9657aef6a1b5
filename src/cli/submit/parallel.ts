import { counted } from '../../report/log.ts';
import type { JobFiles, ShardedExperiment } from './job-files.ts';
import { shellLine, shellWord } from './shell.ts';

/** A script that runs the shards under GNU parallel and then merges them. */
export function parallelFiles(experiment: ShardedExperiment): JobFiles {
  return {
    files: [
      { name: 'run.sh', text: runScript(experiment) },
      { name: 'shard.sh', text: shardScript(experiment) },
    ],
    start: 'run.sh',
  };
}

function runScript({ name, jobCount, shards, cpus, program, folder, out }: ShardedExperiment): string {
  return `#!/bin/sh
# fleetsim: ${counted(jobCount, 'job')} of ${name} in ${counted(shards, 'shard')}, run by GNU parallel, then merged.
# FLEETSIM_AT_ONCE says how many shards run at once; by default as many as there are processors for.
# What has finished is kept: start this again to go on.
set -u
cd "$(dirname "$0")" || exit
at_once=\${FLEETSIM_AT_ONCE:-$(( ($(getconf _NPROCESSORS_ONLN) + ${cpus - 1}) / ${cpus} ))}
# Shards that fail are told by the merge.
seq 1 ${shards} | parallel --jobs "$at_once" --joblog shards.log sh ./shard.sh {}
cd ${shellWord(folder)} || exit
exec ${shellLine([...program, 'merge', out])}
`;
}

function shardScript({ program, folder, command, shards }: ShardedExperiment): string {
  return `#!/bin/sh
# Shard $1 of ${shards}.
cd ${shellWord(folder)} || exit
exec ${shellLine([...program, ...command])} --shard "$1/${shards}"
`;
}
