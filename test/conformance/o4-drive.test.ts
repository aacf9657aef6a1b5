import { describe, expect, test } from 'vitest';
import { GB, scenarioOf } from './image-fleet.ts';

const DRIVES = "drives: [{ name: 'C:', free: 30 GB }, { name: 'D:', free: 500 GB }]";
const driveOf = (...site: string[]) => scenarioOf({ site: [DRIVES, ...site] }).sites[0]!.servicingDrive;

describe('the drive on which images are serviced', () => {
  test('O4.1 can be chosen', () => {
    expect(driveOf("offlineServicingDrive: 'D:'")).toEqual({ name: 'D:', freeBytes: 500 * GB });
    expect(driveOf("offlineServicingDrive: 'C:'")).toEqual({ name: 'C:', freeBytes: 30 * GB });
  });
});
