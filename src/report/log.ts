import type { Verdict } from '../experiment/metrics/thresholds.ts';
import type { RunResult } from '../model/results.ts';
import { eventsTable } from './tables/events.ts';
import { reachedText } from './thresholds.ts';
import { formatExactInstant } from './time.ts';

const WARNING = 'warning: ';

/**
 * `log.txt`: a run told line by line, each with its simulated instant. It holds nothing of the machine that ran it,
 * so that it is the same bytes everywhere.
 */
export function logText(
  result: RunResult,
  version: string,
  warnings: readonly string[],
  verdicts: readonly Verdict[],
): string {
  const { startEpochMs, name, seed, measureFromMs, horizonMs } = result.scenario;
  const at = (timeMs: number, text: string) => `${formatExactInstant(startEpochMs, timeMs)}  ${text}`;
  const events = [...eventLines(result)];
  const before = events.filter(({ timeMs }) => timeMs < measureFromMs);
  const lines = [
    at(0, `fleetsim ${version} runs ${name} with seed ${seed}: ${counted(result.clientCount, 'client')}`),
    ...warnings.map((warning) => at(0, `${WARNING}${warning}`)),
    ...before.map(({ timeMs, text }) => at(timeMs, text)),
    at(measureFromMs, 'measurement starts'),
    ...events.slice(before.length).map(({ timeMs, text }) => at(timeMs, text)),
    at(horizonMs, `end after ${result.eventCount} events, fingerprint ${result.fingerprint}`),
    ...verdicts.map((verdict) => {
      const { threshold, met } = verdict;
      return at(
        horizonMs,
        `threshold ${met ? 'met' : 'not met'}: ${threshold.text}: ${reachedText(verdict)}`,
      );
    }),
  ];
  return `${lines.join('\n')}\n`;
}

/** The warnings that a log tells of. */
export function warningsOfLog(log: string): string[] {
  return log.split('\n').flatMap((line) => {
    const text = line.slice(line.indexOf('  ') + 2);
    return text.startsWith(WARNING) ? [text.slice(WARNING.length)] : [];
  });
}

/** The events of the site in words, in their order. */
function* eventLines({ events, ...result }: RunResult): Generator<{ timeMs: number; text: string }> {
  const names = eventsTable.columns.map(({ name }) => name);
  let index = 0;
  for (const row of eventsTable.rows({ events, ...result }) ?? []) {
    const cell = (name: string) => row[names.indexOf(name)] ?? null;
    const detail = (name: string, noun: string) =>
      cell(name) === null ? null : counted(Number(cell(name)), noun);
    const details = [
      result.scenario.sites.length > 1 ? cell('site') : null,
      cell('subject'),
      cell('content'),
      cell('group'),
      cell('cause'),
      cell('synchronization') === 'full' ? 'full' : null,
      detail('updates', 'update'),
      cell('sizeBytes') === null ? null : sizeText(Number(cell('sizeBytes'))),
      detail('servers', 'server'),
      cell('bytesPerSecond') === null ? null : `${cell('bytesPerSecond')} bytes/s`,
    ].filter((detail) => detail !== null);
    yield { timeMs: events.get(index++, 't'), text: `${cell('event')}  ${details.join(', ')}`.trimEnd() };
  }
}

/** `6.5 GB (6500000000 bytes)`, of less than a megabyte only the bytes. */
function sizeText(bytes: number): string {
  const exact = counted(bytes, 'byte');
  if (bytes < 1e6) return exact;
  const [unit, size] = bytes < 1e9 ? ['MB', 1e6] : ['GB', 1e9];
  return `${(bytes / size).toFixed(1)} ${unit} (${exact})`;
}

/** `1 update`, `2 updates`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
