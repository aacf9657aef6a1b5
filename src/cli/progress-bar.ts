import { SingleBar } from 'cli-progress';

/** What stands beside a bar, by the names that its format gives to it. */
type Payload = Readonly<Record<string, string>>;

export interface ProgressBar {
  readonly update: (value: number, payload: Payload) => void;
  /** Clears the bar away. */
  readonly stop: () => void;
}

/** Starts a bar on the terminal of stderr; whatever ends the process gives the terminal its cursor back. */
export function startBar(format: string, total: number, payload: Payload): ProgressBar {
  const bar = new SingleBar({
    format,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false,
  });
  const stop = () => {
    process.off('exit', stop);
    bar.stop();
  };
  process.on('exit', stop);
  bar.start(total, 0, payload);
  return { update: (value, now) => bar.update(value, now), stop };
}
