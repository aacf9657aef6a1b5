import type { Deployment } from '../model/scenario.ts';
import type { Catalog } from '../model/updates/catalog.ts';
import type { Span } from './build-catalog.ts';
import type { CollectionBuilder } from './build-collections.ts';
import type { Groups } from './build-groups.ts';
import type { PackageBuilder } from './build-packages.ts';
import { epochOf } from './calendar.ts';
import type { Path } from './issue.ts';
import { type Anchor, CLIENT_LOCAL, type Moment } from './moment.ts';
import type { Names, Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { instantMs, type UpdateSelector } from './select-updates.ts';
import { formatDuration } from './units.ts';

type WrittenDeployment = NonNullable<NonNullable<Parts['deployments']>[number]>;

/** More are refused by Configuration Manager. */
const UPDATES_PER_DEPLOYMENT_MAX = 1000;

/** What the wizard proposes (domain, deployment objects). */
const OPTIONS = {
  installOutsideWindows: false,
  restartOutsideWindows: false,
  suppressRestart: { workstations: false, servers: false },
  commitsChanges: true,
  grace: false,
  isShown: true,
  wakeOnLan: false,
  evaluatesAfterRestart: false,
  neighbourContent: true,
  siteDefaultContent: false,
  microsoftUpdateContent: false,
  meteredAtDeadline: false,
};

/** Resolves the deployments of a scenario; those with mistakes are left out. */
export class DeploymentBuilder {
  readonly #catalog: Catalog;
  readonly #groups: Groups;
  readonly #groupNames: Names;
  readonly #span: Span;
  readonly #mistakes: Mistakes;
  readonly #selector: UpdateSelector;
  readonly #collections: CollectionBuilder;
  readonly #packages: PackageBuilder;

  constructor(
    catalog: Catalog,
    groups: Groups,
    groupNames: Names,
    span: Span,
    selector: UpdateSelector,
    collections: CollectionBuilder,
    packages: PackageBuilder,
    mistakes: Mistakes,
  ) {
    this.#catalog = catalog;
    this.#groups = groups;
    this.#groupNames = groupNames;
    this.#span = span;
    this.#selector = selector;
    this.#collections = collections;
    this.#packages = packages;
    this.#mistakes = mistakes;
  }

  build(deployment: WrittenDeployment, path: Path): Deployment | null {
    const before = this.#mistakes.issues.length;
    const members = this.#members(deployment.groups, path);
    const updates = this.#selector.select(deployment.updates, members, [...path, 'updates']);
    this.#checkCount(updates.length, [...path, 'updates']);
    if (updates.length === 0 || this.#mistakes.issues.length > before) return null;
    const releasedMs = Math.max(...updates.map((number) => this.#catalog.updates[number]!.releasedMs));
    const createdMs = this.#created(deployment.created, releasedMs, path);
    if (createdMs === null) return null;
    this.#checkReleased(updates, createdMs, [...path, 'updates']);
    const anchors = { release: releasedMs, created: createdMs };
    const availableMs = this.#perZone(deployment.available, () => anchors, [...path, 'available']);
    const deadlineMs = this.#perZone(
      deployment.deadline,
      (zone) => ({ ...anchors, available: availableMs[zone]! }),
      [...path, 'deadline'],
    );
    this.#checkOrder(createdMs, availableMs, deadlineMs, path);
    if (this.#mistakes.issues.length > before) return null;
    const delay = deployment.deadlineRandomDelay;
    return {
      name: deployment.name,
      updates,
      selection: null,
      collection: this.#collections.ofGroups(deployment.name, members),
      packages: this.#packages.ofDeployment(deployment.name, members),
      createdMs,
      availableMs,
      deadlineMs,
      relative: null,
      enabled: true,
      gradualMs: 0,
      options: OPTIONS,
      alert: null,
      deadlineDelay: delay === 'off' ? null : delay,
      verbosity: deployment.verbosity,
      releasedMs,
    };
  }

  /** Numbers of groups, ascending. A group with mistakes of its own is passed over. */
  #members(written: WrittenDeployment['groups'], path: Path): number[] {
    const { groups } = this.#groups;
    if (written === 'all') return groups.map((_, number) => number);
    const numbers = written.map((name, at) => this.#groupNames.find(name, [...path, 'groups', at]));
    return [...new Set(numbers)].filter((number) => number >= 0).sort((a, b) => a - b);
  }

  #checkCount(count: number, path: Path): void {
    if (count <= UPDATES_PER_DEPLOYMENT_MAX) return;
    this.#mistakes.at(
      path,
      `selects ${count} updates; a deployment has at most ${UPDATES_PER_DEPLOYMENT_MAX}`,
    );
  }

  #created(moment: Moment, releasedMs: number, path: Path): number | null {
    const at = [...path, 'created'];
    const createdMs = instantMs(moment, this.#span, { start: 0, release: releasedMs }, at, this.#mistakes);
    if (createdMs === null) return null;
    if (createdMs >= 0 && createdMs < this.#span.horizonMs) return createdMs;
    this.#mistakes.at(at, createdMs < 0 ? 'is before the start' : 'is not before the end of the simulation');
    return null;
  }

  #checkReleased(updates: readonly number[], createdMs: number, path: Path): void {
    for (const number of updates) {
      const { kb, releasedMs, expiresMs } = this.#catalog.updates[number]!;
      if (releasedMs > createdMs) {
        const lateMs = releasedMs - createdMs;
        this.#mistakes.at(
          path,
          `selects ${kb}, released ${formatDuration(lateMs)} after the deployment is created`,
        );
      }
      if (expiresMs <= createdMs) this.#mistakes.at(path, `selects ${kb}, which has expired by then`);
    }
  }

  #perZone(moment: Moment, anchors: (zone: number) => Partial<Record<Anchor, number>>, path: Path): number[] {
    const { zones } = this.#groups;
    if ('civil' in moment && moment.zone === CLIENT_LOCAL) {
      return zones.map((zone) => epochOf(moment.civil, zone) - this.#span.startEpochMs);
    }
    return zones.map((_, zone) => {
      const options = { start: 0, ...anchors(zone) };
      return instantMs(moment, this.#span, options, path, this.#mistakes) ?? Number.NaN;
    });
  }

  #checkOrder(
    createdMs: number,
    availableMs: readonly number[],
    deadlineMs: readonly number[],
    path: Path,
  ): void {
    const at = [...path, 'deadline'];
    deadlineMs.forEach((deadline, zone) => {
      const name = this.#groups.zones[zone]!;
      const available = availableMs[zone]!;
      if (deadline < createdMs) {
        this.#mistakes.at(
          at,
          `is ${formatDuration(createdMs - deadline)} before the deployment is created (${name})`,
        );
      } else if (deadline < available) {
        this.#mistakes.at(
          at,
          `is ${formatDuration(available - deadline)} before the available time (${name})`,
        );
      }
    });
  }
}
