import { describe, expect, it } from 'vitest';
import { settingsOfAlike } from '../../src/scenario/alike.ts';
import { readYaml } from '../../src/scenario/document.ts';
import { loadText, SMALL } from './loading.ts';

const TEXT = `
site:
  softwareUpdatePoints:
    - { name: SUP1, location: Paris }
    - { name: SUP4, location: Paris, servers: 8 }
  managementPoints:
    - { name: Paris, location: Paris }
products: [a, b]
boundaryGroups:
  - { name: g, locations: [Paris], softwareUpdatePoints: [SUP1, SUP4] }
  - { name: h, locations: [Rome], softwareUpdatePoints: [SUP1] }
`;
const settings = (path: string, count: number, text = TEXT) => {
  const { root } = readYaml('s.yaml', text);
  if (root?.kind !== 'map') throw new Error('the text is no mapping');
  return settingsOfAlike(root, path, count);
};

describe('A list of so many alike', () => {
  it('has copies of its last thing under names that follow, in boundary groups too', () => {
    expect(settings('site.softwareUpdatePoints', 4)).toEqual([
      'site.softwareUpdatePoints=[{"name":"SUP1","location":"Paris"},{"name":"SUP4","location":"Paris","servers":8},{"name":"SUP5","location":"Paris","servers":8},{"name":"SUP6","location":"Paris","servers":8}]',
      'boundaryGroups[0].softwareUpdatePoints=["SUP1","SUP4","SUP5","SUP6"]',
    ]);
    expect(settings('site.managementPoints', 2)).toEqual([
      'site.managementPoints=[{"name":"Paris","location":"Paris"},{"name":"Paris 2","location":"Paris"}]',
    ]);
  });

  it('loses its last things where it has more', () => {
    expect(settings('site.softwareUpdatePoints', 1)).toEqual([
      'site.softwareUpdatePoints=[{"name":"SUP1","location":"Paris"}]',
      'boundaryGroups[0].softwareUpdatePoints=["SUP1"]',
    ]);
  });

  it('is a list of named things and nothing else', () => {
    expect(settings('products', 3)).toBeNull();
    expect(settings('site', 3)).toBeNull();
    expect(settings('site.softwareUpdatePoints[SUP1]', 3)).toBeNull();
    expect(settings('site.nothing', 3)).toBeNull();
  });

  it('can be loaded', () => {
    const set = settings('site.managementPoints', 3, SMALL)!;
    const { scenario } = loadText(SMALL, { set });
    expect(scenario?.managementPoints.length).toBe(3);
  });
});
