import { type RunResult, SITE_EVENTS } from '../../model/results.ts';
import { type MetricFamily, single } from './family.ts';
import { rowsWhere, sumWhere } from './fold.ts';

const HOUR_MS = 3_600_000;

export const IMAGE_METRICS: readonly MetricFamily[] = [
  single('images.sentBytes', 'bytes', 'Bytes of images to distribution points.', ({ images }) =>
    sumWhere(images, 'sentBytes'),
  ),
  image('sentBytes', 'bytes', 'Bytes of the image to distribution points.', ({ images }, image) =>
    sumWhere(images, 'sentBytes', { image }),
  ),
  image(
    'versions',
    'versions',
    'Source version at the end: how many versions its file had since the import, the first included.',
    ({ images }, image) => {
      const last = rowsWhere(images, { image }).at(-1);
      return last === undefined ? 0 : images.get(last, 'version');
    },
  ),
  image(
    'outdatedHours',
    'hours',
    'Hours until all distribution points that are to have it had what the content library holds, added up over its distributions.',
    ({ images }, image) => sumWhere(images, 'outdatedMs', { image }) / HOUR_MS,
  ),
  image(
    'temporaryPeakBytes',
    'bytes',
    'The most bytes of temporary files that its servicing had on the drive at a time.',
    temporaryPeakBytes,
  ),
  servicing(
    'servicingSucceeded',
    'Runs of its servicing that succeeded, over the whole run; also those that found nothing to apply and made no version.',
  ),
  servicing('servicingFailed', 'Those that failed.'),
  servicing('servicingCancelled', 'Those that were cancelled.'),
  single('imaging.completed', 'machines', 'Machines built as they joined or were rebuilt.', ({ imaging }) =>
    sumWhere(imaging, 'completed'),
  ),
  single(
    'imaging.waiting',
    'machines',
    'Machines that wait for their image at a distribution point at the end.',
    waitingAtEnd,
  ),
  single(
    'imaging.sentBytes',
    'bytes',
    'Bytes of images that arrived at machines, also of transfers that broke off and at machines that were not completed.',
    ({ imaging }) => sumWhere(imaging, 'sentBytes'),
  ),
  single(
    'imaging.requiredUpdates',
    'updates',
    'Updates that built machines lacked as they joined, added up: also those that servicing cannot apply to an image, which `missing` in `images.csv` leaves out; without those that others of them, or others that they have, replace.',
    ({ imaging }) => sumWhere(imaging, 'requiredUpdates'),
  ),
  single('imaging.requiredBytes', 'bytes', 'Bytes of these.', ({ imaging }) =>
    sumWhere(imaging, 'requiredBytes'),
  ),
];

function image(
  figure: string,
  unit: string,
  meaning: string,
  value: (result: RunResult, image: number) => number,
): MetricFamily {
  return {
    pattern: `image.<image>.${figure}`,
    unit,
    meaning,
    read: (result) => result.scenario.images.map(({ name }, index) => [[name], value(result, index)]),
  };
}

export function temporaryPeakBytes({ images }: RunResult, image: number): number {
  const rows = rowsWhere(images, { image });
  return rows.reduce((peak, row) => Math.max(peak, images.get(row, 'temporaryPeakBytes')), 0);
}

/** Machines that wait for their image in the last interval. */
export function waitingAtEnd({ imaging, scenario }: RunResult): number {
  return sumWhere(imaging, 'waiting', { t: scenario.horizonMs });
}

/** How often the servicing of an image ended so, by the events of its site. */
function servicing(event: (typeof SITE_EVENTS)[number], meaning: string): MetricFamily {
  const code = SITE_EVENTS.indexOf(event);
  return image(event, 'runs', meaning, ({ events }, subject) => rowsWhere(events, { code, subject }).length);
}
