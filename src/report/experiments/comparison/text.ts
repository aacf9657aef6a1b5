import type { Comparison, ExplainedChange } from '../../../experiment/compare/comparison.ts';
import type { Difference, Side } from '../../../experiment/compare/difference.ts';
import type { ClientEvent } from '../../../experiment/compare/partings.ts';
import { clipApart } from '../../summary/display-width.ts';
import { textTable } from '../../summary/text-table.ts';
import { formatInstant } from '../../time.ts';
import { differenceText, figure, figureScale, intervalText } from '../figures.ts';
import { spaced } from './phrases.ts';
import { quoted, replicationsAt, replicationsText, sentenceOf } from './sentence.ts';

const NAME_WIDTH = 64;
const POINT_WIDTH = 28;
const ROWS_MAX = 16;
const DEPLOYMENTS_MAX = 3;
const CHANGES_MAX = 3;

/**
 * A comparison for people: what differs in a sentence per scenario, then the figures, then who changed. `precision`
 * says whether the one that was asked for has been reached.
 */
export function comparisonText(comparison: Comparison, precision: readonly string[] = []): string {
  const { points } = comparison;
  const others = points.map((_, point) => point).slice(1);
  const lines = [
    ...others.map((point) => sentenceOf(comparison, point)),
    '',
    contextLine(comparison),
    ...precision,
    '',
    ...figures(comparison),
    ...ranks(comparison),
    ...others.flatMap((point) => whoChanged(comparison, point)),
  ];
  return lines.join('\n');
}

function contextLine(comparison: Comparison): string {
  const { points, confidence, confidenceEach } = comparison;
  const ran = points.reduce((most, _, point) => Math.max(most, replicationsAt(comparison, point)), 0);
  const several =
    points.length > 2 ? `, of all differences of a response from ${quoted(points[0]!)} together` : '';
  const each = confidenceEach === confidence ? '' : ` (${percent(confidenceEach)} each)`;
  return `${replicationsText(ran)} with the same luck in every scenario; intervals of ${percent(confidence)} confidence${several}${each}.`;
}

function figures({ points, differences }: Comparison): string[] {
  const several = points.length > 2;
  const shortPoints = clipApart(points, POINT_WIDTH);
  const head = several
    ? ['Response', 'scenario', 'mean', `against ${quoted(shortPoints.get(points[0]!)!)}`, 'saved by pairing']
    : ['Response', ...points.map((name) => shortPoints.get(name)!), 'difference', 'saved by pairing'];
  const shownDifferences = differences.slice(0, ROWS_MAX);
  const shortResponses = clipApart(
    shownDifferences.map(({ response }) => response),
    NAME_WIDTH,
  );
  const rows = shownDifferences.map((difference) => {
    const { response, unit, point, first, other } = difference;
    const name = shortResponses.get(response)!;
    const own = several
      ? [shortPoints.get(points[point]!)!, meanText(other, unit)]
      : [meanText(first, unit), meanText(other, unit)];
    return [name, ...own, differenceCell(difference), savedText(difference)];
  });
  const table = textTable(head, rows);
  const more = differences.length - ROWS_MAX;
  return more > 0 ? [...table, `and ${more} more in differences.csv`] : table;
}

/** The best scenario of every response, if there are more than two. */
function ranks({ points, rankings }: Comparison): string[] {
  if (rankings.length === 0) return [];
  const shown = rankings.slice(0, ROWS_MAX);
  const shortPoints = clipApart(points, POINT_WIDTH);
  const shortResponses = clipApart(
    shown.map(({ response }) => response),
    NAME_WIDTH,
  );
  const rows = shown.map(({ response, places }) => {
    const best = places.filter(({ rank }) => rank === 1);
    const chances = best.flatMap(({ probabilityBest }) => probabilityBest ?? []);
    const areAll = best.length === points.length;
    return [
      shortResponses.get(response)!,
      areAll ? 'all the same' : best.map(({ point }) => shortPoints.get(points[point]!)!).join(', '),
      areAll || chances.length === 0 ? '-' : chances.map(percent).join(', '),
    ];
  });
  return ['', ...textTable(['Best by', 'scenario', 'probability'], rows)];
}

function whoChanged({ points, changed, changes }: Comparison, point: number): string[] {
  const own = changed.filter((each) => each.point === point);
  const moved = own
    .filter(({ clients }) => clients.mean! > 0)
    .sort((a, b) => b.clients.mean! - a.clients.mean!);
  if (own.length === 0) return [];
  const title = `Clients that end otherwise with ${quoted(points[point]!)}`;
  if (moved.length === 0) return ['', `${title}: none.`];
  const names = [quoted(points[0]!), quoted(points[point]!)] as const;
  const lines = moved.slice(0, DEPLOYMENTS_MAX).flatMap(({ deployment, clients }) => {
    const classes = changes.filter((each) => each.point === point && each.deployment === deployment);
    return [
      `  ${deployment}: ${intervalText(clients, 'clients')}`,
      ...classes.slice(0, CHANGES_MAX).flatMap((each) => changeLines(names, each)),
      ...(classes.length > CHANGES_MAX
        ? [`    … and ${classes.length - CHANGES_MAX} more in changes.csv`]
        : []),
    ];
  });
  const more = moved.length - DEPLOYMENTS_MAX;
  return [
    '',
    `${title}, per replication:`,
    ...lines,
    ...(more > 0 ? [`  … and of ${more} more in changes.csv`] : []),
  ];
}

function changeLines(names: readonly [string, string], change: ExplainedChange): string[] {
  const { from, to, clients, example, parting } = change;
  const line = `    ${intervalText(clients, 'clients')}: ${spaced(from)} → ${spaced(to)}`;
  if (example === null || parting === null) return [line];
  const { group, numberInGroup, build } = example;
  const client = `client ${numberInGroup} of ${group}${build === 0 ? '' : ` (build ${build})`}`;
  const events = [parting.first, parting.other].map(
    (event, at) => `${names[at]} ${eventText(event, client)}`,
  );
  return [line, `      ${client} parts: ${events.join(' | ')}`];
}

/** What is about the client itself does not name it again. */
function eventText(event: ClientEvent | null, client: string): string {
  if (event === null) return 'nothing more';
  const { epochMs, text } = event;
  const own = text.startsWith(`${client}: `) ? text.slice(client.length + 2) : text;
  return `${formatInstant(epochMs, 0)} ${own}`;
}

function meanText({ hasMetric, interval }: Side, unit: string): string {
  if (!hasMetric) return '-';
  if (interval.mean === null) return 'no value';
  const scale = figureScale(unit, interval.mean, interval.halfWidth);
  return `${figure(interval.mean, scale)} ${scale.unit}`.trimEnd();
}

function differenceCell({ verdict, paired, unit }: Difference): string {
  if (verdict === 'same') return 'the same';
  if (verdict === 'notComparable') return 'not in both';
  return paired === null ? 'no value in some' : differenceText(paired, unit);
}

function savedText({ paired }: Difference): string {
  const saved = paired?.varianceSaved ?? null;
  return saved === null ? '-' : percent(saved);
}

/** Three digits at most, none beyond a hundredth: what is smaller is rounding. */
function percent(share: number): string {
  return `${Number((100 * Number(share.toFixed(4))).toPrecision(3))} %`;
}
