import type { Fleet } from '../../model/fleet.ts';
import { SCAN_TRIGGERS } from '../../model/results.ts';
import type { Scenario } from '../../model/scenario.ts';
import type { ArrivalCause, ArrivalKind, QueueSlice } from '../../model/stories/queue-story.ts';
import { ZoneClock } from '../../model/zone-clock.ts';
import { visible } from '../../scenario/issue.ts';
import { groupThousands } from '../number.ts';
import { percent } from '../summary/figures.ts';
import { formatMinute } from '../time.ts';
import { TRIGGERS } from './triggers.ts';
import type { ClientWords } from './why-not-text.ts';

/** What was seen of a server over a span. */
export interface ServerStory {
  readonly name: string;
  readonly station: number;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly slices: readonly QueueSlice[];
  /** The most frequent first. */
  readonly causes: readonly ArrivalCause[];
}

const CAUSES_MAX = 12;
const BAR_WIDTH = 30;
const BLOCK = '█';

const KINDS: Record<Exclude<ArrivalKind, 'scan'>, string> = {
  policy: 'policy requests',
  stateMessages: 'batches of state messages',
  stateFile: 'state files',
};

/** What filled the queue of a server: its length over the span, who came and why, and what is behind most of it. */
export function serverText(scenario: Scenario, fleet: Fleet, story: ServerStory, words: ClientWords): string {
  const tell = new ServerWords(scenario, fleet, story);
  return [tell.answer(), '', ...tell.queue(), '', ...tell.arrivals(words)].join('\n');
}

class ServerWords {
  readonly #scenario: Scenario;
  readonly #fleet: Fleet;
  readonly #story: ServerStory;
  readonly #arrivals: number;

  constructor(scenario: Scenario, fleet: Fleet, story: ServerStory) {
    this.#scenario = scenario;
    this.#fleet = fleet;
    this.#story = story;
    this.#arrivals = sum(story.slices.map(({ arrivals }) => arrivals));
  }

  answer(): string {
    const { name, slices, fromMs, untilMs, causes } = this.#story;
    const last = slices.at(-1);
    const refused = sum(slices.map(({ refused }) => refused));
    const now = last === undefined ? 'nothing' : `${groupThousands(last.waiting)} wait`;
    const server = visible(name);
    const came = `${groupThousands(this.#arrivals)} ${this.#arrivals === 1 ? 'request' : 'requests'} came since ${this.#time(fromMs)}`;
    const head = `${server} at ${this.#time(untilMs)} UTC: ${now}${last?.isDown === true ? ', and it is or was down' : ''}; ${came}, ${groupThousands(refused)} of them refused.`;
    if (causes.length === 0) return `${head}\nNobody came to it.`;
    return `${head}\n${this.#main(causes)}`;
  }

  /** Of all groups together: what brought most of them. */
  #main(causes: readonly ArrivalCause[]): string {
    const first = causes[0]!;
    const alike = causes.filter(
      ({ kind, trigger, deployment }) =>
        kind === first.kind && trigger === first.trigger && deployment === first.deployment,
    );
    const count = sum(alike.map((each) => each.count));
    const clients = sum(alike.map(({ clientCount }) => clientCount));
    const share = percent(count / this.#arrivals);
    return `Most of it (${share}): ${this.#why(first)}, ${groupThousands(clients)} ${clients === 1 ? 'client' : 'clients'} with ${groupThousands(count)} ${count === 1 ? 'request' : 'requests'}.${this.#outage()}`;
  }

  /** An outage keeps clients waiting, and its end brings them all. */
  #outage(): string {
    const down = this.#story.slices.filter(({ isDown }) => isDown);
    if (down.length === 0) return '';
    const last = down.at(-1)!;
    const isOver = last !== this.#story.slices.at(-1);
    const end = isOver
      ? `until about ${this.#time(last.untilMs)}: who had failed comes again`
      : 'to the end of the span';
    return ` It was down from about ${this.#time(down[0]!.fromMs)} ${end}.`;
  }

  /** A cause of arrivals in words; of a deadline also when it was by the clocks of the clients. */
  #why({ kind, trigger, deployment, group }: ArrivalCause): string {
    if (kind !== 'scan') return KINDS[kind];
    const words = TRIGGERS[SCAN_TRIGGERS[trigger]!];
    if (deployment < 0) return words;
    return `${words}, for “${visible(this.#scenario.deployments[deployment]!.name)}”${this.#deadline(deployment, group)}`;
  }

  #deadline(deployment: number, group: number): string {
    const { deployments } = this.#fleet.parts;
    const { zone } = this.#scenario.groups[group]!;
    const revision = deployments.revisionFor(deployment, group);
    const deadlineMs = deployments.revisions.deadlineMs(revision, zone);
    if (deadlineMs === Infinity || deadlineMs > this.#story.untilMs) return '';
    const table = this.#scenario.zones[zone]!;
    const local = formatMinute(new ZoneClock(table, this.#scenario.startEpochMs).toLocal(deadlineMs), 0);
    return ` (deadline ${local} in ${visible(table.name)})`;
  }

  queue(): string[] {
    const { slices } = this.#story;
    const most = Math.max(1, ...slices.map(({ waitingMax }) => waitingMax));
    const rows = slices.map(({ untilMs, arrivals, refused, waiting, waitingMax, isDown }) => {
      const bar = BLOCK.repeat(Math.ceil((waitingMax / most) * BAR_WIDTH));
      return [
        this.#time(untilMs),
        ...[arrivals, refused, waiting, waitingMax].map(groupThousands),
        isDown ? 'down' : bar,
      ];
    });
    return columns([['until', 'came', 'refused', 'waiting', 'at most', ''], ...rows]);
  }

  arrivals({ clientName, command }: ClientWords): string[] {
    const { causes } = this.#story;
    const shown = causes.slice(0, CAUSES_MAX);
    const rows = shown.map((cause) => [
      groupThousands(cause.count),
      percent(cause.count / this.#arrivals),
      groupThousands(cause.refusedCount),
      groupThousands(cause.clientCount),
      `${this.#why(cause)}${cause.isFull ? ', full scan' : ''}: ${visible(this.#scenario.groups[cause.group]!.name)}`,
    ]);
    const more = sum(causes.slice(CAUSES_MAX).map(({ count }) => count));
    return [
      ...(rows.length === 0
        ? []
        : columns([['came', 'share', 'refused', 'clients', 'why, and of which group'], ...rows])),
      ...(more > 0 ? [`and ${groupThousands(more)} more for other causes`] : []),
      ...shown.slice(0, 3).map(({ example }) => `for example ${clientName(example)}: ${command(example)}`),
    ];
  }

  #time(atMs: number): string {
    return formatMinute(this.#scenario.startEpochMs, atMs);
  }
}

/** Numbers to the right, the last column to the left. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell.padStart(widths[at]!)))
      .join('  ')
      .trimEnd(),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
