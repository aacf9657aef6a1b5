import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import { comeFromImages } from '../images/comes-from-images.ts';
import { IMAGING_COLUMNS, type ImagingColumn } from '../results.ts';
import type { Scenario } from '../scenario.ts';

/** What is counted, in this order, per group and image. */
export const IMAGING_COUNTS = [
  'started',
  'completed',
  'stopped',
  'sentBytes',
  'requiredUpdates',
  'requiredBytes',
] as const;
type Count = (typeof IMAGING_COUNTS)[number];
/** Machines by how far they are: those that are in no stage are not counted. */
const STAGE_COUNT = 4;

/** Machines that are built, per group, image and interval. Takes no room where none is. */
export class ImagingMeasures {
  counts: Float64Array;
  machines: Int32Array;
  readonly rows: Rows<ImagingColumn>;
  /** Images, and none, which comes first. */
  readonly #imageCount: number;

  constructor(scenario: Scenario, book: StateBook) {
    const { groups, images } = scenario;
    this.#imageCount = images.length + 1;
    const cellCount = isAnyBuilt(scenario) ? groups.length * this.#imageCount : 0;
    this.counts = new Float64Array(cellCount * IMAGING_COUNTS.length);
    this.machines = new Int32Array(cellCount * STAGE_COUNT);
    this.rows = new Rows<ImagingColumn>(IMAGING_COLUMNS, book, 'imaging');
    book.own('imaging measures', this, ['counts', 'machines']);
  }

  get areUsed(): boolean {
    return this.machines.length > 0;
  }

  count(group: number, image: number, what: Count, by = 1): void {
    this.counts[this.#cell(group, image) * IMAGING_COUNTS.length + IMAGING_COUNTS.indexOf(what)]! += by;
  }

  completed(group: number, image: number, lacking: { updates: number; bytes: number }): void {
    this.count(group, image, 'completed');
    this.count(group, image, 'requiredUpdates', lacking.updates);
    this.count(group, image, 'requiredBytes', lacking.bytes);
  }

  /** A machine goes from one stage to another; 0: none. */
  moved(group: number, image: number, before: number, after: number): void {
    const at = this.#cell(group, image) * STAGE_COUNT;
    if (before > 0) this.machines[at + before]!--;
    if (after > 0) this.machines[at + after]!++;
  }

  endInterval(nowMs: number): void {
    for (let cell = 0; cell * STAGE_COUNT < this.machines.length; cell++) {
      const counts = this.counts.subarray(cell * IMAGING_COUNTS.length, (cell + 1) * IMAGING_COUNTS.length);
      const stages = this.machines.subarray(cell * STAGE_COUNT, (cell + 1) * STAGE_COUNT);
      if (counts.every((count) => count === 0) && stages.every((count) => count === 0)) continue;
      const [started, completed, stopped, sentBytes, requiredUpdates, requiredBytes] = counts;
      const [, waiting, fetching, building] = stages;
      this.rows.add(
        nowMs,
        Math.floor(cell / this.#imageCount),
        (cell % this.#imageCount) - 1,
        started!,
        completed!,
        stopped!,
        waiting!,
        fetching! + building!,
        sentBytes!,
        requiredUpdates!,
        requiredBytes!,
      );
    }
    this.counts.fill(0);
  }

  #cell(group: number, image: number): number {
    return group * this.#imageCount + image + 1;
  }
}

/** Whether any machine may have to be built during the run. */
function isAnyBuilt(scenario: Scenario): boolean {
  const fromImages = comeFromImages(scenario);
  return scenario.groups.some(
    ({ rebuild, joiningCount }, group) => rebuild !== null || (joiningCount > 0 && fromImages[group]!),
  );
}
