import { describe, expect, it } from 'vitest';
import { colorsFor } from '../../src/report/summary/colors.ts';
import { terminalSummary } from '../../src/report/summary/terminal.ts';
import type { Verdict } from '../../src/report/thresholds.ts';
import { resultOf, scenarioOf } from './run-result.ts';

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
    const lines = plain(verdicts, warnings).split('\n');
    expect(lines.length).toBeLessThanOrEqual(36);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
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

  it('counts what is unfinished by cause', () => {
    expect(plain()).toContain('Not compliant at the end: 10 (pendingRestart 6 · downloading 4)');
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
