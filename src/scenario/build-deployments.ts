import type { Deployment } from '../model/scenario.ts';
import type { Catalog } from '../model/updates/catalog.ts';
import type { Distribution } from '../sim/distribution.ts';
import type { Span } from './build-catalog.ts';
import type { Groups } from './build-groups.ts';
import { epochOf } from './calendar.ts';
import { selectionByHand, type Targeting, wizardPagesOf } from './deployment-common.ts';
import type { Path } from './issue.ts';
import { type Anchor, CLIENT_LOCAL, type Moment } from './moment.ts';
import { isWritten, type Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { type Filter, instantMs, type UpdateSelector } from './select-updates.ts';
import { formatDuration } from './units.ts';

type WrittenDeployment = NonNullable<NonNullable<Parts['deployments']>[number]>;

/** More are refused by Configuration Manager. */
export const UPDATES_PER_DEPLOYMENT_MAX = 1000;

/** Deadlines that the client settings spread (J7, J8). */
export const DEADLINE_SPREAD = { law: 'uniform', min: 0, max: 2 * 60 * 60_000 } as const;

/** What deployments are resolved with. */
export interface DeploymentContext {
  readonly catalog: Catalog;
  readonly groups: Groups;
  readonly span: Span;
  readonly selector: UpdateSelector;
  readonly targeting: Targeting;
  /** Whether deadlines of deployments by hand are spread. */
  readonly isRandomized: boolean;
  readonly mistakes: Mistakes;
}

/** Resolves the deployments of a scenario; those with mistakes are left out. */
export class DeploymentBuilder {
  readonly #catalog: Catalog;
  readonly #zones: readonly string[];
  readonly #span: Span;
  readonly #mistakes: Mistakes;
  readonly #selector: UpdateSelector;
  readonly #targeting: Targeting;
  readonly #isRandomized: boolean;

  constructor({ catalog, groups, span, selector, targeting, isRandomized, mistakes }: DeploymentContext) {
    this.#catalog = catalog;
    this.#zones = groups.zones;
    this.#span = span;
    this.#selector = selector;
    this.#targeting = targeting;
    this.#isRandomized = isRandomized;
    this.#mistakes = mistakes;
  }

  build(deployment: WrittenDeployment, path: Path): Deployment | null {
    const before = this.#mistakes.issues.length;
    const { collection, members } = this.#targeting.target(deployment, deployment.name, null, path);
    const updates = this.candidates(deployment.updates, deployment.created, members, path);
    const hasDeadline = this.#hasDeadline(deployment, path);
    if (updates.length === 0 || this.#mistakes.issues.length > before) return null;
    const releasedMs = Math.max(...updates.map((number) => this.#catalog.updates[number]!.releasedMs));
    const createdMs = this.created(deployment.created, releasedMs, path);
    if (createdMs === null) return null;
    this.#checkReleased(updates, createdMs, [...path, 'updates']);
    const anchors = { release: releasedMs, created: createdMs };
    const availableMs = this.#perZone(deployment.available, () => anchors, [...path, 'available']);
    const deadlineMs = hasDeadline
      ? this.#perZone(
          deployment.deadline as Moment,
          (zone) => ({ ...anchors, available: availableMs[zone]! }),
          [...path, 'deadline'],
        )
      : null;
    if (deadlineMs !== null) this.#checkOrder(createdMs, availableMs, deadlineMs, path);
    if (this.#mistakes.issues.length > before) return null;
    return {
      name: deployment.name,
      updates,
      selection: selectionByHand(deployment.updates),
      collection,
      packages: this.#targeting.packagesOf(deployment.package, deployment.name, members, path),
      createdMs,
      availableMs,
      deadlineMs,
      relative: null,
      gradualMs: 0,
      deadlineDelay: this.#delayOf(deployment),
      releasedMs,
      ...wizardPagesOf(deployment),
    };
  }

  /** What a deployment created at an instant may deploy; reports more than one can hold. */
  candidates(filter: Filter, created: Moment, members: readonly number[], path: Path): number[] {
    const at: Path = [...path, 'updates'];
    const within = filter.released?.within;
    const createdMs = within === undefined ? null : this.#createdFirst(created, path);
    const updates = this.#selector.select(filter, members, at, createdMs);
    if (selectionByHand(filter) === null) this.#checkCount(updates.length, at);
    return updates;
  }

  /** `released: { within: … }` counts from the creation, so that this cannot count from a release. */
  #createdFirst(created: Moment, path: Path): number | null {
    const at = [...path, 'created'];
    if ('anchor' in created && created.anchor === 'release') {
      this.#mistakes.at(
        at,
        'counts from the release of its updates, and these from it by "within"; name an instant',
      );
      return null;
    }
    return instantMs(created, this.#span, { start: 0 }, at, this.#mistakes);
  }

  /** Whether it is a required one; reports where its purpose and its deadline do not fit. */
  #hasDeadline({ purpose, deadline }: WrittenDeployment, path: Path): boolean {
    const { root } = this.#mistakes;
    const isNone = deadline === 'none';
    if (purpose === 'available' && !isNone && isWritten(root, [...path, 'deadline'])) {
      this.#mistakes.at(
        [...path, 'deadline'],
        'is that of an available deployment, which has none; leave it out, or write "purpose: required"',
      );
    }
    if (purpose === 'required' && isNone && isWritten(root, [...path, 'purpose'])) {
      this.#mistakes.at(
        [...path, 'deadline'],
        'is that of a required deployment, which needs one; write one, or "purpose: available"',
      );
    }
    return purpose === 'required' && !isNone;
  }

  #delayOf({ deadlineRandomDelay }: WrittenDeployment): Distribution | null {
    if (deadlineRandomDelay === undefined) return this.#isRandomized ? DEADLINE_SPREAD : null;
    return deadlineRandomDelay === 'off' ? null : deadlineRandomDelay;
  }

  #checkCount(count: number, path: Path): void {
    if (count <= UPDATES_PER_DEPLOYMENT_MAX) return;
    this.#mistakes.at(
      path,
      `selects ${count} updates; a deployment has at most ${UPDATES_PER_DEPLOYMENT_MAX}`,
    );
  }

  /** When it is created; null after a mistake. */
  created(moment: Moment, releasedMs: number, path: Path): number | null {
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
    const zones = this.#zones;
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
    const isOneInstant = new Set([...availableMs.map((ms, zone) => `${ms} ${deadlineMs[zone]!}`)]).size === 1;
    deadlineMs.slice(0, isOneInstant ? 1 : undefined).forEach((deadline, zone) => {
      const where = isOneInstant ? '' : ` (${this.#zones[zone]!})`;
      const available = availableMs[zone]!;
      if (deadline < createdMs) {
        this.#mistakes.at(
          at,
          `is ${formatDuration(createdMs - deadline)} before the deployment is created${where}; write a later one`,
        );
      } else if (deadline < available) {
        this.#mistakes.at(
          at,
          `is ${formatDuration(available - deadline)} before the available time${where}; write a later one`,
        );
      }
    });
  }
}
