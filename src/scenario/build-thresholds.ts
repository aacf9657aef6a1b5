import type { Threshold } from '../model/scenario.ts';
import type { Targets } from './build-actions.ts';
import type { Path } from './issue.ts';
import { type BoundUnit, findMetric, METRIC_WORDS, type MetricPlaces } from './metrics.ts';
import { type Names, namedAt, type Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { internetNames, linkNames, stateSystemNames, uploadNames } from './roster.ts';
import { type Parsed, parseDuration, parseShare, parseSize } from './units.ts';

/** Resolves the thresholds of a scenario: metrics are the names of summary.csv, bounds are in the metric's unit. */
export function buildThresholds(
  parts: Parts,
  deployments: Names,
  targets: Targets,
  mistakes: Mistakes,
): Threshold[] {
  const { hierarchy, roster, locations } = targets;
  const { softwareUpdatePoints, managementPoints, distributionPoints } = roster.names;
  const known = {
    ...METRIC_WORDS,
    deployment: namesOf(deployments),
    server: [
      ...namesOf(softwareUpdatePoints),
      ...namesOf(managementPoints),
      ...stateSystemNames(hierarchy).filter((name) => name !== null),
    ],
    link: [
      ...linkNames(parts, locations),
      ...namesOf(distributionPoints),
      ...internetNames(hierarchy),
      ...uploadNames(parts, hierarchy),
    ],
    image: namesAt('images', mistakes),
    remoteAppCollection: namesAt('remoteAppCollections', mistakes),
  };
  // Why the servers are not known has been reported.
  const unread: readonly string[] = hierarchy.names.isRead ? [] : ['server', 'link'];
  return (parts.thresholds ?? []).flatMap((threshold, at) => {
    if (threshold === null) return [];
    const path: Path = ['thresholds', at];
    const { metric, atMost, atLeast } = threshold;
    const unit = unitOf(metric, known, unread, [...path, 'metric'], mistakes);
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

/** The names that were written in a list of the scenario. */
function namesAt(list: string, mistakes: Mistakes): string[] {
  return namedAt(mistakes.root, [list]).flatMap(({ name }) => (name === null ? [] : [name]));
}

function namesOf({ names }: Names): string[] {
  return names.filter((name) => name !== null);
}

function unitOf(
  metric: string,
  known: MetricPlaces,
  unread: readonly string[],
  path: Path,
  mistakes: Mistakes,
): BoundUnit | null {
  const { unit, unknown } = findMetric(metric, known);
  for (const { place, problem } of unknown) {
    if (place === null || !unread.includes(place)) mistakes.at(path, problem);
  }
  return unit;
}

function boundOf(
  key: 'atMost' | 'atLeast',
  written: string | number | undefined,
  unit: BoundUnit,
  path: Path,
  mistakes: Mistakes,
): { readonly [K in typeof key]?: number } {
  if (written === undefined) return {};
  const parsed = parseBound(written, unit);
  if ('value' in parsed) return { [key]: parsed.value };
  mistakes.at([...path, key], parsed.problem);
  return {};
}

/** A bound of a metric as people write it, in the metric's own unit. */
export function parseBound(written: string | number, unit: BoundUnit): Parsed<number> {
  if (unit === 'number') {
    if (typeof written === 'number' && written >= 0) return { value: written };
    return { problem: `has to be a number without a unit that is not negative` };
  }
  const text = String(written);
  if (unit === 'share') return parseShare(text);
  if (unit === 'bytes') return parseSize(text);
  const parsed = parseDuration(text);
  if ('problem' in parsed) return parsed;
  return { value: parsed.value / (unit === 'hours' ? 3_600_000 : 1000) };
}
