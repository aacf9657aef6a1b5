import { describe, expect, it } from 'vitest';
import { parseValues, rangeOfValues, VALUES_MAX } from '../../../src/experiment/capacity/values.ts';

const read = (parsed: ReturnType<typeof parseValues>) => ('value' in parsed ? parsed.value : parsed.problem);
const list = (written: string) => read(parseValues(written));
const range = (from: string, to: string, step?: string) => read(rangeOfValues(from, to, step));

describe('A list of values', () => {
  it('is tried in ascending order, whatever its units', () => {
    expect(list('8, 1,4 ,2')).toEqual(['1', '2', '4', '8']);
    expect(list('1 Gbit/s, 100 Mbit/s, 10 MB/s')).toEqual(['10 MB/s', '100 Mbit/s', '1 Gbit/s']);
    expect(list('2 h, 90 min, 1 d')).toEqual(['90 min', '2 h', '1 d']);
    expect(list('50 %, 5 %')).toEqual(['5 %', '50 %']);
    expect(list('10, 2.5')).toEqual(['2.5', '10']);
  });

  it('stays as written where values have no size', () => {
    const distributions = '{ uniform: { min: 0 min, max: 2 h } }, { uniform: { min: 0 min, max: 1 h } }';
    expect(list(distributions)).toEqual([
      '{ uniform: { min: 0 min, max: 2 h } }',
      '{ uniform: { min: 0 min, max: 1 h } }',
    ]);
    expect(list('done, "dropped, later"')).toEqual(['done', '"dropped, later"']);
  });

  it('has nothing twice and nothing empty', () => {
    expect(list('1, 2, 1')).toBe('has "1" twice');
    expect(list('60 min, 2 h, 1 h')).toBe('has "1 h" twice');
    expect(list('b, a, b')).toBe('has "b" twice');
    expect(list('1,,2')).toContain('has an empty value');
    expect(list('')).toContain('has an empty value');
  });

  it('is no longer than anybody waits', () => {
    const many = Array.from({ length: VALUES_MAX + 1 }, (_, at) => at).join(',');
    expect(list(many)).toBe(`${VALUES_MAX + 1} values are too many; ${VALUES_MAX} are the most`);
  });
});

describe('A range of values', () => {
  it('goes from the first to the last by steps of 1 of the unit, or of any other length', () => {
    expect(range('1', '4')).toEqual(['1', '2', '3', '4']);
    expect(range('10 min', '12 min')).toEqual(['10 min', '11 min', '12 min']);
    expect(range('1 h', '2 h', '30 min')).toEqual(['60 min', '90 min', '120 min']);
    expect(range('5 %', '15 %', '5 %')).toEqual(['5 %', '10 %', '15 %']);
    expect(range('100 Mbit/s', '300 Mbit/s', '100 Mbit/s')).toEqual([
      '100 Mbit/s',
      '200 Mbit/s',
      '300 Mbit/s',
    ]);
    expect(range('1', '2', '0.5')).toEqual(['1', '1.5', '2']);
  });

  it('ends before the last where no step meets it', () => {
    expect(range('1', '8', '3')).toEqual(['1', '4', '7']);
  });

  it('is of one kind, upward and of no more values than anybody waits for', () => {
    expect(range('one', '4')).toContain('--from "one" is neither');
    expect(range('1', '4 h')).toBe('--to "4 h" is no number, as --from "1" is');
    expect(range('1 h', '4 h', '2')).toBe(
      '--step "2" is no duration above 0; write for example --step "1 h"',
    );
    expect(range('1', '4', '0')).toBe('--step "0" is no number above 0; write for example --step "1"');
    expect(range('4', '1')).toBe('--to "1" is below --from "4"');
    expect(range('1', '1000')).toContain('1000 values are too many');
  });
});
