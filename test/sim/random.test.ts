import { describe, expect, it } from 'vitest';
import { inverseNormal } from '../../src/sim/math.ts';
import { entityKey, Luck, type PurposeKey, uniform } from '../../src/sim/random.ts';

/** One false alarm in a million per statistic, were the seeds not fixed. */
const Z_MAX = -inverseNormal(0.5e-6);
/** Quantile 1 - 1e-6 of the Kolmogorov distribution: 2 exp(-2 k^2) = 1e-6. */
const KOLMOGOROV_MAX = Math.sqrt(-Math.log(0.5e-6) / 2);

/** The number of standard deviations by which a chi-square statistic leaves its mean (Wilson and Hilferty). */
function chiSquareZ(statistic: number, freedom: number): number {
  const variance = 2 / (9 * freedom);
  return (Math.cbrt(statistic / freedom) - (1 - variance)) / Math.sqrt(variance);
}

function expectUniform(values: Float64Array): void {
  const cells = 256;
  const counts = new Float64Array(cells);
  for (const value of values) counts[Math.floor(value * cells)]!++;
  const expected = values.length / cells;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(Math.abs(chiSquareZ(chiSquare, cells - 1))).toBeLessThan(Z_MAX);

  const sorted = values.slice().sort();
  let distance = 0;
  sorted.forEach((value, index) => {
    distance = Math.max(distance, value - index / sorted.length, (index + 1) / sorted.length - value);
  });
  expect(distance * Math.sqrt(sorted.length)).toBeLessThan(KOLMOGOROV_MAX);

  const finest = new Float64Array(2);
  for (const value of values) finest[Math.floor(value * 2 ** 51) % 2]!++;
  expect(Math.abs(finest[0]! - finest[1]!) / Math.sqrt(values.length)).toBeLessThan(Z_MAX);
}

/** Correlation of two samples of independent uniform numbers, in standard deviations. */
function correlationZ(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  x.forEach((value, index) => {
    sum += (value - 0.5) * (y[index]! - 0.5);
  });
  return (12 * sum) / Math.sqrt(x.length);
}

const COUNT = 50_000;
const luck = new Luck('Patch Tuesday', 0);
const key = luck.key('install duration');
const group = entityKey('Stockholm laptops');

function sample(draw: (index: number) => number, count = COUNT): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => draw(index));
}

const axes: Record<string, (index: number) => number> = {
  occasions: (n) => uniform(key, group, 7, n),
  entities: (entity) => uniform(key, group, entity, 0),
  'entities, at steps of 2^16': (entity) => uniform(key, group, entity << 16, 0),
  'occasions, at steps of 2^16': (n) => uniform(key, group, 7, n << 16),
  'entities and occasions together': (index) => uniform(key, group, index, index),
  groups: (index) => uniform(key, entityKey(`group ${index}`), 0, 0),
  'keys of sequential words': (index) => uniform({ a: index, b: 0 }, group, 0, 0),
};

describe('uniform numbers', () => {
  it.each(Object.keys(axes))('are uniform over %s', (axis) => {
    expectUniform(sample(axes[axis]!));
  });

  it.each(Object.keys(axes))('have no serial correlation over %s', (axis) => {
    for (const lag of [1, 2, 3, 8, 64]) {
      const values = sample(axes[axis]!, COUNT + lag);
      expect(Math.abs(correlationZ(values.slice(0, COUNT), values.slice(lag)))).toBeLessThan(Z_MAX);
    }
  });

  it('fill the square of neighbours evenly: pairs of sequential entities and of sequential occasions', () => {
    const cells = 32;
    for (const draw of [axes.entities!, axes.occasions!]) {
      const counts = new Float64Array(cells * cells);
      for (let index = 0; index < COUNT; index++) {
        const row = Math.floor(draw(2 * index) * cells);
        counts[row * cells + Math.floor(draw(2 * index + 1) * cells)]!++;
      }
      const expected = COUNT / counts.length;
      const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      expect(Math.abs(chiSquareZ(chiSquare, counts.length - 1))).toBeLessThan(Z_MAX);
    }
  });

  it('are uniform over purposes, seeds and replications', () => {
    expectUniform(sample((index) => uniform(luck.key(`purpose ${index}`), group, 0, 0), 10_000));
    expectUniform(sample((index) => uniform(new Luck(`${index}`, 0).key('p'), group, 0, 0), 10_000));
    expectUniform(sample((index) => uniform(new Luck('seed', index).key('p'), group, 0, 0), 10_000));
  });

  it('lie strictly between 0 and 1, as do the least and the greatest that the formula can give', () => {
    const values = sample(axes.occasions!);
    expect(values.every((value) => value > 0 && value < 1)).toBe(true);
    expect((0xffffffff * 2 ** 20 + (2 ** 20 - 1) + 0.5) * 2 ** -52).toBeLessThan(1);
  });

  it('are a function of their arguments alone', () => {
    expect(uniform(key, group, 3, 4)).toBe(
      uniform(new Luck('Patch Tuesday', 0).key('install duration'), group, 3, 4),
    );
  });
});

describe('streams of different entities', () => {
  const entityCount = 2000;
  const occasionCount = 500;

  it('share no number: 2,000 entities times 500 occasions give a million different doubles', () => {
    const values = new Float64Array(entityCount * occasionCount);
    for (let entity = 0; entity < entityCount; entity++) {
      for (let n = 0; n < occasionCount; n++) {
        values[entity * occasionCount + n] = uniform(key, group, entity, n);
      }
    }
    values.sort();
    let repeats = 0;
    for (let index = 1; index < values.length; index++) if (values[index] === values[index - 1]) repeats++;
    expect(repeats).toBe(0);
  });

  it('do not replay one another shifted: no entity has the difference pattern of another at any offset', () => {
    const patterns = new Set<number>();
    const length = 200;
    for (let entity = 0; entity < entityCount; entity++) {
      for (let n = 0; n < length; n++) {
        patterns.add(uniform(key, group, entity, n) - uniform(key, group, entity, n + 1));
      }
    }
    expect(patterns.size).toBe(entityCount * length);
  });

  it('are not correlated, also between groups and at a shift', () => {
    const other = entityKey('Stockholm desktops');
    const mine = sample((n) => uniform(key, group, 1, n));
    for (const shift of [0, 1, 5]) {
      expect(
        Math.abs(
          correlationZ(
            mine,
            sample((n) => uniform(key, group, 2, n + shift)),
          ),
        ),
      ).toBeLessThan(Z_MAX);
      expect(
        Math.abs(
          correlationZ(
            mine,
            sample((n) => uniform(key, other, 1, n + shift)),
          ),
        ),
      ).toBeLessThan(Z_MAX);
    }
  });
});

describe('avalanche', () => {
  const flips: Record<string, (index: number, flip: number) => number> = {
    entity: (index, flip) => uniform(key, group, (index * 7) ^ flip, index & 63),
    occasion: (index, flip) => uniform(key, group, index * 7, (index & 63) ^ flip),
    group: (index, flip) => uniform(key, group ^ flip, index * 7, index & 63),
    'first word of the key': (index, flip) =>
      uniform({ a: key.a ^ flip, b: key.b }, group, index * 7, index & 63),
    'second word of the key': (index, flip) =>
      uniform({ a: key.a, b: key.b ^ flip }, group, index * 7, index & 63),
  };

  it.each(Object.keys(flips))(
    'one bit of the %s changes every bit of the result half of the time',
    (input) => {
      const count = 4000;
      for (let bit = 0; bit < 32; bit++) {
        const changed = new Float64Array(52);
        for (let index = 0; index < count; index++) {
          const difference = xor52(flips[input]!(index, 0), flips[input]!(index, 1 << bit));
          for (let place = 0; place < 52; place++)
            changed[place]! += (difference[place < 26 ? 0 : 1]! >>> (place % 26)) & 1;
        }
        for (const times of changed)
          expect(Math.abs(times - count / 2) / Math.sqrt(count / 4)).toBeLessThan(Z_MAX);
      }
    },
  );

  function xor52(x: number, y: number): [number, number] {
    const highX = Math.floor(x * 2 ** 26);
    const highY = Math.floor(y * 2 ** 26);
    const lowX = Math.floor((x * 2 ** 26 - highX) * 2 ** 26);
    const lowY = Math.floor((y * 2 ** 26 - highY) * 2 ** 26);
    return [highX ^ highY, lowX ^ lowY];
  }
});

describe('luck', () => {
  const keyText = ({ a, b }: PurposeKey) => `${a} ${b}`;

  it('gives a purpose the same key whatever else was asked for before', () => {
    const alone = new Luck('seed', 1).key('restart delay');
    const among = new Luck('seed', 1);
    for (let index = 0; index < 100; index++) among.key(`other purpose ${index}`);
    expect(among.key('restart delay')).toEqual(alone);
    expect(among.key('restart delay')).toBe(among.key('restart delay'));
  });

  it('gives different keys to different purposes, seeds and replications', () => {
    const keys = new Set<string>();
    for (const seed of ['a', 'b', '1', '11']) {
      for (let replication = 0; replication < 20; replication++) {
        const luck = new Luck(seed, replication);
        for (let purpose = 0; purpose < 20; purpose++) keys.add(keyText(luck.key(`purpose ${purpose}`)));
      }
    }
    expect(keys.size).toBe(4 * 20 * 20);
  });

  it('cannot be confused by where seed, replication and purpose meet', () => {
    const pairs: [Luck, string][] = [
      [new Luck('a', 1), 'bc'],
      [new Luck('ab', 1), 'c'],
      [new Luck('a\n1\nb', 1), 'c'],
      [new Luck('a', 1), 'b\n1\nc'],
      [new Luck('a', 11), 'bc'],
      [new Luck('a1', 1), 'bc'],
      [new Luck('a', 1), 'bcbc'],
      [new Luck('a', 1), 'bc\0'],
      [new Luck('', 1), 'abc'],
      [new Luck('%000a', 1), 'abc'],
      [new Luck('\n', 1), 'abc'],
    ];
    expect(new Set(pairs.map(([luck, purpose]) => keyText(luck.key(purpose)))).size).toBe(pairs.length);
  });

  it('tells names apart that differ only above the low byte of a character, and long ones in their last', () => {
    const names = [
      'Zurich',
      'Z\u00fcrich',
      'Z\u01fcrich',
      'Z\u02fcrich',
      `${'x'.repeat(600)}a`,
      `${'x'.repeat(600)}b`,
    ];
    expect(new Set(names.map((name) => keyText(new Luck(name, 0).key('p')))).size).toBe(names.length);
    expect(new Set(names.map((name) => keyText(luck.key(name)))).size).toBe(names.length);
  });

  it('makes pairs of purposes independent', () => {
    const streams = Array.from({ length: 12 }, (_, purpose) => {
      const purposeKey = luck.key(`purpose ${purpose}`);
      return sample((entity) => uniform(purposeKey, group, entity, 0), 20_000);
    });
    for (let x = 0; x < streams.length; x++) {
      for (let y = 0; y < x; y++) {
        expect(Math.abs(correlationZ(streams[x]!, streams[y]!))).toBeLessThan(Z_MAX);
      }
    }
  });
});

describe('entity keys', () => {
  it('spread similar names over all 32 bits', () => {
    const keys = Float64Array.from(
      { length: COUNT },
      (_, index) => (entityKey(`KB${5_030_000 + index}`) >>> 0) / 2 ** 32,
    );
    const cells = 256;
    const counts = new Float64Array(cells);
    for (const value of keys) counts[Math.floor(value * cells)]!++;
    const expected = COUNT / cells;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquareZ(chiSquare, cells - 1)).toBeLessThan(Z_MAX);
    const collisions = COUNT - new Set(keys).size;
    expect(collisions).toBeLessThan(8);
  });
});
