import type { ClientGroup, Collection, Deployment, DeploymentPackage } from '../model/scenario.ts';
import type { Catalog, Update } from '../model/updates/catalog.ts';
import type { Span } from './build-catalog.ts';
import type { Groups } from './build-groups.ts';
import { epochOf } from './calendar.ts';
import { suggestion } from './closest.ts';
import type { Path } from './issue.ts';
import { type Anchor, CLIENT_LOCAL, type Moment } from './moment.ts';
import type { Names, Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { formatDuration } from './units.ts';

type Filter = NonNullable<NonNullable<Parts['deployments']>[number]>['updates'];
type WrittenDeployment = NonNullable<NonNullable<Parts['deployments']>[number]>;

/** More are refused by Configuration Manager. */
const UPDATES_PER_DEPLOYMENT_MAX = 1000;

/** An instant in ms since the start, by the anchors that it may be counted from; null after a mistake. */
export function instantMs(
  moment: Moment,
  span: Span,
  anchors: Partial<Record<Anchor, number>>,
  path: Path,
  mistakes: Mistakes,
): number | null {
  if ('civil' in moment) {
    if (moment.zone !== CLIENT_LOCAL) return epochOf(moment.civil, moment.zone) - span.startEpochMs;
    mistakes.at(path, 'has to be one instant; name a time zone, for example UTC, instead of client-local');
    return null;
  }
  const anchorMs = anchors[moment.anchor];
  if (anchorMs !== undefined) return anchorMs + moment.offsetMs;
  mistakes.at(path, `"${moment.anchor}" is not known here; count from ${Object.keys(anchors).join(' or ')}`);
  return null;
}

/** What the packages of deployments hang on. */
export interface PackageSites {
  topOf(site: number): number;
  /** The distribution points of a hierarchy. */
  pointsBelow(top: number): readonly number[];
}

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
  readonly #classifications: readonly string[];
  readonly #packageSites: PackageSites;
  /** Those that deployments need and nobody has named. */
  readonly collections: Collection[] = [];
  readonly packages: DeploymentPackage[] = [];

  constructor(
    catalog: Catalog,
    groups: Groups,
    groupNames: Names,
    span: Span,
    classifications: readonly string[],
    packageSites: PackageSites,
    mistakes: Mistakes,
  ) {
    this.#catalog = catalog;
    this.#groups = groups;
    this.#groupNames = groupNames;
    this.#span = span;
    this.#classifications = classifications;
    this.#packageSites = packageSites;
    this.#mistakes = mistakes;
  }

  build(deployment: WrittenDeployment, path: Path): Deployment | null {
    const before = this.#mistakes.issues.length;
    const members = this.#members(deployment.groups, path);
    const updates = this.#select(deployment.updates, members, [...path, 'updates']);
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
      collection: this.#collectionOf(deployment.name, members),
      packages: this.#packagesOf(deployment.name, members),
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

  #collectionOf(name: string, groups: readonly number[]): number {
    return (
      this.collections.push({ name, groups, query: null, windows: [], evaluationIntervalMs: 5 * 60_000 }) - 1
    );
  }

  /** One package per hierarchy, of its top-level site. */
  #packagesOf(name: string, members: readonly number[]): number[] {
    const sites = members.flatMap((group) => this.#groups.groups[group]?.site ?? []);
    const tops = new Set(sites.map((site) => this.#packageSites.topOf(site)));
    return [...tops].map((site) => {
      const distributionPoints = this.#packageSites.pointsBelow(site);
      return this.packages.push({ name, site, priority: 'medium', distributionPoints, updates: [] }) - 1;
    });
  }

  /** Numbers of groups, ascending. A group with mistakes of its own is passed over. */
  #members(written: WrittenDeployment['groups'], path: Path): number[] {
    const { groups } = this.#groups;
    if (written === 'all') return groups.map((_, number) => number);
    const numbers = written.map((name, at) => this.#groupNames.find(name, [...path, 'groups', at]));
    return [...new Set(numbers)].filter((number) => number >= 0).sort((a, b) => a - b);
  }

  #select(filter: Filter, members: readonly number[], path: Path): number[] {
    const { products, updates } = this.#catalog;
    const { released, classifications, kinds } = filter;
    (filter.products ?? []).forEach((product, at) => {
      if (products.includes(product)) return;
      const hint = suggestion(product, products);
      this.#mistakes.at([...path, 'products', at], `no group runs "${product}"${hint}`);
    });
    (classifications ?? []).forEach((classification, at) => {
      if (this.#classifications.includes(classification)) return;
      const hint = suggestion(classification, this.#classifications);
      this.#mistakes.at(
        [...path, 'classifications', at],
        `"${classification}" is not in the catalogue${hint}`,
      );
    });
    const wanted = filter.products ?? this.#productsOf(members);
    const fromMs =
      released === undefined ? -Infinity : this.#absolute(released.from, [...path, 'released', 'from']);
    const toMs = released === undefined ? Infinity : this.#absolute(released.to, [...path, 'released', 'to']);
    const isChosen = (update: Update) =>
      wanted.includes(products[update.product]!) &&
      (classifications === undefined || classifications.includes(update.classification)) &&
      (kinds === undefined || kinds.includes(update.kind)) &&
      update.releasedMs >= fromMs &&
      update.releasedMs < toMs;
    const chosen = updates.flatMap((update, number) => (isChosen(update) ? [number] : []));
    const hasSoundMembers =
      members.length > 0 && members.every((number) => this.#groups.groups[number] !== null);
    if (chosen.length === 0 && hasSoundMembers) {
      this.#mistakes.at(path, 'selects no update of the catalogue; widen the filter');
    } else if (chosen.length > UPDATES_PER_DEPLOYMENT_MAX) {
      this.#mistakes.at(
        path,
        `selects ${chosen.length} updates; a deployment has at most ${UPDATES_PER_DEPLOYMENT_MAX}`,
      );
    }
    return chosen;
  }

  #productsOf(members: readonly number[]): string[] {
    const groups = members.map((number) => this.#groups.groups[number]).filter((group) => group !== null);
    return groups.map((group) => this.#catalog.products[(group as ClientGroup).product]!);
  }

  #absolute(moment: Moment, path: Path): number {
    return instantMs(moment, this.#span, { start: 0 }, path, this.#mistakes) ?? Number.NaN;
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
