import { expect, test } from 'vitest';
import { downloadsSection } from '../../../src/report/page/run/downloads-section.ts';
import { sourceWith, wordsOf } from './run-source.ts';

const NONE = { ownBytes: 0, neighbourBytes: 0, siteDefaultBytes: 0, peerBytes: 0, microsoftUpdateBytes: 0 };
const row = (group: string, own: number, peers: number) => {
  return { ...NONE, group, bytes: own + peers, ownBytes: own, peerBytes: peers };
};
const sectionOf = (rows: readonly ReturnType<typeof row>[]) =>
  downloadsSection(sourceWith({ downloads: rows }));

test('Downloads are told by source, the largest first, and by group with the sources that are used', () => {
  const section = sectionOf([
    row('Paris', 1e9, 2e9),
    row('Paris', 0, 3e9),
    row('Lyon', 2e9, 0),
    row('idle', 0, 0),
  ]);
  expect(wordsOf(section)).toBe(
    'Clients downloaded 8.0 GB: 62.5 % from other clients, 37.5 % from distribution points of the own boundary group.',
  );
  expect(section!.blocks).toContainEqual(
    expect.objectContaining({
      table: expect.objectContaining({
        head: ['Group', 'GB', 'own group', 'clients'],
        rows: [
          ['Paris', '6.0', '1.0', '5.0'],
          ['Lyon', '2.0', '2.0', '0.0'],
        ],
      }),
    }),
  );
});

test('Groups beyond a dozen are one row, and the rows sum up to the whole', () => {
  const section = sectionOf(Array.from({ length: 15 }, (_, at) => row(`group ${at}`, (at + 1) * 1e9, 0)));
  const table = section!.blocks.flatMap((block) => (block.kind === 'table' ? [block.table] : []))[0]!;
  expect(table.rows).toHaveLength(13);
  expect(table.rows.at(-1)!.slice(0, 2)).toEqual(['3 more', (1 + 2 + 3).toFixed(1)]);
  const total = table.rows.reduce((sum, [, gigabytes]) => sum + Number(gigabytes), 0);
  expect(total).toBeCloseTo((15 * 16) / 2, 6);
});

test('Where nothing was downloaded there is no section', () => {
  expect(sectionOf([])).toBeNull();
  expect(sectionOf([row('Paris', 0, 0)])).toBeNull();
});
