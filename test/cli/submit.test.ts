import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { EXIT } from '../../src/cli/exit.ts';
import type { ShardedExperiment } from '../../src/cli/submit/job-files.ts';
import { kubernetesFiles } from '../../src/cli/submit/kubernetes.ts';
import { parallelFiles } from '../../src/cli/submit/parallel.ts';
import { shellLine } from '../../src/cli/submit/shell.ts';
import { slurmFiles } from '../../src/cli/submit/slurm.ts';
import { TINY_SCENARIO } from '../experiment/executors/tiny-plan.ts';
import { kubernetesJob } from './kubernetes-job.ts';
import { inProcess, runAsUser } from './running.ts';

/** Whose words a shell would like to take for something else. */
const AWKWARD = [
  'a b',
  "it's",
  '"',
  '$HOME',
  '$(id)',
  '`id`',
  '\\',
  '*',
  '~',
  '-x',
  '',
  ';',
  '&',
  'é',
  '#',
  '%',
];

const experiment: ShardedExperiment = {
  name: 'A-and-B',
  jobCount: 40,
  shards: 8,
  program: ['/opt/fleet sim/fleetsim'],
  folder: '/srv/here & there',
  command: ['run', 'A.yaml', '--set', "name=it's $HOME", '--out', 'results of A'],
  out: 'results of A',
  cpus: 2,
  memoryBytes: 3 * 2 ** 30,
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fleetsim it's $HOME "));
  writeFileSync(join(folder, 'tiny.yaml'), TINY_SCENARIO);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a line for a shell', () => {
  const wordsOf = (line: string) =>
    execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
      .split('\0')
      .slice(0, -1);

  it('is read as the words that it was made from', () => {
    expect(wordsOf(shellLine(AWKWARD))).toEqual(AWKWARD);
    const word = fc.string({ maxLength: 8, unit: 'binary' }).filter((text) => !/\p{Cc}|\p{Cs}/u.test(text));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
        expect(wordsOf(shellLine(words))).toEqual(words);
      }),
      { numRuns: 15 },
    );
  });

  it('refuses what would tear it apart', () => {
    for (const word of ['a\nb', 'a\rb', 'a\0b', '\u001b[31m'])
      expect(() => shellLine([word])).toThrow(/cannot be written into job files/);
  });
});

describe('job files', () => {
  const textOf = (files: readonly { name: string; text: string }[], name: string) =>
    files.find((file) => file.name === name)!.text;

  it('for Slurm ask for an array of shards, and for a merge after it', () => {
    const { files, start } = slurmFiles(experiment);
    const shards = textOf(files, 'shards.sbatch');
    for (const line of ['--array=1-8', '--cpus-per-task=2', '--mem=3072M'])
      expect(shards.split('\n')).toContain(`#SBATCH ${line}`);
    expect(shards).toContain('--shard "$SLURM_ARRAY_TASK_ID/8"');
    expect(textOf(files, 'merge.sbatch')).toContain("merge 'results of A'");
    expect(textOf(files, start)).toContain('sbatch --dependency="afterany:');
  });

  it('for shells are free of mistakes of syntax', () => {
    const setting = { image: 'fleetsim:1', claim: 'work' };
    const all = [slurmFiles(experiment), parallelFiles(experiment), kubernetesFiles(experiment, setting)];
    const scripts = all.flatMap(({ files }) => files).filter(({ text }) => text.startsWith('#!'));
    expect(scripts).toHaveLength(6);
    for (const { name, text } of scripts)
      expect([name, spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' }).stderr]).toEqual([name, '']);
  });

  it('for Kubernetes are jobs as its API wants them', () => {
    const { files } = kubernetesFiles(experiment, { image: 'registry.example/fleetsim:1', claim: 'work' });
    const shards = kubernetesJob.parse(parse(textOf(files, 'shards.yaml')));
    expect(shards.spec).toMatchObject({ completionMode: 'Indexed', completions: 8, parallelism: 8 });
    const merge = kubernetesJob.parse(parse(textOf(files, 'merge.yaml')));
    expect(merge.spec.template.spec.containers[0]!.command).toEqual([
      ...experiment.program,
      'merge',
      experiment.out,
    ]);
  });

  it('for Kubernetes hand every word to fleetsim as it is, with the shard of the pod', () => {
    const echo = { ...experiment, program: ['printf', '%s\\n'], command: AWKWARD };
    const { files } = kubernetesFiles(echo, { image: 'fleetsim:1', claim: 'work' });
    const job = kubernetesJob.parse(parse(textOf(files, 'shards.yaml')));
    const { command = [], args = [] } = job.spec.template.spec.containers[0]!;
    // Kubernetes puts variables in place of $(NAME), and one dollar in place of two before a parenthesis.
    const expanded = args.map((word) => word.replaceAll('$$(', '$('));
    expect(args).toContain('$$(id)');
    const { stdout } = spawnSync(command[0]!, [...command.slice(1), ...expanded], {
      env: { ...process.env, JOB_COMPLETION_INDEX: '7' },
      encoding: 'utf8',
    });
    expect(stdout.split('\n')).toEqual([...AWKWARD, '--shard', '8/8', '']);
  });

  it('for Kubernetes are not torn apart by the names of an image or a claim', () => {
    for (const setting of [
      { image: 'fleetsim\nspec: {}', claim: 'fleetsim' },
      { image: 'fleetsim', claim: 'fleetsim\nspec: {}' },
    ])
      expect(() => kubernetesFiles(experiment, setting)).toThrow('cannot be written into job files');
  });

  it('for Kubernetes are refused by its schema when they are spoilt', () => {
    const { files } = kubernetesFiles(experiment, { image: 'fleetsim:1', claim: 'work' });
    const spoilt = (change: (job: { [key: string]: Record<string, unknown> }) => void) => {
      const job = parse(textOf(files, 'shards.yaml'));
      change(job);
      return kubernetesJob.safeParse(job).success;
    };
    expect(spoilt(() => undefined)).toBe(true);
    expect(spoilt(({ spec }) => delete spec!.completionMode)).toBe(false);
    expect(spoilt(({ spec }) => Object.assign(spec!, { shards: 8 }))).toBe(false);
    expect(spoilt(({ metadata }) => Object.assign(metadata!, { name: 'A and B' }))).toBe(false);
  });
});

describe('fleetsim submit', () => {
  const submit = (...args: string[]) => inProcess(['submit', ...args]);
  const tiny = () => ['run', join(folder, 'tiny.yaml'), '--replications', '4'];

  it('says what is missing or wrong before anything is written', async () => {
    const out = ['--out', join(folder, 'r')];
    const slurm = ['--engine', 'slurm', '--shards', '2', ...out, '--'];
    const cases: [string[], number, RegExp][] = [
      [['--engine', 'slurm'], EXIT.usage, /^write the command of the experiment after --/],
      [['--engine', 'slrum', '--', ...tiny()], EXIT.usage, /slurm/],
      [['--engine', 'slurm', '--', ...tiny()], EXIT.usage, /needs --shards N and --out FOLDER/],
      [[...slurm, 'rnu', 'A.yaml'], EXIT.usage, /^rnu is no command of an experiment; did you mean "run"\?/],
      [[...slurm, 'run', join(folder, 'tiny.yaml')], EXIT.usage, /single run is no experiment/],
      [[...slurm, 'run', join(folder, 'tinny.yaml'), '--replications', '4'], EXIT.scenarioInvalid, /tinny/],
      [[...slurm, ...tiny(), '--set', 'hroizon=1 d'], EXIT.scenarioInvalid, /did you mean "horizon"/],
      [[...slurm, ...tiny(), '--shard', '1/2'], EXIT.usage, /^--shard: /],
      [[...slurm, ...tiny(), '--out', 'x'], EXIT.usage, /^--out: write it once/],
      [[...slurm, ...tiny(), '--fresh'], EXIT.usage, /^--fresh: shards that are started again would forget/],
      [
        ['--at-once', '9', ...slurm, ...tiny()],
        EXIT.usage,
        /^--at-once is for bullmq: leave it out with slurm/,
      ],
      [['--claim', 'x', ...slurm, ...tiny()], EXIT.usage, /^--claim is for kubernetes: leave it out/],
      [['--engine', 'bullmq', '--shards', '4', '--', ...tiny()], EXIT.usage, /^--shards is for slurm, kuber/],
      [[...slurm, 'capacity', 'A.yaml'], EXIT.usage, /cannot be cut into shards/],
      [['--engine', 'slurm', '--shards', '5', ...out, '--', ...tiny()], EXIT.usage, /only 4 jobs/],
      [['--engine', 'slurm', '--shards', 'x', ...out, '--', ...tiny()], EXIT.usage, /^--shards x: /],
      [['--engine', 'kubernetes', '--shards', '2', ...out, '--', ...tiny()], EXIT.usage, /pods see only/],
      [['--engine', 'bullmq', '--', ...tiny(), '--jobs', '2'], EXIT.usage, /^--jobs: every worker/],
      [['--engine', 'bullmq', '--redis', 'localhost', '--', ...tiny()], EXIT.usage, /not that of a Redis/],
    ];
    for (const [args, code, words] of cases)
      expect([args.join(' '), await submit(...args)]).toMatchObject([
        args.join(' '),
        { code, out: '', err: expect.stringMatching(words) },
      ]);
    expect(readdirSync(folder)).toEqual(['tiny.yaml']);
  });

  it('writes files that can be started, says how, and never over others', async () => {
    const args = ['--engine', 'slurm', '--shards', '2', '--out', join(folder, 'r'), '--', ...tiny()];
    const { code, out } = await submit(...args);
    const written = join(folder, 'r.jobs-slurm');
    expect(code).toBe(EXIT.ok);
    expect(out).toContain(`Start it: sh ${shellLine([join(written, 'submit.sh')])}\n`);
    expect(readdirSync(written).sort()).toEqual(['merge.sbatch', 'shards.sbatch', 'submit.sh']);
    expect(statSync(join(written, 'submit.sh')).mode & 0o111).not.toBe(0);
    const called = join(folder, 'called');
    const program = ['--program', 'singularity  exec fleet.sif fleetsim', '--write', called];
    expect((await submit(...args.slice(0, 4), ...program, ...args.slice(4))).code).toBe(EXIT.ok);
    expect(readFileSync(join(called, 'merge.sbatch'), 'utf8')).toContain(
      '\nexec singularity exec fleet.sif fleetsim merge ',
    );
    const again = await submit(...args);
    expect(again).toMatchObject({ code: EXIT.usage, err: expect.stringMatching(/is not empty: remove it/) });
  });

  const parallelMissing =
    process.platform !== 'win32' &&
    spawnSync('parallel', ['--version'], { encoding: 'utf8' }).stdout?.startsWith('GNU')
      ? null
      : 'not run: GNU parallel is not installed';

  it.skipIf(parallelMissing !== null)(
    `gives GNU parallel what comes to the bytes of a run in one process ${parallelMissing ?? ''}`,
    async () => {
      const command = ['run', 'tiny.yaml', '--replications', '4'];
      const submitted = [
        'submit',
        '--engine',
        'parallel',
        '--shards',
        '2',
        '--out',
        'cut up',
        '--',
        ...command,
      ];
      const { code, out } = await runAsUser(submitted, { cwd: folder });
      expect(code).toBe(EXIT.ok);
      const line = /^Start it: (.*)$/m.exec(out)![1]!;
      const run = spawnSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8' });
      expect([run.status, run.stderr]).toEqual([EXIT.ok, expect.any(String)]);
      await inProcess([...tiny(), '--out', join(folder, 'here'), '--jobs', '1', '--quiet']);
      const bytesOf = (results: string) =>
        readdirSync(join(folder, results))
          .sort()
          .map((file) => {
            const text = readFileSync(join(folder, results, file), 'utf8');
            return [file, file === 'manifest.json' ? JSON.parse(text).identity : text];
          });
      expect(existsSync(join(folder, 'cut up'))).toBe(true);
      expect(bytesOf('cut up')).toEqual(bytesOf('here'));
    },
  );
});
