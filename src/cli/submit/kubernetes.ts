import { stringify } from 'yaml';
import { counted } from '../../report/log.ts';
import type { JobFiles, ShardedExperiment } from './job-files.ts';
import { shellWord } from './shell.ts';

/** What a cluster must have for the pods. */
export interface KubernetesSetting {
  /** An image whose program is fleetsim, with a shell. */
  readonly image: string;
  /** The persistent volume claim that holds the working folder; all pods write to it. */
  readonly claim: string;
}

/** Where the pods see the claim: any folder that an image does not use. */
const MOUNT = '/fleetsim';
/** Endings that another try would not change: usage, scenario invalid, incomplete. */
const FINAL_CODES = [2, 3, 4];
const NAME_LENGTH_MAX = 40;

/** A job with one pod for every shard, a job that merges them, and a script that applies one after the other. */
export function kubernetesFiles(experiment: ShardedExperiment, setting: KubernetesSetting): JobFiles {
  for (const name of [setting.image, setting.claim]) shellWord(name);
  return {
    files: [
      { name: 'shards.yaml', text: shardsManifest(experiment, setting) },
      { name: 'merge.yaml', text: mergeManifest(experiment, setting) },
      { name: 'submit.sh', text: submitScript(jobName(experiment.name)) },
    ],
    start: 'submit.sh',
  };
}

function shardsManifest(experiment: ShardedExperiment, setting: KubernetesSetting): string {
  const { name, jobCount, shards, program, command } = experiment;
  // Kubernetes counts from 0. The words of the command are arguments of the shell: none of them is read as code.
  const script = `exec "$@" --shard "$((JOB_COMPLETION_INDEX + 1))/${shards}"`;
  const manifest = job(jobName(name), experiment, setting, {
    command: ['/bin/sh', '-c', script, 'fleetsim'],
    args: [...program, ...command].map(literal),
  });
  Object.assign(manifest.spec, {
    completionMode: 'Indexed',
    completions: shards,
    parallelism: shards,
    backoffLimitPerIndex: 2,
    maxFailedIndexes: shards,
    podFailurePolicy: {
      rules: [{ action: 'FailIndex', onExitCodes: { operator: 'In', values: FINAL_CODES } }],
    },
  });
  return `# fleetsim: ${counted(jobCount, 'job')} of ${name} in ${counted(shards, 'shard')}. Needs Kubernetes 1.29 or later.
# The claim "${setting.claim}" must allow many writers and hold the files of the experiment as the working folder does.
${stringify(manifest, { lineWidth: 0 })}`;
}

function mergeManifest(experiment: ShardedExperiment, setting: KubernetesSetting): string {
  const { name, program, out } = experiment;
  const manifest = job(`${jobName(name)}-merge`, { ...experiment, cpus: 1 }, setting, {
    command: [...program, 'merge', out].map(literal),
  });
  Object.assign(manifest.spec, { backoffLimit: 0 });
  return `# fleetsim: the results of ${name} from its shards; its log says what is missing.
${stringify(manifest, { lineWidth: 0 })}`;
}

function job(
  name: string,
  { cpus, memoryBytes }: ShardedExperiment,
  { image, claim }: KubernetesSetting,
  run: { readonly command: readonly string[]; readonly args?: readonly string[] },
) {
  const memory = `${Math.ceil(memoryBytes / 2 ** 20)}Mi`;
  const container = {
    name: 'fleetsim',
    image,
    ...run,
    workingDir: MOUNT,
    resources: { requests: { cpu: `${cpus}`, memory }, limits: { memory } },
    volumeMounts: [{ name: 'work', mountPath: MOUNT }],
  };
  const pod = {
    restartPolicy: 'Never',
    containers: [container],
    volumes: [{ name: 'work', persistentVolumeClaim: { claimName: claim } }],
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, labels: { 'app.kubernetes.io/name': 'fleetsim' } },
    spec: { template: { spec: pod } },
  };
}

/** A word that Kubernetes hands on as it is: it would put variables in place of `$(NAME)`. */
function literal(word: string): string {
  shellWord(word);
  return word.replaceAll('$(', '$$$$(');
}

/** A name as Kubernetes allows it: lower-case letters, digits, hyphens. */
function jobName(name: string): string {
  const safe = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, NAME_LENGTH_MAX)
    .replace(/^-+|-+$/g, '');
  return safe === '' ? 'fleetsim' : `fleetsim-${safe}`;
}

function submitScript(name: string): string {
  return `#!/bin/sh
# Applies the shards, waits for their end, and applies the merge.
set -eu
cd "$(dirname "$0")"
kubectl apply -f shards.yaml
until kubectl get job ${name} -o 'jsonpath={.status.conditions[?(@.status=="True")].type}' | grep -Eq 'Complete|Failed'
do
  sleep 10
done
kubectl apply -f merge.yaml
`;
}
