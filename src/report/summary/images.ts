import { rowsByNumber, rowsWhere, sumWhere } from '../../experiment/metrics/fold.ts';
import { temporaryPeakBytes, waitingAtEnd } from '../../experiment/metrics/images.ts';
import { EVENT_CAUSES, type RunResult, SERVICING_STATUSES, SITE_EVENTS } from '../../model/results.ts';
import { counted } from '../log.ts';
import { groupThousands } from '../number.ts';
import { clip } from './display-width.ts';
import { gigabytes } from './figures.ts';
import { textTable } from './text-table.ts';
import { withTotal } from './total.ts';

const NAME_WIDTH = 24;
/** Images that a line names. */
const NAMED_MAX = 2;
const FAILED = SERVICING_STATUSES.indexOf('failed');
const SERVICING_FAILED = SITE_EVENTS.indexOf('servicingFailed');
const HEAD = ['version', 'points with it', 'servicing', 'updates', 'missing', 'drive GB', 'GB sent'];
const UNKNOWN = HEAD.slice(0, 5).map(() => '-');

/** How an image stands at the end; one that was never imported has no version. */
interface Standing {
  readonly name: string;
  readonly image: number;
  readonly version: number;
  readonly status: number;
  readonly updates: number;
  readonly missing: number;
  readonly points: number;
  readonly pointsWithIt: number;
  readonly pointsFailed: number;
  readonly driveBytes: number;
  readonly sentBytes: number;
}

/**
 * How images stand at the end and what was sent of them; only a head if there are none. Those that failed come first, then
 * those that lack updates or that distribution points lack, of each kind those with the most bytes. What `limit` leaves
 * out is in a line of totals.
 */
export function imagesTable(result: RunResult, limit: number): string[] {
  const images = standingsOf(result).sort(
    (a, b) => rankOf(a) - rankOf(b) || b.sentBytes - a.sentBytes || a.image - b.image,
  );
  const more = images.length - limit;
  return textTable(
    [`Images${more > 0 ? ` (and ${more} more)` : ''}`, ...HEAD],
    [...images.slice(0, limit).map(lineOf), ...(more > 0 ? [totalsOf(images)] : [])],
  );
}

/** `Servicing failed: 3 (Golden diskFull 2 · Kiosk updateFailed 1)`; nothing if no run did. */
export function servicingTroubles({ events, scenario }: RunResult): string[] {
  const failures = new Map<string, number>();
  for (const row of rowsWhere(events, { code: SERVICING_FAILED })) {
    const image = scenario.images[events.get(row, 'subject')]?.name ?? '';
    const words = `${clip(image, NAME_WIDTH)} ${EVENT_CAUSES[events.get(row, 'cause')] ?? ''}`.trimEnd();
    failures.set(words, (failures.get(words) ?? 0) + 1);
  }
  const parts = [...failures].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
  return parts.length === 0 ? [] : [`Servicing failed: ${withTotal(parts, NAMED_MAX)}`];
}

/**
 * `Machines built: 5, lacking 4 updates (1.4 GB); bytes of images to machines: 30.0 GB`, and how many wait for their image
 * at the end; nothing if there was neither.
 */
export function imagingLines(result: RunResult): string[] {
  const { imaging } = result;
  const completed = sumWhere(imaging, 'completed');
  const waiting = waitingAtEnd(result);
  if (completed === 0 && waiting === 0) return [];
  const sent = gigabytes(sumWhere(imaging, 'sentBytes'));
  const lacked = gigabytes(sumWhere(imaging, 'requiredBytes'));
  const updates = counted(sumWhere(imaging, 'requiredUpdates'), 'update');
  const built =
    completed === 0
      ? 'Machines built: none'
      : `Machines built: ${groupThousands(completed)}, lacking ${updates} (${lacked} GB); bytes of images to machines: ${sent} GB`;
  if (waiting === 0) return [built];
  const wait = `${groupThousands(waiting)} ${waiting === 1 ? 'waits' : 'wait'}`;
  return [built, `          ${wait} for the image at their distribution point`];
}

function standingsOf(result: RunResult): Standing[] {
  const { images } = result;
  const rows = rowsByNumber(images, 'image', result.scenario.images.length);
  return result.scenario.images.map(({ name }, image) => {
    const last = rows[image]!.at(-1);
    const get = (column: (typeof images.columns)[number]) =>
      last === undefined ? 0 : images.get(last, column);
    return {
      name,
      image,
      version: get('version'),
      status: get('status'),
      updates: get('updates'),
      missing: get('missing'),
      points: get('distributionPoints'),
      pointsWithIt: get('distributedVersion') === get('version') ? get('current') : 0,
      pointsFailed: get('failed'),
      driveBytes: temporaryPeakBytes(result, image),
      sentBytes: sumWhere(images, 'sentBytes', { image }),
    };
  });
}

/** The lower, the more an administrator has to look at it. */
function rankOf({ status, pointsFailed, missing, pointsWithIt, points }: Standing): number {
  if (status === FAILED || pointsFailed > 0) return 0;
  if (missing > 0) return 1;
  return pointsWithIt < points ? 2 : 3;
}

function lineOf(standing: Standing): string[] {
  const { name, version, status, updates, missing, driveBytes, sentBytes } = standing;
  const stands = [
    groupThousands(version),
    pointsText(standing),
    SERVICING_STATUSES[status]!,
    groupThousands(updates),
    groupThousands(missing),
  ];
  return [
    clip(name, NAME_WIDTH),
    ...(version === 0 ? UNKNOWN : stands),
    driveText(driveBytes),
    gigabytes(sentBytes),
  ];
}

function totalsOf(images: readonly Standing[]): string[] {
  const sum = (figure: 'points' | 'pointsWithIt' | 'missing' | 'sentBytes') =>
    images.reduce((total, standing) => total + standing[figure], 0);
  const failed = images.filter(({ status }) => status === FAILED).length;
  return [
    `all ${groupThousands(images.length)}`,
    '',
    pointsText({ points: sum('points'), pointsWithIt: sum('pointsWithIt') }),
    failed === 0 ? '' : `${groupThousands(failed)} failed`,
    '',
    groupThousands(sum('missing')),
    driveText(images.reduce((peak, { driveBytes }) => Math.max(peak, driveBytes), 0)),
    gigabytes(sum('sentBytes')),
  ];
}

function pointsText({ points, pointsWithIt }: Pick<Standing, 'points' | 'pointsWithIt'>): string {
  return `${groupThousands(pointsWithIt)} of ${groupThousands(points)}`;
}

/** The most that servicing had on the drive. */
function driveText(bytes: number): string {
  return bytes === 0 ? '-' : gigabytes(bytes);
}
