import { describe, expect, test } from 'vitest';
import { limitsSection } from '../../../src/report/page/run/limits-section.ts';
import { LIMITS, type LimitUse } from '../../../src/scenario/limits.ts';
import { attributesOf, chartsOf, drawn, sourceWith, wordsOf } from './run-source.ts';

const use = (name: string, count: number, limit: LimitUse['limit']): LimitUse => {
  return { path: [], name, count, what: 'clients', limit };
};
const sectionOf = (...limits: readonly LimitUse[]) => limitsSection(sourceWith({}, {}, { limits }));
const { clientsPerDistributionPoint, clientsPerManagementPoint, managementPointsPerPrimary } = LIMITS;

describe('head-room', () => {
  test('is told of each limit where it is fullest, and the fullest first', () => {
    const section = sectionOf(
      use('MP1', clientsPerManagementPoint.max / 2, clientsPerManagementPoint),
      use('DP1', 100, clientsPerDistributionPoint),
      use('DP2', 0.75 * clientsPerDistributionPoint.max, clientsPerDistributionPoint),
      use('PS1', 0, managementPointsPerPrimary),
    );
    expect(wordsOf(section)).toContain('Everything is within what Microsoft supports.');
    const [chart] = chartsOf(section);
    expect(chart!.description).toBe(
      'The fullest is DP2: 3,000 of 4,000 clients per distribution point, 75.0 %.',
    );
    expect(chart!.table.rows).toEqual([
      ['clients per distribution point', 'DP2', '3,000', '4,000', '75.0 %', '2', '0'],
      ['clients per management point', 'MP1', '12,500', '25,000', '50.0 %', '1', '0'],
    ]);
  });

  test('names what is more than is supported', () => {
    const section = sectionOf(
      use('DP1', 5000, clientsPerDistributionPoint),
      use('DP2', 8000, clientsPerDistributionPoint),
    );
    expect(wordsOf(section)).toContain(
      'More than Microsoft supports: DP2 and 1 more (200.0 % of the clients per distribution point).',
    );
  });

  test('is drawn as bars whose lengths are the shares, with a line at all that is supported', () => {
    const [chart] = chartsOf(
      sectionOf(
        use('DP', 2 * clientsPerDistributionPoint.max, clientsPerDistributionPoint),
        use('MP', clientsPerManagementPoint.max / 2, clientsPerManagementPoint),
      ),
    );
    for (const svg of drawn(chart!)) {
      expect(svg).not.toContain('NaN');
      const widths = attributesOf(svg, 'rect', 'width').sort((a, b) => a - b);
      expect(widths).toHaveLength(2);
      expect(widths[1]! / widths[0]!).toBeCloseTo(4, 6);
      const left = attributesOf(svg, 'rect', 'x')[0]!;
      const supported = /aria-label="rule"[^>]*>.*?x1="([\d.]+)"|x1="([\d.]+)"/.exec(svg)!;
      expect(Number(supported[1] ?? supported[2]) - left).toBeCloseTo(widths[1]! / 2, 6);
    }
  });

  test('is no section where nothing is known or used', () => {
    expect(sectionOf()).toBeNull();
    expect(sectionOf(use('DP', 0, clientsPerDistributionPoint))).toBeNull();
  });
});
