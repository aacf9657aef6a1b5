import type { Threshold } from '../model/scenario.ts';
import type { Targets } from './build-actions.ts';
import { suggestion } from './closest.ts';
import type { Path } from './issue.ts';
import type { Names, Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { type Parsed, parseDuration, parseShare } from './units.ts';

type Unit = 'hours' | 'seconds' | 'share' | 'number';

const READINGS = ['actual', 'known', 'stored', 'shown'];
const LEVELS = ['p50', 'p90', 'p95', 'p99'];
const SERVER_METRICS = ['waitP95Seconds', 'utilisation'];
const PLAIN_METRICS: ReadonlyMap<string, Unit> = new Map([
  ['restarts.outsideWorkingHours', 'number'],
  ['scans.refused', 'number'],
  ['exposure.clientHours', 'number'],
]);
/** The site server's own queue, beside the servers that a scenario names. */
const STATE_SYSTEM = 'stateSystem';

const FORMS = [
  'coverage.<deployment>.<reading>.<level>.sinceReleaseHours',
  'server.<name>.waitP95Seconds',
  'server.<name>.utilisation',
  ...PLAIN_METRICS.keys(),
];

/** Resolves the thresholds of a scenario: metrics are the names of summary.csv, bounds are in the metric's unit. */
export function buildThresholds(
  parts: Parts,
  deployments: Names,
  targets: Targets,
  mistakes: Mistakes,
): Threshold[] {
  return (parts.thresholds ?? []).flatMap((threshold, at) => {
    if (threshold === null) return [];
    const path: Path = ['thresholds', at];
    const { metric, atMost, atLeast } = threshold;
    const unit = unitOf(metric, deployments, targets, [...path, 'metric'], mistakes);
    if (atMost === undefined && atLeast === undefined) {
      mistakes.at(path, 'has no bound; write "atMost: …" or "atLeast: …"');
    }
    if (unit === null) return [];
    const bounds = {
      ...boundOf('atMost', atMost, unit, path, mistakes),
      ...boundOf('atLeast', atLeast, unit, path, mistakes),
    };
    const words = [
      atMost === undefined ? '' : ` at most ${atMost}`,
      atLeast === undefined ? '' : ` at least ${atLeast}`,
    ];
    return [{ metric, ...bounds, text: metric + words.filter((word) => word !== '').join(' and') }];
  });
}

function unitOf(
  metric: string,
  deployments: Names,
  targets: Targets,
  path: Path,
  mistakes: Mistakes,
): Unit | null {
  const plain = PLAIN_METRICS.get(metric);
  if (plain !== undefined) return plain;
  const coverage = /^coverage\.(.+)\.([^.]+)\.([^.]+)\.sinceReleaseHours$/.exec(metric);
  if (coverage !== null) {
    const isKnown = deployments.find(coverage[1]!, path) >= 0;
    const isSound = [isOneOf(coverage[2]!, READINGS, 'reading'), isOneOf(coverage[3]!, LEVELS, 'level')];
    return isKnown && isSound.every(Boolean) ? 'hours' : null;
  }
  const server = /^server\.(.+)\.([^.]+)$/.exec(metric);
  if (server !== null) {
    const known = [...targets.softwareUpdatePoints.names, ...targets.managementPoints.names, STATE_SYSTEM];
    const names = known.filter((name) => name !== null);
    const isSound = [
      isOneOf(server[1]!, names, 'server'),
      isOneOf(server[2]!, SERVER_METRICS, 'metric of servers'),
    ];
    if (!isSound.every(Boolean)) return null;
    return server[2] === 'utilisation' ? 'share' : 'seconds';
  }
  mistakes.at(path, `"${metric}" is not a metric${suggestion(metric, FORMS)}`);
  return null;

  function isOneOf(word: string, known: readonly string[], what: string): boolean {
    if (known.includes(word)) return true;
    mistakes.at(path, `"${word}" is not a ${what}${suggestion(word, known)}`);
    return false;
  }
}

function boundOf(
  key: 'atMost' | 'atLeast',
  written: string | number | undefined,
  unit: Unit,
  path: Path,
  mistakes: Mistakes,
): { readonly [K in typeof key]?: number } {
  if (written === undefined) return {};
  const parsed = parseBound(written, unit);
  if ('value' in parsed) return { [key]: parsed.value };
  mistakes.at([...path, key], parsed.problem);
  return {};
}

function parseBound(written: string | number, unit: Unit): Parsed<number> {
  if (unit === 'number') {
    if (typeof written === 'number' && written >= 0) return { value: written };
    return { problem: `has to be a number without a unit that is not negative` };
  }
  const text = String(written);
  if (unit === 'share') return parseShare(text);
  const parsed = parseDuration(text);
  if ('problem' in parsed) return parsed;
  return { value: parsed.value / (unit === 'hours' ? 3_600_000 : 1000) };
}
