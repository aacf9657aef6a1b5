import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EXIT } from '../src/cli/exit.ts';
import { inProcess } from './cli/running.ts';
import { ROOT } from './scenario/loading.ts';

const FOLDER = `${ROOT}scenarios/experiments/`;
const out = mkdtempSync(join(tmpdir(), 'fleetsim-experiments-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** What the head of each experiment says, as the lines of the answer that it is read from. */
const ANSWERS: Readonly<Record<string, readonly RegExp[]>> = {
  'what-delays-patch-tuesday.yaml': [
    /p90\.sinceReleaseHours\n {2}1\. deadline moves it by 9[56]\.\d+ h .*\n {2}2\. randomizesDeadline moves it by 0\.[34]/,
    /Makes no difference to the mean: absence\./,
    /scans\.refused\n {2}1\. randomizesDeadline moves it by [56]\d\d scans/,
    /Cannot be told from luck: deadline\./,
  ],
  'what-nobody-documents.yaml': [
    /43 settings that nobody documents/,
    /restrictedMeanHours\n {2}1\. restartNeeded\.LCU moves it by [23]\.\d h .*\n {2}2\. attendance/,
    /scans\.refused\n {2}1\. softwareUpdatePoints\[SUP1\]\.servers .* least with 8, most with 2\./,
  ],
};

describe.each(readdirSync(FOLDER))('scenarios/experiments/%s', (file) => {
  it('begins with a question and its answer', () => {
    const head = readFileSync(FOLDER + file, 'utf8').split('\nname:')[0]!;
    expect(head.replace(/\n# ?/g, ' ')).toMatch(/[a-zA-Z]\? .* Answer: .{40}/);
  });

  it('gives that answer', { timeout: 300_000 }, async () => {
    const { code, out: said, err } = await inProcess(['sweep', FOLDER + file, '--out', join(out, file)]);
    expect([code, err.includes('failed')]).toEqual([EXIT.ok, false]);
    expect(ANSWERS[file]!.filter((line) => !line.test(said))).toEqual([]);
  });
});
