import { createHash } from 'node:crypto';
import { flow } from '../../scenario/settings.ts';
import { formatDuration, formatMinute } from '../time.ts';
import { type DescribedScenario, type Written, writtenOf } from './described.ts';
import { code, list, plain } from './markdown.ts';

const MODES = {
  steadyState: 'a fleet long in operation',
  enrolment: 'newborn clients without policy that never scanned',
} as const;

/** Section 4 of STRESS-DES: how a run begins and ends, and how often it is made. */
export function experimentation(described: DescribedScenario): readonly string[] {
  const { scenario, command } = described;
  const { startEpochMs, horizonMs, measureFromMs, initial } = scenario;
  const at = (timeMs: number) => `${formatMinute(startEpochMs, timeMs)} UTC`;
  const { patched } = writtenOf(described).initial as Written;
  const warmUp =
    measureFromMs === 0 ? 'there is no warm-up' : `the ${formatDuration(measureFromMs)} before are warm-up`;
  return [
    '## 4. Experimentation',
    '### 4.1 Initialisation',
    list([
      `At the start there is ${MODES[initial.mode]} (${code(initial.mode)}; docs/model.md, section 5).`,
      `Share of clients by months of lag: ${code(flow(patched))}.`,
      `Measured from ${at(measureFromMs)}; ${warmUp}.`,
    ]),
    '### 4.2 Run length',
    `From ${at(0)} to ${at(horizonMs)}: ${formatDuration(horizonMs)}.`,
    '### 4.3 Estimation approach',
    `One run is one luck. For an interval, replicate: ${code(`fleetsim run ${command} --precision "2 %"`)} goes on until the mean of every response is known to 2 %, and reports 95 % intervals. What-ifs are compared in pairs, with the same luck client by client: ${code('fleetsim compare')}.`,
  ];
}

/** Section 5 of STRESS-DES: what carries it out. */
export function implementation(described: DescribedScenario): readonly string[] {
  const { scenario, version, memoryNeedBytes } = described;
  return [
    '## 5. Implementation',
    '### 5.1 Software',
    `fleetsim ${plain(version)}, in TypeScript on Node; no simulation library.`,
    '### 5.2 Random sampling',
    `Every draw is a function of seed, replication, purpose, entity and occasion, so that another setting changes no other draw (docs/architecture.md, pure draws). The seed is ${code(scenario.seed)}.`,
    '### 5.3 Model execution',
    'Discrete events in the order of time, phase, kind, entity and argument, in whole milliseconds; no order of insertion. The same scenario, seed and version give the same bytes on any machine.',
    '### 5.4 System specification',
    `About ${(memoryNeedBytes / 1e9).toFixed(1)} GB of memory for a run, on one processor; replications run on as many as there are.`,
  ];
}

/** Section 6 of STRESS-DES: how somebody else gets the same. */
export function codeAccess({ command, version, resolvedYaml }: DescribedScenario): readonly string[] {
  const sha256 = createHash('sha256').update(resolvedYaml, 'utf8').digest('hex');
  return [
    '## 6. Code access',
    list([
      `To reproduce, with fleetsim ${plain(version)}: ${code(`fleetsim run ${command}`)}.`,
      `SHA-256 of the scenario in full (scenarioSha256 of the manifest): ${code(sha256)}.`,
      'The folder of results holds the scenario in full: `fleetsim verify` runs it again and says whether every file is the same.',
      'The sources are under the MIT licence.',
    ]),
  ];
}
