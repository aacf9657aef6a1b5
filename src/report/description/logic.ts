import { flow } from '../../scenario/settings.ts';
import { components } from './components.ts';
import { type DescribedScenario, itemsOf, type Written, writtenOf } from './described.ts';
import { code, counted, list, markdownTable, plain } from './markdown.ts';

const STEPS = [
  'release',
  'synchronization',
  'deployment',
  'policy',
  'scan at a WSUS server',
  'evaluation',
  'state messages',
  'content',
  'download',
  'deadline',
  'installation',
  'restart',
] as const;

/** Section 2 of STRESS-DES: what happens, by which rules, to what. */
export function logic(described: DescribedScenario): readonly string[] {
  const written = writtenOf(described);
  return [
    '## 2. Logic',
    '### 2.1 Base model overview',
    `Each update goes this way (docs/model.md, section 3): ${STEPS.join(' → ')}. Machines come and go meanwhile, and work that needs them waits.`,
    '### 2.2 Base model logic',
    `What of it this scenario has, and where its rules stand with their sources. The profile is ${code(described.scenario.profile)}: ${PROFILES[described.scenario.profile]} (section 8).`,
    partsTable(written),
    '### 2.3 Scenario logic',
    ...actsOf(written),
    '### 2.4 Algorithms',
    list([
      'Servers: c places, one queue in order of arrival with a limit, refusals, patience (docs/architecture.md, stations).',
      'Links and distribution points: equal shares with a cap per transfer, exact to the byte.',
      'Decisions by chance: one draw each, by inverse distribution function.',
    ]),
    ...components(described, written),
  ];
}

const PROFILES = {
  seed2017: 'where documents differ, the introduction of 2016-2017 to software updates decides',
  cb2303: 'where documents differ, the latest public documentation decides, that of version 2303',
} as const;

/** What a scenario may have of its own, where its rules stand in docs/model.md, and the key that it is written under. */
const PARTS = [
  { key: 'deployments', one: 'deployment', section: '7.2, 7.7' },
  { key: 'rules', one: 'automatic deployment rule', section: '7.2' },
  { key: 'phasedDeployments', one: 'phased deployment', section: '7.2' },
  { key: 'collections', one: 'collection', section: '7.7.4' },
  { key: 'orchestrationGroups', one: 'orchestration group', section: '7.7.2' },
  { key: 'boundaryGroups', one: 'boundary group', section: '7.4, 7.6' },
  { key: 'packages', one: 'deployment package', section: '7.6' },
  { key: 'images', one: 'operating-system image', section: '7.12' },
  { key: 'templateImages', one: 'template image', section: '7.10' },
  { key: 'remoteAppCollections', one: 'RemoteApp collection', section: '7.10, 7.11' },
] as const;

function partsTable(written: Written): string {
  const rows = PARTS.flatMap(({ key, one, section }) => {
    const items = itemsOf(written, key);
    const names = items.map(({ name }) => plain(String(name))).join(', ');
    return items.length === 0 ? [] : [[counted(items.length, one), names, section]];
  });
  return markdownTable(['Part', 'Names', 'docs/model.md'], rows);
}

/** What happens at instants of the run besides. */
function actsOf(written: Written): string[] {
  const acts = itemsOf(written, 'actions');
  if (acts.length === 0) return ['Nothing else happens at instants that the scenario names.'];
  return [`${counted(acts.length, 'act')} at instants of the run:`, list(acts.map((act) => code(flow(act))))];
}
