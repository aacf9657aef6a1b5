import { describe, expect, it } from 'vitest';
import { uniqueNames } from '../../src/cli/experiments/point-names.ts';

const named = (...points: readonly [name: string, file: string][]) =>
  uniqueNames(points.map(([name, file]) => ({ name, file })));

describe('the names of the points of an experiment', () => {
  it('are those of their scenarios', () => {
    expect(named(['June', 'a.yaml'], ['July', 'b.yaml'])).toEqual(['June', 'July']);
  });

  it('are those of the files where scenarios have the same', () => {
    expect(named(['June', 'x/a.yaml'], ['June', 'b.yaml'], ['July', 'c.yaml'])).toEqual(['a', 'b', 'July']);
  });

  it('are numbered where the files have the same name, too', () => {
    expect(named(['June', 'a.yaml'], ['June', 'a.yaml'], ['June', 'x/a.yaml'])).toEqual([
      'a',
      'a (2)',
      'a (3)',
    ]);
  });

  it('are never that of another point', () => {
    const names = named(['June', 'a.yaml'], ['June', 'a.yaml'], ['a', 'b.yaml'], ['a (2)', 'c.yaml']);
    expect(new Set(names).size).toBe(4);
    expect(names[3]).toBe('a (2)');
  });
});
