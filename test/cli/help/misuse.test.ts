import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/cli/exit.ts';
import { inProcess } from '../running.ts';

describe('What is typed in error', () => {
  it.each([
    [['rnu'], '"rnu" is no command; did you mean "run"?'],
    [[], 'fleetsim init try'],
    [['run'], 'run needs a scenario file: fleetsim run <file>'],
    [['sweep'], 'sweep needs an experiment file: fleetsim sweep <file>'],
    [['compare'], 'compare needs scenario files: fleetsim compare <files..>'],
    [['verify'], 'verify needs a folder of results: fleetsim verify <run>'],
    [['diff', 'a'], 'diff needs a second folder of results: fleetsim diff <run1> <run2>'],
    [['init'], 'init needs a name for the scenario: fleetsim init <name>'],
    [['run', 'a.yaml', 'b.yaml'], 'run does not take "b.yaml" as well'],
    [
      ['run', 'a.yaml', '--replicatons', '3'],
      '--replicatons is no option of run; did you mean "--replications"?',
    ],
    [['worker', '--lost-aftr=3 s'], '--lost-aftr is no option of worker; did you mean "--lost-after"?'],
    [['run', 'a.yaml', '--seed'], '--seed needs a value after it'],
    [['submit'], 'submit needs --engine (one of bullmq, slurm, kubernetes, parallel)'],
    [
      ['submit', '--engine', 'slrm'],
      '--engine slrm: write one of bullmq, slurm, kubernetes, parallel; did you mean "slurm"?',
    ],
    [['completion', 'bsh'], '"bsh": write one of bash, zsh, fish, powershell; did you mean "bash"?'],
    [['completion'], 'completion needs the name of a shell'],
  ])('is answered with what to write: %j', async (args, expected) => {
    const { code, out, err } = await inProcess(args);
    expect([code, out]).toEqual([EXIT.usage, '']);
    expect(err.split('\n')[0]).toContain(expected);
  });
});
