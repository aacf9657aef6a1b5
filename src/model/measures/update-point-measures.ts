import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import type { UpdatePointColumn } from '../results.ts';
import type { SoftwareUpdatePoints } from '../site/synchronization/software-update-points.ts';

/** Which clients each software update point has, who came and went, and what it knows. */
export class UpdatePointMeasures {
  /** Per point: clients that stay with it. */
  clientCount: Int32Array;
  /** Per point: clients that switched or joined to it, and that switched away or left for good, in the interval. */
  cameCount: Int32Array;
  leftCount: Int32Array;
  readonly rows: Rows<UpdatePointColumn>;
  readonly #points: SoftwareUpdatePoints;

  constructor(points: SoftwareUpdatePoints, book: StateBook) {
    const { length } = points.version;
    this.#points = points;
    this.clientCount = new Int32Array(length);
    this.cameCount = new Int32Array(length);
    this.leftCount = new Int32Array(length);
    this.rows = new Rows<UpdatePointColumn>(
      ['t', 'server', 'clients', 'came', 'left', 'metadataVersion', 'updates'],
      book,
      'software update points',
    );
    book.own('update point measures', this, ['clientCount', 'cameCount', 'leftCount']);
  }

  given(point: number): void {
    this.clientCount[point]!++;
  }

  switched(from: number, to: number): void {
    this.clientCount[from]!--;
    this.clientCount[to]!++;
    this.leftCount[from]!++;
    this.cameCount[to]!++;
  }

  /** A client that joins the fleet is given to the point. */
  joined(point: number): void {
    this.clientCount[point]!++;
    this.cameCount[point]!++;
  }

  /** A client of the point leaves the fleet. */
  left(point: number): void {
    this.clientCount[point]!--;
    this.leftCount[point]!++;
  }

  endInterval(nowMs: number): void {
    this.clientCount.forEach((clients, point) => {
      this.rows.add(
        nowMs,
        point,
        clients,
        this.cameCount[point]!,
        this.leftCount[point]!,
        this.#points.versionOf(point),
        this.#points.updateCount(point),
      );
    });
    this.cameCount.fill(0);
    this.leftCount.fill(0);
  }
}
