import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type RunResult,
  SERVICING_LOG_COLUMNS,
  SERVICING_LOG_LINES,
  type ServicingLogColumn,
  type ServicingLogLine,
} from '../../src/model/results.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { writeRunFolder } from '../../src/report/run-folder.ts';
import { servicingLogText } from '../../src/report/servicing-log.ts';
import { image, imageResult, imageScenario } from './image-result.ts';
import { DAY_MS, resultOf, rowsOf } from './run-result.ts';

const site = (name: string, drive = 'C:') => ({
  name,
  kind: 'primary',
  parent: -1,
  servicingDrive: { name: drive, freeBytes: 100e9 },
});

function scenarioWith(changes: object = {}): Scenario {
  return imageScenario({ sites: [site('P01', 'D:')], ...changes } as unknown as Partial<Scenario>);
}

/** A run whose log has these lines. What is not said of a line is −1, but for its image, the first. */
function resultWith(
  lines: readonly ({ line: ServicingLogLine } & Partial<
    Record<Exclude<ServicingLogColumn, 'line'>, number>
  >)[],
  scenario = scenarioWith(),
): RunResult {
  const rows = lines.map(({ line, ...cells }) => ({
    t: 9 * DAY_MS,
    image: 0,
    update: -1,
    bytes: -1,
    code: -1,
    ...cells,
    line: SERVICING_LOG_LINES.indexOf(line),
  }));
  return imageResult({ scenario, servicingLog: rowsOf(SERVICING_LOG_COLUMNS, rows) });
}

/** How CMTrace reads a line: the text ends at the first end mark. */
function read(line: string) {
  const match = /^<!\[LOG\[(.*?)\]LOG\]!><(.*)>$/.exec(line);
  const tags = [...match![2]!.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]);
  return { text: match![1]!, ...(Object.fromEntries(tags) as Record<string, string>) };
}

const linesOf = (result: RunResult) => servicingLogText(result)!.trimEnd().split('\n');
const textsOf = (result: RunResult) => linesOf(result).map((line) => read(line).text);

describe('OfflineServicingMgr.log', () => {
  it('has lines in the format of CMTrace, with date and time of the simulated clock in UTC', () => {
    const atMs = 9 * DAY_MS + ((13 * 60 + 5) * 60 + 7) * 1000 + 89;
    const [line] = linesOf(resultWith([{ line: 'started', t: atMs, code: 2 }]));
    expect(line).toBe(
      '<![LOG[Image Golden: servicing begins, 2 updates to apply]LOG]!>' +
        '<time="13:05:07.089+000" date="04-10-2024" component="SMS_OFFLINE_SERVICING_MANAGER" context="" ' +
        'type="1" thread="1" file="offlineservicingmgr.cpp:1">',
    );
  });

  it.each<[ServicingLogLine, string, Partial<Record<ServicingLogColumn, number>>, type: 1 | 2 | 3]>([
    ['scheduled', '3 updates scheduled', { code: 3 }, 1],
    ['nothingToSchedule', 'nothing scheduled, no chosen update is on the list of applicable ones', {}, 2],
    ['started', 'servicing begins, 1 update to apply', { code: 1 }, 1],
    ['copyingUpdates', 'copying 700000000 bytes of update files from the content library', { bytes: 7e8 }, 1],
    [
      'copyingImage',
      'copying the image file, 6000000000 bytes, to D:\\ConfigMgr_OfflineImageServicing',
      { bytes: 6e9 },
      1,
    ],
    ['mounting', 'mounting the copy in D:\\ConfigMgr_OfflineImageServicing', {}, 1],
    ['checking', 'checking whether KB5036893 (a) is applicable', { update: 0 }, 1],
    ['applying', 'applying KB5036893 (a)', { update: 0 }, 1],
    ['applied', 'applied KB5036893 (a)', { update: 0 }, 1],
    [
      'applyFailed',
      'KB5036893 (a) could not be applied, error 2148468766 (0x800f081e)',
      { update: 0, code: 0x800f081e },
      3,
    ],
    ['notSupported', 'KB5036893 (a) left out, it is not component-based', { update: 0 }, 2],
    ['cleaningUp', 'removing superseded updates', {}, 1],
    ['committing', 'committing the changes', {}, 1],
    ['exporting', 'exporting to a new file, 6100000000 bytes', { bytes: 6.1e9 }, 1],
    ['copyingBack', 'copying the serviced file back, 6100000000 bytes', { bytes: 6.1e9 }, 1],
    ['oldVersionRemoved', 'old version removed, 6000000000 bytes', { bytes: 6e9 }, 1],
    ['updatingDistributionPoints', 'new version goes to 200 distribution points', { code: 200 }, 1],
    [
      'diskFull',
      'no room for 27000000000 bytes of temporary files in D:\\ConfigMgr_OfflineImageServicing, error 112 (0x00000070)',
      { bytes: 27e9, code: 112 },
      3,
    ],
    ['cancelled', 'servicing cancelled, 1 update applied so far', { code: 1 }, 2],
    ['unmountedWithoutCommit', 'copy unmounted, nothing committed', {}, 2],
    ['succeeded', 'servicing succeeded, 0 updates applied', { code: 0 }, 1],
    ['failed', 'servicing failed, error 1603 (0x00000643)', { code: 1603 }, 3],
  ])('tells «%s» as «%s»', (line, text, cells, type) => {
    const [written] = linesOf(resultWith([{ ...cells, line }]));
    expect(read(written!)).toMatchObject({ text: `Image Golden: ${text}`, type: String(type) });
  });

  it('has words of their own for all lines', () => {
    const texts = textsOf(resultWith(SERVICING_LOG_LINES.map((line) => ({ line }))));
    expect(new Set(texts).size).toBe(SERVICING_LOG_LINES.length);
  });

  it('keeps the order of what happened, of all images and sites in one file', () => {
    const images = [image('Golden'), image('Upgrade', { kind: 'upgradePackage', site: 1 })];
    const scenario = scenarioWith({ images, sites: [site('P01'), site('P02', 'E:')] });
    const lines = [
      { line: 'mounting', t: 9 * DAY_MS },
      { line: 'mounting', t: 9 * DAY_MS + 1, image: 1 },
      { line: 'committing', t: 9 * DAY_MS + 1 },
    ] as const;
    expect(textsOf(resultWith(lines, scenario))).toEqual([
      'Image Golden at P01: mounting the copy in C:\\ConfigMgr_OfflineImageServicing',
      'Upgrade package Upgrade at P02: mounting the copy in E:\\ConfigMgr_OfflineImageServicing',
      'Image Golden at P01: committing the changes',
    ]);
  });

  it.each([
    'a]LOG]!><time="',
    ']LOG]LOG]!>',
    '<![LOG[b',
    '</LOG>"&',
    'new\nline\r\u2028',
    '\u202eright to left',
    ']LOG]!]LOG]!>',
  ])('stays one readable line per row with an image called %j', (name) => {
    const result = resultWith(
      [{ line: 'scheduled', code: 3 }, { line: 'committing' }],
      scenarioWith({ images: [image(name)] }),
    );
    const lines = linesOf(result);
    expect(lines).toHaveLength(2);
    expect(read(lines[0]!)).toMatchObject({
      text: expect.stringMatching(/^Image .*: 3 updates scheduled$/),
      date: '04-10-2024',
      type: '1',
    });
    expect(lines[0]!.split('<![LOG[')).toHaveLength(2);
  });

  it('is a file of the results if the scenario asks for it and something was written', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'fleetsim-servicing-'));
    const filesOf = async (result: RunResult, folder: string) => {
      const circumstance = {} as never;
      await writeRunFolder(join(parent, folder), {
        result,
        origin: { version: '1.2.3', timeZoneData: '2026a', resolvedYaml: '' },
        scenarioYaml: '',
        warnings: [],
        verdicts: [],
        circumstance: () => circumstance,
      });
      const { identity } = JSON.parse(readFileSync(join(parent, folder, 'manifest.json'), 'utf8'));
      return identity.files.map(({ file }: { file: string }) => file) as string[];
    };
    try {
      const written = resultWith([{ line: 'started', code: 1 }]);
      expect(await filesOf(written, 'written')).toContain('OfflineServicingMgr.log');
      const path = join(parent, 'written', 'OfflineServicingMgr.log');
      expect(readFileSync(path, 'utf8')).toBe(servicingLogText(written));
      expect(await filesOf(resultWith([]), 'empty')).not.toContain('OfflineServicingMgr.log');
      expect(await filesOf(resultOf(), 'without')).not.toContain('OfflineServicingMgr.log');
    } finally {
      rmSync(parent, { recursive: true, force: true });
    }
  });
});
