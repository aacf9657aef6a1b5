import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/scenario/limits.ts';
import { HIERARCHY, loadText, SMALL } from './loading.ts';

/** Where and what is warned of. */
function warningsOf(text: string): string[] {
  const { scenario, issues } = loadText(text);
  expect(scenario).not.toBe(null);
  return issues.map(({ path, message }) => `${path}  ${message}`);
}

const SCALE = 'Microsoft, size and scale numbers';

/** A stand-alone site with so many clients, distribution points enough for them. */
function standAlone(count: number, managementPoints: number): string {
  const points = Math.ceil(count / 4000);
  const groups = Array.from({ length: points }, (_, at) => {
    const own = Math.min(4000, count - at * 4000);
    return `  - { name: g${at}, count: ${own}, product: Windows 11, kind: workstation, location: Paris, distributionPoint: D${at} }\n`;
  });
  const listed = (what: string, length: number) =>
    Array.from({ length }, (_, at) => `    - { name: ${what}${at}, location: Paris }\n`).join('');
  return SMALL.replace(/ {4}- \{ name: MP1.*\n/, listed('M', managementPoints))
    .replace(/ {4}- \{ name: DP1.*\n.*DP2.*\n/, listed('D', points))
    .replace(/groups:[\s\S]*?deployments:/, `groups:\n${groups.join('')}deployments:`);
}

describe('What Microsoft supports', () => {
  it('at most is no warning', () => {
    expect(warningsOf(standAlone(150_000, 15))).toEqual([]);
  });

  it('is exceeded by one client more, at the server and the site that it is too much for', () => {
    expect(warningsOf(standAlone(150_001, 15))).toEqual([
      `site  has 150001 clients; supported are 150000 Windows clients per stand-alone primary site (175000 devices of all kinds) (${SCALE})`,
      `site.softwareUpdatePoints[0]  has 150001 clients; supported are 150000 clients per software update point of its own (${SCALE})`,
    ]);
  });

  it('is a number of clients per management point, spread evenly', () => {
    const each = LIMITS.clientsPerManagementPoint.max;
    expect(warningsOf(standAlone(2 * each, 2))).toEqual([]);
    expect(warningsOf(standAlone(2 * each + 2, 2))).toEqual(
      [0, 1].map(
        (at) =>
          `site.managementPoints[${at}]  has ${each + 1} clients; supported are ${each} clients per management point (${SCALE})`,
      ),
    );
  });

  it('is a number of clients per distribution point', () => {
    expect(warningsOf(SMALL.replace('count: 100', 'count: 4000'))).toEqual([]);
    expect(warningsOf(SMALL.replace('count: 100', 'count: 4001'))).toEqual([
      `site.distributionPoints[0]  has 4001 clients; supported are 4000 clients per distribution point (${SCALE})`,
    ]);
  });

  it('counts the machines that one name stands for', () => {
    const text = SMALL.replace('count: 100', 'count: 8000');
    const of = (machines: number) =>
      warningsOf(text.replace('name: DP1,', `name: DP1, machines: ${machines},`));
    expect(of(2)).toEqual([]);
    expect(of(1).length).toBe(1);
    expect(of(249)).toEqual([]);
    expect(of(250)).toEqual([
      `site.distributionPoints  has 251 of them; supported are 250 distribution points per site (${SCALE})`,
    ]);
  });

  it('is a number of management points per primary site', () => {
    expect(warningsOf(standAlone(16, 16))).toEqual([
      `site.managementPoints  has 16 of them; supported are 15 management points per primary site (${SCALE})`,
    ]);
  });

  it('is a number of sites below a site', () => {
    const primary = (at: number) => `  - name: X${at}
    parent: CAS
    softwareUpdatePoints: [{ name: XS${at}, location: Paris }]
    managementPoints: [{ name: XM${at}, location: Paris }]
`;
    const secondary = (at: number) => `  - { name: Y${at}, type: secondary, parent: P02 }\n`;
    const more = (count: number, what: (at: number) => string) =>
      HIERARCHY.replace('sites:\n', `sites:\n${Array.from({ length: count }, (_, at) => what(at)).join('')}`);
    expect(warningsOf(more(LIMITS.primariesPerCentral.max - 2, primary))).toEqual([]);
    expect(warningsOf(more(LIMITS.primariesPerCentral.max - 1, primary))).toEqual([
      `sites[27]  has 26 primary sites; supported are 25 primary sites per central administration site (${SCALE})`,
    ]);
    expect(warningsOf(more(LIMITS.secondariesPerPrimary.max, secondary))).toEqual([]);
    expect(warningsOf(more(LIMITS.secondariesPerPrimary.max + 1, secondary))).toEqual([
      `sites[253]  has 251 secondary sites; supported are 250 secondary sites per primary site (${SCALE})`,
    ]);
  });

  it('is a number of clients per secondary site, child primary and hierarchy', () => {
    const sum = 700_001;
    const text = HIERARCHY.replace('count: 100', `count: ${sum - 15_001}`).replace(
      'count: 50',
      'count: 15001',
    );
    const [P01, S01, CAS] = ['sites[1]', 'sites[0]', 'sites[3]'];
    const bySite = warningsOf(text).filter((line) => /^sites\[\d\] {2}/.test(line));
    expect(bySite).toEqual([
      `${S01}  has 15001 clients; supported are 15000 clients per secondary site (${SCALE})`,
      `${P01}  has ${sum} clients; supported are 150000 clients per child primary site (${SCALE})`,
      `${CAS}  has ${sum} clients in its hierarchy; supported are 700000 desktops per hierarchy (${SCALE})`,
    ]);
  });
});
