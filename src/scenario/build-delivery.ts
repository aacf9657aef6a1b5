import type { ContentDelivery, ContentDistribution, RateLimit, SendingHours } from '../model/scenario.ts';
import type { Hierarchy, PlacedSite } from './hierarchy.ts';
import type { Path } from './issue.ts';
import type { SiteParts } from './parts.ts';
import type { Mistakes } from './read.ts';
import type { Roster } from './roster.ts';

/* How content comes to distribution points (domain, distribution manager and pull-distribution points). */

type WrittenPoint = NonNullable<NonNullable<SiteParts['distributionPoints']>[number]>;

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const WEEK_HOURS = 7 * DAY_HOURS;

export function contentDistributionOf({ written }: PlacedSite): ContentDistribution {
  const { packages, threadsPerPackage, retries, retry, pullRetry } = written.contentDistribution!;
  return {
    packagesMax: packages,
    threadsPerPackage,
    retriesMax: retries,
    retryMs: retry,
    pullRetryMs: pullRetry,
  };
}

/** How content comes to a distribution point without mistakes. */
export function deliveryOf(
  { pullFrom, sendingHours, rateLimit }: WrittenPoint,
  roster: Roster,
): ContentDelivery {
  if (pullFrom !== undefined) {
    const { names } = roster.names.distributionPoints;
    const sources = pullFrom.map(({ name, priority }) => ({ point: names.indexOf(name), priority }));
    return { kind: 'pulled', sources };
  }
  return {
    kind: 'sent',
    hours: sendingHours.length === 0 ? null : weekOf(sendingHours),
    limit: rateLimit === undefined ? null : limitOf(rateLimit),
  };
}

function weekOf(written: WrittenPoint['sendingHours']): SendingHours {
  const hours: SendingHours[number][] = new Array(WEEK_HOURS).fill('low');
  for (const { days, from, to, lowest } of written) {
    for (let day = 0; day < 7; day++) {
      if ((days & (1 << day)) === 0) continue;
      for (let hour = from / HOUR_MS; hour < to / HOUR_MS; hour++) {
        hours[(day * DAY_HOURS + hour) % WEEK_HOURS] = lowest;
      }
    }
  }
  return hours;
}

function limitOf({ byHour, pulse }: NonNullable<WrittenPoint['rateLimit']>): RateLimit {
  if (pulse !== undefined) return { blockBytes: pulse.block, silenceMs: pulse.silence };
  const shareByHour: number[] = new Array(DAY_HOURS).fill(1);
  for (const { from, to, share } of byHour!) {
    for (let hour = from / HOUR_MS; hour < to / HOUR_MS; hour++) shareByHour[hour % DAY_HOURS] = share;
  }
  return { shareByHour };
}

/** Reports pull-distribution points that cannot pull, and what means nothing for them. */
export function checkDelivery(hierarchy: Hierarchy, roster: Roster, mistakes: Mistakes): void {
  const before = mistakes.issues.length;
  const sources = roster.lists.distributionPoints.map(({ server, path }, point) => {
    if (server?.pullFrom === undefined) return null;
    reportIdle(server, path, mistakes);
    return server.pullFrom.map(({ name }, at) => {
      return sourceOf(name, point, hierarchy, roster, [...path, 'pullFrom', at, 'name'], mistakes);
    });
  });
  if (mistakes.issues.length === before) reportCircles(sources, roster, mistakes);
}

function sourceOf(
  name: string,
  point: number,
  hierarchy: Hierarchy,
  roster: Roster,
  path: Path,
  mistakes: Mistakes,
): number {
  const points = roster.lists.distributionPoints;
  const source = roster.names.distributionPoints.find(name, path);
  if (source === point) {
    mistakes.at(path, `"${name}" is this distribution point itself`);
  } else if (source >= 0 && hierarchy.topOf(points[source]!.site) !== hierarchy.topOf(points[point]!.site)) {
    mistakes.at(path, `"${name}" is of another hierarchy; name one of its own`);
  }
  return source;
}

function reportIdle({ sendingHours, rateLimit }: WrittenPoint, path: Path, mistakes: Mistakes): void {
  const why = 'means nothing for a pull-distribution point, which fetches when it likes; leave it out';
  if (sendingHours.length > 0) mistakes.atKey([...path, 'sendingHours'], why);
  if (rateLimit !== undefined) mistakes.atKey([...path, 'rateLimit'], why);
}

/** Of pull-distribution points those that nothing can reach from a point to which the site server sends. */
function reportCircles(
  sources: readonly (readonly number[] | null)[],
  roster: Roster,
  mistakes: Mistakes,
): void {
  const isFed = sources.map((own) => own === null);
  for (let hasNews = true; hasNews; ) {
    hasNews = false;
    sources.forEach((own, point) => {
      if (isFed[point] || !own!.some((source) => isFed[source])) return;
      isFed[point] = true;
      hasNews = true;
    });
  }
  isFed.forEach((isSo, point) => {
    if (isSo) return;
    const { path } = roster.lists.distributionPoints[point]!;
    mistakes.at(
      [...path, 'pullFrom'],
      'leads round in a circle: none of these gets content from the site server, directly or through others',
    );
  });
}
