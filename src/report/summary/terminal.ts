import type { RunResult } from '../../model/results.ts';
import { rowsWhere } from '../fold.ts';
import { complianceShareAtEnd } from '../metrics/compliance.ts';
import { formatNumber, groupThousands } from '../number.ts';
import type { Verdict } from '../thresholds.ts';
import { formatDuration } from '../time.ts';
import type { Colors } from './colors.ts';
import { compliancePlot } from './curve.ts';
import { busiestLinks, busiestServers, percent, restartLine, unfinishedLine } from './figures.ts';
import { clip } from './text-table.ts';

const WIDTH = 100;
const THRESHOLDS_MAX = 5;
const WARNINGS_MAX = 2;
const SERVERS_MAX = 3;
const LINKS_MAX = 3;

/**
 * What a run ends with in the terminal, on one screen: the thresholds first, then the curve of the largest
 * deployment, the busiest servers and links, restarts, what is unfinished, and warnings.
 */
export function terminalSummary(
  result: RunResult,
  verdicts: readonly Verdict[],
  warnings: readonly string[],
  colors: Colors,
): string {
  const deployment = largestDeployment(result);
  const blocks = [
    thresholdLines(verdicts, colors),
    deployment === null ? [] : compliancePlot(result, deployment, colors),
    tableLines(busiestServers(result, SERVERS_MAX), colors),
    tableLines(busiestLinks(result, LINKS_MAX), colors),
    [
      ...(deployment === null ? [] : [endLine(result, deployment), unfinishedLine(result, deployment)]),
      restartLine(result),
    ].map((line) => clip(line, WIDTH)),
    firstOf(warnings, WARNINGS_MAX, 'warnings in log.txt').map((line) =>
      colors.yellow(clip(`! ${line}`, WIDTH)),
    ),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
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
  const lines = unmetFirst.map(({ threshold, value, unit, met }) => {
    const found = value === null ? 'no value' : `${formatNumber(Number(value.toPrecision(4)))} ${unit}`;
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

function endLine(result: RunResult, deployment: number): string {
  const share = (reading: 'actual' | 'known' | 'stored' | 'shown') => {
    const value = complianceShareAtEnd(result, deployment, reading);
    return `${reading} ${value === null ? '-' : percent(value)}`;
  };
  return `Compliant at the end: ${[share('actual'), share('known'), share('stored'), share('shown')].join(' · ')}`;
}

/** The deployment with the most members: the one whose curve is drawn. Null if there is none. */
function largestDeployment({ scenario, compliance }: RunResult): number | null {
  let largest: number | null = null;
  let most = -1;
  for (const deployment of scenario.deployments.keys()) {
    const members = Math.max(
      0,
      ...rowsWhere(compliance, { deployment }).map((row) => compliance.get(row, 'members')),
    );
    if (members > most) {
      largest = deployment;
      most = members;
    }
  }
  return largest;
}
