import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readMetrics } from '../src/experiment/metrics/index.ts';
import { judge } from '../src/experiment/metrics/thresholds.ts';
import { Fleet } from '../src/model/fleet.ts';
import type { Scenario } from '../src/model/scenario.ts';
import { reachedText } from '../src/report/thresholds.ts';
import { loadShipped, SHIPPED, scaledDown } from './model/shipped.ts';
import { ROOT } from './scenario/loading.ts';

/**
 * 700,000 clients take a minute and more, too long for a test. One client in twenty, at as much less of all that the
 * clients share, has to keep the same bounds: the answer is about delays, and about nothing being in the way. With fewer
 * still, the queues would be so short that chance alone filled them now and then.
 */
const SMALLER: ReadonlyMap<string, number> = new Map([['central-administration-site.yaml', 35_000]]);

/** The comment at the head of a scenario file, as one line of text. */
function headOf(file: string): string {
  const lines = readFileSync(`${ROOT}scenarios/${file}`, 'utf8').split('\n');
  const end = lines.findIndex((line) => line !== '' && !line.startsWith('#'));
  return lines
    .slice(0, end)
    .filter((line) => !line.startsWith('# yaml-language-server'))
    .map((line) => line.replace(/^#\s*/, ''))
    .join(' ');
}

/** The bounds that a run does not keep, as a user reads them. */
function missedBy(scenario: Scenario): string[] {
  const fleet = new Fleet(scenario, 0);
  fleet.run(scenario.horizonMs);
  const verdicts = judge(scenario.thresholds, readMetrics(fleet.result()));
  return verdicts.flatMap((verdict) =>
    verdict.met ? [] : [`${verdict.threshold.text}: ${reachedText(verdict)}`],
  );
}

for (const file of SHIPPED) {
  describe(`scenarios/${file}`, () => {
    const { scenario, issues } = loadShipped(file);

    it('loads without a mistake and without a warning', () => {
      expect(issues).toEqual([]);
    });

    it('begins with a question and its answer', () => {
      expect(headOf(file)).toMatch(/^[^?]*[a-z]\?.* Answer: .{40}/);
    });

    it('gives its answer as bounds, all of which a run keeps', { timeout: 300_000 }, () => {
      const clientCount = SMALLER.get(file);
      const run = clientCount === undefined ? scenario : scaledDown(scenario, clientCount);
      expect(run.thresholds.length).toBeGreaterThan(0);
      expect(missedBy(run)).toEqual([]);
    });
  });
}
