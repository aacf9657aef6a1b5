import { Phase } from '../../sim/phase.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { EventCause, ServicingLogLine, ServicingStatus } from '../results.ts';
import type { Scenario, ServicingChoice } from '../scenario.ts';
import type { Update } from '../updates/catalog.ts';
import type { ImageContents } from './image-contents.ts';
import type { ImageDistribution } from './image-distribution.ts';
import { type ImageUpdates, isComponentBased } from './image-updates.ts';
import type { LineDetail, ServicingLog } from './servicing-log.ts';
import type { ServicingRoom } from './servicing-room.ts';
import { bytesOf, copyBytes, servicedBytes } from './servicing-sizes.ts';
import type { ServicingTimes } from './servicing-times.ts';
import { type ServicingTurns, Turn } from './servicing-turns.ts';

const NONE = -1;
/** Windows errors: ERROR_FILE_NOT_FOUND, ERROR_DISK_FULL, ERROR_INSTALL_FAILURE. */
const FILE_NOT_FOUND = 2;
const DISK_FULL = 112;
const INSTALL_FAILURE = 1603;

/** What the errors mean for who asks why a run failed. */
const CAUSES: Readonly<Record<number, EventCause>> = {
  [FILE_NOT_FOUND]: 'contentMissing',
  [DISK_FULL]: 'diskFull',
  [INSTALL_FAILURE]: 'updateFailed',
};

/** Told that a run has ended; `updateCount`: updates that came into the image, or were discarded. */
export type OnRunEnd = (
  image: number,
  status: RunStatus,
  updateCount: number,
  cause: EventCause | undefined,
) => void;

/** The steps of a run, in their order (domain, offline servicing, 13.5, 13.13, 13.14). */
export const Step = {
  copyingUpdates: 0,
  copyingImage: 1,
  mounting: 2,
  checking: 3,
  applying: 4,
  cleaningUp: 5,
  committing: 6,
  exporting: 7,
  copyingBack: 8,
} as const;
export type Step = (typeof Step)[keyof typeof Step];

const LINES: readonly ServicingLogLine[] = [
  'copyingUpdates',
  'copyingImage',
  'mounting',
  'checking',
  'applying',
  'cleaningUp',
  'committing',
  'exporting',
  'copyingBack',
];

/** How a run ends. */
export type RunStatus = Extract<ServicingStatus, 'succeeded' | 'failed' | 'cancelled'>;

/** What the runs work with. */
export interface ServicingParts {
  readonly contents: ImageContents;
  readonly updates: ImageUpdates;
  readonly times: ServicingTimes;
  readonly room: ServicingRoom;
  readonly turns: ServicingTurns;
  readonly log: ServicingLog;
  readonly distribution: ImageDistribution;
}

/**
 * Runs that bring updates into images: files are copied to the drive, the image is mounted, each update is checked and
 * applied, the image is committed and takes the place of its old version (seed 001, servicing). What is not committed
 * is thrown away: a run that fails or is cancelled leaves the image as it was.
 */
export class ServicingRuns {
  /** Per image: the action that chose what the run in progress does; −1: no run is. */
  action: Int32Array;
  /** Runs begun so far. */
  run: Uint16Array;
  step: Uint8Array;
  /** The update that is checked or applied; bytes of the updates on the drive. */
  current: Int32Array;
  updateBytes: Float64Array;

  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #parts: ServicingParts;
  readonly #ends: Timer;
  #onEnd: OnRunEnd = () => {};

  constructor(scenario: Scenario, simulation: Simulation, parts: ServicingParts) {
    const { length } = scenario.images;
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#parts = parts;
    this.action = new Int32Array(length).fill(NONE);
    this.run = new Uint16Array(length);
    this.step = new Uint8Array(length);
    this.current = new Int32Array(length).fill(NONE);
    this.updateBytes = new Float64Array(length);
    const columns = ['action', 'run', 'step', 'current', 'updateBytes'] as const;
    simulation.state.own('runs of servicing', this, columns);
    this.#ends = simulation.declareTimer({
      name: 'step of servicing ends',
      of: 'image',
      phase: Phase.activity,
      owner: this as ServicingRuns,
      entityCount: Math.max(1, length),
      run: ServicingRuns.prototype.onStepEnd,
    });
  }

  connect(onEnd: OnRunEnd): void {
    this.#onEnd = onEnd;
  }

  isRunning(image: number): boolean {
    return this.action[image] !== NONE;
  }

  /** Begins a run with the updates that the image still lacks. */
  start(image: number, action: number, updates: readonly number[]): void {
    this.action[image] = action;
    this.run[image]!++;
    this.#parts.turns.begin(image, updates);
    this.#write('started', image, { code: updates.length });
    if (updates.length === 0) this.#end(image, 'succeeded');
    else this.#copyUpdates(image);
  }

  /** The run stops where it is, and nothing of it stays. */
  cancel(image: number): void {
    this.#write('cancelled', image, { code: this.#parts.turns.at(image, Turn.applied).length });
    this.#end(image, 'cancelled');
  }

  onStepEnd(image: number): void {
    switch (this.step[image]) {
      case Step.copyingUpdates:
        return this.#copyImage(image);
      case Step.copyingImage:
        return this.#mount(image);
      case Step.checking:
        return this.#checked(image);
      case Step.applying:
        return this.#tried(image);
      case Step.cleaningUp:
        return this.#enterWhole(image, 'commit', Step.committing);
      case Step.committing:
        return this.#choiceOf(image).removesSuperseded ? this.#export(image) : this.#copyBack(image);
      case Step.exporting:
        return this.#copyBack(image);
      case Step.copyingBack:
        return this.#replace(image);
      default:
        return this.#goOn(image);
    }
  }

  /** A file that has left the library since it was chosen is an error like one of application. */
  #copyUpdates(image: number): void {
    const { turns, updates, times } = this.#parts;
    const withoutFiles = turns.at(image, Turn.toCome).filter((update) => !updates.hasFiles(image, update));
    for (const update of withoutFiles) this.#fail(image, update, FILE_NOT_FOUND);
    if (withoutFiles.length > 0 && !this.#choiceOf(image).continuesOnError) {
      return this.#end(image, 'failed', FILE_NOT_FOUND);
    }
    const chosen = turns.at(image, Turn.toCome);
    if (chosen.length === 0) return this.#endUncommitted(image, FILE_NOT_FOUND);
    const bytes = bytesOf(this.#updatesOf(chosen));
    this.updateBytes[image] = bytes;
    this.#enter(image, Step.copyingUpdates, times.copyMs(bytes), { bytes }, bytes);
  }

  #copyImage(image: number): void {
    const bytes = this.#parts.contents.sizeOf(image);
    this.#enter(
      image,
      Step.copyingImage,
      this.#parts.times.copyMs(bytes),
      { bytes },
      this.#roomWith(image, 0),
    );
  }

  #mount(image: number): void {
    const { mountedFactor } = this.#scenario.assumptions.offlineServicing;
    this.#enterWhole(image, 'mount', Step.mounting, this.#roomWith(image, mountedFactor));
  }

  /** The next update; after the last one, what was applied is committed. */
  #goOn(image: number): void {
    const { turns, times } = this.#parts;
    const [update] = turns.at(image, Turn.toCome);
    if (update !== undefined) {
      this.current[image] = update;
      const checkMs = times.checkMs(image, update, this.run[image]!);
      return this.#enter(image, Step.checking, checkMs, { update });
    }
    if (turns.at(image, Turn.applied).length === 0) return this.#endUncommitted(image, INSTALL_FAILURE);
    if (this.#choiceOf(image).removesSuperseded) this.#enterWhole(image, 'cleanup', Step.cleaningUp);
    else this.#enterWhole(image, 'commit', Step.committing);
  }

  #checked(image: number): void {
    const update = this.current[image]!;
    if (!isComponentBased(this.#scenario.catalog.updates[update]!)) {
      this.#parts.turns.set(image, update, Turn.notSupported);
      this.#write('notSupported', image, { update });
      return this.#goOn(image);
    }
    const { mountedFactor, scratchFactor } = this.#scenario.assumptions.offlineServicing;
    const applyMs = this.#parts.times.applyMs(image, update, this.run[image]!);
    const neededBytes = this.#roomWith(image, mountedFactor + scratchFactor);
    this.#enter(image, Step.applying, applyMs, { update }, neededBytes);
  }

  /** An application has taken its whole time, whether it has failed or not. */
  #tried(image: number): void {
    const { turns, times } = this.#parts;
    const update = this.current[image]!;
    if (!times.isRefused(image, update, this.run[image]!)) {
      turns.set(image, update, Turn.applied);
      this.#write('applied', image, { update });
      return this.#goOn(image);
    }
    this.#fail(image, update, INSTALL_FAILURE);
    if (this.#choiceOf(image).continuesOnError) this.#goOn(image);
    else this.#end(image, 'failed', INSTALL_FAILURE);
  }

  #fail(image: number, update: number, code: number): void {
    this.#parts.turns.set(image, update, Turn.failed);
    this.#write('applyFailed', image, { update, code });
  }

  #export(image: number): void {
    const bytes = this.#newBytes(image);
    const neededBytes = this.#parts.room.bytes[image]! + bytes;
    const exportMs = this.#parts.times.wholeMs('export', image, this.run[image]!);
    this.#enter(image, Step.exporting, exportMs, { bytes }, neededBytes);
  }

  #copyBack(image: number): void {
    const bytes = this.#newBytes(image);
    this.#enter(image, Step.copyingBack, this.#parts.times.copyMs(bytes), { bytes });
  }

  /** The new file takes the place of the old one (seed 001, note on the size of the payload). */
  #replace(image: number): void {
    const { contents, turns, distribution } = this.#parts;
    const { removesSuperseded, updatesDistributionPoints } = this.#choiceOf(image);
    const oldBytes = contents.sizeOf(image);
    const newBytes = this.#newBytes(image);
    const { changedShare } = this.#scenario.assumptions.offlineServicing;
    const changedBytes = newBytes - oldBytes + Math.round(changedShare * oldBytes);
    const sentBytes = removesSuperseded ? newBytes : Math.min(newBytes, changedBytes);
    contents.addVersion(image, turns.at(image, Turn.applied), newBytes, sentBytes);
    this.#write('oldVersionRemoved', image, { bytes: oldBytes });
    if (updatesDistributionPoints) {
      const { points } = distribution.standingOf(image);
      this.#write('updatingDistributionPoints', image, { code: points });
      distribution.update(image);
    }
    this.#end(image, 'succeeded');
  }

  /** Nothing was applied, so there is nothing to commit: a failure if any update has failed (ASSUME-OSVC-PARTIAL). */
  #endUncommitted(image: number, error: number): void {
    const hasFailed = this.#parts.turns.at(image, Turn.failed).length > 0;
    if (hasFailed) this.#end(image, 'failed', error);
    else this.#end(image, 'succeeded');
  }

  /** The drive is cleared of the run; what was applied is in the image if the run succeeded. */
  #end(image: number, status: RunStatus, error: number = NONE): void {
    const { turns, room, contents } = this.#parts;
    const updateCount = turns.at(image, Turn.applied).length;
    if (this.#isMounted(image)) this.#write('unmountedWithoutCommit', image);
    if (status === 'succeeded') this.#write(status, image, { code: updateCount });
    if (status === 'failed') this.#write(status, image, { code: error });
    const version = status === 'succeeded' ? contents.version[image]! : NONE;
    turns.end(this.#simulation.nowMs, image, this.run[image]!, version);
    room.release(image);
    this.#ends.cancel(image);
    this.action[image] = NONE;
    this.step[image] = Step.copyingUpdates;
    this.#onEnd(image, status, updateCount, CAUSES[error]);
  }

  #isMounted(image: number): boolean {
    return this.step[image]! > Step.mounting && this.step[image]! <= Step.committing;
  }

  #enterWhole(
    image: number,
    what: 'mount' | 'cleanup' | 'commit',
    step: Step,
    neededBytes = this.#parts.room.bytes[image]!,
  ): void {
    const durationMs = this.#parts.times.wholeMs(what, image, this.run[image]!);
    this.#enter(image, step, durationMs, {}, neededBytes);
  }

  /** A step begins; without room for its files the drive is full, and the run fails. */
  #enter(
    image: number,
    step: Step,
    durationMs: number,
    detail: LineDetail,
    neededBytes = this.#parts.room.bytes[image]!,
  ): void {
    this.step[image] = step;
    this.#write(LINES[step]!, image, detail);
    if (!this.#parts.room.growTo(image, neededBytes)) {
      this.#write('diskFull', image, { bytes: neededBytes, code: DISK_FULL });
      return this.#end(image, 'failed', DISK_FULL);
    }
    this.#ends.at(this.#simulation.nowMs + Math.max(1, durationMs), image);
  }

  /** Room for the updates, a copy of the image and so many sizes of it beside. */
  #roomWith(image: number, factor: number): number {
    return copyBytes(this.#parts.contents.sizeOf(image), this.updateBytes[image]!, factor);
  }

  /** The size that the image will have. */
  #newBytes(image: number): number {
    const { contents, turns } = this.#parts;
    const applied = this.#updatesOf(turns.at(image, Turn.applied));
    const { removesSuperseded } = this.#choiceOf(image);
    const { offlineServicing } = this.#scenario.assumptions;
    return servicedBytes(contents.sizeOf(image), applied, removesSuperseded, offlineServicing);
  }

  #updatesOf(numbers: readonly number[]): Update[] {
    return numbers.map((update) => this.#scenario.catalog.updates[update]!);
  }

  #choiceOf(image: number): ServicingChoice {
    const action = this.#scenario.actions[this.action[image]!]!;
    if (action.verb !== 'scheduleServicing')
      throw new Error(`action ${this.action[image]} schedules nothing`);
    return action.choice;
  }

  #write(line: ServicingLogLine, image: number, detail: LineDetail = {}): void {
    this.#parts.log.write(line, image, detail);
  }
}
