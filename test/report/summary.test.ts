import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/experiment/metrics/thresholds.ts';
import { SCAN_OUTCOMES, SITE_EVENTS } from '../../src/model/results.ts';
import { colorsFor } from '../../src/report/summary/colors.ts';
import { clip, displayWidth } from '../../src/report/summary/display-width.ts';
import { terminalSummary } from '../../src/report/summary/terminal.ts';
import { textTable } from '../../src/report/summary/text-table.ts';
import { HOUR_MS, resultOf, rowsOf, scenarioOf } from './run-result.ts';

const verdict = (text: string, met: boolean): Verdict => ({
  threshold: { metric: text, atMost: 1, text },
  value: 2,
  unit: 'scans',
  met,
});
const plain = (verdicts: Verdict[] = [], warnings: string[] = [], result = resultOf()) =>
  terminalSummary(result, verdicts, warnings, colorsFor(false));

describe('the summary in the terminal', () => {
  it('fits one screen however much there is to say', () => {
    const verdicts = Array.from({ length: 30 }, (_, index) =>
      verdict(`threshold ${index} ${'x'.repeat(200)}`, false),
    );
    const warnings = Array.from({ length: 30 }, (_, index) => `warning ${index} ${'y'.repeat(200)}`);
    const [april] = scenarioOf().deployments;
    const deployments = Array.from({ length: 30 }, (_, index) => ({
      ...april!,
      name: `${index} ${'更新'.repeat(31)}`,
    }));
    const result = resultOf({ scenario: scenarioOf({ deployments }) });
    const lines = plain(verdicts, warnings, result).split('\n');
    // The line of the run, a blank one and the place of the results come on top.
    expect(lines.length).toBeLessThanOrEqual(40 - 3);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(100);
  });

  it('begins with the thresholds, those that were not met first', () => {
    const lines = plain([verdict('one', true), verdict('two', false)]).split('\n');
    expect(lines[0]).toBe('✗ not met  two: 2 scans');
    expect(lines[1]).toBe('✓ met      one: 2 scans');
  });

  it('shortens a long threshold, never the figure that was found', () => {
    const [line] = plain([verdict('x'.repeat(200), false)]).split('\n');
    expect(line).toMatch(/x…: 2 scans$/);
    expect(line!.length).toBe(100);
  });

  it('draws the actual and the shown curve so that they differ without colour', () => {
    const summary = plain();
    expect(summary).toContain('Compliance with April');
    expect(summary).toContain('─');
    expect(summary).toContain('100 %');
  });

  it('lists the busiest servers and links, the busiest first', () => {
    const lines = plain().split('\n');
    const head = lines.findIndex((line) => line.startsWith('Busiest servers'));
    expect(lines.slice(head + 1, head + 3).map((line) => line.split(' ')[0])).toEqual(['MP1', 'SUP1']);
    expect(lines.find((line) => line.startsWith('Shops'))).toContain('40.0 %');
  });

  it('says of each deployment by name how far it has come and of what most of its unfinished clients are short', () => {
    const line = plain()
      .split('\n')
      .find((text) => text.startsWith('April '));
    expect(line).toMatch(/ 100 {2}90\.0 % {2}\d+\.\d % {2}10 \(pendingRestart 6 · 1 more\)$/);
  });

  it('names the three largest deployments, the largest first, and counts the others', () => {
    const whole = resultOf();
    const [april] = whole.scenario.deployments;
    const sizes = [5, 50, 2, 20, 7];
    const deployments = sizes.map((size) => ({ ...april!, name: `to ${size}` }));
    const result = resultOf({
      scenario: scenarioOf({ deployments }),
      compliance: rowsOf(
        whole.compliance.columns,
        sizes.map((members, deployment) => ({ t: whole.scenario.horizonMs, deployment, members })),
      ),
    });
    const lines = plain([], [], result).split('\n');
    const head = lines.findIndex((line) => line.startsWith('Compliant at the end (and 2 more)'));
    expect(lines.slice(head + 1, head + 4).map((line) => line.slice(0, 5).trim())).toEqual([
      'to 50',
      'to 20',
      'to 7',
    ]);
    expect(lines[head + 4]).toContain('Restarts');
    expect(lines.find((line) => line.startsWith('Compliance with'))).toContain('to 50');
  });

  it('shows 100 % compliant only where nobody is missing', () => {
    const whole = resultOf();
    const compliance = (actualCompliant: number) =>
      rowsOf(whole.compliance.columns, [{ t: whole.scenario.horizonMs, members: 1e6, actualCompliant }]);
    expect(plain([], [], resultOf({ compliance: compliance(1e6 - 1) }))).toMatch(/April .* > 99\.9 % /);
    expect(plain([], [], resultOf({ compliance: compliance(1e6) }))).toMatch(/April .* 100\.0 % /);
  });

  it('ranks what looks equally busy by what passed, not by the noise of fractions', () => {
    const whole = resultOf();
    const links = rowsOf(whole.links.columns, [
      { link: 0, utilisation: 1 },
      { link: 1, utilisation: 1 - 1e-12 },
    ]);
    const linkTotals = rowsOf(whole.linkTotals.columns, [
      { link: 0, bytes: 1e9 },
      { link: 1, bytes: 2000e9 },
    ]);
    const linkNames = ['narrow', 'wide'].map((name) => ({ name, bytesPerSecond: 1 }));
    const lines = plain([], [], resultOf({ links, linkTotals, linkNames })).split('\n');
    const head = lines.findIndex((line) => line.startsWith('Busiest links'));
    expect(lines.slice(head + 1, head + 3).map((line) => line.split(' ')[0])).toEqual(['wide', 'narrow']);
    expect(lines[head + 1]).toContain(' 2,000.0 ');
  });

  it('calls the busiest interval an hour when it is one', () => {
    const output = { intervalMs: 2 * HOUR_MS, clients: true, servicingLog: false };
    expect(plain()).toContain('busiest hour');
    expect(plain([], [], resultOf({ scenario: scenarioOf({ output }) }))).toContain('busiest interval');
  });

  it('counts the countdowns that met somebody and the restarts outside business hours', () => {
    expect(plain()).toContain('12 outside business hours · 24 countdowns met a signed-in user');
  });

  it('does not say whom restarts disturbed where they disturbed nobody', () => {
    const { restarts } = resultOf();
    const alone = rowsOf(restarts.columns, [{ count: 30 }]);
    expect(plain([], [], resultOf({ restarts: alone }))).toMatch(/^Restarts: 30 /m);
    expect(plain([], [], resultOf({ restarts: alone }))).not.toContain('business hours');
    const met = rowsOf(restarts.columns, [{ countdownMetUser: 1 }]);
    expect(plain([], [], resultOf({ restarts: met }))).toContain('1 countdowns met a signed-in user');
  });

  it('says when and where most of the refused scans were, if any', () => {
    const whole = resultOf();
    const refused = SCAN_OUTCOMES.indexOf('refused');
    const t = (hour: number) => whole.scenario.measureFromMs + hour * HOUR_MS;
    const scans = rowsOf(whole.scans.columns, [
      { t: t(1), outcome: refused, count: 10 },
      { t: t(2), outcome: refused, trigger: 1, count: 8 },
      { t: t(2), outcome: refused, trigger: 2, count: 9 },
    ]);
    const servers = rowsOf(whole.servers.columns, [
      { t: t(1), server: 0, refused: 10 },
      { t: t(2), server: 0, refused: 17 },
      { t: t(2), server: 1, refused: 99 },
    ]);
    expect(plain([], [], resultOf({ scans, servers }))).toContain(
      'Scans refused: 27, most in the hour to 2024-04-09 02:00 UTC, at SUP1',
    );
    expect(plain([], [], resultOf({ scans: rowsOf(whole.scans.columns) }))).not.toContain('refused:');
  });

  it('says when and where scans got no answer, how often synchronization failed and what damaged files cost', () => {
    const whole = resultOf();
    const t = (hour: number) => whole.scenario.measureFromMs + hour * HOUR_MS;
    const outcome = SCAN_OUTCOMES.indexOf('timedOut');
    const code = SITE_EVENTS.indexOf('syncFailed');
    const scans = rowsOf(whole.scans.columns, [{ t: t(1), outcome, count: 3 }]);
    const servers = rowsOf(whole.servers.columns, [
      { t: t(1), server: 0, abandoned: 1 },
      { t: t(1), server: 1, abandoned: 2 },
    ]);
    const events = rowsOf(whole.events.columns, [
      { t: t(1), code, site: 0 },
      { t: t(2), code, site: 0 },
    ]);
    const stateMessages = rowsOf(whole.stateMessages.columns, [
      { t: t(1), lost: 1200, corruptFiles: 400 },
      { t: t(2), lost: 34, corruptFiles: 5 },
    ]);
    const text = plain([], [], resultOf({ scans, servers, events, stateMessages }));
    expect(text).toContain(
      'Scans without an answer in time: 3, most in the hour to 2024-04-09 01:00 UTC, at SUP1',
    );
    expect(text).toContain('Synchronizations failed: 2 (P01 2)');
    expect(text).toContain('State messages lost: 1,234, in 405 damaged files');
    for (const words of ['without an answer', 'Synchronizations failed', 'lost'])
      expect(plain([], [], whole)).not.toContain(words);
  });

  it('says how many installations failed and which orchestration groups stopped, if any', () => {
    const whole = resultOf();
    const t = (hour: number) => whole.scenario.measureFromMs + hour * HOUR_MS;
    const cluster = {
      name: 'Cluster',
      groups: [0],
      rule: { kind: 'sequence' },
      memberTimeoutMs: HOUR_MS,
      groupTimeoutMs: 3 * HOUR_MS,
      preScript: null,
      postScript: null,
    } as const;
    const scenario = scenarioOf({ orchestrationGroups: [{ ...cluster, name: 'Idle' }, cluster] });
    const installations = rowsOf(whole.installations.columns, [
      { t: t(1), group: 0, started: 1000, failed: 30 },
      { t: t(2), group: 1, started: 200, failed: 4 },
    ]);
    const orchestrationGroups = rowsOf(whole.orchestrationGroups.columns, [
      { t: t(1), orchestrationGroup: 0, stopped: 0 },
      { t: t(1), orchestrationGroup: 1, stopped: 1 },
      { t: t(2), orchestrationGroup: 1, stopped: 2 },
    ]);
    const text = plain([], [], resultOf({ scenario, installations, orchestrationGroups }));
    expect(text).toContain('Installations failed: 34 of 1,200');
    expect(text).toContain('Orchestration groups stopped: 3 (Cluster 3)');
    const fine = resultOf({ installations: rowsOf(whole.installations.columns) });
    expect(plain([], [], fine)).not.toContain('Installations');
    expect(plain([], [], fine)).not.toContain('Orchestration');
  });

  it('has no escape codes when plain and some when coloured', () => {
    expect(plain([verdict('one', true)])).not.toContain('\u001b');
    expect(terminalSummary(resultOf(), [], [], colorsFor(true))).toContain('\u001b[');
  });

  it('does without a curve when nothing is deployed', () => {
    const result = resultOf({ scenario: scenarioOf({ deployments: [] }) });
    expect(plain([], [], result)).not.toContain('Compliance with');
  });
});

describe('the columns that a text takes in a terminal', () => {
  it('are two for wide characters and none for marks that are drawn onto others', () => {
    expect(displayWidth('Lyon')).toBe(4);
    expect(displayWidth('東京')).toBe(2 * 2);
    expect(displayWidth('한국🚀')).toBe(2 * 2 + 2);
    expect(displayWidth('e\u0301\u200b')).toBe(1);
  });

  it('are what tables align by and texts are shortened to', () => {
    const lines = textTable(
      ['name', 'n'],
      [
        ['東京', '1'],
        ['Lyon', '22'],
      ],
    );
    expect(lines.map(displayWidth)).toEqual([4 + 2 + 2, 4 + 2 + 2, 4 + 2 + 2]);
    expect(clip('東京都', 5)).toBe('東京…');
    expect(clip('東京都', 4)).toBe('東…');
    expect(clip('東京都', 6)).toBe('東京都');
  });
});
