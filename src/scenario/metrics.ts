import {
  COVERAGE_LEVELS,
  READINGS,
  RESTART_CAUSES,
  SCAN_OUTCOMES,
  SERVER_ROLES,
  UNFINISHED_CAUSES,
} from '../model/results.ts';
import { suggestion } from './closest.ts';

/** What the bound of a metric is written in. */
export type BoundUnit = 'hours' | 'seconds' | 'share' | 'bytes' | 'number';

/** The metrics of summary.csv that a threshold can bound. `<…>` stands for a name or a word. */
export const BOUNDED_METRICS: ReadonlyMap<string, BoundUnit> = new Map([
  ['clients', 'number'],
  ['events', 'number'],
  ['coverage.<deployment>.<reading>.<level>.sinceReleaseHours', 'hours'],
  ['compliance.<deployment>.<reading>.share', 'share'],
  ['timeToCompliant.<deployment>.<quantile>Hours', 'hours'],
  ['timeToCompliant.<deployment>.restrictedMeanHours', 'hours'],
  ['unfinished.<deployment>.<cause>', 'number'],
  ['exposure.clientHours', 'number'],
  ['scans.online', 'number'],
  ['scans.<outcome>', 'number'],
  ['installations.hours', 'number'],
  ['restarts.outsideBusinessHours', 'number'],
  ['restarts.countdownsMetUser', 'number'],
  ['restarts.<restartCause>', 'number'],
  ['downloads.bytes', 'bytes'],
  ['downloads.interrupted', 'number'],
  ['stateMessages.emitted', 'number'],
  ['stateMessages.stored', 'number'],
  ['server.<server>.utilisation', 'share'],
  ['server.<server>.utilisationMax', 'share'],
  ['server.<server>.waitMeanSeconds', 'seconds'],
  ['server.<server>.waitP95Seconds', 'seconds'],
  ['server.<server>.queueMax', 'number'],
  ['server.<server>.served', 'number'],
  ['server.<server>.refused', 'number'],
  ['servers.<role>.utilisation', 'share'],
  ['servers.<role>.utilisationMax', 'share'],
  ['servers.<role>.waitMeanSeconds', 'seconds'],
  ['servers.<role>.waitP95Seconds', 'seconds'],
  ['servers.<role>.queueMax', 'number'],
  ['servers.<role>.served', 'number'],
  ['servers.<role>.refused', 'number'],
  ['link.<link>.utilisation', 'share'],
  ['link.<link>.utilisationMax', 'share'],
  ['link.<link>.bytes', 'bytes'],
  ['images.sentBytes', 'bytes'],
  ['image.<image>.sentBytes', 'bytes'],
  ['image.<image>.versions', 'number'],
  ['image.<image>.outdatedHours', 'hours'],
  ['image.<image>.temporaryPeakBytes', 'bytes'],
  ['image.<image>.servicingSucceeded', 'number'],
  ['image.<image>.servicingFailed', 'number'],
  ['image.<image>.servicingCancelled', 'number'],
  ['imaging.completed', 'number'],
  ['imaging.waiting', 'number'],
  ['imaging.sentBytes', 'bytes'],
  ['imaging.requiredUpdates', 'number'],
  ['imaging.requiredBytes', 'bytes'],
  ['remoteApp.<remoteAppCollection>.told', 'number'],
  ['remoteApp.<remoteAppCollection>.signedOutInTime', 'number'],
  ['remoteApp.<remoteAppCollection>.forcedOff', 'number'],
  ['remoteApp.<remoteAppCollection>.forcedOffActive', 'number'],
  ['remoteApp.<remoteAppCollection>.workLost', 'number'],
  ['remoteApp.<remoteAppCollection>.lostHours', 'number'],
  ['remoteApp.<remoteAppCollection>.reconnections', 'number'],
  ['remoteApp.<remoteAppCollection>.signInsPerMinuteMax', 'number'],
  ['remoteApp.<remoteAppCollection>.reconnectionsPerMinuteMax', 'number'],
  ['remoteApp.<remoteAppCollection>.exposedHostHours', 'number'],
  ['remoteApp.<remoteAppCollection>.lastSessionHours', 'hours'],
]);

const SUGGESTED_NAMES_MAX = 20;

/** What can stand in a place that takes a word; the other places take names of the scenario. */
export const METRIC_WORDS: Readonly<Record<string, readonly string[]>> = {
  reading: READINGS,
  level: COVERAGE_LEVELS.map((level) => `p${Math.round(level * 100)}`),
  quantile: ['p50', 'p90', 'p95', 'p99'],
  cause: UNFINISHED_CAUSES,
  outcome: SCAN_OUTCOMES,
  restartCause: RESTART_CAUSES,
  role: SERVER_ROLES,
};

/** A metric's family, and the word that it has for each place of the pattern. */
export interface MetricName {
  readonly unit: BoundUnit;
  readonly words: readonly { readonly place: string; readonly word: string }[];
}

/** Every reading of a metric's name: names of deployments may themselves hold dots. */
export function readMetric(name: string): MetricName[] {
  const found: MetricName[] = [];
  for (const [pattern, unit] of BOUNDED_METRICS) {
    const places = [...pattern.matchAll(/<(\w+)>/g)].map((match) => match[1]!);
    const parts = pattern.split(/<\w+>/).map((part) => part.replaceAll('.', '\\.'));
    const match = new RegExp(`^${parts.join('(.+)')}$`).exec(name);
    if (match === null) continue;
    found.push({ unit, words: places.map((place, at) => ({ place, word: match[at + 1]! })) });
  }
  return found;
}

/** Metrics without places that look as if they had one: `scans.online`, which is no outcome, stands beside these. */
const WORDS_OF_THEIR_OWN = [...BOUNDED_METRICS.keys()]
  .filter((pattern) => !pattern.includes('<'))
  .flatMap((pattern) => readMetric(pattern).flatMap(({ words }) => words));

/** What can stand in each place of a pattern, in one scenario. */
export type MetricPlaces = Readonly<Record<string, readonly string[]>>;

/** A metric of a scenario, or what is wrong with its name: of each place that no name fits, null for the name itself. */
export interface FoundMetric {
  readonly unit: BoundUnit | null;
  readonly unknown: readonly { readonly place: string | null; readonly problem: string }[];
}

/** Looks for a metric by its name in a scenario that has what `known` lists. */
export function findMetric(name: string, known: MetricPlaces): FoundMetric {
  const readings = readMetric(name);
  const isKnown = ({ place, word }: { place: string; word: string }) => known[place]!.includes(word);
  const sound = readings.find(({ words }) => words.every(isKnown));
  if (sound !== undefined) return { unit: sound.unit, unknown: [] };
  if (readings.length === 0) {
    const problem = `"${name}" is not a metric${suggestion(name, metricNames(known))}`;
    return { unit: null, unknown: [{ place: null, problem }] };
  }
  const unknown = readings[0]!.words.filter((each) => !isKnown(each));
  return {
    unit: null,
    unknown: unknown.map(({ place, word }) => {
      const words = [
        ...known[place]!,
        ...WORDS_OF_THEIR_OWN.filter((own) => own.place === place).map(({ word }) => word),
      ];
      const problem = `"${word}" is not ${article(place)} ${place} here${suggestion(word, words)}`;
      return { place, problem };
    }),
  };
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? 'an' : 'a';
}

/** Names of metrics that exist, for suggestions: every place filled with every word, of many names the first. */
function metricNames(known: MetricPlaces): string[] {
  return [...BOUNDED_METRICS.keys()].flatMap((pattern) => filled(pattern, known));
}

function filled(pattern: string, known: MetricPlaces): string[] {
  const place = /<(\w+)>/.exec(pattern)?.[1];
  if (place === undefined) return [pattern];
  const words = known[place]!.slice(0, SUGGESTED_NAMES_MAX);
  return words.flatMap((word) =>
    filled(
      pattern.replace(`<${place}>`, () => word.replace(/[<>]/g, '')),
      known,
    ),
  );
}
