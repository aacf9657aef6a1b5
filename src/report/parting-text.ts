import type { Parting, ToldEvent } from '../experiment/replay/parting.ts';
import type { Difference } from '../scenario/differences.ts';
import { formatExactInstant, formatInstant } from './time.ts';

/** Two runs as they are told apart in words. */
export interface ComparedRun {
  readonly path: string;
  readonly startEpochMs: number;
  readonly eventCount: number;
  readonly fingerprint: string;
}

export interface PartingReport {
  readonly runs: readonly [ComparedRun, ComparedRun];
  readonly differences: readonly Difference[];
  /** Names of files that both have, with other contents. */
  readonly otherFiles: readonly string[];
  /** The hour, from 0, in which the histories part; null: they do not. */
  readonly hour: number | null;
  readonly parting: Parting | null;
  /** Which run ends first, and when; null: both end after the same time. */
  readonly shorter: { readonly run: 0 | 1; readonly endMs: number } | null;
  /** What has to be known to read the rest, such as that a replay is not what its manifest tells of. */
  readonly notes: readonly string[];
}

const DIFFERENCES_MAX = 20;
const VALUE_MAX = 60;
const HOUR_MS = 3_600_000;

/** Where two runs part, and in which settings they differ. */
export function partingText(report: PartingReport): string {
  const [one, other] = report.runs;
  const starts =
    one.startEpochMs === other.startEpochMs
      ? []
      : ['The runs start at different instants: events are compared by the time since each start.'];
  return [...settingLines(report.differences), ...report.notes, ...starts, ...historyLines(report)].join(
    '\n',
  );
}

function settingLines(differences: readonly Difference[]): string[] {
  if (differences.length === 0) return ['The scenarios have the same settings.'];
  const shown = differences.slice(0, DIFFERENCES_MAX);
  const width = Math.max(...shown.map(({ path }) => path.length));
  const more = differences.length - shown.length;
  return [
    `Settings that differ: ${differences.length}`,
    ...shown.map(
      ({ path, first, second }) => `  ${path.padEnd(width)}  ${valueText(first)} → ${valueText(second)}`,
    ),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

function valueText(value: string | null): string {
  if (value === null) return '(not there)';
  return value.length > VALUE_MAX ? `${value.slice(0, VALUE_MAX)}…` : value;
}

function historyLines({ runs, otherFiles, hour, parting, shorter }: PartingReport): string[] {
  const [one, other] = runs;
  if (hour === null) {
    const tables =
      otherFiles.length === 0
        ? 'All files are'
        : `Other files all the same: ${otherFiles.join(', ')}; the rest is`;
    const { eventCount, fingerprint, path, startEpochMs } = runs[shorter?.run ?? 0];
    const until =
      shorter === null ? '' : ` up to ${formatInstant(startEpochMs, shorter.endMs)}, where ${path} ends`;
    return [
      `The same history${until}: ${eventCount} events, fingerprint ${fingerprint}.`,
      `${tables} the same.`,
    ];
  }
  const at = (timeMs: number) => formatInstant(one.startEpochMs, timeMs);
  if (parting === null)
    return [
      `The histories part between ${at(hour * HOUR_MS)} and ${at((hour + 1) * HOUR_MS)}; the replays do not.`,
    ];
  const times = [parting.first, parting.second].flatMap((event) => (event === null ? [] : [event.timeMs]));
  const exact = formatExactInstant(one.startEpochMs, Math.min(...times));
  const names = ['last in common', one.path, other.path];
  const width = Math.max(...names.map(({ length }) => length));
  const line = (name: string, run: ComparedRun, event: ToldEvent | null) => {
    if (event === null) return `  ${name.padEnd(width)}  nothing more in this hour`;
    return `  ${name.padEnd(width)}  ${formatExactInstant(run.startEpochMs, event.timeMs)}  ${event.words}`;
  };
  return [
    `The histories part at ${exact}:`,
    ...(parting.lastCommon === null ? [] : [line('last in common', one, parting.lastCommon)]),
    line(one.path, one, parting.first),
    line(other.path, other, parting.second),
    ...renumbered(parting),
  ];
}

/** Events that are the same in words have other numbers: things are numbered across the whole scenario. */
function renumbered({ first, second }: Parting): string[] {
  if (first === null || second === null) return [];
  if (first.timeMs !== second.timeMs || first.words !== second.words) return [];
  return [
    'It is the same event under another number: where groups, deployments or servers are added or left out, those',
    'beside them are numbered anew, and the histories cannot be compared event by event.',
  ];
}
