import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import { LogHistogram, smallestOf } from '../../sim/statistics/histogram.ts';
import type { DeploymentIndex } from '../deployment-index.ts';
import type { LifeTableColumn } from '../results.ts';

/**
 * Per deployment: how many clients came under way to compliance, became compliant or went out of sight before, by the
 * time since the release. Under way is who is a member and in the fleet and has not been compliant since the release;
 * `ClientStandings` knows who is. Times are kept in histograms: they cost the same for any number of clients.
 */
export class LifeTables {
  /** Per deployment: 1 once its release has come, which may lie before the start. */
  hasBegun: Uint8Array;
  readonly #deployments: DeploymentIndex;
  readonly #ofDeployment: readonly LifeTable[];

  constructor(deployments: DeploymentIndex, book: StateBook) {
    this.#deployments = deployments;
    this.hasBegun = new Uint8Array(deployments.count);
    this.#ofDeployment = Array.from(
      this.hasBegun,
      (_, number) => new LifeTable(`life table ${number}`, book),
    );
    book.own('life tables', this, ['hasBegun']);
  }

  enter(deployment: number, nowMs: number): void {
    this.#ofDeployment[deployment]!.entered.add(this.#sinceReleaseMs(deployment, nowMs));
  }

  becomeCompliant(deployment: number, nowMs: number): void {
    this.#ofDeployment[deployment]!.addCompliant(this.#sinceReleaseMs(deployment, nowMs));
  }

  /** Left the collection or the fleet. */
  withdraw(deployment: number, nowMs: number): void {
    this.#ofDeployment[deployment]!.withdrawn.add(this.#sinceReleaseMs(deployment, nowMs));
  }

  /** A row per bin in which anything happened, and one of the end, which censors who is still under way. */
  rows(endMs: number): Rows<LifeTableColumn> {
    const columns = [
      'deployment',
      'sinceReleaseMs',
      'entered',
      'becameCompliant',
      'censored',
      'meanMs',
    ] as const;
    const rows = new Rows<LifeTableColumn>(columns);
    this.#ofDeployment.forEach((table, deployment) => {
      if (this.hasBegun[deployment] === 0) return;
      const underWay = table.addRows(rows, deployment);
      rows.add(deployment, this.#sinceReleaseMs(deployment, endMs), 0, 0, underWay, -1);
    });
    return rows;
  }

  #sinceReleaseMs(deployment: number, nowMs: number): number {
    return nowMs - this.#deployments.releasedMs[deployment]!;
  }
}

class LifeTable {
  readonly entered: LogHistogram;
  readonly withdrawn: LogHistogram;
  readonly #compliant: LogHistogram;
  /** Per bin: the times of those who became compliant in it, added up. */
  sumsMs: Float64Array = new Float64Array(0);

  constructor(name: string, book: StateBook) {
    this.entered = new LogHistogram(book, `${name}, entered`);
    this.#compliant = new LogHistogram(book, `${name}, became compliant`);
    this.withdrawn = new LogHistogram(book, `${name}, withdrawn`);
    book.own(name, this, ['sumsMs']);
  }

  addCompliant(sinceReleaseMs: number): void {
    const bin = this.#compliant.add(sinceReleaseMs);
    if (bin >= this.sumsMs.length) {
      const larger = new Float64Array(this.#compliant.buckets.length);
      larger.set(this.sumsMs);
      this.sumsMs = larger;
    }
    this.sumsMs[bin]! += sinceReleaseMs;
  }

  /** Returns how many are still under way. */
  addRows(rows: Rows<LifeTableColumn>, deployment: number): number {
    const histograms = [this.entered, this.#compliant, this.withdrawn];
    const bins = new Set(histograms.flatMap((histogram) => histogram.filled()));
    let underWay = 0;
    for (const bin of [...bins].sort((a, b) => a - b)) {
      const [entered, compliant, withdrawn] = histograms.map((histogram) => histogram.countOf(bin));
      const meanMs = compliant! === 0 ? -1 : this.sumsMs[bin]! / compliant!;
      rows.add(deployment, smallestOf(bin), entered!, compliant!, withdrawn!, meanMs);
      underWay += entered! - compliant! - withdrawn!;
    }
    return underWay;
  }
}
