import type { Verdict } from '../../experiment/metrics/thresholds.ts';
import type { RunResult } from '../../model/results.ts';
import { groupThousands } from '../number.ts';
import { reachedText } from '../thresholds.ts';
import { formatDuration } from '../time.ts';
import type { Colors } from './colors.ts';
import { compliancePlot } from './curve.ts';
import { deploymentsBySize, deploymentsTable } from './deployments.ts';
import { clip, displayWidth } from './display-width.ts';
import { busiestLinks, busiestServers } from './figures.ts';
import { imagesTable, imagingLines, servicingTroubles } from './images.ts';
import { restartLines, troubleLines } from './incidents.ts';
import { collectionTroubles, remoteAppTable } from './remoteapp.ts';

const WIDTH = 100;
/** What the line of the run, a blank one and the place of the results leave of a screen. */
const LINES_MAX = 37;
const PLOT_HEIGHT_MIN = 2;
const WARNINGS_MAX = 2;
const ELSEWHERE = ' (log.txt)';
const IMAGES_MAX = 2;
const COLLECTIONS_MAX = 2;
/** The most lines of each kind, and the steps of the curve: fewer where images or RemoteApp collections need room. */
const ROOM = { thresholds: 4, plotHeight: 10, servers: 3, links: 3, deployments: 3 };
const ROOM_BESIDE_IMAGES: typeof ROOM = {
  thresholds: 3,
  plotHeight: 5,
  servers: 2,
  links: 2,
  deployments: 2,
};

/**
 * What a run ends with in the terminal, on one screen: the thresholds first, then the curve of the largest
 * deployment, the busiest servers and links, images and RemoteApp collections if there are any, how far each deployment
 * has come, restarts, refused scans, and warnings.
 */
export function terminalSummary(
  result: RunResult,
  verdicts: readonly Verdict[],
  warnings: readonly string[],
  colors: Colors,
): string {
  const [largest] = deploymentsBySize(result);
  const images = imageLines(result, colors);
  const room = images.length === 0 ? ROOM : ROOM_BESIDE_IMAGES;
  const thresholds = thresholdLines(verdicts, room.thresholds, colors);
  const below = [
    [
      ...tableLines(busiestServers(result, room.servers), colors),
      ...tableLines(busiestLinks(result, room.links), colors),
    ],
    images,
    [
      ...tableLines(clipped(deploymentsTable(result, room.deployments)), colors),
      ...clipped([...restartLines(result), ...troubleLines(result)]),
      ...firstOf(warnings, WARNINGS_MAX, 'warnings in log.txt').map((line) => colors.yellow(warned(line))),
    ],
  ];
  const plotOf = (height: number) =>
    largest === undefined ? [] : compliancePlot(result, largest, height, colors);
  const lineCount = linesOf([thresholds, plotOf(room.plotHeight), ...below]).length;
  const height = room.plotHeight - Math.max(0, lineCount - LINES_MAX);
  return linesOf([thresholds, plotOf(Math.max(PLOT_HEIGHT_MIN, height)), ...below]).join('\n');
}

/** Blocks with a blank line between them. */
function linesOf(blocks: readonly (readonly string[])[]): string[] {
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, number) => (number === 0 ? block : ['', ...block]));
}

/** Nothing without images and RemoteApp collections. */
function imageLines(result: RunResult, colors: Colors): string[] {
  const { images, remoteAppCollections } = result.scenario;
  if (images.length === 0 && remoteAppCollections.length === 0) return [];
  return [
    ...tableLines(clipped(imagesTable(result, IMAGES_MAX)), colors),
    ...clipped([...servicingTroubles(result), ...imagingLines(result)]),
    ...tableLines(clipped(remoteAppTable(result, COLLECTIONS_MAX)), colors),
    ...clipped(collectionTroubles(result)),
  ];
}

function clipped(lines: readonly string[]): string[] {
  return lines.map((line) => clip(line, WIDTH));
}

/** What to do stands at the end of a warning: where that is cut, it says where the whole is. */
function warned(warning: string): string {
  const line = `! ${warning}`;
  return displayWidth(line) <= WIDTH ? line : clip(line, WIDTH - ELSEWHERE.length) + ELSEWHERE;
}

/** One line about the run itself: the only one of the summary that is not the same each time. */
export function runLine(result: RunResult, durationSeconds: number): string {
  const { scenario, clientCount, eventCount } = result;
  const simulated = formatDuration(scenario.horizonMs);
  const rate = groupThousands(eventCount / Math.max(durationSeconds, 1e-3));
  return `${scenario.name}: ${groupThousands(clientCount)} clients, ${simulated}, ${groupThousands(eventCount)} events in ${formatDuration(1000 * durationSeconds)} (${rate}/s)`;
}

function thresholdLines(verdicts: readonly Verdict[], limit: number, colors: Colors): string[] {
  const unmetFirst = [...verdicts].sort((a, b) => Number(a.met) - Number(b.met));
  const lines = unmetFirst.map((verdict) => {
    const { threshold, met } = verdict;
    const found = reachedText(verdict);
    const mark = met ? '✓ met    ' : '✗ not met';
    const line = `${mark}  ${clip(threshold.text, WIDTH - mark.length - found.length - 4)}: ${found}`;
    return met ? colors.green(line) : colors.red(line);
  });
  return firstOf(lines, limit, 'thresholds in log.txt');
}

/** At most `limit` lines; the last one counts those that are left out. */
function firstOf(lines: readonly string[], limit: number, rest: string): string[] {
  if (lines.length <= limit) return [...lines];
  return [...lines.slice(0, limit - 1), `and ${lines.length - limit + 1} more ${rest}`];
}

function tableLines(lines: readonly string[], colors: Colors): string[] {
  return lines.length < 2 ? [] : [colors.bold(lines[0]!), ...lines.slice(1)];
}
