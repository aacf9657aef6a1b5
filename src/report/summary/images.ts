import { type RunResult, SERVICING_STATUSES } from '../../model/results.ts';
import { rowsWhere, sumWhere } from '../fold.ts';
import { groupThousands } from '../number.ts';
import { clip } from './display-width.ts';
import { gigabytes } from './figures.ts';
import { textTable } from './text-table.ts';

const NAME_WIDTH = 28;

/** How images stand at the end and what was sent of them, those with the most bytes first; only a head if there are none. */
export function imagesTable(result: RunResult, limit: number): string[] {
  const images = result.scenario.images.map(({ name }, image) => {
    return { name, image, sentBytes: sumWhere(result.images, 'sentBytes', { image }) };
  });
  const more = images.length - limit;
  return textTable(
    [`Images${more > 0 ? ` (and ${more} more)` : ''}`, ...HEAD],
    images
      .sort((a, b) => b.sentBytes - a.sentBytes || a.image - b.image)
      .slice(0, limit)
      .map(({ name, image, sentBytes }) => [
        clip(name, NAME_WIDTH),
        ...standingOf(result, image),
        gigabytes(sentBytes),
      ]),
  );
}

const HEAD = ['version', 'points with it', 'servicing', 'updates', 'missing', 'GB sent'];

/** Version, distribution points that have it, state and updates of an image at the end; one that was never imported has none. */
function standingOf({ images }: RunResult, image: number): string[] {
  const last = rowsWhere(images, { image }).at(-1);
  if (last === undefined) return ['-', '-', '-', '-', '-'];
  const get = (column: (typeof images.columns)[number]) => images.get(last, column);
  const pointsWithIt = get('distributedVersion') === get('version') ? get('current') : 0;
  return [
    groupThousands(get('version')),
    `${groupThousands(pointsWithIt)} of ${groupThousands(get('distributionPoints'))}`,
    SERVICING_STATUSES[get('status')]!,
    groupThousands(get('updates')),
    groupThousands(get('missing')),
  ];
}

/** `Machines built: 5, lacking 4 updates (1.4 GB); bytes of images to machines: 30.0 GB`; nothing if none was built. */
export function imagingLines({ imaging }: RunResult): string[] {
  const completed = sumWhere(imaging, 'completed');
  if (completed === 0) return [];
  const sent = gigabytes(sumWhere(imaging, 'sentBytes'));
  const updates = groupThousands(sumWhere(imaging, 'requiredUpdates'));
  const lacked = gigabytes(sumWhere(imaging, 'requiredBytes'));
  return [
    `Machines built: ${groupThousands(completed)}, lacking ${updates} updates (${lacked} GB); bytes of images to machines: ${sent} GB`,
  ];
}
