import { describe, expect, test } from 'vitest';
import { freePlace } from '../../../src/report/page/charts/free-place.ts';

const FRAME = { widthPx: 200, heightPx: 100 };
const at = (xPx: number, yPx: number) => ({ xPx, yPx, widthPx: 50 });
/** From the bottom left to the top right. */
const RISING = [
  { xPx: 0, yPx: 100 },
  { xPx: 200, yPx: 0 },
];

describe('a label in a picture', () => {
  test('stands at its best place if nothing is there', () => {
    expect(freePlace([at(10, 50), at(100, 50)], FRAME, [], [])).toEqual(at(10, 50));
  });

  test('stands beside a curve that goes through its best place, above or below it', () => {
    expect(freePlace([at(75, 50), at(10, 50)], FRAME, [RISING], [])).toEqual(at(10, 50));
    expect(freePlace([at(75, 50), at(140, 70)], FRAME, [RISING], [])).toEqual(at(140, 70));
  });

  test('stands on neither side of an upright piece of a curve, but beyond it', () => {
    const step = [
      { xPx: 0, yPx: 100 },
      { xPx: 60, yPx: 100 },
      { xPx: 60, yPx: 0 },
      { xPx: 200, yPx: 0 },
    ];
    expect(freePlace([at(40, 50), at(80, 50)], FRAME, [step], [])).toEqual(at(80, 50));
  });

  test('leaves another label alone, and what is beyond the frame', () => {
    const places = [at(170, 50), at(-10, 50), at(100, 2), at(40, 55), at(100, 50)];
    expect(freePlace(places, FRAME, [], [at(20, 50)])).toEqual(at(100, 50));
  });

  test('stands at its best place all the same where nothing is free', () => {
    expect(freePlace([at(75, 50), at(80, 48)], FRAME, [RISING], [])).toEqual(at(75, 50));
  });
});
