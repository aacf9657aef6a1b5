import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../src/model/scenario.ts';
import type { Cell } from '../../../src/report/table.ts';
import { HIERARCHY, loadText, SMALL } from '../../scenario/loading.ts';
import { mixedHierarchy, mixedScenario } from '../mixed-fleet.ts';
import { withImages } from '../mixed-images.ts';
import { DAY_MS } from '../small-fleet.ts';
import { countsOf, differences, resultOf, rowsOf } from './tables.ts';

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** The instants of a table moved by some days; everything else as it is. */
const movedBy = (days: number) => (cell: Cell) =>
  typeof cell === 'string' && INSTANT.test(cell)
    ? new Date(Date.parse(cell) + days * DAY_MS)
        .toISOString()
        .replace(/\.000Z$/, cell.endsWith('.000Z') ? '.000Z' : 'Z')
    : cell;

/** A scenario knows the calendar by its start alone: everything else counts from there. */
const startedLater = (scenario: Scenario, days: number): Scenario => ({
  ...scenario,
  startEpochMs: scenario.startEpochMs + days * DAY_MS,
});

/** Every date of a text, a number of days later. */
const datesMoved = (text: string, days: number) =>
  text.replace(/\d{4}-\d\d-\d\d(?=[ T]\d)/g, (date) =>
    new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10),
  );

describe('A fleet whose calendar is moved', () => {
  for (const [name, scenario] of [
    ['a site', mixedScenario()],
    ['a hierarchy', mixedHierarchy()],
    ['a site with images and RemoteApp collections', withImages(mixedScenario())],
  ] as const) {
    const result = resultOf(scenario);

    it(`by a week does the same a week later, in ${name}`, () => {
      const later = resultOf(startedLater(scenario, 7));
      expect(differences(rowsOf(result, movedBy(7)), rowsOf(later))).toEqual({});
      expect(countsOf(later)).toEqual(countsOf(result));
      expect(later.fingerprint).toBe(result.fingerprint);
    });

    it(`by a day does something else, for its working week stays where it was, in ${name}`, () => {
      const later = resultOf(startedLater(scenario, 1));
      expect(differences(rowsOf(result, movedBy(1)), rowsOf(later))).not.toEqual({});
    });
  }
});

/** Office hours with luck in them, far east of UTC too, and all that a scenario says with dates and weekdays. */
const DATED = `measureFrom: 2024-06-12 06:00 UTC
actions:
  - { at: 2024-06-13 09:00 Europe/Paris, do: scanNow }
  - { at: 2024-06-14 08:00 UTC, do: outage, server: SUP1 }
  - { at: 2024-06-14 15:00 UTC, do: restore, server: SUP1 }
`;

const dated = (text: string) =>
  DATED +
  text
    .replace('daily at 20:00 UTC', '"weekly on Tue, Thu at 20:00 UTC"')
    .replace(/kind: workstation/, 'kind: workstation\n    presence: { officeHours: { attendance: 70 % } }')
    .replace(/kind: laptop/, 'kind: laptop\n    presence: { roaming: { attendance: 60 % } }');

describe('A scenario file whose dates are all moved', () => {
  for (const [name, text] of [
    ['a site', dated(SMALL)],
    ['a hierarchy', dated(HIERARCHY)],
  ] as const) {
    const loaded = (days: number) => {
      const { scenario, issues } = loadText(datesMoved(text, days));
      expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
      return scenario!;
    };

    it(`by a week is the same scenario with a later start, for ${name}`, () => {
      const scenario = loaded(0);
      expect(loaded(7)).toEqual(startedLater(scenario, 7));
      expect(loaded(7).measureFromMs).toBe(2.25 * DAY_MS);
      expect(loaded(1)).not.toEqual(startedLater(scenario, 1));
    });

    it(`by a week gives the rows of a week later, for ${name}`, () => {
      const [result, later] = [resultOf(loaded(0)), resultOf(loaded(7))];
      expect(differences(rowsOf(result, movedBy(7)), rowsOf(later))).toEqual({});
      expect(countsOf(later)).toEqual(countsOf(result));
      expect(result.clients!.length).toBe(150);
    });
  }
});
