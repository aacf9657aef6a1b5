import { describe, expect, it } from 'vitest';
import { HIERARCHY, hierarchyWith, loadText, mistakesOf, SMALL } from './loading.ts';

describe('A hierarchy', () => {
  const { scenario, issues, resolvedYaml } = loadText(HIERARCHY);
  const { sites, softwareUpdatePoints, groups } = scenario!;

  it('has parents before their children, otherwise as they were written', () => {
    expect(issues).toEqual([]);
    expect(sites.map(({ name, kind, parent }) => [name, kind, parent])).toEqual([
      ['CAS', 'centralAdministration', -1],
      ['P01', 'primary', 0],
      ['S01', 'secondary', 1],
      ['P02', 'primary', 0],
    ]);
  });

  it('has its servers in the order of its sites', () => {
    expect(softwareUpdatePoints.map(({ name, site }) => `${sites[site]!.name} ${name}`)).toEqual([
      'CAS SUP-CAS',
      'P01 SUP1',
      'P01 SUP2',
      'S01 SUP-S01',
      'P02 SUP-P02',
    ]);
  });

  it('synchronizes by schedule at its top alone, and replicates below it', () => {
    expect(sites.map(({ synchronization }) => synchronization.startsMs.length)).toEqual([21, 0, 0, 0]);
    expect(sites.map(({ synchronization }) => synchronization.offeredMs.length)).toEqual([2, 0, 0, 0]);
    expect(sites.map(({ replication }) => replication !== null)).toEqual([false, true, true, true]);
    expect(sites.map(({ stateSystem }) => stateSystem !== null)).toEqual([false, true, false, true]);
  });

  it('gives clients the servers of their site, and of the primary where a secondary has none', () => {
    expect(groups.map(({ site }) => sites[site]!.name)).toEqual(['P01', 'S01']);
    expect(groups.map(({ updatePoints }) => updatePoints!.own)).toEqual([[1, 2], [3]]);
    expect(groups.map(({ managementPoints }) => managementPoints)).toEqual([[0], [0]]);
    const { distributionPoints } = scenario!;
    expect(groups.map(({ content }) => distributionPoints[content.own[0]!]!.name)).toEqual([
      'DP-P01',
      'DP-S01',
    ]);
    const bare = hierarchyWith(
      '    softwareUpdatePoints: [{ name: SUP-S01, location: Tokyo }]\n',
      '',
    ).replace('    distributionPoints: [{ name: DP-S01, location: Tokyo }]\n', '');
    const branch = loadText(bare).scenario!.groups[1]!;
    expect(branch.updatePoints!.own).toEqual([1, 2]);
    expect(branch.content.own).toEqual([0]);
    const own = hierarchyWith(
      '    distributionPoints: [{ name: DP-S01',
      '    managementPoints: [{ name: MP-S01, location: Tokyo }]\n    distributionPoints: [{ name: DP-S01',
    );
    expect(loadText(own).scenario!.groups.map(({ managementPoints }) => managementPoints)).toEqual([
      [0],
      [1],
    ]);
  });

  it('is the same when it is loaded from its resolved form', () => {
    const again = loadText(resolvedYaml!);
    expect(again.issues).toEqual([]);
    expect(again.scenario).toEqual(scenario);
    expect(again.resolvedYaml).toBe(resolvedYaml);
  });

  it('may have a primary site without a software update point, whose clients never scan, with a warning', () => {
    const text = HIERARCHY.replace(/ {4}softwareUpdatePoints: \[\{ name: SUP-P02.*\n/, '').replace(
      'site: S01',
      'site: P02',
    );
    const loaded = loadText(text);
    expect(loaded.scenario!.groups[1]!.updatePoints).toEqual({ own: [], neighbours: [] });
    expect(loaded.issues.map(({ path, severity, message }) => [path, severity, message])).toEqual([
      [
        'sites[2]',
        'warning',
        'has no software update point: its clients neither scan nor report (seed 002, synchronization)',
      ],
    ]);
  });

  it('may stand beside others', () => {
    const text = HIERARCHY.replace('  - name: P02\n    parent: CAS\n', '  - name: P02\n');
    const loaded = loadText(text);
    expect(loaded.issues).toEqual([]);
    expect(loaded.scenario!.sites.map(({ name, parent }) => [name, parent])).toEqual([
      ['P02', -1],
      ['CAS', -1],
      ['P01', 1],
      ['S01', 2],
    ]);
    expect(mistakesOf(`${text}actions: [{ at: start, do: syncNow }]\n`)).toEqual([
      expect.stringContaining(
        'actions[0]  has to name the "site"; there are several at the top: "P02", "CAS"',
      ),
    ]);
  });

  it('can take the place of the site of a scenario that it extends, and the reverse', () => {
    const groups = HIERARCHY.slice(HIERARCHY.indexOf('sites:'), HIERARCHY.indexOf('deployments:'));
    const { scenario: over } = loadText(`extends: base.yaml\n${groups}`, {}, { 'base.yaml': SMALL });
    expect(over).toEqual(scenario);
    const site = SMALL.slice(SMALL.indexOf('site:'), SMALL.indexOf('deployments:'));
    const { scenario: under } = loadText(`extends: base.yaml\n${site}`, {}, { 'base.yaml': HIERARCHY });
    expect(under).toEqual(loadText(SMALL).scenario);
  });
});

describe('The software update points of a site', () => {
  it('share a database when they name the same one', () => {
    const text = hierarchyWith(
      '- { name: SUP1, location: Paris }',
      '- { name: SUP1, location: Paris, database: D }',
    ).replace('- { name: SUP2, location: Paris }', '- { name: SUP2, location: Paris, database: D }');
    const databases = loadText(text).scenario!.softwareUpdatePoints.map(({ database }) => database);
    expect(databases).toEqual([0, 1, 1, 3, 4]);
  });
});
