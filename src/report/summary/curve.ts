import asciichart from 'asciichart';
import { rowsWhere } from '../../experiment/metrics/fold.ts';
import type { RunResult } from '../../model/results.ts';
import { formatMinute } from '../time.ts';
import type { Colors } from './colors.ts';
import { clip } from './display-width.ts';

const WIDTH = 90;
const NAME_WIDTH = 48;
/** Private characters that mark which series a character of the plot belongs to. */
const SHOWN_MARK = '\ue000';
const ACTUAL_MARK = '\ue001';
const SHARE = { actual: 'actualCompliant', shown: 'shownCompliant' } as const;

/**
 * The compliant share of a deployment from its release to the end, as the machines are (solid) and as the console
 * of the top-level site shows it (dotted), in so many steps. Empty if the run has no rows of it.
 */
export function compliancePlot(
  result: RunResult,
  deployment: number,
  height: number,
  colors: Colors,
): string[] {
  const { scenario } = result;
  const { name, releasedMs } = scenario.deployments[deployment]!;
  const fromMs = Math.max(releasedMs, scenario.measureFromMs);
  const actual = shares(result, deployment, 'actual', fromMs);
  const shown = shares(result, deployment, 'shown', fromMs);
  if (actual === null || shown === null) return [];
  const plot = asciichart.plot([shown, actual], {
    min: 0,
    max: 100,
    height,
    offset: 2,
    colors: [SHOWN_MARK, ACTUAL_MARK],
    format: (value) => `${String(Math.round(value)).padStart(3)} %`,
  });
  const start = formatMinute(scenario.startEpochMs, fromMs);
  const end = formatMinute(scenario.startEpochMs, scenario.horizonMs);
  const legend = `${colors.green('─ actual')}   ${colors.cyan('┄ shown by the console')}`;
  return [
    `${colors.bold(`Compliance with ${clip(name, NAME_WIDTH)}`)}   ${legend}`,
    ...plot.split('\n').map((line) => paint(line.trimEnd(), colors)),
    `      ${start}${`${end} UTC`.padStart(WIDTH - start.length)}`,
  ];
}

/** The compliant share in per cent at `WIDTH` evenly spaced instants. */
function shares(
  { compliance, scenario }: RunResult,
  deployment: number,
  reading: keyof typeof SHARE,
  fromMs: number,
): number[] | null {
  const members = new Map<number, number>();
  const compliant = new Map<number, number>();
  for (const row of rowsWhere(compliance, { deployment, belowTop: 0 })) {
    const t = compliance.get(row, 't');
    if (t < fromMs) continue;
    members.set(t, (members.get(t) ?? 0) + compliance.get(row, 'members'));
    compliant.set(t, (compliant.get(t) ?? 0) + compliance.get(row, SHARE[reading]));
  }
  const times = [...members.keys()];
  if (times.length === 0) return null;
  const stepMs = (scenario.horizonMs - fromMs) / (WIDTH - 1);
  let next = 0;
  return Array.from({ length: WIDTH }, (_, column) => {
    while (next < times.length - 1 && times[next + 1]! <= fromMs + column * stepMs) next++;
    const t = times[next]!;
    return members.get(t) === 0 ? 0 : (100 * compliant.get(t)!) / members.get(t)!;
  });
}

/** Turns the marks into colours; the shown curve is dotted, so that the two differ without colour as well. */
function paint(line: string, colors: Colors): string {
  return line
    .replaceAll(asciichart.reset, '')
    .replace(/\ue000(.)/g, (_, character: string) => colors.cyan(dotted(character)))
    .replace(/\ue001(.)/g, (_, character: string) => colors.green(character));
}

function dotted(character: string): string {
  return { '─': '┄', '│': '┆' }[character] ?? character;
}
