import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import { Tally } from '../../sim/statistics/tally.ts';
import type { DeploymentIndex } from '../deployment-index.ts';
import {
  COVERAGE_LEVELS,
  type ComplianceColumn,
  type CoverageColumn,
  type TimeToCompliantColumn,
} from '../results.ts';
import type { Memberships } from '../site/deployment/memberships.ts';
import type { SiteTree } from '../site/site-tree.ts';
import { type DeploymentStatus, Status } from '../site/state/deployment-status.ts';
import type { SiteKnowledge } from '../site/state/site-knowledge.ts';
import type { Summaries } from '../site/state/summaries.ts';
import type { ClientMeasures } from './client-measures.ts';

/** Bit numbers of `Standing`. */
const Bit = { actual: 0, pendingRestart: 1, known: 2, knownUnknown: 3, downloaded: 4, replaced: 5 } as const;

/** In the order of the columns. */
const STATUSES = [Status.success, Status.inProgress, Status.error, Status.unknown] as const;

/** Compliance over time by the four readings, and what follows from it at the end. */
export class ComplianceRecorder {
  readonly rows: Rows<ComplianceColumn>;
  readonly #deployments: DeploymentIndex;
  readonly #memberships: Memberships;
  readonly #measures: ClientMeasures;
  readonly #summaries: Summaries;
  readonly #tree: SiteTree;
  readonly #knowledge: SiteKnowledge;
  readonly #status: DeploymentStatus;

  constructor(
    deployments: DeploymentIndex,
    memberships: Memberships,
    measures: ClientMeasures,
    knowledge: SiteKnowledge,
    status: DeploymentStatus,
    summaries: Summaries,
    tree: SiteTree,
    book: StateBook,
  ) {
    this.#deployments = deployments;
    this.#memberships = memberships;
    this.#measures = measures;
    this.#knowledge = knowledge;
    this.#status = status;
    this.#summaries = summaries;
    this.#tree = tree;
    this.rows = new Rows<ComplianceColumn>(
      [
        't',
        'site',
        'belowTop',
        'deployment',
        'group',
        'members',
        'actualCompliant',
        'actualBySuperseding',
        'knownCompliant',
        'storedCompliant',
        'shownCompliant',
        'knownUnknown',
        'storedUnknown',
        'shownUnknown',
        'actualPendingRestart',
        'storedPendingRestart',
        'policyReceived',
        'downloaded',
        'statusSuccess',
        'statusInProgress',
        'statusError',
        'statusUnknown',
      ],
      book,
      'compliance',
    );
  }

  /**
   * Rows of the client's primary site and of the central administration site above it, where there is one. A deployment
   * that was to choose its updates and has not, has none.
   */
  record(nowMs: number): void {
    this.#deployments.groupsOf.forEach((groups, deployment) => {
      if (!this.#deployments.isChosen(deployment)) return;
      for (const group of groups) {
        const sites = [this.#tree.primaryOfGroup[group]!, this.#tree.centralOfGroup[group]!];
        sites.forEach((site, level) => {
          if (site >= 0) this.#addRow(nowMs, site, level, deployment, group);
        });
      }
    });
  }

  #addRow(nowMs: number, site: number, level: number, deployment: number, group: number): void {
    const cell = this.#deployments.cell(deployment, group);
    const measures = this.#measures;
    const database = this.#knowledge.databases[level]!;
    const shownAt = this.#summaries.at(level, cell);
    this.rows.add(
      nowMs,
      site,
      database.isTopFor[group] ? 0 : 1,
      deployment,
      group,
      this.#memberships.memberCount[cell]!,
      measures.count(Bit.actual, cell),
      measures.count(Bit.replaced, cell),
      measures.count(Bit.known, cell),
      database.compliantCount(cell),
      this.#summaries.compliantCount[shownAt]!,
      measures.count(Bit.knownUnknown, cell),
      database.unknownCount(cell),
      this.#summaries.unknownCount[shownAt]!,
      measures.count(Bit.pendingRestart, cell),
      database.pendingRestartCount(cell),
      measures.policyCount[cell]!,
      measures.count(Bit.downloaded, cell),
      ...STATUSES.map((status) => (level === 0 ? this.#status.count(cell, status) : -1)),
    );
  }

  /** First instants of coverage: one row per deployment, reading (in the order of READINGS) and level. */
  coverage(): Rows<CoverageColumn> {
    const rows = new Rows<CoverageColumn>(['deployment', 'reading', 'level', 'reachedMs', 'sinceReleaseMs']);
    const readings = [
      this.#measures.actual,
      this.#measures.known,
      this.#knowledge.stored,
      this.#knowledge.shown,
    ];
    this.#deployments.releasedMs.forEach((releasedMs, deployment) => {
      readings.forEach(({ reachedMs }, reading) => {
        COVERAGE_LEVELS.forEach((level, index) => {
          const atMs = reachedMs[deployment * COVERAGE_LEVELS.length + index]!;
          rows.add(deployment, reading, level, atMs, atMs < 0 ? -1 : atMs - releasedMs);
        });
      });
    });
    return rows;
  }

  /**
   * Time from release to compliance, per deployment and group, and over all groups (−1). A quantile is −1 when fewer
   * than its share of those who had to become compliant have; the mean and the largest are of those who have.
   */
  timeToCompliant(): Rows<TimeToCompliantColumn> {
    const rows = new Rows<TimeToCompliantColumn>([
      'deployment',
      'group',
      'members',
      'compliantAtRelease',
      'becameCompliant',
      'bySuperseding',
      'censored',
      'meanMs',
      'p50Ms',
      'p90Ms',
      'p95Ms',
      'p99Ms',
      'maxMs',
    ]);
    this.#deployments.groupsOf.forEach((groups, deployment) => {
      if (!this.#deployments.isChosen(deployment)) return;
      const all = new Tally();
      let [members, atRelease, replaced] = [0, 0, 0];
      for (const group of groups) {
        const cell = this.#deployments.cell(deployment, group);
        const tally = this.#measures.timeToCompliant[cell]!;
        const count = this.#measures.everMemberCount[cell]!;
        const compliantAtRelease = this.#measures.compliantAtReleaseCount[cell]!;
        addTimes(
          rows,
          deployment,
          group,
          count,
          compliantAtRelease,
          this.#measures.replacedCount[cell]!,
          tally,
        );
        all.merge(tally);
        members += count;
        atRelease += compliantAtRelease;
        replaced += this.#measures.replacedCount[cell]!;
      }
      addTimes(rows, deployment, -1, members, atRelease, replaced, all);
    });
    return rows;
  }
}

function addTimes(
  rows: Rows<TimeToCompliantColumn>,
  deployment: number,
  group: number,
  members: number,
  atRelease: number,
  replaced: number,
  tally: Tally,
): void {
  const hadTo = members - atRelease;
  const quantile = (p: number) => {
    const rank = Math.ceil(p * hadTo);
    return rank === 0 || rank > tally.count ? -1 : tally.valueOfRank(rank);
  };
  const none = tally.count === 0;
  rows.add(
    deployment,
    group,
    members,
    atRelease,
    tally.count,
    replaced,
    hadTo - tally.count,
    none ? -1 : tally.mean,
    quantile(0.5),
    quantile(0.9),
    quantile(0.95),
    quantile(0.99),
    none ? -1 : tally.max,
  );
}
