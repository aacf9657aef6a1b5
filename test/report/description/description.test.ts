import { describe, expect, it } from 'vitest';
import { memoryNeedBytes } from '../../../src/experiment/memory.ts';
import { questionOf } from '../../../src/report/description/described.ts';
import { descriptionText } from '../../../src/report/description/description.ts';
import { code, plain } from '../../../src/report/description/markdown.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { SHIPPED } from '../../model/shipped.ts';
import { disk, loadText, ROOT, SMALL, smallWith } from '../../scenario/loading.ts';

function describedBy(yaml: string, loaded = loadText(yaml)): string {
  expect(loaded.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  const scenario = loaded.scenario!;
  return descriptionText({
    scenario,
    yaml,
    resolvedYaml: loaded.resolvedYaml!,
    warnings: [],
    command: 'x.yaml',
    version: '1.2.3',
    timeZoneData: '2025a',
    memoryNeedBytes: memoryNeedBytes(scenario),
  });
}

describe('The description of a scenario', () => {
  it.each(SHIPPED)('names every group, server and thing of %s', (file) => {
    const loaded = loadScenario(`${ROOT}scenarios/${file}`, disk);
    const { groups, softwareUpdatePoints, managementPoints, distributionPoints, images, sites } =
      loaded.scenario!;
    const text = describedBy('', loaded);
    const named = [
      ...groups,
      ...softwareUpdatePoints,
      ...managementPoints,
      ...distributionPoints,
      ...images,
      ...sites,
    ];
    const missing = named.filter(({ name }) => !text.includes(plain(name)));
    expect(missing.map(({ name }) => name)).toEqual([]);
    expect(text).not.toMatch(/undefined|\[object|NaN/);
  });

  it('counts the clients that each group ever has', () => {
    const text = describedBy(smallWith('    count: 50\n', '    count: 1234\n    joins: 66\n'));
    expect(text).toMatch(/\| branch \| 1,300 \|/);
    expect(text).toContain('66 clients join during the run');
  });

  it('shows hostile names as text', () => {
    const hostile = '<script>alert(1)</script>|[x](y)`z`';
    const text = describedBy(`${SMALL}description: '${hostile}'\n`);
    expect(text).not.toMatch(/(?<!\\)<script/);
    expect(text).toContain(plain(hostile));
  });

  it('takes the question from the head of the file', () => {
    const yaml = `# yaml-language-server: $schema=x\n# Does one server\n# carry it?\n#\n# Answer: no.\n${SMALL}`;
    expect(questionOf(yaml)).toBe('Does one server carry it?');
    expect(describedBy(yaml)).toContain('\n\nDoes one server carry it?\n\n');
    expect(questionOf('name: x')).toBeNull();
  });
});

describe('Text in Markdown', () => {
  it.each([
    ['a|b', 'a\\|b'],
    ['# a', '\\# a'],
    ['1. a', '1\\. a'],
    ['0.1.0', '0.1.0'],
    ['- a', '\\- a'],
    ['a\nb', 'a b'],
    ['\u001b[31m', '\\u001b\\[31m'],
  ])('is text: %j', (written, text) => {
    // What cannot be seen is written out first, and its backslash is then one of a text.
    expect(plain(written).replace('\\\\u', '\\u')).toBe(text);
  });

  it('is code between more backticks than it holds', () => {
    expect(code('a`b')).toBe('`` a`b ``');
    expect(code('plain')).toBe('`plain`');
  });
});
