import { liveState } from '../experiment/live-state.ts';
import type { OnSlice, Progress } from '../experiment/run.ts';
import type { Scenario } from '../model/scenario.ts';
import { liveFrame, type Pace } from '../report/live/frame.ts';
import type { Colors } from '../report/summary/colors.ts';
import type { ProgressDisplay } from './progress.ts';

/** How often the frame is drawn, and how often the process looks for an interrupt. */
const DRAW_EVERY_MS = 200;
const PAUSE_EVERY_MS = 60;

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_BELOW = '\u001b[J';
const CLEAR_SCREEN = '\u001b[2J\u001b[H';

/** The terminal that a run is watched in. */
export interface LiveTerminal {
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  readonly write: (text: string) => unknown;
}

const SIZE = { columns: 80, rows: 24 };

/** Whether something can be drawn in place there. */
export function canDraw(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb';
}

/** A run in a terminal, drawn in place a few times a second; nothing of it is left when it stops. */
export function showLive(
  title: string,
  scenario: Scenario,
  terminal: LiveTerminal,
  colors: Colors,
  clockMs: () => number = () => performance.now(),
): ProgressDisplay {
  const screen = new LiveScreen(terminal);
  const paceOf = paceMeter(clockMs);
  let drawnMs = Number.NEGATIVE_INFINITY;
  let pausedMs = clockMs();
  const onSlice: OnSlice = async (progress, fleet) => {
    const nowMs = clockMs();
    const pace = paceOf(progress);
    if (nowMs - drawnMs >= DRAW_EVERY_MS) {
      drawnMs = nowMs;
      const { startEpochMs, output } = scenario;
      const { intervalMs } = output;
      const picture = { title, startEpochMs, intervalMs, state: liveState(scenario, fleet), pace };
      screen.draw((size) => liveFrame(picture, size, colors));
    }
    if (nowMs - pausedMs < PAUSE_EVERY_MS) return;
    pausedMs = nowMs;
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { onSlice, stop: () => screen.close() };
}

/** Measures the pace from the first slice on: what came before was not run here. */
function paceMeter(clockMs: () => number): (progress: Progress) => Pace {
  let first: { readonly atMs: number; readonly progress: Progress } | null = null;
  return (progress) => {
    first ??= { atMs: clockMs(), progress };
    const elapsedMs = clockMs() - first.atMs;
    const simulatedMs = progress.nowMs - first.progress.nowMs;
    const events = progress.eventCount - first.progress.eventCount;
    const leftMs = progress.horizonMs - progress.nowMs;
    return {
      done: progress.nowMs / progress.horizonMs,
      eventsPerSecond: elapsedMs > 0 ? (1000 * events) / elapsedMs : 0,
      leftMs: simulatedMs > 0 ? (elapsedMs * leftMs) / simulatedMs : null,
    };
  };
}

/** Lines of a terminal that are drawn over and over. The cursor is hidden meanwhile, and comes back however it ends. */
class LiveScreen {
  readonly #terminal: LiveTerminal;
  #lineCount = 0;
  #size = SIZE;
  readonly #onExit = () => this.close();

  constructor(terminal: LiveTerminal) {
    this.#terminal = terminal;
    process.on('exit', this.#onExit);
    terminal.write(HIDE_CURSOR);
  }

  draw(frameOf: (size: typeof SIZE) => readonly string[]): void {
    const { columns = SIZE.columns, rows = SIZE.rows } = this.#terminal;
    const size = { columns: columns || SIZE.columns, rows: rows || SIZE.rows };
    const isResized = size.columns !== this.#size.columns || size.rows !== this.#size.rows;
    // What was drawn for another width has been wrapped: nobody knows over how many lines.
    const back = this.#lineCount > 0 && isResized ? CLEAR_SCREEN : this.#toStart();
    const lines = frameOf(size);
    this.#terminal.write(`${back}${lines.map((line) => `${line}\u001b[K\n`).join('')}${CLEAR_BELOW}`);
    this.#size = size;
    this.#lineCount = lines.length;
  }

  close(): void {
    process.off('exit', this.#onExit);
    this.#terminal.write(`${this.#toStart()}${CLEAR_BELOW}${SHOW_CURSOR}`);
    this.#lineCount = 0;
  }

  #toStart(): string {
    return this.#lineCount === 0 ? '' : `\u001b[${this.#lineCount}A\r`;
  }
}
