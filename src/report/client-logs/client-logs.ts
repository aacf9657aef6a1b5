import type { Fleet } from '../../model/fleet.ts';
import type { Scenario } from '../../model/scenario.ts';
import type { ClientChapter } from '../../model/stories/client-story.ts';
import { ZoneClock } from '../../model/zone-clock.ts';
import { cmtraceText } from '../cmtrace.ts';
import { StoryNames } from '../explain/story-names.ts';
import { CLIENT_LOGS, type ClientLog, type LogLine } from './client-log.ts';
import { assignmentLines } from './deployment-log.ts';
import { machineLines, restartLines } from './machine-log.ts';
import { messagesRaised, messagesSent } from './message-log.ts';
import { scanBegins, scanEnds } from './scan-log.ts';
import { workBegins, workEnds } from './work-log.ts';

const MINUTE_MS = 60_000;

/** A line of a log, and when it was written, in ms since the start. */
export interface WrittenLine extends LogLine {
  readonly atMs: number;
}

/** The logs of one client, written as its story is told; times are by the clock of its zone. */
export class ClientLogs {
  /** In the order in which they were written, whatever their log. */
  readonly lines: WrittenLine[] = [];
  readonly #names: StoryNames;
  readonly #startEpochMs: number;
  readonly #clock: ZoneClock;

  constructor(scenario: Scenario, fleet: Fleet, client: number) {
    this.#names = new StoryNames(scenario, fleet, client);
    this.#startEpochMs = scenario.startEpochMs;
    this.#clock = new ZoneClock(scenario.zones[this.#names.group.zone]!, scenario.startEpochMs);
  }

  hear(chapter: ClientChapter): void {
    const { atMs } = chapter;
    for (const told of linesOf(this.#names, chapter)) this.lines.push({ ...told, atMs });
  }

  /** The text of every log that has lines, by name. */
  texts(): Map<ClientLog, string> {
    const texts = new Map<ClientLog, string>();
    for (const written of this.lines) {
      const { log } = written;
      texts.set(log, `${texts.get(log) ?? ''}${this.#text(written)}\n`);
    }
    return texts;
  }

  #text({ log, text, level, atMs }: WrittenLine): string {
    const wallMs = this.#clock.toLocal(atMs);
    return cmtraceText({
      text,
      level,
      wallMs,
      biasMin: (this.#startEpochMs + atMs - wallMs) / MINUTE_MS,
      component: CLIENT_LOGS[log],
      source: `${log.toLowerCase()}.cpp`,
    });
  }
}

/** What has ended comes before what is reported of it, and that before what begins. */
function linesOf(names: StoryNames, chapter: ClientChapter): LogLine[] {
  return [
    ...machineLines(chapter),
    ...assignmentLines(names, chapter),
    ...scanEnds(names, chapter),
    ...workEnds(names, chapter),
    ...messagesRaised(names, chapter),
    ...restartLines(names, chapter),
    ...scanBegins(names, chapter),
    ...workBegins(names, chapter),
    ...messagesSent(names, chapter),
  ];
}
