import type { StateBook } from '../../sim/state.ts';
import type { DeploymentIndex } from '../deployment-index.ts';
import { COVERAGE_LEVELS } from '../results.ts';
import type { Memberships } from '../site/deployment/memberships.ts';

/**
 * One reading of compliance per deployment: how many members are compliant, and the first instant at which each level
 * of coverage was reached. A level counts from the release of the deployment's updates on.
 */
export class Coverage {
  compliantCount: Int32Array;
  /** Per deployment and level: first instant; −1 while never. */
  reachedMs: Float64Array;
  readonly #deployments: DeploymentIndex;
  readonly #memberships: Memberships;

  constructor(reading: string, deployments: DeploymentIndex, memberships: Memberships, book: StateBook) {
    this.#deployments = deployments;
    this.#memberships = memberships;
    this.compliantCount = new Int32Array(deployments.count);
    this.reachedMs = new Float64Array(deployments.count * COVERAGE_LEVELS.length).fill(-1);
    book.own(`coverage ${reading}`, this, ['compliantCount', 'reachedMs']);
  }

  add(deployment: number, delta: number, nowMs: number): void {
    this.compliantCount[deployment]! += delta;
    if (delta > 0) this.check(deployment, nowMs);
  }

  /** Notes the levels that the present count reaches. */
  check(deployment: number, nowMs: number): void {
    const members = this.#memberships.membersOf(deployment);
    if (members === 0 || nowMs < this.#deployments.releasedMs[deployment]!) return;
    const share = this.compliantCount[deployment]! / members;
    for (let level = 0; level < COVERAGE_LEVELS.length; level++) {
      const at = deployment * COVERAGE_LEVELS.length + level;
      if (share >= COVERAGE_LEVELS[level]! && this.reachedMs[at]! < 0) this.reachedMs[at] = nowMs;
    }
  }
}
