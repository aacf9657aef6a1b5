import { describe, expect, test } from 'vitest';
import { servicingLogText } from '../../src/report/servicing-log.ts';
import { statusOf } from '../model/images/servicing-fleet.ts';
import { HOUR_MS } from '../model/small-fleet.ts';
import { mistakesOf } from '../scenario/loading.ts';
import { GB, run, SIZES, scenarioOf, textWith, WIM_BYTES, WIZARD_MS, wizard } from './image-fleet.ts';

const DRIVES = "drives: [{ name: 'C:', free: 30 GB }, { name: 'D:', free: 500 GB }]";
const [C, D] = [
  { name: 'C:', freeBytes: 30 * GB },
  { name: 'D:', freeBytes: 500 * GB },
];
const driveOf = (...site: string[]) => scenarioOf({ site: [DRIVES, ...site] }).sites[0]!.servicingDrive;

/** What a run with June's update has on the drive while the image is copied, mounted and patched. */
const COPIED_BYTES = SIZES.june + WIM_BYTES;
const MOUNTED_BYTES = COPIED_BYTES + 3 * WIM_BYTES;
const PEAK_BYTES = MOUNTED_BYTES + 0.5 * WIM_BYTES;

describe('the drive on which images are serviced', () => {
  test('O4.1 can be chosen', () => {
    expect(driveOf("offlineServicingDrive: 'D:'")).toEqual(D);
    expect(driveOf("offlineServicingDrive: 'C:'")).toEqual(C);
  });

  test('O4.2 needs much room for temporary files, or the run fails', () => {
    const drive = (free: number) => `drives: [{ name: 'C:', free: ${free} B }]`;
    const of = (free: number) => run({ site: [drive(free)], actions: [wizard()] });
    const enough = of(PEAK_BYTES);
    expect(statusOf(enough.fleet)).toBe('succeeded');
    const first = enough.rowAt(WIZARD_MS + HOUR_MS);
    expect([first('temporaryPeakBytes'), first('temporaryBytes')]).toEqual([PEAK_BYTES, 0]);
    const less = of(PEAK_BYTES - 1);
    expect(statusOf(less.fleet)).toBe('failed');
    expect(less.log.map(([, line]) => line)).toContain('diskFull');
  });

  test('O4.3 is a local drive of the site server, which is set for the site', () => {
    const site = (name: string, drive: string) => `  - name: ${name}
    drives: [{ name: 'C:', free: 30 GB }, { name: 'D:', free: 500 GB }]
    offlineServicingDrive: '${drive}'
    softwareUpdatePoints: [{ name: SUP-${name}, location: Paris }]
    managementPoints: [{ name: MP-${name}, location: Paris }]
    distributionPoints: [{ name: DP-${name}, location: Paris }]
`;
    const text = textWith()
      .replace(/site:\n[\s\S]*?(?=groups:)/, `sites:\n${site('P01', 'C:')}${site('P02', 'D:')}`)
      .replace('count: 1,', 'count: 1, site: P01,')
      .replace(/packages:[\s\S]*/, '');
    const images = ['P01', 'P02'].map(
      (name) =>
        `  - { name: i${name}, site: ${name}, product: Windows 11, size: 10 GB, patchedTo: 2024-05-01 00:00 UTC }\n`,
    );
    const acts = ['P01', 'P02'].map(
      (name) => `  - { ${wizard('updates: [may]', 'start + 3 d', `i${name}`)} }\n`,
    );
    const { scenario, fleet } = run(`${text}images:\n${images.join('')}actions:\n${acts.join('')}`);
    expect(scenario.sites.map(({ servicingDrive }) => servicingDrive)).toEqual([C, D]);
    // 45 GB are more than what is free on the one drive, and less than what is free on the other.
    expect([statusOf(fleet, 0), statusOf(fleet, 1)]).toEqual(['failed', 'succeeded']);
  });

  test('O4.4 is automatic unless it is chosen: that of the installation', () => {
    expect(driveOf()).toEqual(C);
    expect(driveOf("installedOn: 'D:'")).toEqual(D);
    expect(driveOf("installedOn: 'D:'", 'offlineServicingDrive: automatic')).toEqual(D);
  });

  test('O4.5 is taken as automatic if the site server does not have it', () => {
    expect(driveOf("offlineServicingDrive: 'E:'")).toEqual(C);
    expect(driveOf("installedOn: 'D:'", "offlineServicingDrive: 'E:'")).toEqual(D);
    expect(mistakesOf(textWith({ site: [DRIVES, "offlineServicingDrive: 'E:'"] }))).toEqual([
      expect.stringContaining('"E:" does not exist on the server'),
    ]);
  });

  const onD = (atMs?: number) =>
    run({ site: [DRIVES, "offlineServicingDrive: 'D:'"], actions: [wizard()] }, atMs);
  const instantOf = (line: string) => onD().log.find((each) => each[1] === line)![0];

  test('O4.6 holds the temporary files in a folder of its own, for as long as the run lasts', () => {
    const room = (atMs: number) => onD(atMs).fleet.parts.servicingRoom.bytes[0];
    expect(room(WIZARD_MS - 1)).toBe(0);
    expect(room(WIZARD_MS)).toBe(SIZES.june);
    expect(room(instantOf('copyingImage'))).toBe(COPIED_BYTES);
    expect(room(instantOf('succeeded'))).toBe(0);
    const text = servicingLogText(onD().fleet.result())!;
    expect(text).toContain(
      'copying the image file, 6000000000 bytes, to D:\\ConfigMgr_OfflineImageServicing',
    );
  });

  test('O4.7 … and there the image is mounted', () => {
    const mountingMs = instantOf('mounting');
    const room = (atMs: number) => onD(atMs).fleet.parts.servicingRoom.bytes[0];
    expect([room(mountingMs - 1), room(mountingMs)]).toEqual([COPIED_BYTES, MOUNTED_BYTES]);
    const text = servicingLogText(onD().fleet.result())!;
    expect(text).toContain('mounting the copy in D:\\ConfigMgr_OfflineImageServicing');
  });
});
