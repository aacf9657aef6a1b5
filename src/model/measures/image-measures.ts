import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import type { ImageContents } from '../images/image-contents.ts';
import type { ImageDistribution } from '../images/image-distribution.ts';
import type { ImageUpdates } from '../images/image-updates.ts';
import type { ImageServicing } from '../images/servicing.ts';
import type { ServicingRoom } from '../images/servicing-room.ts';
import type { ServicingSchedules } from '../images/servicing-schedules.ts';
import { IMAGE_COLUMNS, type ImageColumn } from '../results.ts';

/** What the rows speak of. */
export interface MeasuredImages {
  readonly contents: ImageContents;
  readonly updates: ImageUpdates;
  readonly schedules: ServicingSchedules;
  readonly servicing: ImageServicing;
  readonly room: ServicingRoom;
  readonly distribution: ImageDistribution;
}

/** What images hold at the end of every interval, how their servicing stands, and where they are. */
export class ImageMeasures {
  readonly rows: Rows<ImageColumn>;
  readonly #parts: MeasuredImages;

  constructor(parts: MeasuredImages, book: StateBook) {
    this.#parts = parts;
    this.rows =
      parts.contents.count === 0 ? new Rows(IMAGE_COLUMNS) : new Rows(IMAGE_COLUMNS, book, 'images');
  }

  /** An image that has not been imported yet has no row. */
  endInterval(nowMs: number): void {
    const { contents, room, distribution } = this.#parts;
    for (let image = 0; image < contents.count; image++) {
      if (contents.version[image]! > 0) this.#addRow(nowMs, image);
    }
    room.startInterval();
    distribution.sentBytes.fill(0);
  }

  #addRow(nowMs: number, image: number): void {
    const { contents, updates, schedules, servicing, room, distribution } = this.#parts;
    const { points, current, onTheWay, waiting, failed } = distribution.standingOf(image);
    this.rows.add(
      nowMs,
      image,
      contents.version[image]!,
      distribution.distributedVersion(image),
      servicing.status[image]!,
      schedules.plannedMs[image]!,
      contents.sizeOf(image),
      updates.presentCount(image),
      updates.missingCount(image, nowMs),
      room.bytes[image]!,
      room.peakBytes[image]!,
      points,
      current,
      onTheWay,
      waiting,
      failed,
      distribution.sentBytes[image]!,
      distribution.outdated.take(image, nowMs),
    );
  }
}
