import { expect, test } from 'vitest';
import { tickText } from '../../../src/report/page/charts/utc-axis.ts';

const textsOf = (...ticks: readonly string[]) => {
  const all = ticks.map((text) => new Date(`${text}Z`));
  return all.map((at, index) => tickText(at, index, all));
};

test('Ticks within days are hours of 24, days with their month where it is another', () => {
  expect(textsOf('2024-05-31T18:00', '2024-06-01T00:00', '2024-06-01T06:00', '2024-06-02T00:00')).toEqual([
    '18:00',
    '1\nJun',
    '06:00',
    '2',
  ]);
  expect(textsOf('2024-05-24T00:00', '2024-05-31T00:00', '2024-06-07T00:00')).toEqual([
    '24\nMay',
    '31',
    '7\nJun',
  ]);
});

test('Ticks at months are these, with the year where it is another', () => {
  expect(textsOf('2023-12-01T00:00', '2024-01-01T00:00', '2024-02-01T00:00')).toEqual([
    'Dec\n2023',
    'Jan\n2024',
    'Feb',
  ]);
});
