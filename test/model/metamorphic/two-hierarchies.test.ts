import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../src/model/results.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import { mixedHierarchy, mixedScenario } from '../mixed-fleet.ts';
import { withImages } from '../mixed-images.ts';
import { joined, renamed } from './join.ts';
import { countsOf, differences, resultOf, rowsOf, sumOf, together } from './tables.ts';

/** State files that an outage has kept all arrive at one instant: which is loaded first then hangs from chance alone. */
const withoutLinkOutages = (scenario: Scenario): Scenario => ({
  ...scenario,
  actions: scenario.actions.filter((action) => !('target' in action) || action.target.role !== 'link'),
});

const PAIRS: readonly (readonly [name: string, one: Scenario, other: Scenario])[] = [
  ['Two stand-alone primary sites', mixedScenario(), renamed(mixedScenario(), 'other')],
  ['A stand-alone primary site and a hierarchy', mixedScenario(), renamed(mixedHierarchy(), 'other')],
  [
    'A stand-alone primary site and a hierarchy with images and RemoteApp collections',
    withoutLinkOutages(withImages(mixedScenario())),
    renamed(withoutLinkOutages(withImages(mixedHierarchy())), 'other'),
  ],
];

/** The way to Microsoft is named after its site only where there are several. */
const alike = (result: RunResult) =>
  rowsOf(result, (cell) =>
    typeof cell === 'string' ? cell.replace(/^internet access of .*$/, 'internet access') : cell,
  );

for (const [name, one, other] of PAIRS) {
  describe(`${name} in one scenario`, () => {
    const both = resultOf(joined(one, other));
    const alone = [resultOf(one), resultOf(other)] as const;

    it('have the rows that each has alone, of every client, site, server, link, deployment and update', () => {
      expect(differences(alike(both), together(rowsOf(alone[0]), rowsOf(alone[1])))).toEqual({});
    });

    it('have as many scans and state messages as the two alone, interval by interval', () => {
      expect(countsOf(both)).toEqual(sumOf(countsOf(alone[0]), countsOf(alone[1])));
    });

    it('have busy servers, refusals and different luck, without which all this would say nothing', () => {
      expect(rowsOf(alone[0])).not.toEqual(rowsOf(alone[1]));
      for (const { clients } of alone) {
        const refused = Array.from({ length: clients!.length }, (_, row) => clients!.get(row, 'refusals'));
        expect(refused.filter((count) => count > 0).length).toBeGreaterThan(50);
      }
    });
  });
}
