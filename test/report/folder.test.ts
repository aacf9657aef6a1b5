import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutputError } from '../../src/experiment/errors.ts';
import type { CsvPart } from '../../src/report/csv.ts';
import { obstacle, REPORT_FILE, textFile, type WrittenFile, writeFolder } from '../../src/report/folder.ts';
import { writeRunFolder } from '../../src/report/run-folder.ts';
import { resultOf } from './run-result.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'fleetsim-folder-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const identity = (files: readonly WrittenFile[]) => ({ identity: { program: 'fleetsim', files } });
const report = (startedAt: string) => ({
  result: resultOf(),
  origin: { version: '1.2.3', timeZoneData: '2026a', resolvedYaml: 'name: hand-made\n' },
  scenarioYaml: 'name: hand-made # as given\n',
  warnings: [],
  verdicts: [],
  circumstance: () => ({
    startedAt,
    durationSeconds: 1,
    simulationSeconds: 1,
    memoryPeakBytes: 1,
    stateBytes: 1,
    platform: 'test',
    node: 'v0',
    overrides: [],
  }),
});
const manifestIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));

function* failing(error: Error): Generator<CsvPart> {
  yield { text: 'a,b\n', rows: 0 };
  throw error;
}

describe('a folder of results', () => {
  it('holds a manifest whose sizes, hashes and row counts are those of the files on disk', async () => {
    const folder = join(parent, 'run');
    await writeRunFolder(folder, report('2024-01-01T00:00:00Z'));
    const { files } = manifestIn(folder).identity as { files: WrittenFile[] };
    expect(readdirSync(folder).sort()).toEqual([...files.map(({ file }) => file), 'manifest.json'].sort());
    for (const { file, sizeBytes, sha256, rows } of files) {
      const bytes = readFileSync(join(folder, file));
      expect(sizeBytes).toBe(bytes.length);
      expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
      if (rows !== null) expect(rows).toBe(bytes.toString().split('\n').length - 2);
    }
  });

  it('is the same bytes at another time on another machine, the circumstance apart', async () => {
    await writeRunFolder(join(parent, 'a'), report('2024-01-01T00:00:00Z'));
    await writeRunFolder(join(parent, 'b'), report('2025-01-01T00:00:00Z'));
    const [a, b] = ['a', 'b'].map((name) => manifestIn(join(parent, name)));
    expect(a.identity).toEqual(b.identity);
    expect(a.circumstance).not.toEqual(b.circumstance);
  });

  it('replaces older results as a whole', async () => {
    const folder = join(parent, 'run');
    await writeFolder(folder, [textFile('old.csv', 'old')], identity);
    await writeFolder(folder, [textFile('new.csv', 'new')], identity);
    expect(readdirSync(folder).sort()).toEqual(['manifest.json', 'new.csv']);
    expect(readdirSync(parent)).toEqual(['run']);
  });

  it('takes the place of an empty folder', async () => {
    const folder = join(parent, 'run');
    mkdirSync(folder);
    await writeFolder(folder, [textFile('new.csv', 'new')], identity);
    expect(readdirSync(folder)).toContain('manifest.json');
  });

  it('is not written where a folder holds something else', async () => {
    const folder = join(parent, 'mine');
    mkdirSync(folder);
    writeFileSync(join(folder, 'diary.txt'), 'dear');
    await expect(writeFolder(folder, [], identity)).rejects.toThrow('does not hold the results of a run');
    expect(readdirSync(folder)).toEqual(['diary.txt']);
  });

  it('is not replaced when somebody put a file of their own into it', async () => {
    const folder = join(parent, 'run');
    await writeFolder(folder, [textFile('a.csv', 'a')], identity);
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    expect(obstacle(folder)).toContain('notes.txt');
  });

  it('is replaced together with a report that somebody asked for later', async () => {
    const folder = join(parent, 'run');
    await writeFolder(folder, [textFile('a.csv', 'a')], identity);
    writeFileSync(join(folder, REPORT_FILE), 'asked for later');
    expect(obstacle(folder)).toBeNull();
  });

  it('is not written below a file, nor over one', () => {
    writeFileSync(join(parent, 'file'), '');
    expect(obstacle(join(parent, 'file'))).toContain('not a folder');
    expect(obstacle(join(parent, 'file', 'run'))).toContain('not a folder');
    expect(obstacle(join(parent, 'new', 'run'))).toBeNull();
  });

  it('leaves nothing behind when the disk is full half way', async () => {
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write' });
    const contents = [textFile('a.csv', 'a'), { file: 'b.csv', table: true, parts: failing(full) }];
    const attempt = writeFolder(join(parent, 'run'), contents, identity);
    await expect(attempt).rejects.toThrow(OutputError);
    await expect(attempt).rejects.toThrow('the disk is full');
    expect(readdirSync(parent)).toEqual([]);
  });

  it('leaves the older results untouched when new ones fail', async () => {
    const folder = join(parent, 'run');
    await writeFolder(folder, [textFile('old.csv', 'old')], identity);
    const contents = [{ file: 'b.csv', table: true, parts: failing(new Error('broken')) }];
    await expect(writeFolder(folder, contents, identity)).rejects.toThrow('broken');
    expect(readdirSync(folder).sort()).toEqual(['manifest.json', 'old.csv']);
    expect(readdirSync(parent)).toEqual(['run']);
  });

  it('leaves nothing behind when it is interrupted half way', async () => {
    const controller = new AbortController();
    function* interrupted(): Generator<CsvPart> {
      yield { text: 'a\n', rows: 0 };
      controller.abort(new Error('interrupted'));
      yield { text: 'b\n', rows: 1 };
    }
    const contents = [{ file: 'a.csv', table: true, parts: interrupted() }];
    await expect(writeFolder(join(parent, 'run'), contents, identity, controller.signal)).rejects.toThrow(
      'interrupted',
    );
    expect(readdirSync(parent)).toEqual([]);
  });

  it('has no manifest when the process is killed half way, and the next run clears what was left', async () => {
    const script = fileURLToPath(new URL('endless-writer.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, join(parent, 'run')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGKILL');
    await ended;
    const left = readdirSync(parent, { recursive: true }).map(String);
    expect(left.some((path) => statSync(join(parent, path)).isFile())).toBe(true);
    expect(left.filter((path) => path.includes('manifest'))).toEqual([]);
    expect(left).not.toContain('run');

    await writeFolder(join(parent, 'run'), [textFile('note.txt', 'later')], identity);
    expect(readdirSync(parent)).toEqual(['run']);
  });
});
