import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { availableParallelism, hostname, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const PROGRAMS = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'squeue', 'sinfo'];

/** What this machine lacks for a Slurm of its own, in words; null if nothing. */
export function slurmMissing(): string | null {
  if (process.getuid?.() !== 0) return 'slurmd starts jobs as other users: root is needed';
  const absent = PROGRAMS.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
  if (absent.length === 0) return null;
  return `not installed: ${absent.join(', ')} (on Debian: apt-get install slurm-wlm munge)`;
}

/** A Slurm whose only node is this machine, in a folder of its own; it shares nothing with one that runs here. */
export class OneMachineSlurm {
  readonly folder = mkdtempSync(join(tmpdir(), 'fleetsim-slurm-'));
  readonly #daemons: ChildProcess[] = [];

  /** What its commands need to find it. */
  get env(): NodeJS.ProcessEnv {
    return { ...process.env, SLURM_CONF: join(this.folder, 'slurm.conf') };
  }

  /** Starts its daemons; resolves when the node takes jobs. */
  async start(): Promise<void> {
    chmodSync(this.folder, 0o755);
    for (const name of ['state', 'spool']) mkdirSync(join(this.folder, name));
    writeFileSync(join(this.folder, 'munge.key'), randomBytes(128), { mode: 0o600 });
    writeFileSync(join(this.folder, 'slurm.conf'), this.#config(await freePort(), await freePort()));
    writeFileSync(join(this.folder, 'cgroup.conf'), 'CgroupPlugin=cgroup/v1\nCgroupAutomount=no\n');
    const own = (name: string) => join(this.folder, name);
    this.#daemon('munged', [
      '--foreground',
      '--force',
      `--socket=${own('munge.socket')}`,
      `--key-file=${own('munge.key')}`,
      `--pid-file=${own('munge.pid')}`,
      `--seed-file=${own('munge.seed')}`,
      `--log-file=${own('munge.log')}`,
    ]);
    await pause(1000);
    this.#daemon('slurmctld', ['-D', '-f', own('slurm.conf')]);
    this.#daemon('slurmd', ['-D', '-f', own('slurm.conf')]);
    await this.#until('sinfo', ['--noheader', '--format=%t'], (state) => state.trim() === 'idle');
  }

  /** Waits until no job is left. */
  untilEmpty(): Promise<void> {
    return this.#until('squeue', ['--noheader'], (jobs) => jobs.trim() === '');
  }

  async stop(): Promise<void> {
    for (const daemon of this.#daemons.reverse()) {
      if (daemon.exitCode !== null || daemon.signalCode !== null) continue;
      const ended = once(daemon, 'exit');
      daemon.kill('SIGTERM');
      await Promise.race([ended, pause(5000)]);
      daemon.kill('SIGKILL');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  #daemon(program: string, args: readonly string[]): void {
    const daemon = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [daemon.stdout, daemon.stderr])
      stream?.on('data', (data) => {
        said = `${said}${data}`.slice(-4000);
      });
    daemon.once('exit', (code) => {
      if (code !== null && code !== 0) process.stderr.write(`${program} ended with ${code}:\n${said}\n`);
    });
    this.#daemons.push(daemon);
  }

  /** Asks a command of Slurm again and again, for a minute or two. */
  async #until(program: string, args: readonly string[], suits: (answer: string) => boolean): Promise<void> {
    let last = '';
    for (let asked = 0; asked < 250; asked++) {
      last = await promisify(execFile)(program, [...args], { env: this.env }).then(
        ({ stdout }) => stdout,
        (error) => `${error.message}`,
      );
      if (suits(last)) return;
      await pause(400);
    }
    const logs = ['slurmctld.log', 'slurmd.log'].map((name) => {
      try {
        return `${name}:\n${readFileSync(join(this.folder, name), 'utf8').slice(-3000)}`;
      } catch {
        return `${name}: none`;
      }
    });
    throw new Error(`${program} did not come to an end: ${last}\n${logs.join('\n')}`);
  }

  #config(controllerPort: number, nodePort: number): string {
    const host = hostname().split('.')[0]!;
    const own = (name: string) => join(this.folder, name);
    return `ClusterName=fleetsim
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${controllerPort}
SlurmdPort=${nodePort}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${own('munge.socket')}
StateSaveLocation=${own('state')}
SlurmdSpoolDir=${own('spool')}
SlurmctldPidFile=${own('slurmctld.pid')}
SlurmdPidFile=${own('slurmd.pid')}
SlurmctldLogFile=${own('slurmctld.log')}
SlurmdLogFile=${own('slurmd.log')}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobAcctGatherType=jobacct_gather/none
ReturnToService=2
SchedulerParameters=sched_interval=5,batch_sched_delay=1
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${availableParallelism()} RealMemory=${Math.floor(totalmem() / 2 ** 20)} State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;
  }
}

/** A port that nobody listened on a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
