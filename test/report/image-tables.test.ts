import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { csvParts } from '../../src/report/csv.ts';
import { TABLES } from '../../src/report/tables/index.ts';
import { imageResult } from './image-result.ts';
import { resultOf } from './run-result.ts';

function read(name: string, result = imageResult()): Record<string, string>[] {
  const table = TABLES.find((each) => each.name === name)!;
  const text = Array.from(csvParts(table, result)!, (part) => part.text).join('');
  return parse(text, { columns: true });
}

const FIRST = '2024-04-09T01:00:00Z';
const LAST = '2024-04-29T00:00:00Z';

describe('The tables of images and RemoteApp collections', () => {
  it('show of an image its version, the state of its schedule, its updates and where it is', () => {
    const [scheduled, succeeded, kiosk] = read('images');
    expect(scheduled).toMatchObject({
      time: FIRST,
      image: 'Golden',
      version: '1',
      status: 'scheduled',
      plannedTime: '2024-04-10T00:00:00.000Z',
      plannedElapsedSeconds: String(9 * 86_400),
      missing: '2',
    });
    expect(succeeded).toMatchObject({
      time: LAST,
      version: '3',
      distributedVersion: '3',
      status: 'succeeded',
      plannedTime: '',
      plannedElapsedSeconds: '',
      sizeBytes: '6500000000',
      updates: '2',
      missing: '1',
      temporaryBytes: '0',
      temporaryPeakBytes: '30000000000',
      distributionPoints: '20',
      current: '15',
      onTheWay: '2',
      waiting: '2',
      failed: '1',
      sentBytes: '97500000000',
    });
    expect(kiosk).toMatchObject({
      image: 'Kiosk',
      version: '2',
      distributedVersion: '1',
      status: 'cancelled',
    });
  });

  it('say of each update that it was planned, what became of it in which run, and which version it came into, if any', () => {
    const rows = read('image-updates');
    expect(rows.map(({ time, image, run, update }) => [time, image, run, update])).toEqual([
      ['2024-04-11T00:00:00.000Z', 'Golden', '1', 'KB5036893'],
      ['2024-04-11T00:00:00.001Z', 'Golden', '1', 'KB5036893'],
      ['2024-04-12T00:00:00.000Z', 'Kiosk', '1', 'KB5036893'],
    ]);
    expect(rows.map(({ product, outcome, version }) => [product, outcome, version])).toEqual([
      ['Windows 11', 'planned', ''],
      ['Windows 11', 'applied', '2'],
      ['Windows 11', 'discarded', ''],
    ]);
  });

  it('count machines by group and image, and leave the name empty where they come from none', () => {
    const rows = read('imaging');
    expect(rows.map(({ group, image, started }) => [group, image, started])).toEqual([
      ['Office', 'Golden', '4'],
      ['Shops', 'Golden', '0'],
      ['Shops', '', '1'],
    ]);
    expect(rows[0]).toMatchObject({ completed: '3', waiting: '1', underWay: '0', sentBytes: '18000000000' });
    expect(rows[1]).toMatchObject({ requiredUpdates: '4', requiredBytes: '1400000000' });
    expect(rows[2]).toMatchObject({ stopped: '2', underWay: '1' });
  });

  it('tell of a collection its image, the stage of its update and what that did, times in seconds', () => {
    const [grace, later, waiting] = read('remoteapp-collections');
    expect(grace).toMatchObject({
      time: FIRST,
      remoteAppCollection: 'Accounting',
      templateImage: 'RDSH June',
      status: 'grace',
      hosts: '40',
      hostsOnOldImage: '20',
      sessions: '300',
      sessionsOnOldImage: '120',
      told: '200',
      signedOutInTime: '80',
      forcedOff: '110',
      forcedOffActive: '60',
      workLost: '18',
      lostSeconds: String(9 * 3600),
      signIns: '150',
      reconnections: '140',
      signInsPerMinuteMax: '25',
      reconnectionsPerMinuteMax: '24',
      exposedHostSeconds: String(20 * 3600),
    });
    expect(later).toMatchObject({ status: 'inService', lostSeconds: String(90 * 60) });
    expect(waiting).toMatchObject({
      remoteAppCollection: 'Sales',
      templateImage: 'RDSH May',
      status: 'waitingForImage',
    });
  });

  it('have a line for each update of a collection, and what it did to users', () => {
    const [failed, ended, waiting] = read('remoteapp-collection-updates');
    expect(failed).toMatchObject({ number: '1', outcome: 'failed', hosts: '19', told: '0' });
    expect(ended).toEqual({
      remoteAppCollection: 'Accounting',
      number: '2',
      templateImage: 'RDSH June',
      policy: 'grace',
      askedBy: 'administrator',
      askedTime: '2024-04-09T00:00:00.000Z',
      askedElapsedSeconds: String(8 * 86_400),
      startedTime: '2024-04-09T00:00:00.000Z',
      startedElapsedSeconds: String(8 * 86_400),
      endedTime: '2024-04-09T00:34:00.000Z',
      endedElapsedSeconds: String(8 * 86_400 + 34 * 60),
      outcome: 'succeeded',
      hosts: '20',
      told: '200',
      signedOutInTime: '80',
      forcedOff: '110',
      forcedOffActive: '60',
      workLost: '18',
      lostSeconds: String(9 * 3600),
      reconnections: '140',
      reconnectionsPerMinuteMax: '24',
    });
    expect(waiting).toMatchObject({
      remoteAppCollection: 'Sales',
      policy: 'signOutAtOnce',
      startedTime: '',
      endedTime: '',
      outcome: 'waiting',
      hosts: '',
    });
  });

  it('part sessions by image and state, and their ends by cause and state', () => {
    const sessions = read('remoteapp-sessions');
    const cells = sessions.map(({ templateImage, outdated, state, sessions }) => {
      return [templateImage, outdated, state, sessions];
    });
    expect(cells).toEqual([
      ['RDSH May', '1', 'idle', '120'],
      ['RDSH June', '0', 'active', '180'],
    ]);
    expect(read('remoteapp-sign-offs').map(({ cause, state, count }) => [cause, state, count])).toEqual([
      ['told', 'active', '80'],
      ['graceEnded', 'disconnected', '50'],
    ]);
  });

  it('say when an update was in service and when its last session without it had ended, empty if never', () => {
    const [patched, open] = read('remoteapp-updates');
    expect(patched).toMatchObject({
      remoteAppCollection: 'Accounting',
      update: 'KB5036893',
      product: 'Windows 11',
      releasedTime: '2024-04-09T00:00:00.000Z',
      inServiceTime: '2024-04-10T00:00:00.000Z',
      lastSessionTime: '2024-04-10T01:00:00.000Z',
      sinceReleaseSeconds: String(25 * 3600),
      exposedHostSeconds: String(500 * 3600),
    });
    expect(open).toMatchObject({
      remoteAppCollection: 'Sales',
      inServiceTime: '',
      lastSessionTime: '',
      lastSessionElapsedSeconds: '',
      sinceReleaseSeconds: '',
    });
  });

  it('have their header and no row in a run without images and collections', () => {
    const names = TABLES.map(({ name }) => name).filter((name) => /^(imag|remoteapp)/.test(name));
    expect(names).toHaveLength(8);
    for (const name of names) expect(read(name, resultOf())).toEqual([]);
  });
});
