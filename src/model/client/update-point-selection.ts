import { Sampler } from '../../sim/distribution.ts';
import type { PurposeKey } from '../../sim/random.ts';
import type { Simulation } from '../../sim/simulation.ts';
import type { UpdatePointMeasures } from '../measures/update-point-measures.ts';
import type { Assumptions, Scenario, UpdatePointList } from '../scenario.ts';
import { chooseServers } from '../site/server-choice.ts';
import type { SoftwareUpdatePoints } from '../site/synchronization/software-update-points.ts';
import type { ClientContext } from './client-context.ts';
import type { Clients } from './clients.ts';

/** A software update point that clients of a group may use, and how long after the first failure. */
interface Candidate {
  readonly point: number;
  /** −Infinity for a point of their own boundary group. */
  readonly afterMs: number;
}

const Mark = { newSource: 1, switchWanted: 2 } as const;
const TRIES_MAX = 2 ** 16 - 1;

/**
 * Which software update point each client scans at (domain, SUP selection, retry, failover). A client stays with the
 * last one that served it. When that fails, the client tries it again some times, then goes round the others of its
 * list, joined in time by those of neighbours; whoever serves it becomes the one that it stays with. The order in which
 * it takes them is its own luck by the names of the servers, so that one more server moves as few clients as possible.
 */
export class UpdatePointSelection {
  /** The point that last served the client; before the first time, the one that it was given. */
  pointOf: Uint16Array;
  /** The point of its next try. */
  pointToTry: Uint16Array;
  /** Failures in a row at the point that the client stays with. Empty, like `round`, where nobody has a choice. */
  tries: Uint16Array;
  /** 0: the client has not turned to others; n + 1: of this round through its list, n points have failed. */
  round: Uint16Array;
  /** When it first failed since it was last served. Empty where there are no neighbours. */
  failedSinceMs: Float64Array;
  /** Bits of `Mark`. */
  marks: Uint8Array;
  /** Per client: how often it came to another point. Empty unless rows per client are wanted. */
  switchCount: Uint16Array;

  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #points: SoftwareUpdatePoints;
  readonly #measures: UpdatePointMeasures;
  readonly #assumptions: Assumptions;
  readonly #candidates: readonly (readonly Candidate[])[];
  readonly #databases: readonly number[];
  readonly #orderKeys: readonly PurposeKey[];
  readonly #sourceWaits: readonly Sampler[];

  constructor(context: ClientContext, points: SoftwareUpdatePoints, measures: UpdatePointMeasures) {
    const { scenario, simulation, luck, clients, lifetimes } = context;
    const { softwareUpdatePoints, assumptions, groups } = scenario;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#points = points;
    this.#measures = measures;
    this.#assumptions = assumptions;
    this.#candidates = groups.map(({ updatePoints }) =>
      candidatesOf(updatePoints, assumptions.lastKnownGoodMs),
    );
    this.#databases = databasesOf(scenario);
    this.#orderKeys = softwareUpdatePoints.map(({ name }) => luck.key(`software update point ${name}`));
    this.#sourceWaits = softwareUpdatePoints.map(
      ({ name }) => new Sampler(assumptions.sourceWait, luck.key(`wait for the update source ${name}`)),
    );
    const hasChoice = this.#candidates.some((list) => list.length > 1);
    const hasNeighbours = this.#candidates.some((list) => list.some((each) => !isOwn(each)));
    const { count } = clients;
    this.pointOf = chooseServers(
      'software update point',
      softwareUpdatePoints.map(({ name }) => name),
      this.#candidates.map((list) => list.filter(isOwn).map(({ point }) => point)),
      clients,
      luck,
    );
    this.tries = new Uint16Array(hasChoice ? count : 0);
    this.round = new Uint16Array(hasChoice ? count : 0);
    this.failedSinceMs = new Float64Array(hasNeighbours ? count : 0).fill(Infinity);
    // To a client that never scanned the first point that it is told of is a new source.
    this.marks = new Uint8Array(count).fill(scenario.initial.mode === 'enrolment' ? Mark.newSource : 0);
    this.switchCount = new Uint16Array(scenario.output.clients ? count : 0);
    this.pointToTry = this.pointOf.slice();
    const columns = [
      'pointOf',
      'pointToTry',
      'tries',
      'round',
      'failedSinceMs',
      'marks',
      'switchCount',
    ] as const;
    simulation.state.own('update point selection', this, columns);
    for (let client = 0; client < count; client++) {
      if (this.hasPoint(client) && lifetimes.isInFleet(client)) measures.given(this.pointOf[client]!);
    }
  }

  /** Whether the client knows of any software update point at all; without one it never scans. */
  hasPoint(client: number): boolean {
    return this.#candidatesOf(client).length > 0;
  }

  /** A machine joins the fleet: the first point that it is told of is a new source to it. */
  joinFleet(client: number): void {
    this.marks[client] = Mark.newSource;
    if (this.hasPoint(client)) this.#measures.joined(this.pointOf[client]!);
  }

  leaveFleet(client: number): void {
    if (this.hasPoint(client)) this.#measures.left(this.pointOf[client]!);
  }

  /** An administrator has clients switch: it takes effect at the client's next scan at WSUS. */
  switchAtNextScan(client: number): void {
    this.marks[client]! |= Mark.switchWanted;
  }

  /** A scan at WSUS begins. The switch that was asked for needs another point in the list, else nothing comes of it. */
  beginScan(client: number, requiredVersion: number): void {
    if ((this.marks[client]! & Mark.switchWanted) === 0) return;
    this.marks[client]! &= ~Mark.switchWanted;
    if (this.#turn(client, requiredVersion)) this.#forgetFailures(client);
  }

  /** Metadata of another database are of no use: the scan has to fetch all of them (MA-SWITCHCOST). */
  isOtherDatabase(client: number): boolean {
    return this.#databases[this.pointToTry[client]!] !== this.#databases[this.pointOf[client]!];
  }

  /** How long the client waits for its new update source, for group policy and then to settle; 0: it is not new. */
  sourceWaitMs(client: number, occasion: number): number {
    if ((this.marks[client]! & Mark.newSource) === 0) return 0;
    const waitMs = this.#clients.sampleMs(this.#sourceWaits[this.pointToTry[client]!]!, client, occasion);
    return waitMs + this.#assumptions.sourceSettleMs;
  }

  sourceIsSettled(client: number): void {
    this.marks[client]! &= ~Mark.newSource;
  }

  /** The point has served the client, which stays with it from now on. */
  succeeded(client: number): void {
    this.#forgetFailures(client);
    const [before, now] = [this.pointOf[client]!, this.pointToTry[client]!];
    if (before === now) return;
    this.pointOf[client] = now;
    if (this.switchCount.length > 0) this.switchCount[client]!++;
    this.#measures.switched(before, now);
  }

  /**
   * A try has failed with a code worth a retry. Decides where the next one goes and returns how long the client waits
   * for it (MA-SUP-RETRY, MA-SUP-SHORT): some retries at the point that it stays with, then one try at each of the
   * others in short order; when all have failed a longer wait, and round again over a list that may have grown.
   */
  failed(client: number, requiredVersion: number): number {
    const { scanRetryMs, scanRetriesMax, switchExtraMs, shortCycleMs } = this.#assumptions;
    if (this.#candidatesOf(client).length < 2) return scanRetryMs;
    if (this.failedSinceMs.length > 0 && this.failedSinceMs[client] === Infinity) {
      this.failedSinceMs[client] = this.#simulation.nowMs;
    }
    if (this.round[client] === 0) {
      this.tries[client] = Math.min(TRIES_MAX, this.tries[client]! + 1);
      if (this.tries[client]! <= scanRetriesMax || !this.#turn(client, requiredVersion)) return scanRetryMs;
      this.round[client] = 2;
      return switchExtraMs;
    }
    const failedCount = this.round[client]!;
    const isRoundOver = failedCount >= this.#openCount(client, requiredVersion);
    this.round[client] = isRoundOver ? 1 : failedCount + 1;
    this.#turn(client, requiredVersion);
    return isRoundOver ? scanRetryMs : shortCycleMs;
  }

  #forgetFailures(client: number): void {
    if (this.tries.length > 0) {
      this.tries[client] = 0;
      this.round[client] = 0;
    }
    if (this.failedSinceMs.length > 0) this.failedSinceMs[client] = Infinity;
  }

  /** Turns to the next open candidate of the client's order; false if there is no other. */
  #turn(client: number, requiredVersion: number): boolean {
    const present = this.pointToTry[client]!;
    const presentDraw = this.#draw(client, present);
    let [next, nextDraw, first, firstDraw] = [-1, -1, -1, -1];
    for (const candidate of this.#candidatesOf(client)) {
      const { point } = candidate;
      if (point === present || !this.#isOpen(client, candidate, requiredVersion)) continue;
      const draw = this.#draw(client, point);
      if (draw < presentDraw && draw > nextDraw) [next, nextDraw] = [point, draw];
      if (draw > firstDraw) [first, firstDraw] = [point, draw];
    }
    if (first < 0) return false;
    this.pointToTry[client] = next >= 0 ? next : first;
    this.marks[client]! |= Mark.newSource;
    return true;
  }

  /** How many points the client could be told of now, the present one included. */
  #openCount(client: number, requiredVersion: number): number {
    const present = this.pointToTry[client]!;
    let count = 0;
    for (const candidate of this.#candidatesOf(client)) {
      if (candidate.point === present || this.#isOpen(client, candidate, requiredVersion)) count++;
    }
    return count;
  }

  /** A client is told only of points that have the metadata version which its policy requires (domain, scan). */
  #isOpen(client: number, candidate: Candidate, requiredVersion: number): boolean {
    if (this.#points.versionOf(candidate.point) < requiredVersion) return false;
    return isOwn(candidate) || this.#simulation.nowMs - this.failedSinceMs[client]! >= candidate.afterMs;
  }

  #draw(client: number, point: number): number {
    return this.#clients.draw(this.#orderKeys[point]!, client, 0);
  }

  #candidatesOf(client: number): readonly Candidate[] {
    return this.#candidates[this.#clients.groupOf[client]!]!;
  }
}

/** Whether a point is of the clients' own boundary group. */
function isOwn({ afterMs }: Candidate): boolean {
  return afterMs === -Infinity;
}

/**
 * A group's own points, then those of neighbours, each once and from its earliest time on. Clients that have none of
 * their own boundary group have those of the nearest neighbours instead.
 */
function candidatesOf(list: UpdatePointList | null, lastKnownGoodMs: number): Candidate[] {
  if (list === null) return [];
  const { own, neighbours } = list;
  const nearestMs = Math.min(...neighbours.map(({ afterMs }) => afterMs));
  const candidates = new Map<number, Candidate>(own.map((point) => [point, { point, afterMs: -Infinity }]));
  for (const { afterMs, points } of neighbours) {
    const actsAsOwn = own.length === 0 && afterMs === nearestMs;
    const unlockMs = actsAsOwn ? -Infinity : Math.max(lastKnownGoodMs, afterMs);
    for (const point of points) {
      if (unlockMs < (candidates.get(point)?.afterMs ?? Infinity)) {
        candidates.set(point, { point, afterMs: unlockMs });
      }
    }
  }
  return [...candidates.values()];
}

/** Per point a number of its database: equal only for points of one site that share it. */
function databasesOf({ softwareUpdatePoints }: Scenario): number[] {
  return softwareUpdatePoints.map(({ site, database }) =>
    softwareUpdatePoints.findIndex((other) => other.site === site && other.database === database),
  );
}
