import type { RunResult } from '../model/results.ts';
import { eventsTable } from './tables/events.ts';
import type { Verdict } from './thresholds.ts';
import { formatInstant } from './time.ts';

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
  const { scenario } = result;
  const at = (timeMs: number, text: string) => `${formatInstant(scenario.startEpochMs, timeMs)}  ${text}`;
  const lines = [
    at(
      0,
      `fleetsim ${version} runs ${scenario.name} with seed ${scenario.seed}: ${result.clientCount} clients`,
    ),
    ...warnings.map((warning) => at(0, `warning: ${warning}`)),
    at(scenario.measureFromMs, 'measurement starts'),
    ...eventLines(result),
    at(scenario.horizonMs, `end after ${result.eventCount} events, fingerprint ${result.fingerprint}`),
    ...verdicts.map(({ threshold, met }) =>
      at(scenario.horizonMs, `threshold ${met ? 'met' : 'not met'}: ${threshold.text}`),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function eventLines(result: RunResult): string[] {
  const names = eventsTable.columns.map(({ name }) => name);
  const cell = (row: readonly unknown[], name: string) => row[names.indexOf(name)];
  return Array.from(eventsTable.rows(result) ?? [], (row) => {
    const details = [
      cell(row, 'subject'),
      cell(row, 'updates') === null ? null : `${cell(row, 'updates')} updates`,
      cell(row, 'sizeBytes') === null ? null : `${cell(row, 'sizeBytes')} bytes`,
    ];
    return `${cell(row, 'time')}  ${cell(row, 'event')}  ${details.filter((detail) => detail !== null).join(', ')}`;
  }).map((line) => line.trimEnd());
}
