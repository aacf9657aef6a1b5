import { describe, expect, it, vi } from 'vitest';
import { readMetrics } from '../../src/experiment/metrics/index.ts';
import { judge } from '../../src/experiment/metrics/thresholds.ts';
import {
  IMAGE_COLUMNS,
  IMAGING_COLUMNS,
  INSTALLATION_COLUMNS,
  REMOTEAPP_COLLECTION_COLUMNS,
  REMOTEAPP_UPDATE_COLUMNS,
  type RunResult,
} from '../../src/model/results.ts';
import { readMetric } from '../../src/scenario/metrics.ts';
import { FIRST_MS, imageResult, imageScenario, LAST_MS, remoteAppCollection } from './image-result.ts';
import { DAY_MS, HOUR_MS, resultOf, rowsOf } from './run-result.ts';

const valueIn = (name: string, result: RunResult = imageResult()) =>
  readMetrics(result).find((metric) => metric.name === name)!.value;

describe('The metrics of images', () => {
  it('have names that a threshold can use', () => {
    const metrics = readMetrics(imageResult());
    expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
    for (const { name } of metrics) expect(readMetric(name)).not.toEqual([]);
  });

  it('add up the bytes to distribution points, of all images and of each', () => {
    expect(valueIn('image.Golden.sentBytes')).toBe(1e9 + 97.5e9);
    expect(valueIn('image.Kiosk.sentBytes')).toBe(8e9);
    expect(valueIn('images.sentBytes')).toBe(1e9 + 97.5e9 + 8e9);
  });

  it('say which version an image has come to; none if it never was imported', () => {
    expect(valueIn('image.Golden.versions')).toBe(3);
    expect(valueIn('image.Kiosk.versions')).toBe(2);
    const never = resultOf({ scenario: imageScenario() });
    expect(valueIn('image.Golden.versions', never)).toBe(0);
  });

  it('add up for how long distribution points lacked what the library holds', () => {
    const images = rowsOf(IMAGE_COLUMNS, [
      { t: FIRST_MS, outdatedMs: HOUR_MS / 4 },
      { t: FIRST_MS, image: 1, outdatedMs: HOUR_MS },
      { t: LAST_MS, outdatedMs: HOUR_MS / 2 },
    ]);
    const result = imageResult({ images });
    expect(valueIn('image.Golden.outdatedHours', result)).toBe(0.25 + 0.5);
    expect(valueIn('image.Kiosk.outdatedHours', result)).toBe(1);
  });

  it('take the most that servicing had on the drive in any interval, of each image', () => {
    const images = rowsOf(IMAGE_COLUMNS, [
      { t: FIRST_MS, temporaryPeakBytes: 30e9 },
      { t: LAST_MS, temporaryPeakBytes: 20e9 },
      { t: LAST_MS, image: 1, temporaryPeakBytes: 50e9 },
    ]);
    expect(valueIn('image.Golden.temporaryPeakBytes', imageResult({ images }))).toBe(30e9);
    expect(valueIn('image.Kiosk.temporaryPeakBytes', imageResult({ images }))).toBe(50e9);
  });

  it('count the machines that wait for their image at the end, not those that waited before', () => {
    expect(valueIn('imaging.waiting')).toBe(0);
    const imaging = rowsOf(IMAGING_COLUMNS, [
      { t: FIRST_MS, waiting: 9 },
      { t: LAST_MS, waiting: 2 },
      { t: LAST_MS, group: 1, waiting: 1 },
    ]);
    expect(valueIn('imaging.waiting', imageResult({ imaging }))).toBe(2 + 1);
  });

  it('count the runs of an image by their end, not those of another image nor what was no run', () => {
    const ends = (image: string) =>
      ['Succeeded', 'Failed', 'Cancelled'].map((end) => valueIn(`image.${image}.servicing${end}`));
    expect(ends('Golden')).toEqual([2, 1, 0]);
    expect(ends('Kiosk')).toEqual([0, 0, 1]);
  });

  it('add up the machines built, what they got and what they lacked, also of groups without an image', () => {
    expect(valueIn('imaging.completed')).toBe(3 + 2);
    expect(valueIn('imaging.sentBytes')).toBe(18e9 + 12e9);
    expect(valueIn('imaging.requiredUpdates')).toBe(4);
    expect(valueIn('imaging.requiredBytes')).toBe(1.4e9);
  });

  it('count the hours that clients spent installing', () => {
    const installations = rowsOf(INSTALLATION_COLUMNS, [
      { group: 0, busyMs: 90 * 60_000 },
      { group: 1, busyMs: 30 * 60_000 },
    ]);
    expect(valueIn('installations.hours', resultOf({ installations }))).toBe(1.5 + 0.5);
  });

  it('are none of an image in a run without images, and 0 over all', () => {
    const names = readMetrics(resultOf()).map(({ name }) => name);
    expect(names.filter((name) => /^(image|remoteApp)\./.test(name))).toEqual([]);
    expect(valueIn('images.sentBytes', resultOf())).toBe(0);
  });
});

describe('The metrics of a RemoteApp collection', () => {
  it('add up what its updates did to users, and hours', () => {
    const figures = ['told', 'signedOutInTime', 'forcedOff', 'forcedOffActive', 'workLost', 'reconnections'];
    expect(figures.map((figure) => valueIn(`remoteApp.Accounting.${figure}`))).toEqual([
      200 + 5,
      80,
      110,
      60,
      18,
      140 + 11,
    ]);
    expect(valueIn('remoteApp.Accounting.lostHours')).toBe(9 + 1.5);
    expect(valueIn('remoteApp.Accounting.exposedHostHours')).toBe(20);
    expect(valueIn('remoteApp.Sales.exposedHostHours')).toBe(48);
    expect(valueIn('remoteApp.Sales.told')).toBe(0);
  });

  it('take the peak of sign-ins over all intervals, not their sum', () => {
    expect(valueIn('remoteApp.Accounting.signInsPerMinuteMax')).toBe(31);
    expect(valueIn('remoteApp.Sales.signInsPerMinuteMax')).toBe(0);
    expect(valueIn('remoteApp.Accounting.reconnectionsPerMinuteMax')).toBe(24);
    expect(valueIn('remoteApp.Sales.reconnectionsPerMinuteMax')).toBe(0);
  });

  it('take the update that needed longest to its last session, and have no value while one is open', () => {
    const closed = (releasedMs: number, hours: number) => ({
      releasedMs,
      inServiceMs: releasedMs,
      lastSessionMs: releasedMs + hours * HOUR_MS,
    });
    const updates = (rows: Parameters<typeof rowsOf<(typeof REMOTEAPP_UPDATE_COLUMNS)[number]>>[1]) =>
      imageResult({ remoteAppUpdates: rowsOf(REMOTEAPP_UPDATE_COLUMNS, rows) });
    const name = 'remoteApp.Accounting.lastSessionHours';
    expect(valueIn(name, updates([closed(9 * DAY_MS, 70), closed(10 * DAY_MS, 60)]))).toBe(70);
    expect(
      valueIn(name, updates([closed(9 * DAY_MS, 70), { ...closed(10 * DAY_MS, 60), lastSessionMs: -1 }])),
    ).toBe(null);
    expect(valueIn(name, updates([]))).toBe(null);
    const before = { releasedMs: -DAY_MS, inServiceMs: -1, lastSessionMs: -1 };
    expect(valueIn(name, updates([before, closed(9 * DAY_MS, 70)]))).toBe(70);
    expect(valueIn(name, updates([before]))).toBe(null);
    expect(valueIn('remoteApp.Sales.lastSessionHours')).toBe(null);
  });

  it('are read in one pass over the rows, however many collections there are', () => {
    const count = 60;
    const scenario = imageScenario({
      remoteAppCollections: Array.from({ length: count }, (_, number) => remoteAppCollection(`c${number}`)),
    });
    const readsOf = (rowCount: number) => {
      const remoteAppCollections = rowsOf(
        REMOTEAPP_COLLECTION_COLUMNS,
        Array.from({ length: rowCount }, (_, row) => ({ remoteAppCollection: row % count })),
      );
      const reads = vi.spyOn(remoteAppCollections, 'get');
      const metrics = readMetrics(imageResult({ scenario, remoteAppCollections }));
      return [reads.mock.calls.length, metrics.filter(({ name }) => name.startsWith('remoteApp.')).length];
    };
    const [reads, metrics] = readsOf(10 * count);
    // Of each row the collection and the value, for each of the figures of a collection.
    expect(reads).toBeLessThanOrEqual(2 * 10 * metrics!);
  });

  it('can be bounded though the name of the collection holds dots', () => {
    const result = imageResult({
      scenario: imageScenario({ remoteAppCollections: [remoteAppCollection('a.told.b')] }),
      remoteAppCollections: rowsOf(REMOTEAPP_COLLECTION_COLUMNS, [{ told: 7 }]),
    });
    const metric = 'remoteApp.a.told.b.told';
    const [verdict] = judge([{ metric, atMost: 7, text: `${metric} at most 7` }], readMetrics(result));
    expect(verdict).toMatchObject({ value: 7, met: true });
  });
});
