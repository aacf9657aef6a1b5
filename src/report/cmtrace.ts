import { visible } from '../scenario/issue.ts';

const LEVELS = { information: 1, warning: 2, error: 3 } as const;
export type LogLevel = keyof typeof LEVELS;

/** A line of a log as CMTrace reads it. */
export interface CmtraceLine {
  readonly text: string;
  readonly level: LogLevel;
  /** By the wall clock of the machine that writes, in ms since 1970-01-01T00:00 there. */
  readonly wallMs: number;
  /** What has to be added to the wall clock for UTC. */
  readonly biasMin: number;
  readonly component: string;
  /** The source file that a line names; of that only the name is known. */
  readonly source: string;
}

/** A line in the format of CMTrace, without its end. */
export function cmtraceText({ text, level, wallMs, biasMin, component, source }: CmtraceLine): string {
  const at = new Date(wallMs).toISOString();
  const [year, month, day] = at.slice(0, 10).split('-');
  const attributes = {
    time: `${at.slice(11, 23)}${biasText(biasMin)}`,
    date: `${month}-${day}-${year}`,
    component,
    context: '',
    type: LEVELS[level],
    thread: 1,
    file: `${source}:1`,
  };
  const tags = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`);
  return `<![LOG[${harmless(text)}]LOG]!><${tags.join(' ')}>`;
}

/** As clients write it: `+420` west of Greenwich, `-60` east of it. */
function biasText(biasMin: number): string {
  return biasMin < 0 ? `-${String(-biasMin).padStart(2, '0')}` : `+${String(biasMin).padStart(3, '0')}`;
}

/** A name cannot end its line early, nor begin one. */
function harmless(text: string): string {
  return visible(text).replaceAll(']LOG]!', ']LOG] !').replaceAll('<![LOG[', '<! [LOG[');
}
