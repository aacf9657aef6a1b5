import { describe, expect, it } from 'vitest';
import type { ImageColumn } from '../../../src/model/results.ts';
import type { ServicingChoice } from '../../../src/model/scenario.ts';
import { rowsOf } from '../laws/story.ts';
import { DAY_MS, HOUR_MS, runFleet, smallScenario } from '../small-fleet.ts';
import {
  COPY_RATE,
  image,
  imageScenario,
  JUNE_CU,
  logOf,
  outcomesOf,
  statusOf,
  UPDATES,
  WIM_BYTES,
  WIZARD_MS,
  wizard,
} from './servicing-fleet.ts';

const UPDATE_BYTES = UPDATES[JUNE_CU]!.sizeBytes;
const CLEANED_BYTES = WIM_BYTES + 0.1 * UPDATE_BYTES;
/** What a run has on the drive from each of the steps on that take room (ASSUME-OSVC-SPACE). */
const ROOM: readonly (readonly [step: string, bytes: number])[] = [
  ['copyingUpdates', UPDATE_BYTES],
  ['copyingImage', UPDATE_BYTES + WIM_BYTES],
  ['mounting', UPDATE_BYTES + 4 * WIM_BYTES],
  ['applying', UPDATE_BYTES + 4.5 * WIM_BYTES],
  ['exporting', UPDATE_BYTES + 4.5 * WIM_BYTES + CLEANED_BYTES],
];
const NEEDED_BYTES = ROOM.at(-1)![1];

function serviced(freeBytes: number, choice: Partial<ServicingChoice> = {}) {
  const siteChanges = { servicingDrive: { name: 'D:', freeBytes } };
  return runFleet(imageScenario([wizard({ removesSuperseded: true, ...choice })], { siteChanges }));
}

/** The rows of the first image, by the end of their interval. */
function rowAt(fleet: ReturnType<typeof serviced>, t: number): (column: ImageColumn) => number {
  return rowsOf(fleet.result().images).find((row) => row('t') === t && row('image') === 0)!;
}

describe('The drive for servicing', () => {
  for (const [step, bytes] of ROOM) {
    it(`is full when ${step} needs a byte more than it has, and the image stays as it was`, () => {
      const fleet = serviced(bytes - 1);
      const log = fleet.result().servicingLog!;
      const lines = logOf(fleet).map(([, line]) => line);
      const full = lines.indexOf('diskFull');
      expect(lines[full - 1]).toBe(step);
      expect([log.get(full, 'bytes'), log.get(full, 'code')]).toEqual([bytes, 112]);
      expect(lines.at(-1)).toBe('failed');
      expect(log.get(lines.length - 1, 'code')).toBe(112);
      expect(lines.includes('unmountedWithoutCommit')).toBe(step === 'applying');
      expect(statusOf(fleet)).toBe('failed');
      expect(fleet.parts.imageContents.version[0]).toBe(1);
      expect(fleet.parts.servicingRoom.bytes[0]).toBe(0);
      const outcome = step === 'exporting' ? 'discarded' : 'notReached';
      expect(outcomesOf(fleet)).toMatchObject([{ update: JUNE_CU, outcome, version: -1 }]);
    });
  }

  it('has room for a run that needs all of it', () => {
    expect(statusOf(serviced(NEEDED_BYTES))).toBe('succeeded');
  });

  it('needs no room for an export when superseded updates are not removed', () => {
    expect(statusOf(serviced(ROOM[3]![1], { removesSuperseded: false }))).toBe('succeeded');
  });

  it('shows in the rows of the intervals what it holds, and the most that it held', () => {
    const fleet = serviced(NEEDED_BYTES, { startAfterMs: HOUR_MS - 1 });
    expect(rowAt(fleet, WIZARD_MS + HOUR_MS)('temporaryBytes')).toBe(UPDATE_BYTES);
    const last = rowAt(fleet, WIZARD_MS + 2 * HOUR_MS);
    expect([last('temporaryBytes'), last('temporaryPeakBytes')]).toEqual([0, NEEDED_BYTES]);
    const later = rowAt(fleet, WIZARD_MS + 3 * HOUR_MS);
    expect([later('temporaryBytes'), later('temporaryPeakBytes')]).toEqual([0, 0]);
  });

  it('takes the copies as fast as it copies', () => {
    const base = smallScenario();
    const slow = { ...base.assumptions.offlineServicing, copyBytesPerSecond: COPY_RATE / 4 };
    const assumptions = { ...base.assumptions, offlineServicing: slow };
    const endMs = (changes: Parameters<typeof imageScenario>[1]) =>
      outcomesOf(runFleet(imageScenario([wizard()], changes)))[0]!.t;
    const copiedBytes = UPDATE_BYTES + WIM_BYTES + (WIM_BYTES + 0.6 * UPDATE_BYTES);
    expect(endMs({ assumptions }) - endMs({})).toBe((3 * copiedBytes * 1000) / COPY_RATE);
  });
});

describe('The rows of images', () => {
  it('tell version, status, planned start, size, updates in it and updates missing', () => {
    const startAfterMs = 5 * HOUR_MS;
    const fleet = runFleet(imageScenario([wizard({ startAfterMs })]));
    const told = (t: number) =>
      (['version', 'status', 'plannedMs', 'sizeBytes', 'updates', 'missing'] as const).map(rowAt(fleet, t));
    expect(told(DAY_MS - HOUR_MS)).toEqual([1, 0, -1, WIM_BYTES, 0, 1]);
    // May, which June replaces, is lacking only until that is out.
    expect(told(WIZARD_MS - HOUR_MS)).toEqual([1, 0, -1, WIM_BYTES, 0, 3]);
    expect(told(WIZARD_MS + HOUR_MS)).toEqual([1, 1, WIZARD_MS + startAfterMs, WIM_BYTES, 0, 3]);
    expect(told(WIZARD_MS + 6 * HOUR_MS)).toEqual([2, 3, -1, WIM_BYTES + 0.6 * UPDATE_BYTES, 1, 2]);
  });

  it('begin with the import', () => {
    const images = [image(), image({ name: 'later', importedMs: 2 * DAY_MS })];
    const rows = rowsOf(runFleet(imageScenario([], { images })).result().images);
    const firstMs = (number: number) => rows.find((row) => row('image') === number)!('t');
    expect([firstMs(0), firstMs(1)]).toEqual([HOUR_MS, 2 * DAY_MS]);
  });

  it('are none without images, and so are those of the log that nobody asks for', () => {
    const plain = runFleet(imageScenario([], { images: [] })).result();
    expect([plain.images.length, plain.imageUpdates.length, plain.servicingLog!.length]).toEqual([0, 0, 0]);
    const output = { intervalMs: HOUR_MS, clients: false, servicingLog: false };
    expect(runFleet(imageScenario([wizard()], { output })).result().servicingLog).toBeNull();
  });
});
