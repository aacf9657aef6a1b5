import type { StateBook } from '../../sim/state.ts';
import { Tally } from '../../sim/statistics/tally.ts';
import type { DeploymentIndex } from '../deployment-index.ts';
import type { Scenario } from '../scenario.ts';
import type { Memberships } from '../site/deployment/memberships.ts';
import { Coverage } from './coverage.ts';
import { Exposure } from './exposure.ts';
import { LifeTables } from './life-tables.ts';

/** How many bits of standing are counted. */
const BIT_COUNT = 6;

/**
 * Counts of clients by their standing in each deployment, by group; first instants of coverage, time to compliance
 * and exposure. Measures follow what happens and never decide anything.
 */
export class ClientMeasures {
  readonly exposure: Exposure;
  readonly actual: Coverage;
  readonly known: Coverage;
  readonly lifeTables: LifeTables;
  /** Per bit of standing, then per deployment and group: clients. */
  standingCount: Int32Array;
  policyCount: Int32Array;
  /** Who was compliant at the release, or later as it became a member, and so never had to become it. */
  compliantAtReleaseCount: Int32Array;
  /** Clients that have ever been members. */
  everMemberCount: Int32Array;
  replacedCount: Int32Array;
  /** Time from release to compliance per deployment and group. */
  readonly timeToCompliant: readonly Tally[];
  /** Per client, when rows per client are wanted: when it last became compliant, truly and as stored; −1: never. */
  compliantMs: Float64Array;
  storedCompliantMs: Float64Array;

  readonly #deployments: DeploymentIndex;
  readonly #cellCount: number;

  constructor(
    scenario: Scenario,
    deployments: DeploymentIndex,
    memberships: Memberships,
    clientCount: number,
    book: StateBook,
  ) {
    this.#deployments = deployments;
    this.#cellCount = deployments.count * deployments.groupCount;
    this.exposure = new Exposure(scenario.catalog.updates.length, deployments.groupCount, book);
    this.actual = new Coverage('actual', deployments, memberships, book);
    this.known = new Coverage('known', deployments, memberships, book);
    this.lifeTables = new LifeTables(deployments, book);
    this.standingCount = new Int32Array(BIT_COUNT * this.#cellCount);
    this.policyCount = new Int32Array(this.#cellCount);
    this.compliantAtReleaseCount = new Int32Array(this.#cellCount);
    this.replacedCount = new Int32Array(this.#cellCount);
    this.everMemberCount = new Int32Array(this.#cellCount);
    this.timeToCompliant = Array.from(
      { length: this.#cellCount },
      (_, cell) => new Tally(book, `time to compliant ${cell}`),
    );
    const rowsWanted = scenario.output.clients ? clientCount : 0;
    this.compliantMs = new Float64Array(rowsWanted).fill(-1);
    this.storedCompliantMs = new Float64Array(rowsWanted).fill(-1);
    book.own('client measures', this, [
      'standingCount',
      'policyCount',
      'compliantAtReleaseCount',
      'replacedCount',
      'everMemberCount',
      'compliantMs',
      'storedCompliantMs',
    ]);
  }

  /** A client's standing in a deployment changed: bits of `Standing` before and after. */
  move(deployment: number, group: number, before: number, after: number, nowMs: number): void {
    const cell = this.#deployments.cell(deployment, group);
    const changed = before ^ after;
    for (let bit = 0; bit < BIT_COUNT; bit++) {
      if (((changed >> bit) & 1) === 0) continue;
      const delta = ((after >> bit) & 1) === 1 ? 1 : -1;
      this.standingCount[bit * this.#cellCount + cell]! += delta;
      if (bit === 0) this.actual.add(deployment, delta, nowMs);
      else if (bit === 2) this.known.add(deployment, delta, nowMs);
    }
  }

  /** Clients of (deployment, group) with the standing bit number `bit`. */
  count(bit: number, cell: number): number {
    return this.standingCount[bit * this.#cellCount + cell]!;
  }

  /** The release of the deployment's updates: who is compliant now never had to become it. */
  released(deployment: number, nowMs: number): void {
    for (let group = 0; group < this.#deployments.groupCount; group++) {
      const cell = this.#deployments.cell(deployment, group);
      this.compliantAtReleaseCount[cell] = this.count(0, cell);
    }
    this.actual.check(deployment, nowMs);
    this.known.check(deployment, nowMs);
  }

  /** A client is a member for the first time. */
  becameMember(deployment: number, group: number, isCompliant: boolean, nowMs: number): void {
    const cell = this.#deployments.cell(deployment, group);
    this.everMemberCount[cell]!++;
    if (isCompliant && nowMs > this.#deployments.releasedMs[deployment]!)
      this.compliantAtReleaseCount[cell]!++;
  }

  /** A member has left: the share of compliant ones may have reached a level by that. */
  memberLeft(deployment: number, nowMs: number): void {
    this.actual.check(deployment, nowMs);
    this.known.check(deployment, nowMs);
  }

  becameCompliant(deployment: number, group: number, replaced: boolean, nowMs: number): void {
    const cell = this.#deployments.cell(deployment, group);
    this.timeToCompliant[cell]!.add(nowMs - this.#deployments.releasedMs[deployment]!);
    if (replaced) this.replacedCount[cell]!++;
  }

  policyReceived(deployment: number, group: number): void {
    this.policyCount[this.#deployments.cell(deployment, group)]!++;
  }

  policyWithdrawn(deployment: number, group: number): void {
    this.policyCount[this.#deployments.cell(deployment, group)]!--;
  }

  clientCompliant(client: number, nowMs: number): void {
    if (this.compliantMs.length > 0) this.compliantMs[client] = nowMs;
  }

  clientStoredCompliant(client: number, nowMs: number): void {
    if (this.storedCompliantMs.length > 0) this.storedCompliantMs[client] = nowMs;
  }
}
