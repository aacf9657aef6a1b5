import { createHash } from 'node:crypto';
import type { Scenario } from '../../model/scenario.ts';
import { type Loaded, loadScenario } from '../../scenario/load.ts';
import { SharedPast } from '../replay/shared-past.ts';
import { type Question, replicationsMax } from './question.ts';
import { bundleReader, type SourceBundle } from './sources.ts';

/** A scenario of an experiment: a file, and what is set otherwise in it. */
export interface Point {
  /** What people call it: unique among the points of a plan. */
  readonly name: string;
  /** Its scenario file among the sources. */
  readonly file: string;
  /** `path=value`, as for `--set`. */
  readonly set: readonly string[];
}

/**
 * An experiment before anything is run: all that its jobs need, and nothing of the machine that carries them out. A
 * job is a replication of a point; see `jobAt`. All points share their luck: replication r of each draws the same
 * numbers.
 */
export interface Plan {
  readonly program: 'fleetsim';
  readonly format: 1;
  readonly version: string;
  /** Version of the time-zone data that resolve calendars. */
  readonly timeZoneData: string;
  readonly name: string;
  readonly question: Question;
  /** Metrics that the answer is about, by name. */
  readonly responses: readonly string[];
  /** In place of the scenarios' own. */
  readonly seed: string | null;
  readonly points: readonly Point[];
  readonly sources: SourceBundle;
  /**
   * A scenario among the sources from which points differ only in actions from an instant on: its past can be replayed
   * once for all of them. No result depends on it.
   */
  readonly past?: { readonly file: string; readonly atMs: number };
}

/** A job: its number in the experiment, and the point and replication that it stands for. */
export interface Job {
  readonly index: number;
  readonly point: number;
  readonly replication: number;
}

/** Jobs are numbered replication by replication: those that share their luck follow each other. */
export function jobAt({ points }: Pick<Plan, 'points'>, index: number): Job {
  return { index, point: index % points.length, replication: Math.floor(index / points.length) };
}

/** How many jobs there can be at most. */
export function jobCountMax({ points, question }: Pick<Plan, 'points' | 'question'>): number {
  return points.length * replicationsMax(question.replications);
}

/** A plan as it is kept. */
export function planText(plan: Plan): string {
  return `${JSON.stringify(plan)}\n`;
}

/** What two plans share only if they are the same: experiment, scenarios, version. */
export function planId(plan: Plan): string {
  return createHash('sha256').update(planText(plan), 'utf8').digest('hex');
}

/**
 * Loads the scenario of a point, and what is known of it beside. Throws for one that was not valid when the plan was
 * made: whoever makes a plan checks its points.
 */
export function loadPoint({ points, seed, sources }: Plan, point: number): SoundlyLoaded {
  const { name, file, set } = points[point]!;
  const options = seed === null ? { set } : { set, seed };
  const loaded = loadScenario(file, bundleReader(sources), options);
  const { scenario, issues } = loaded;
  if (scenario === null) throw new Error(`the scenario "${name}" is not valid: ${issues[0]?.message}`);
  return { ...loaded, scenario };
}

type SoundlyLoaded = Loaded & { readonly scenario: Scenario };

/** How many scenarios are kept ready: points take turns. */
const KEPT_MAX = 64;

/** Loads the scenarios of a plan's points, each once as long as there is room. */
export class PointLoader {
  readonly #plan: Plan;
  readonly #kept = new Map<number, Scenario>();
  /** What the points go on from, if the plan says so. */
  readonly past: SharedPast;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.past = new SharedPast(plan);
  }

  /** Throws as `loadPoint` does. */
  load(point: number): Scenario {
    const kept = this.#kept.get(point);
    if (kept !== undefined) return kept;
    const { scenario } = loadPoint(this.#plan, point);
    if (this.#kept.size === KEPT_MAX) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(point, scenario);
    return scenario;
  }
}
