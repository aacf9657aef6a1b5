import { Phase } from '../../sim/phase.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import type { SiteEvents } from '../measures/site-events.ts';
import { type EventCause, SERVICING_STATUSES, type ServicingStatus } from '../results.ts';
import type { Action, Scenario } from '../scenario.ts';
import type { ImageUpdates } from './image-updates.ts';
import type { ServicingLog } from './servicing-log.ts';
import type { RunStatus, ServicingRuns } from './servicing-runs.ts';
import type { ServicingSchedules } from './servicing-schedules.ts';
import type { ServicingTurns } from './servicing-turns.ts';

const NONE = -1;

const END_EVENTS = {
  succeeded: 'servicingSucceeded',
  failed: 'servicingFailed',
  cancelled: 'servicingCancelled',
} as const;

/** An action that runs the wizard. */
export type WizardRun = Extract<Action, { readonly verb: 'scheduleServicing' }>;

/** What the servicing of images consists of, beside its sites. */
export interface Serviced {
  readonly updates: ImageUpdates;
  readonly schedules: ServicingSchedules;
  readonly runs: ServicingRuns;
  readonly turns: ServicingTurns;
  readonly log: ServicingLog;
  readonly events: SiteEvents;
}

/**
 * Offline servicing of images by the administrators and the clock of their sites: the wizard that schedules updates,
 * the schedules that come due, cancellation (seed 001). A site server services one image at a time, the others wait in
 * the order of their planned start, then by name (MA-OSVC-ONE).
 */
export class ImageServicing {
  /** Per image: index into SERVICING_STATUSES. */
  status: Uint8Array;
  /** Per site: the image that is being serviced; −1: none is. */
  running: Int32Array;

  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #parts: Serviced;
  readonly #due: EventKind;

  constructor(scenario: Scenario, simulation: Simulation, parts: Serviced) {
    const { images, sites } = scenario;
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#parts = parts;
    this.status = new Uint8Array(images.length);
    this.running = new Int32Array(sites.length).fill(NONE);
    simulation.state.own('servicing of images', this, ['status', 'running']);
    this.#due = simulation.declare({
      name: 'servicing is due',
      of: 'site',
      phase: Phase.activity,
      owner: this as ImageServicing,
      entityCount: sites.length,
      run: ImageServicing.prototype.onDue,
    });
    parts.runs.connect((...ended) => this.#ended(...ended));
  }

  /** The wizard is run, by one of the scenario's actions: what it lists of the choice is planned. */
  schedule(action: number, { image, choice }: WizardRun): void {
    const { updates, schedules, runs, turns, log, events } = this.#parts;
    const { nowMs } = this.#simulation;
    const { site } = this.#scenario.images[image]!;
    const selected = updates.selected(image, choice, nowMs);
    if (selected.length === 0) {
      log.write('nothingToSchedule', image);
      return events.note('servicingNotScheduled', image, 0, site);
    }
    const plannedMs = nowMs + choice.startAfterMs;
    schedules.plan(image, action, plannedMs, selected);
    turns.planned(nowMs, image, runs.run[image]! + 1, selected);
    log.write('scheduled', image, { code: selected.length });
    events.note('servicingScheduled', image, selected.length, site);
    if (!runs.isRunning(image)) this.#setStatus(image, 'scheduled');
    this.#due.at(plannedMs, site);
  }

  /** A run in progress is cancelled; nothing else can be (seed 001, servicing operations). */
  cancel(image: number): void {
    if (this.#parts.runs.isRunning(image)) return this.#parts.runs.cancel(image);
    this.#parts.events.note('servicingNotCancelled', image, 0, this.#scenario.images[image]!.site);
  }

  onDue(site: number): void {
    while (this.running[site] === NONE) {
      const image = this.#parts.schedules.firstDue(site, this.#simulation.nowMs);
      if (image === NONE) return;
      this.#start(image, site);
    }
  }

  /** What has come into the image since it was chosen is not applied again. */
  #start(image: number, site: number): void {
    const { schedules, updates, runs, events } = this.#parts;
    const { action, updates: chosen } = schedules.take(image);
    const lacking = chosen.filter((update) => updates.isLacking(image, update));
    this.running[site] = image;
    this.#setStatus(image, 'inProgress');
    events.note('servicingStarted', image, lacking.length, site);
    runs.start(image, action, lacking);
  }

  #ended(image: number, status: RunStatus, updateCount: number, cause: EventCause | undefined): void {
    const { site } = this.#scenario.images[image]!;
    this.running[site] = NONE;
    this.#setStatus(image, this.#parts.schedules.isPlanned(image) ? 'scheduled' : status);
    this.#parts.events.note(
      END_EVENTS[status],
      image,
      updateCount,
      site,
      cause === undefined ? {} : { cause },
    );
    this.onDue(site);
  }

  #setStatus(image: number, status: ServicingStatus): void {
    this.status[image] = SERVICING_STATUSES.indexOf(status);
  }
}
