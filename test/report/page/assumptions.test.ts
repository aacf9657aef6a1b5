import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { assumedInUse } from '../../../src/experiment/designs/assumed/in-use.ts';
import { htmlOf } from '../../../src/report/page/render/html.ts';
import { assumptionsSection } from '../../../src/report/page/run/assumptions-section.ts';
import { loadText, SMALL } from '../../scenario/loading.ts';
import { sourceWith, wordsOf } from './run-source.ts';

const LEFT = 'Assumed settings that are as the program has them';
const OWN = 'Assumed settings that the scenario has otherwise';
const OFF = 'All settings that are not at their default';
/** Assumed: nobody publishes it. */
const ASSUMED = 'site.managementPoints[0].fileMover';
/** Documented by Microsoft. */
const DOCUMENTED = 'site.softwareUpdatePoints[0].queueLimit';

function sectionWith(...set: string[]) {
  const { resolvedYaml } = loadText(SMALL, { set });
  const section = assumptionsSection(sourceWith({}, {}, { resolvedYaml: resolvedYaml! }))!;
  const paths = (caption: string) =>
    section.blocks.flatMap((block) =>
      block.kind === 'table' && block.caption === caption ? block.table.rows.map(([path]) => path!) : [],
    );
  return { section, resolvedYaml: resolvedYaml!, paths };
}

/** The same place, whether it is given by name or by number. */
const anywhere = (path: string) => path.replace(/\[[^\]]*\]/g, '[]');

describe('the assumptions of a run', () => {
  test('are all settings in use that nobody documents, each once: first those that the scenario leaves alone', () => {
    const { section, resolvedYaml, paths } = sectionWith(`${ASSUMED}=7 min`, `${DOCUMENTED}=17`);
    const inUse = assumedInUse(resolvedYaml).inUse.map(({ path }) => path);
    expect([...paths(LEFT), ...paths(OWN)].sort()).toEqual([...inUse].sort());
    expect(paths(OWN).map(anywhere)).toContain(anywhere(ASSUMED));
    expect(paths(LEFT).map(anywhere)).not.toContain(anywhere(ASSUMED));
    expect(paths(OFF).map(anywhere)).toEqual(
      expect.arrayContaining([anywhere(ASSUMED), anywhere(DOCUMENTED)]),
    );
    expect(paths(OWN).map(anywhere)).not.toContain(anywhere(DOCUMENTED));
    expect(wordsOf(section)).toContain(
      `The scenario leaves ${paths(LEFT).length} of them as the program has them and has ${paths(OWN).length} otherwise.`,
    );
  });

  test('that a scenario states in other units are as the program has them', () => {
    const byDefault = sectionWith();
    const inSeconds = sectionWith(`${ASSUMED}=1 min`);
    expect(inSeconds.paths(OWN)).toEqual(byDefault.paths(OWN));
  });

  test('are folded away in a page, under how many they are', () => {
    const { section, paths } = sectionWith(`${ASSUMED}=7 min`);
    const { document } = parseHTML(htmlOf({ title: '', subtitle: '', sections: [section] }));
    const summaries = [...document.querySelectorAll('details > summary')].map(
      ({ textContent }) => textContent,
    );
    expect(summaries).toEqual([LEFT, OWN, OFF].map((caption) => `${caption} (${paths(caption).length})`));
  });

  test('are no section where the scenario in full is not known', () => {
    expect(assumptionsSection(sourceWith({}))).toBeNull();
  });
});
