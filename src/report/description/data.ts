import { assumedInUse } from '../../experiment/designs/assumed/in-use.ts';
import { offDefault } from '../../experiment/settings/off-default.ts';
import { allSettings, flow } from '../../scenario/settings.ts';
import { type DescribedScenario, writtenOf } from './described.ts';
import { code, counted, list, markdownTable, plain } from './markdown.ts';

const GRADES = ['seed', 'documented', 'measured', 'assumed'] as const;

/** What the model leaves out, by subject: docs/model.md, section 10. */
const LEFT_OUT = [
  'throttled downloads, definition updates, updates out of band',
  'thread priorities, overlays that ignore windows, binary differences between versions of a package',
  'the memory of the application pool of WSUS',
  'servicing stacks update by update, updates that a task sequence installs',
  'of RemoteApp: sign-ins refused for want of hosts, profile disks, prices',
] as const;

/** Section 3 of STRESS-DES: where data come from, every input that is not at its default, every assumption in use. */
export function data(described: DescribedScenario): readonly string[] {
  const { scenario, timeZoneData } = described;
  const { inUse } = assumedInUse(described.resolvedYaml);
  return [
    '## 3. Data',
    '### 3.1 Data sources',
    list([
      `Updates: ${scenario.catalog.origin === '' ? 'the scenario does not say from where' : plain(scenario.catalog.origin)}.`,
      `Settings: ${gradeCounts()}; docs/settings.md has the source of each.`,
      `Time zones: the rules of the Node that runs, version ${plain(timeZoneData)}.`,
    ]),
    '### 3.2 Pre-processing',
    'Units, names, calendars and time zones are resolved once, when the scenario is loaded. Of the updates, those of products that something here runs play a part.',
    '### 3.3 Input parameters',
    ...offDefaultOf(described),
    '### 3.4 Assumptions',
    `${counted(inUse.length, 'setting')} in use that nobody documents. To see which of them the answer depends on, vary them all: ${code('fleetsim sweep')} with ${code('assumed: true')} (docs/experiments.md).`,
    markdownTable(
      ['Setting', 'Value', 'What it is', 'Source'],
      inUse.map(({ path, value, setting }) => [
        code(path),
        code(flow(value)),
        setting.meaning,
        setting.source,
      ]),
    ),
    'The model leaves out (docs/model.md, section 10; what it assumes in its structure, section 9.2):',
    list(LEFT_OUT),
    ...warned(described),
  ];
}

function gradeCounts(): string {
  const settings = allSettings().filter(({ schema }, at, all) => {
    return all.findIndex((other) => other.schema === schema) === at;
  });
  const counts = GRADES.map((grade) => {
    return `${settings.filter((setting) => setting.grade === grade).length} ${grade}`;
  });
  return counts.join(', ');
}

function offDefaultOf(described: DescribedScenario): string[] {
  const off = offDefault(writtenOf(described));
  if (off.length === 0) return ['Every setting has its documented default.'];
  return [
    `${counted(off.length, 'setting is', 'settings are')} not at the documented default; all others are (docs/settings.md).`,
    markdownTable(
      ['Setting', 'Value', 'Default', 'Grade of the default', 'Source of the default'],
      off.map(({ path, value, byDefault, grade, source }) => [
        code(path),
        code(value),
        code(byDefault),
        grade,
        source,
      ]),
    ),
  ];
}

function warned({ warnings }: DescribedScenario): string[] {
  return warnings.length === 0 ? [] : ['Warnings:', list(warnings.map(plain))];
}
