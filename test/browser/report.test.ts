import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inProcess } from '../cli/running.ts';
import { TINY_SCENARIO } from '../experiment/executors/tiny-plan.ts';
import { EVERYTHING, NAMES } from './everything.ts';
import { faultsOfPage } from './faults-of-page.ts';

const CHROMIUM = '/usr/bin/chromium';
const IS_HERE = existsSync(CHROMIUM);
const QUIETLY = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** Reserved for names that lead nowhere. */
const ADDRESS = 'http://report.invalid/';
const SWEEP = `name: tiny sweep
base: tiny.yaml
axes:
  - { path: clientSettings.scanTimeToLive, values: [6 h, 24 h] }
  - { path: 'groups[0].count', values: [3, 5] }
design: oneAtATime
replications: 2
responses: [exposure.clientHours, installations.hours]
`;

const VIEWS = [1280, 400].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);
const QUESTIONS = [
  'a run with everything in it',
  'a comparison',
  'a sweep',
  'a search for capacity',
] as const;

let folder: string;
let browser: Browser;
const htmlOf = new Map<string, string>();

beforeAll(async () => {
  if (!IS_HERE) return;
  folder = mkdtempSync(join(tmpdir(), 'fleetsim-browser-'));
  const fileOf = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const everything = fileOf('everything.yaml', EVERYTHING);
  const tiny = fileOf('tiny.yaml', TINY_SCENARIO);
  const sweep = fileOf('sweep.yaml', SWEEP);
  const twice = ['--replications', '2', '--jobs', '1'];
  const commands: Readonly<Record<(typeof QUESTIONS)[number], readonly string[]>> = {
    'a run with everything in it': ['run', everything],
    'a comparison': [
      ...['compare', everything, '--with', 'clientSettings.scanTimeToLive=6 h', ...twice],
      ...['--response', 'exposure.clientHours', '--response', `compliance.${NAMES.long}.actual.share`],
    ],
    'a sweep': ['sweep', sweep, '--jobs', '1'],
    'a search for capacity': [
      ...['capacity', tiny, '--vary', 'groups[0].count', '--values', '2,4', '--largest', ...twice],
      ...['--until', 'exposure.clientHours < 100000'],
    ],
  };
  for (const question of QUESTIONS) {
    const out = join(folder, question);
    const { code, err } = await inProcess([...commands[question], '--quiet', '--out', out]);
    expect([question, code, err]).toEqual([question, 0, '']);
    htmlOf.set(question, readFileSync(join(out, 'report.html'), 'utf8'));
  }
  browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIETLY });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

/** Opens a report as a server would send it, and says what the browser asked for and complained of. */
async function opened(question: string, options: BrowserContextOptions, policy?: string) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.route('**', (route) => {
    asked.push(route.request().url());
    return route.fulfill({
      body: htmlOf.get(question)!,
      contentType: 'text/html',
      headers: policy === undefined ? {} : { 'content-security-policy': policy },
    });
  });
  await page.goto(ADDRESS);
  return { page, asked, complaints, close: () => context.close() };
}

/** As plain script: what made it may call helpers of its own that the browser does not have. */
const faultsIn = (page: Page) =>
  page.evaluate<string[]>(`((__name) => (${faultsOfPage.toString()})())((it) => it)`);

const title = `a report in a browser${IS_HERE ? '' : ` (no ${CHROMIUM} here: not looked at)`}`;
describe.runIf(IS_HERE)(title, () => {
  describe.each(QUESTIONS)('of %s', (question) => {
    it.each(VIEWS)('is whole and legible at $width px, $colorScheme', async ({ width, colorScheme }) => {
      const { page, close } = await opened(question, { viewport: { width, height: 900 }, colorScheme });
      expect(await faultsIn(page)).toEqual([]);
      await close();
    });

    it('asks for nothing, complains of nothing and runs nothing', async () => {
      const { page, asked, complaints, close } = await opened(question, {});
      await page.waitForLoadState('networkidle');
      expect(asked).toEqual([ADDRESS]);
      expect(complaints).toEqual([]);
      await close();
    });

    it('keeps the colours of its pictures where a policy allows no styles', async () => {
      const { page, asked, close } = await opened(
        question,
        { colorScheme: 'light' },
        "default-src 'none'; style-src 'none'",
      );
      const colors = await page.evaluate<[string, string][]>(`
        [...document.querySelectorAll('figure svg [fill^="var("], figure svg [stroke^="var("]')].flatMap((mark) =>
          ['fill', 'stroke']
            .filter((name) => mark.getAttribute(name)?.startsWith('var('))
            .map((name) => [mark.getAttribute(name), getComputedStyle(mark)[name]]))`);
      expect(colors.length).toBeGreaterThan(0);
      for (const [wanted, found] of colors) expect([wanted, found]).toEqual([wanted, rgbOf(wanted)]);
      const lost = await page.evaluate<number>(
        `[...document.querySelectorAll('[style]')].filter((mark) => mark.getAttribute('style') !== '').length`,
      );
      expect(lost).toBe(0);
      expect(asked).toEqual([ADDRESS]);
      await close();
    });

    it('can be printed: light, every picture once, and nothing beyond the paper', async () => {
      const { page, close } = await opened(question, { colorScheme: 'dark' });
      await page.emulateMedia({ media: 'print' });
      await page.setViewportSize({ width: A4_PX, height: 900 });
      expect(await faultsIn(page)).toEqual([]);
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
        'rgb(255, 255, 255)',
      );
      const paper = await page.pdf({ format: 'A4' });
      expect(paper.subarray(0, 5).toString('latin1')).toBe('%PDF-');
      await close();
    });
  });

  it('shows names as they are written', async () => {
    const { page, close } = await opened(QUESTIONS[0], {});
    const words = await page.evaluate<string>('document.body.textContent');
    for (const name of [NAMES.markup, NAMES.script, NAMES.formula, NAMES.long, NAMES.chinese, NAMES.hebrew])
      expect(words).toContain(name);
    expect(words).not.toContain('\u001b');
    await close();
  });
});

/** What A4 leaves of its 210 mm between the margins of a printer, at 96 px for 25.4 mm. */
const A4_PX = Math.floor(((210 - 20) / 25.4) * 96);

/** `var(--name, #rrggbb)` as a browser tells it without the variable. */
function rgbOf(color: string): string {
  const hex = /#([0-9a-f]{6})\)$/.exec(color)![1]!;
  return `rgb(${[0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(', ')})`;
}
