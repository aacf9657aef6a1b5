import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { SITE_EVENTS } from '../../src/model/results.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { csvParts } from '../../src/report/csv.ts';
import type { Table } from '../../src/report/table.ts';
import { TABLES } from '../../src/report/tables/index.ts';
import { DAY_MS, HOUR_MS, resultOf, rowsOf, scenarioOf } from './run-result.ts';

function textOf(name: string, result = resultOf()): string {
  const parts = csvParts(tableCalled(name), result);
  return Array.from(parts!, ({ text }) => text).join('');
}

function tableCalled(name: string): Table {
  return TABLES.find((table) => table.name === name)!;
}

function read(name: string, result = resultOf()): Record<string, string>[] {
  return parse(textOf(name, result), { columns: true });
}

const sum = (rows: Record<string, string>[], column: string) =>
  rows.reduce((total, row) => total + Number(row[column]), 0);

describe('the tables of a run', () => {
  it('have names and columns that are declared once and told apart', () => {
    expect(new Set(TABLES.map(({ name }) => name)).size).toBe(TABLES.length);
    for (const { columns } of TABLES)
      expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
  });

  it('write instants of one shape per column: texts sort as the instants do', () => {
    const events = rowsOf(resultOf().events.columns, [{ t: 0 }, { t: 1 }, { t: 1000 }]);
    const times = read('events', resultOf({ events })).map(({ time }) => time!);
    expect(times.map((time) => time.slice(-5))).toEqual(['.000Z', '.001Z', '.000Z']);
    expect([...times].sort()).toEqual(times);
  });

  it('have one row per row of numbers and the declared columns', () => {
    const result = resultOf();
    expect(read('compliance')).toHaveLength(result.compliance.length);
    expect(read('clients')).toHaveLength(result.clients!.length);
    for (const { name, columns } of TABLES) {
      expect(textOf(name).split('\n')[0]).toBe(columns.map((column) => column.name).join(','));
    }
  });

  it('begin with the UTC instant and the elapsed seconds where they speak of time', () => {
    const [first] = read('compliance');
    expect(Object.keys(first!).slice(0, 2)).toEqual(['time', 'elapsedSeconds']);
    expect(first!.time).toBe('2024-04-09T01:00:00Z');
    expect(Number(first!.elapsedSeconds)).toBe((8 * DAY_MS + HOUR_MS) / 1000);
  });

  it('keep the sums of the numbers they are made of', () => {
    expect(sum(read('downloads'), 'bytes')).toBe(42e9 + 28e9);
    expect(sum(read('unfinished'), 'count')).toBe(6 + 4);
    expect(sum(read('exposure'), 'clientSeconds')).toBe((60 * DAY_MS) / 1000);
  });

  it('show names in place of indices and «(all)» where a row speaks of all', () => {
    expect(read('restarts').map(({ group, cause }) => [group, cause])).toEqual([
      ['Office', 'deadline'],
      ['Shops', 'user'],
    ]);
    expect(read('time-to-compliant')[0]!.group).toBe('(all)');
    expect(read('exposure')[0]).toMatchObject({ update: 'KB5036893', product: 'Windows 11' });
  });

  it('give topics and states of messages by their documented ids and names, and leave out what they are not about', () => {
    const rows = read('enforcement').map(({ time, elapsedSeconds, ...row }) => Object.values(row).join(','));
    expect(rows).toEqual([
      'P01,301,April,,,5,pending system restart,40',
      'P01,402,,KB5036893,Windows 11,10,installed,30',
      'P01,501,,,,3,complete,100',
    ]);
  });

  it('leave a cell empty for what never happened', () => {
    const never = read('coverage').find(({ level }) => level === '0.95')!;
    expect([never.reachedTime, never.reachedElapsedSeconds, never.sinceReleaseSeconds]).toEqual(['', '', '']);
    expect(read('clients').map(({ metadataVersion }) => metadataVersion)).toEqual(['0', '']);
  });

  it('tell the detail of a site event by its unit', () => {
    const events = read('events');
    expect(events.find(({ event }) => event === 'syncCompleted')).toMatchObject({
      updates: '17',
      sizeBytes: '',
    });
    expect(events.find(({ event }) => event === 'contentDistributed')).toMatchObject({
      subject: 'DP1',
      sizeBytes: '700000000',
    });
  });

  it('tell the updates and the bytes of what happens to images, and name the collections that are updated', () => {
    const named = (name: string) => ({ name });
    const scenario = {
      ...scenarioOf(),
      images: [named('Golden')],
      templateImages: [named('RDSH June')],
      remoteAppCollections: [named('Accounting')],
    } as unknown as Scenario;
    const at = (event: (typeof SITE_EVENTS)[number], detail = 0) => ({
      code: SITE_EVENTS.indexOf(event),
      detail,
      full: -1,
    });
    const events = rowsOf(resultOf().events.columns, [
      at('imageImported', 6e9),
      at('servicingStarted', 3),
      at('servicingSucceeded', 2),
      at('servicingNotCancelled'),
      at('templateImageReady', 40e9),
      at('collectionUpdated'),
    ]);
    const rows = read('events', resultOf({ scenario, events }));
    expect(rows.map(({ subject, updates, sizeBytes }) => [subject, updates, sizeBytes])).toEqual([
      ['Golden', '', '6000000000'],
      ['Golden', '3', ''],
      ['Golden', '2', ''],
      ['Golden', '', ''],
      ['RDSH June', '', '40000000000'],
      ['Accounting', '', ''],
    ]);
  });

  it('tell a new capacity in servers or in bytes per second, of a link named as in links.csv', () => {
    const verb = { verb: 'setCapacity', atMs: 0, value: 0 } as const;
    const scenario = scenarioOf({
      locations: [{ name: 'Shops', link: null }],
      actions: [
        { ...verb, target: { role: 'link', index: 0 } },
        { ...verb, target: { role: 'managementPoint', index: 0 } },
      ],
    });
    const code = SITE_EVENTS.indexOf('capacitySet');
    const events = rowsOf(resultOf().events.columns, [
      { code, subject: 0, detail: 5e6 },
      { code, subject: 1, detail: 3 },
    ]);
    expect(read('events', resultOf({ scenario, events }))).toMatchObject([
      { subject: 'link to Shops', servers: '', bytesPerSecond: '5000000' },
      { subject: 'MP1', servers: '3', bytesPerSecond: '' },
    ]);
  });

  it('show a name that looks like a formula as text, and quote what separates cells', () => {
    const [office, shops] = scenarioOf().groups;
    const groups = [
      { ...office!, name: '=HYPERLINK("x","y")' },
      { ...shops!, name: '-Shops, north\nand "south"' },
    ];
    const names = read('restarts', resultOf({ scenario: scenarioOf({ groups }) })).map(({ group }) => group);
    expect(names).toEqual(['\'=HYPERLINK("x","y")', '\'-Shops, north\nand "south"']);
  });

  it('keep negative numbers as numbers', () => {
    const result = resultOf();
    const columns = result.stateMessages.columns;
    const early = { ...result, stateMessages: rowsOf(columns, [{ t: -3000 }]) };
    expect(read('state-messages', early)[0]!.elapsedSeconds).toBe('-3');
  });

  it('refuse a fraction where a count is declared', () => {
    const result = resultOf();
    const broken = { ...result, downloads: rowsOf(result.downloads.columns, [{ bytes: 0.5 }]) };
    expect(() => textOf('downloads', broken)).toThrow('table downloads, row 1: bytes is 0.5');
  });

  it('come in batches that join without a seam', () => {
    const clients = Array.from({ length: 4500 }, (_, client) => ({ client }));
    const result = resultOf();
    const large = resultOf({ clients: rowsOf(result.clients!.columns, clients) });
    const parts = [...csvParts(tableCalled('clients'), large)!];
    expect(parts.reduce((total, { rows }) => total + rows, 0)).toBe(clients.length);
    expect(read('clients', large).map(({ client }) => Number(client))).toEqual(
      clients.map(({ client }) => client),
    );
  });

  it('are left out when the scenario switches them off', () => {
    expect(csvParts(tableCalled('clients'), resultOf({ clients: null }))).toBeNull();
  });
});
