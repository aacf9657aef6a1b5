import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import type { Packages } from '../content/packages.ts';
import type { DeploymentIndex } from '../deployment-index.ts';
import { DEPLOYMENT_COLUMNS, type DeploymentColumn } from '../results.ts';
import type { DeploymentAlerts } from '../site/deployment/alerts.ts';
import type { Deployments } from '../site/deployment/deployments.ts';

/** What the console of a top-level site says of its deployments at the end of every interval. */
export class DeploymentRecorder {
  readonly rows: Rows<DeploymentColumn>;
  readonly #index: DeploymentIndex;
  readonly #deployments: Deployments;
  readonly #packages: Packages;
  readonly #alerts: DeploymentAlerts;

  constructor(
    index: DeploymentIndex,
    deployments: Deployments,
    packages: Packages,
    alerts: DeploymentAlerts,
    book: StateBook,
  ) {
    this.#index = index;
    this.#deployments = deployments;
    this.#packages = packages;
    this.#alerts = alerts;
    this.rows = new Rows<DeploymentColumn>(DEPLOYMENT_COLUMNS, book, 'deployments');
  }

  /** A deployment that was never created has no row. */
  record(nowMs: number): void {
    for (let deployment = 0; deployment < this.#index.count; deployment++) {
      for (const top of this.#deployments.topsOf(deployment)) {
        if (this.#deployments.wasCreated(deployment, top)) this.#addRow(nowMs, top, deployment);
      }
    }
  }

  /** It is flagged when files of one of its updates are in no package (seed 002, deployment packages). */
  #addRow(nowMs: number, top: number, deployment: number): void {
    const exists = this.#deployments.exists(deployment, top);
    const updates = exists ? this.#index.updatesOf(deployment, top) : [];
    const lacking = updates.filter((update) => !this.#packages.hasContent(update, top)).length;
    this.rows.add(
      nowMs,
      top,
      deployment,
      exists ? 1 : 0,
      exists ? this.#deployments.enabled[deployment]! : 0,
      updates.length,
      lacking,
      lacking > 0 ? 1 : 0,
      this.#alerts.isRaised(deployment, top) ? 1 : 0,
    );
  }
}
