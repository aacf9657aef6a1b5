import { EventWords } from '../../model/event-words.ts';
import { Fleet } from '../../model/fleet.ts';
import type { Scenario } from '../../model/scenario.ts';
import type { WatchedEvent } from '../../sim/simulation.ts';
import { type OnSlice, RunError } from '../run.ts';

/** What is replayed: a scenario with the luck of a replication. */
export interface Replayed {
  readonly scenario: Scenario;
  readonly replication: number;
}

/** An event of a history: when, and what in words. */
export interface ToldEvent {
  readonly timeMs: number;
  readonly words: string;
}

/** Where two histories part: the last event that both have and the next one of each; null: there is none in the hour. */
export interface Parting {
  readonly lastCommon: ToldEvent | null;
  readonly first: ToldEvent | null;
  readonly second: ToldEvent | null;
}

/** What a replay of two runs has shown. */
export interface PartingSearch {
  /** Null: within the hour, the replays have the same events. */
  readonly parting: Parting | null;
  /** The hourly fingerprints of each replay up to the end of the hour. */
  readonly hourlyFingerprints: readonly [readonly string[], readonly string[]];
}

const HOUR_MS = 3_600_000;
/** Events of so much simulated time are compared at once. */
const STEP_MS = 60_000;

/**
 * Replays two runs to the end of an hour, from 0, and compares their histories event by event from an hour earlier on.
 * Events are the same if they have the same instant, kind, entity and argument. Throws as `runScenario` does.
 */
export async function findParting(
  runs: readonly [Replayed, Replayed],
  hour: number,
  onSlice: OnSlice,
  signal: AbortSignal,
): Promise<PartingSearch> {
  const horizonMs = Math.min(...runs.map(({ scenario }) => scenario.horizonMs));
  const endMs = Math.min((hour + 1) * HOUR_MS, horizonMs);
  const [one, other] = runs.map((run) => new Witness(run)) as [Witness, Witness];
  let lastCommon: ToldEvent | null = null;
  let parting: Parting | null = null;
  let nowMs = 0;
  try {
    while (nowMs < endMs && parting === null) {
      const isWatched = nowMs >= (hour - 1) * HOUR_MS;
      nowMs = Math.min(nowMs + (isWatched ? STEP_MS : HOUR_MS), endMs);
      const [first, second] = [one.run(nowMs, isWatched), other.run(nowMs, isWatched)];
      const at = first.findIndex((event, index) => !isSameEvent(event, second[index]));
      const end = at < 0 ? first.length : at;
      lastCommon = first[end - 1] ?? lastCommon;
      if (end < first.length || end < second.length)
        parting = { lastCommon, first: first[end] ?? null, second: second[end] ?? null };
      const { fleet } = one;
      const progress = { nowMs, horizonMs: endMs, eventCount: fleet.eventCount };
      await onSlice({ ...progress, complianceShare: fleet.complianceShare() }, fleet);
      signal.throwIfAborted();
    }
    // The other side's next event, where one of them has no more in the step.
    if (parting !== null) parting = completed(parting, one, other, nowMs, endMs);
  } catch (error) {
    if (signal.aborted) throw error;
    throw new RunError(nowMs, error);
  }
  return { parting, hourlyFingerprints: [one.fleet.hourlyFingerprints(), other.fleet.hourlyFingerprints()] };
}

/** Looks on for the next event of a side that had none in the step in which the histories part. */
function completed(parting: Parting, one: Witness, other: Witness, fromMs: number, endMs: number): Parting {
  const next = (found: ToldEvent | null, witness: Witness): ToldEvent | null => {
    let event = found;
    for (let nowMs = fromMs; event === null && nowMs < endMs; ) {
      nowMs = Math.min(nowMs + STEP_MS, endMs);
      event = witness.run(nowMs, true)[0] ?? null;
    }
    return event;
  };
  return { ...parting, first: next(parting.first, one), second: next(parting.second, other) };
}

interface RecordedEvent extends ToldEvent {
  readonly kind: string;
  readonly entity: number;
  readonly argument: number;
}

/** A fleet whose events can be taken down. */
class Witness {
  readonly fleet: Fleet;
  readonly #words: EventWords;
  #told: RecordedEvent[] = [];

  constructor({ scenario, replication }: Replayed) {
    this.fleet = new Fleet(scenario, replication);
    this.#words = new EventWords(scenario, this.fleet.parts);
  }

  /** Runs to an instant; what happened on the way, if it is watched. */
  run(untilMs: number, isWatched: boolean): readonly RecordedEvent[] {
    this.#told = [];
    this.fleet.watch(isWatched ? (event) => this.#hear(event) : null);
    this.fleet.run(untilMs);
    return this.#told;
  }

  #hear(event: WatchedEvent): void {
    const { timeMs, kind, entity, argument } = event;
    if (kind.silent === true) return;
    this.#told.push({ timeMs, kind: kind.name, entity, argument, words: this.#words.text(event) });
  }
}

function isSameEvent(one: RecordedEvent, other: RecordedEvent | undefined): boolean {
  return (
    other !== undefined &&
    one.timeMs === other.timeMs &&
    one.kind === other.kind &&
    one.entity === other.entity &&
    one.argument === other.argument
  );
}
