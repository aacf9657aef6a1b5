import { formatDuration } from '../time.ts';
import { type DescribedScenario, questionOf } from './described.ts';
import { code, list, plain } from './markdown.ts';

/** Section 1 of STRESS-DES: what the scenario is for, and what it is judged by. */
export function objectives(described: DescribedScenario): readonly string[] {
  const { scenario, yaml } = described;
  const question = questionOf(yaml);
  return [
    '## 1. Objectives',
    '### 1.1 Purpose of the model',
    'To show how long a fleet of Windows clients takes to be patched with Configuration Manager and WSUS, what this costs servers and links, whom it disturbs, and how far the console’s picture differs from the truth (docs/model.md, section 1). It compares scenarios; it does not predict the day on which a given fleet will be done.',
    ...(question === null ? [] : [plain(question)]),
    ...(scenario.description === '' ? [] : [plain(scenario.description)]),
    '### 1.2 Model outputs',
    `Tables and metrics that docs/outputs.md defines, each with its unit, by intervals of ${formatDuration(scenario.output.intervalMs)}. Compliance has four readings that are never mixed: actual, known to the client, stored at the site, shown by the console (docs/model.md, section 4).`,
    ...judgedBy(described),
    '### 1.3 Experimentation aims',
    'One scenario. `fleetsim compare` tells how what-ifs differ from it, `fleetsim sweep` which of its settings matter, `fleetsim capacity` how much of something is enough (docs/experiments.md).',
  ];
}

function judgedBy({ scenario: { thresholds } }: DescribedScenario): string[] {
  if (thresholds.length === 0)
    return ['The scenario has no thresholds: it says nothing of what has to hold.'];
  return ['What has to hold:', list(thresholds.map(({ text }) => code(text)))];
}
