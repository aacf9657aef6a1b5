import type { LiveState } from '../../experiment/live-state.ts';
import { visible } from '../../scenario/issue.ts';
import { groupThousands } from '../number.ts';
import type { Colors } from '../summary/colors.ts';
import { compliantShare } from '../summary/deployments.ts';
import { clip, displayWidth } from '../summary/display-width.ts';
import { intervalWord, percent } from '../summary/figures.ts';
import { formatDuration, formatMinute } from '../time.ts';

/** How fast a run goes on this machine. */
export interface Pace {
  /** Share of the run that is done. */
  readonly done: number;
  readonly eventsPerSecond: number;
  /** What is left of it, in ms of a clock; null before that can be told. */
  readonly leftMs: number | null;
}

/** What a frame shows. */
export interface LivePicture {
  readonly title: string;
  readonly startEpochMs: number;
  /** Of the intervals that utilisation is of. */
  readonly intervalMs: number;
  readonly state: LiveState;
  readonly pace: Pace;
}

/** Columns and lines of a terminal. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** The most that a section shows, however high the terminal is. */
const ITEMS_MAX = { deployments: 6, servers: 5, links: 4 };
const NAME_WIDTH_MIN = 12;
const NAME_WIDTH_MAX = 40;
const BAR_WIDTH_MAX = 30;
const BAR_WIDTH_MIN = 6;
const GAP = '  ';

/** A line of a section: what it is about, and its figures, those that narrow terminals keep first. */
interface Line {
  readonly name: string;
  readonly cells: readonly string[];
  readonly bar?: { readonly actual: number; readonly shown: number };
}

interface Section {
  readonly head: Line;
  readonly lines: readonly Line[];
}

/**
 * A run at one instant as lines for a terminal: clock and pace, compliance per deployment, the busiest servers and
 * links. No line is wider than the screen, and there are fewer lines than it has.
 */
export function liveFrame(picture: LivePicture, { columns, rows }: ScreenSize, colors: Colors): string[] {
  const width = Math.max(1, columns);
  const head = headLines(picture).map((line) => clip(line, width));
  const sections = fitting(sectionsOf(picture), rows - 1 - head.length);
  const body = sections.flatMap((section) => ['', ...sectionLines(section, width, colors)]);
  return [...head, ...body].slice(0, Math.max(1, rows - 1));
}

function headLines({ title, startEpochMs, state, pace }: LivePicture): string[] {
  const left = pace.leftMs === null ? '' : `${GAP}${formatDuration(pace.leftMs)} left`;
  const done = `${Math.floor(100 * pace.done)} %`.padStart(5);
  return [
    `${formatMinute(startEpochMs, state.nowMs)} UTC${GAP}${visible(title)}`,
    `${done}${left}${GAP}${groupThousands(pace.eventsPerSecond)} events/s`,
  ];
}

function sectionsOf({ state, intervalMs }: LivePicture): Section[] {
  const { deployments, servers, links } = state;
  const last = `last ${intervalWord(intervalMs)}`;
  const busyServers = busiest(servers, ({ queue, refused }) => queue + refused);
  const busyLinks = busiest(links, ({ transfers }) => transfers);
  const sections: Section[] = [
    {
      head: { name: 'Compliance', cells: ['actual', 'shown'] },
      lines: deployments.slice(0, ITEMS_MAX.deployments).map(({ name, members, actual, shown }) => {
        const share = (count: number) => (members === 0 ? null : Math.min(1, count / members));
        const bar = { actual: share(actual) ?? 0, shown: share(shown) ?? 0 };
        return { name, cells: [compliantShare(share(actual)), compliantShare(share(shown))], bar };
      }),
    },
    {
      head: { name: 'Busiest servers', cells: [last, 'queue', 'refused'] },
      lines: busyServers.slice(0, ITEMS_MAX.servers).map(({ name, utilisation, queue, refused }) => {
        return { name, cells: [busyText(utilisation), groupThousands(queue), groupThousands(refused)] };
      }),
    },
    {
      head: { name: 'Busiest links', cells: [last, 'transfers'] },
      lines: busyLinks.slice(0, ITEMS_MAX.links).map(({ name, utilisation, transfers }) => {
        return { name, cells: [busyText(utilisation), groupThousands(transfers)] };
      }),
    },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

function busyText(utilisation: number | null): string {
  return utilisation === null ? '-' : percent(utilisation);
}

/** The busiest in the last interval first; of those equally busy, the one with more `load`; then in their order. */
function busiest<Item extends { readonly utilisation: number | null }>(
  items: readonly Item[],
  load: (item: Item) => number,
): Item[] {
  return [...items].sort((a, b) => (b.utilisation ?? 0) - (a.utilisation ?? 0) || load(b) - load(a));
}

/** As many lines of each section as there is room for: the longest gives way first, a section without lines goes. */
function fitting(sections: readonly Section[], room: number): Section[] {
  const counts = sections.map(({ lines }) => lines.length);
  const needed = () => counts.reduce((sum, count) => sum + (count === 0 ? 0 : count + 2), 0);
  while (needed() > room && needed() > 0) {
    const longest = Math.max(...counts);
    counts[counts.lastIndexOf(longest)] = longest - 1;
  }
  return sections
    .map(({ head, lines }, at) => ({ head, lines: lines.slice(0, counts[at]) }))
    .filter(({ lines }) => lines.length > 0);
}

function sectionLines({ head, lines }: Section, width: number, colors: Colors): string[] {
  const all = [head, ...lines];
  const cellWidths = head.cells.map((_, at) => Math.max(...all.map(({ cells }) => cells[at]!.length)));
  while (cellWidths.length > 1 && width - taken(cellWidths) < NAME_WIDTH_MIN) cellWidths.pop();
  const hasBars = lines.some(({ bar }) => bar !== undefined);
  const room = Math.max(1, width - taken(cellWidths));
  const longest = Math.max(...all.map(({ name }) => displayWidth(visible(name))));
  const nameWidth = Math.min(longest, NAME_WIDTH_MAX, room);
  const barRoom = hasBars ? Math.min(BAR_WIDTH_MAX, room - nameWidth - GAP.length) : 0;
  const barWidth = barRoom < BAR_WIDTH_MIN ? 0 : barRoom;
  return all.map(({ name, cells, bar }, at) => {
    const clipped = clip(visible(name), nameWidth);
    const texts = cellWidths.map((cellWidth, column) => cells[column]!.padStart(cellWidth));
    const start = [clipped + ' '.repeat(nameWidth - displayWidth(clipped)), ...texts].join(GAP);
    const line = clip(start, width);
    if (at === 0) return colors.bold(line);
    return bar === undefined || barWidth === 0 ? line : `${line}${GAP}${barText(bar, barWidth, colors)}`;
  });
}

/** What cells take with the gaps before them. */
function taken(cellWidths: readonly number[]): number {
  return cellWidths.reduce((sum, cellWidth) => sum + cellWidth + GAP.length, 0);
}

/** What the console shows, what is compliant beyond that, and what is not; told apart without colours too. */
function barText(
  bar: { readonly actual: number; readonly shown: number },
  width: number,
  colors: Colors,
): string {
  const shown = Math.floor(width * Math.min(bar.shown, bar.actual));
  const actual = Math.floor(width * bar.actual) - shown;
  return (
    colors.green('█'.repeat(shown) + '▒'.repeat(actual)) + colors.dim('░'.repeat(width - shown - actual))
  );
}
