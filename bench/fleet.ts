import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Fleet } from '../src/model/fleet.ts';
import { scaledScenario } from './scaled-scenario.ts';

const SIZES = [1_000, 10_000, 25_000, 250_000, 1_000_000];
const DAY_MS = 86_400_000;

/** What one process measured of one size. */
interface Measured {
  readonly clientCount: number;
  readonly eventCount: number;
  readonly days: number;
  readonly buildSeconds: number;
  readonly runSeconds: number;
  readonly stateBytes: number;
  /** Growth of the process's memory from before the fleet was built to its largest. */
  readonly memoryBytes: number;
}

/** Runs one size in this process; seconds are of CPU. */
function measure(clientCount: number): Measured {
  const scenario = scaledScenario(clientCount);
  const beforeBytes = process.memoryUsage().rss;
  const started = process.cpuUsage();
  const fleet = new Fleet(scenario, 0);
  const built = process.cpuUsage(started);
  fleet.run(scenario.horizonMs);
  const ran = process.cpuUsage(started);
  const seconds = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1e6;
  const { stateBytes } = fleet.result();
  return {
    clientCount: fleet.result().clientCount,
    eventCount: fleet.eventCount,
    days: scenario.horizonMs / DAY_MS,
    buildSeconds: seconds(built),
    runSeconds: seconds(ran) - seconds(built),
    stateBytes,
    memoryBytes: process.resourceUsage().maxRSS * 1024 - beforeBytes,
  };
}

/** Runs one size in a process of its own, so that sizes do not share memory or compiled code. */
function measureApart(clientCount: number): Measured {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(import.meta.url), String(clientCount)],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Prints the main scenario at several sizes: speed and memory. */
export function benchFleet(): void {
  console.log('main scenario over 30 days, one core: CPU seconds, each size in a process of its own');
  console.log(
    '  clients      events  events/s   build s    run s  s per day  µs/client  state B/client  memory B/client',
  );
  const perClient = new Map<number, number>();
  for (const size of SIZES) {
    const { clientCount, eventCount, days, buildSeconds, runSeconds, stateBytes, memoryBytes } =
      measureApart(size);
    perClient.set(size, (runSeconds / clientCount) * 1e6);
    console.log(
      [
        String(clientCount).padStart(9),
        String(eventCount).padStart(11),
        `${(eventCount / runSeconds / 1e6).toFixed(2)} M`.padStart(9),
        buildSeconds.toFixed(2).padStart(9),
        runSeconds.toFixed(2).padStart(8),
        (runSeconds / days).toFixed(3).padStart(10),
        ((runSeconds / clientCount) * 1e6).toFixed(1).padStart(10),
        (stateBytes / clientCount).toFixed(0).padStart(15),
        (memoryBytes / clientCount).toFixed(0).padStart(16),
      ].join(' '),
    );
  }
  const ratio = perClient.get(1_000_000)! / perClient.get(10_000)!;
  console.log(`time per client at 1,000,000 over that at 10,000: ${ratio.toFixed(2)}`);
}

const size = process.argv[2];
if (size !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(JSON.stringify(measure(Number(size))));
}
