import { describe, expect, it } from 'vitest';
import { closest } from '../../src/scenario/closest.ts';

describe('the closest known name', () => {
  it.each([
    ['one letter replaced', 'nume', ['name', 'seed'], 'name'],
    ['two neighbours swapped', 'nmae', ['seed', 'name'], 'name'],
    ['a letter missing, other case', 'Scantimetolve', ['scanTimeToLive', 'scanInterval'], 'scanTimeToLive'],
    [
      'one word of a longer name',
      'Ofice',
      ['Head office workstations', 'Servers'],
      'Head office workstations',
    ],
    [
      'one of the words between its capitals',
      'corruptShare',
      ['chunksMax', 'corruptFiles', 'missingMessageAge'],
      'corruptFiles',
    ],
    ['a beginning that another word follows', 'filesDamaged', ['files', 'record'], 'files'],
    [
      'more of its words than any other',
      'softwareDeployPoint',
      ['softwareCenter', 'softwareUpdatePoint', 'deployment'],
      'softwareUpdatePoint',
    ],
  ])('is found with %s', (_what, written, known, expected) => {
    expect(closest(written, known)).toBe(expected);
  });

  it('is none when nothing is close, or when a word would fit several', () => {
    expect(closest('scanTtlOfAll', ['scanTimeToLive', 'scanIntervalInDays'])).toBeNull();
    expect(closest('maxOfAll', ['chunksMax', 'name'])).toBeNull();
    expect(closest('bandwidth', ['name', 'seed'])).toBeNull();
    expect(closest('office', ['Paris office', 'London office'])).toBeNull();
    expect(closest('x'.repeat(1000), ['x'])).toBeNull();
  });
});
