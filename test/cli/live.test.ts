import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { canDraw, type LiveTerminal, showLive } from '../../src/cli/live.ts';
import { openScenario } from '../../src/cli/scenario-file.ts';
import { liveState } from '../../src/experiment/live-state.ts';
import { type OnSlice, runScenario } from '../../src/experiment/run.ts';
import { colorsFor } from '../../src/report/summary/colors.ts';
import { scenarioTemplate } from '../../src/scenario/template.ts';
import { inProcess } from './running.ts';

const folder = mkdtempSync(join(tmpdir(), 'fleetsim-live-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'small.yaml');
writeFileSync(file, scenarioTemplate('small').replace(/count: \d+/g, 'count: 20'));
const { scenario } = openScenario(file, undefined, []);
const never = new AbortController().signal;
const ESCAPE = '\u001b';
/** Ways up, other codes that the program may use, and what is neither. */
const PIECES = new RegExp(
  `${ESCAPE}\\[(\\d+)A|${ESCAPE}\\[(\\?25[lh]|K|J|2J|H)|([^${ESCAPE}]+|${ESCAPE})`,
  'g',
);

/** A terminal that does what the program asks of it; anything else that steers it is an error. */
class FakeTerminal implements LiveTerminal {
  columns = 60;
  rows = 16;
  isCursorShown = true;
  lines: string[] = [''];
  #at = 0;

  write(text: string): boolean {
    for (const [, up, code, plain] of text.matchAll(PIECES)) {
      if (up !== undefined) this.#at -= Number(up);
      else if (code === '?25l' || code === '?25h') this.isCursorShown = code === '?25h';
      else if (code === 'J') this.lines.splice(this.#at, Number.POSITIVE_INFINITY, '');
      else if (code === '2J' || code === 'H') [this.lines, this.#at] = [[''], 0];
      else if (plain === ESCAPE) throw new Error(`steers the terminal: ${JSON.stringify(text)}`);
      else if (plain !== undefined) this.#print(plain);
      if (this.#at < 0) throw new Error('above the first line');
    }
    return true;
  }

  #print(text: string): void {
    const [first, ...others] = text.replaceAll('\r', '').split('\n');
    const put = (part: string) => {
      if (part !== '') this.lines[this.#at] = part;
    };
    put(first!);
    for (const part of others) {
      this.#at++;
      this.lines[this.#at] ??= '';
      put(part);
    }
  }
}

/** Runs the scenario before a terminal; `each` is told after every slice. */
async function watched(terminal: FakeTerminal, each: OnSlice, signal = never): Promise<void> {
  let clockMs = 0;
  // A quarter of a second passes whenever the clock is looked at: every slice is drawn.
  const display = showLive('small', scenario, terminal, colorsFor(false), () => {
    clockMs += 250;
    return clockMs;
  });
  const onSlice: OnSlice = async (progress, fleet) => {
    await display.onSlice(progress, fleet);
    await each(progress, fleet);
  };
  try {
    await runScenario(scenario, 0, onSlice, signal);
  } finally {
    display.stop();
  }
}

describe('a run that is watched', () => {
  it('is drawn in place, never over more lines or columns than there are', async () => {
    const terminal = new FakeTerminal();
    let instants = 0;
    await watched(terminal, ({ nowMs }) => {
      const instant = new Date(scenario.startEpochMs + nowMs).toISOString().slice(0, 16).replace('T', ' ');
      expect(terminal.lines[0]).toBe(`${instant} UTC  small`);
      expect(terminal.lines.filter((line) => line.includes('events/s')).length).toBe(1);
      expect(terminal.lines.length).toBeLessThanOrEqual(terminal.rows);
      for (const line of terminal.lines) expect(line.length).toBeLessThanOrEqual(terminal.columns);
      expect(terminal.isCursorShown).toBe(false);
      instants++;
    });
    expect(instants).toBe(scenario.horizonMs / 3_600_000);
  });

  it('leaves nothing behind, and the cursor as it was', async () => {
    const terminal = new FakeTerminal();
    await watched(terminal, () => undefined);
    expect([terminal.lines, terminal.isCursorShown]).toEqual([[''], true]);
  });

  it('does so when it is interrupted too', async () => {
    const terminal = new FakeTerminal();
    const controller = new AbortController();
    const stopped = new Error('stopped');
    const run = watched(
      terminal,
      ({ nowMs }) => {
        if (nowMs > 10 * 3_600_000) controller.abort(stopped);
      },
      controller.signal,
    );
    await expect(run).rejects.toBe(stopped);
    expect([terminal.lines, terminal.isCursorShown]).toEqual([[''], true]);
  });

  it('fits the terminal again after that was resized', async () => {
    const terminal = new FakeTerminal();
    let slice = 0;
    await watched(terminal, () => {
      if (slice > 24)
        for (const line of terminal.lines) expect(line.length).toBeLessThanOrEqual(terminal.columns);
      slice++;
      if (slice === 24) Object.assign(terminal, { columns: 40, rows: 10 });
    });
  });

  it('tells at the end what the tables tell', async () => {
    let seen: ReturnType<typeof liveState> | null = null;
    const result = await runScenario(
      scenario,
      0,
      (_, fleet) => {
        seen = liveState(scenario, fleet);
      },
      never,
    );
    const { deployments, servers, links } = seen!;
    const sumAtEnd = (deployment: number, column: 'members' | 'actualCompliant' | 'shownCompliant') => {
      const { compliance } = result;
      let sum = 0;
      for (let row = 0; row < compliance.length; row++) {
        const counts =
          compliance.get(row, 't') === scenario.horizonMs && compliance.get(row, 'belowTop') === 0;
        if (counts && compliance.get(row, 'deployment') === deployment) sum += compliance.get(row, column);
      }
      return sum;
    };
    expect(deployments).toEqual(
      scenario.deployments.map(({ name }, deployment) => ({
        name,
        members: sumAtEnd(deployment, 'members'),
        actual: sumAtEnd(deployment, 'actualCompliant'),
        shown: sumAtEnd(deployment, 'shownCompliant'),
      })),
    );
    expect(servers.map(({ refused }) => refused)).toEqual(
      result.serverNames.map((_, server) => result.serverTotals.get(server, 'refused')),
    );
    const lastLinks = result.linkNames.map((_, link) =>
      result.links.get(result.links.length - result.linkNames.length + link, 'utilisation'),
    );
    expect(links.map(({ utilisation }) => utilisation)).toEqual(lastLinks);
  });
});

describe('fleetsim run --live', () => {
  /** The program with standard error taken for a terminal. */
  async function inTerminal(...options: string[]) {
    const { stderr } = process;
    const before = { isTTY: stderr.isTTY, columns: stderr.columns, rows: stderr.rows };
    Object.assign(stderr, { isTTY: true, columns: 60, rows: 16 });
    try {
      return await inProcess(['run', file, ...options]);
    } finally {
      Object.assign(stderr, before);
    }
  }
  const filesOf = (name: string) =>
    JSON.parse(readFileSync(join(folder, name, 'manifest.json'), 'utf8')).identity.files;

  it('draws on standard error alone, and writes the same results and summary', async () => {
    const live = await inTerminal('--live', '--no-color', '--out', join(folder, 'live'));
    const plain = await inProcess(['run', file, '--no-color', '--out', join(folder, 'plain')]);
    expect(live.code).toBe(plain.code);
    const terminal = new FakeTerminal();
    terminal.write(live.err.replaceAll(`${ESCAPE}[K`, ''));
    expect(terminal.isCursorShown).toBe(true);
    const steady = (text: string) => text.replace(/ events in .*$/m, '').replace(/^Results: .*$/m, '');
    expect(steady(live.out)).toBe(steady(plain.out));
    expect(filesOf('live')).toEqual(filesOf('plain'));
  });

  it('says one plain line where there is no terminal', async () => {
    const { err } = await inProcess(['run', file, '--live', '--out', join(folder, 'piped')]);
    expect(err).toMatch(/^fleetsim: small, [\d,]+ clients, .*\n$/);
    expect(canDraw({ isTTY: true }, { TERM: 'dumb' })).toBe(false);
  });

  it('is about one run, and not for who wants to see nothing', async () => {
    for (const other of [['--quiet'], ['--replications', '2']]) {
      const { code, err } = await inProcess(['run', file, '--live', ...other]);
      expect([code, err.startsWith('--live watches one run')]).toEqual([EXIT.usage, true]);
    }
  });
});
