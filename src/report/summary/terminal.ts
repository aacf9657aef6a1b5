import type { RunResult } from '../../model/results.ts';
import { groupThousands } from '../number.ts';
import { reachedText, type Verdict } from '../thresholds.ts';
import { formatDuration } from '../time.ts';
import type { Colors } from './colors.ts';
import { compliancePlot } from './curve.ts';
import { deploymentsBySize, deploymentsTable } from './deployments.ts';
import { clip } from './display-width.ts';
import { busiestLinks, busiestServers } from './figures.ts';
import { restartLines, troubleLines } from './incidents.ts';

const WIDTH = 100;
const THRESHOLDS_MAX = 4;
const WARNINGS_MAX = 2;
const SERVERS_MAX = 3;
const LINKS_MAX = 3;
const DEPLOYMENTS_MAX = 3;

/**
 * What a run ends with in the terminal, on one screen: the thresholds first, then the curve of the largest
 * deployment, the busiest servers and links, how far each deployment has come, restarts, refused scans, and warnings.
 */
export function terminalSummary(
  result: RunResult,
  verdicts: readonly Verdict[],
  warnings: readonly string[],
  colors: Colors,
): string {
  const [largest] = deploymentsBySize(result);
  const blocks = [
    thresholdLines(verdicts, colors),
    largest === undefined ? [] : compliancePlot(result, largest, colors),
    [
      ...tableLines(busiestServers(result, SERVERS_MAX), colors),
      ...tableLines(busiestLinks(result, LINKS_MAX), colors),
    ],
    [
      ...tableLines(clipped(deploymentsTable(result, DEPLOYMENTS_MAX)), colors),
      ...clipped([...restartLines(result), ...troubleLines(result)]),
      ...clipped(firstOf(warnings, WARNINGS_MAX, 'warnings in log.txt'), '! ').map(colors.yellow),
    ],
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

function clipped(lines: readonly string[], mark = ''): string[] {
  return lines.map((line) => clip(mark + line, WIDTH));
}

/** One line about the run itself: the only one of the summary that is not the same each time. */
export function runLine(result: RunResult, durationSeconds: number): string {
  const { scenario, clientCount, eventCount } = result;
  const simulated = formatDuration(scenario.horizonMs);
  const rate = groupThousands(eventCount / Math.max(durationSeconds, 1e-3));
  return `${scenario.name}: ${groupThousands(clientCount)} clients, ${simulated}, ${groupThousands(eventCount)} events in ${formatDuration(1000 * durationSeconds)} (${rate}/s)`;
}

function thresholdLines(verdicts: readonly Verdict[], colors: Colors): string[] {
  const unmetFirst = [...verdicts].sort((a, b) => Number(a.met) - Number(b.met));
  const lines = unmetFirst.map((verdict) => {
    const { threshold, met } = verdict;
    const found = reachedText(verdict);
    const mark = met ? '✓ met    ' : '✗ not met';
    const line = `${mark}  ${clip(threshold.text, WIDTH - mark.length - found.length - 4)}: ${found}`;
    return met ? colors.green(line) : colors.red(line);
  });
  return firstOf(lines, THRESHOLDS_MAX, 'thresholds in log.txt');
}

/** At most `limit` lines; the last one counts those that are left out. */
function firstOf(lines: readonly string[], limit: number, rest: string): string[] {
  if (lines.length <= limit) return [...lines];
  return [...lines.slice(0, limit - 1), `and ${lines.length - limit + 1} more ${rest}`];
}

function tableLines(lines: readonly string[], colors: Colors): string[] {
  return lines.length < 2 ? [] : [colors.bold(lines[0]!), ...lines.slice(1)];
}
