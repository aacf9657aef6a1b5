import type { Scenario } from '../../../model/scenario.ts';
import { formatMinute } from '../../time.ts';
import type { ResultTables } from '../source.ts';

/** How the members of a deployment stand to it at the end of an interval: counts of clients. */
export interface Standing {
  /** Since the start of the simulation. */
  readonly timeMs: number;
  readonly members: number;
  readonly policyReceived: number;
  /** Their metadata hold all its updates. */
  readonly knowing: number;
  readonly downloaded: number;
  /** Be it that a restart has to complete it. */
  readonly installed: number;
  readonly actual: number;
  readonly stored: number;
  readonly shown: number;
}

/** What became of a deployment from the release of its updates on, groups and hierarchies together. */
export interface Course {
  /** Index into the deployments of the scenario. */
  readonly deployment: number;
  readonly name: string;
  /** Ascending, at least one. */
  readonly standings: readonly Standing[];
}

/**
 * Courses of the deployments that the run tells of: made by hand, by rules or as phases; those with the most members
 * at the end first.
 */
export function coursesOf(scenario: Scenario, tables: ResultTables): Course[] {
  const numbers = new Map(scenario.deployments.map(({ name }, deployment) => [name, deployment]));
  const tops = new Set(scenario.sites.filter(({ parent }) => parent < 0).map(({ name }) => name));
  const sums = scenario.deployments.map(() => new Map<number, Standing>());
  for (const row of tables.rows('compliance')) {
    const deployment = numbers.get(String(row.deployment));
    if (deployment === undefined || !tops.has(String(row.site))) continue;
    const timeMs = Math.round(1000 * Number(row.elapsedSeconds));
    if (timeMs < scenario.deployments[deployment]!.releasedMs) continue;
    const at = sums[deployment]!;
    at.set(
      timeMs,
      plus(
        at.get(timeMs),
        standingOf(timeMs, (column) => Number(row[column])),
      ),
    );
  }
  return sums
    .flatMap((at, deployment) => {
      const standings = [...at.values()].filter(({ members }) => members > 0);
      const { name } = scenario.deployments[deployment]!;
      return standings.length === 0 ? [] : [{ deployment, name, standings }];
    })
    .sort((a, b) => endOf(b).members - endOf(a).members || a.deployment - b.deployment);
}

function standingOf(timeMs: number, count: (column: string) => number): Standing {
  return {
    timeMs,
    members: count('members'),
    policyReceived: count('policyReceived'),
    knowing: count('members') - count('knownUnknown'),
    downloaded: count('downloaded'),
    installed: count('actualCompliant') + count('actualPendingRestart'),
    actual: count('actualCompliant'),
    stored: count('storedCompliant'),
    shown: count('shownCompliant'),
  };
}

function plus(a: Standing | undefined, b: Standing): Standing {
  if (a === undefined) return b;
  return {
    timeMs: a.timeMs,
    members: a.members + b.members,
    policyReceived: a.policyReceived + b.policyReceived,
    knowing: a.knowing + b.knowing,
    downloaded: a.downloaded + b.downloaded,
    installed: a.installed + b.installed,
    actual: a.actual + b.actual,
    stored: a.stored + b.stored,
    shown: a.shown + b.shown,
  };
}

export function endOf({ standings }: Course): Standing {
  return standings.at(-1)!;
}

const COUNTS = ['policyReceived', 'knowing', 'downloaded', 'installed', 'actual', 'stored', 'shown'] as const;
/** A share of the members that a picture may leave out. */
const SETTLED = 0.005;
/** What a picture shows beyond the last change, as a share of the time until then, and where leaving out is worth it. */
const BEYOND = 0.25;
const WORTHWHILE = 0.75;

/**
 * When pictures of a course may end: some time after the instant from which on no share is further from that at the end
 * than `SETTLED`; the end of the run where that is near.
 */
export function settledMs({ standings }: Course): number {
  const end = standings.at(-1)!;
  const isOpen = (standing: Standing) =>
    COUNTS.some((count) => Math.abs(standing[count] / standing.members - end[count] / end.members) > SETTLED);
  const fromMs = standings[0]!.timeMs;
  const takenMs = standings[standings.findLastIndex(isOpen) + 1]!.timeMs - fromMs;
  const drawnMs = (1 + BEYOND) * takenMs;
  const isWorthwhile = takenMs > 0 && drawnMs < WORTHWHILE * (end.timeMs - fromMs);
  return isWorthwhile ? fromMs + drawnMs : end.timeMs;
}

/** What a picture that ends before the run does not show; empty if it shows all. */
export function leftOutText(course: Course, untilMs: number): string {
  return untilMs < endOf(course).timeMs
    ? ' Beyond what is drawn nothing differs from the end by more than 0.5 % of members.'
    : '';
}

/** At most so many of a list and one more, evenly spaced, the last one among them. */
export function thinned<Item>(items: readonly Item[], countMax: number): Item[] {
  const step = Math.max(1, Math.ceil(items.length / countMax));
  return items.filter((_, index) => index === items.length - 1 || index % step === 0);
}

/** `2024-04-09 17:00 UTC`. */
export function minuteText({ startEpochMs }: Scenario, timeMs: number): string {
  return `${formatMinute(startEpochMs, timeMs)} UTC`;
}

/** The deadlines of a deployment's members, ascending: one, or one for each time zone; none where they are relative. */
export function deadlinesOf(scenario: Scenario, deployment: number): number[] {
  const { collection, deadlineMs } = scenario.deployments[deployment]!;
  const zones = scenario.collections[collection]!.groups.map((group) => scenario.groups[group]!.zone);
  const instants = new Set(zones.flatMap((zone) => deadlineMs?.[zone] ?? []));
  return [...instants].sort((a, b) => a - b);
}
