import { describe, expect, it } from 'vitest';
import { pointName, settingsOf, shortNames } from '../../../src/experiment/sweep/names.ts';

const axes = (...paths: string[]) => paths.map((path) => ({ path }));

describe('Axes', () => {
  it('are called by the last step of their paths', () => {
    expect(shortNames(axes('clientSettings.scanTimeToLive', 'horizon'))).toEqual([
      'scanTimeToLive',
      'horizon',
    ]);
  });

  it('are called by as many steps as tell them apart', () => {
    const paths = axes('groups[A.1].count', 'groups[B].count', 'clientSettings.count', 'a.count.max');
    expect(shortNames(paths)).toEqual([
      'groups[A.1].count',
      'groups[B].count',
      'clientSettings.count',
      'max',
    ]);
  });

  it('are called by their whole path where one ends with all of another', () => {
    expect(shortNames(axes('count', 'a.count'))).toEqual(['count', 'a.count']);
  });
});

describe('Points', () => {
  it('are called by what is set in them', () => {
    expect(pointName(['a', 'b'], ['12 h', '2 h'])).toBe('a=12 h, b=2 h');
    expect(pointName(['a', 'b'], [null, '2 h'])).toBe('b=2 h');
    expect(pointName(['a', 'b'], [null, null])).toBe('base');
  });

  it('set what is not as in the base, by whole paths', () => {
    expect(settingsOf(axes('x.a', 'x.b'), [null, '2 h'])).toEqual(['x.b=2 h']);
  });
});
