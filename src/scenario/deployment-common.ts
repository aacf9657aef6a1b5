import type { Deployment, DeploymentOptions, UpdateSelection } from '../model/scenario.ts';
import type { CollectionBuilder } from './build-collections.ts';
import type { Groups } from './build-groups.ts';
import type { PackageBuilder } from './build-packages.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Path } from './issue.ts';
import { isWritten, type Names } from './parts.ts';
import type { Mistakes } from './read.ts';
import type { WrittenOptions } from './schema-options.ts';
import type { Filter } from './select-updates.ts';

/* What deployments have in common, whoever creates them. */

/** The pages of the wizard that deployments by hand, of rules and of phases share. */
export function wizardPagesOf(
  written: WrittenOptions,
): Pick<Deployment, 'enabled' | 'options' | 'alert' | 'verbosity'> {
  const { enabled, alert, verbosity } = written;
  return {
    enabled,
    options: optionsOf(written),
    alert: alert === undefined ? null : { share: alert.below, afterDeadlineMs: alert.after },
    verbosity,
  };
}

function optionsOf(written: WrittenOptions): DeploymentOptions {
  const { suppressRestart, userExperience } = written;
  return {
    installOutsideWindows: written.installOutsideWindows,
    restartOutsideWindows: written.restartOutsideWindows,
    suppressRestart: {
      workstations: suppressRestart.includes('workstations'),
      servers: suppressRestart.includes('servers'),
    },
    commitsChanges: written.commitsChanges,
    grace: written.grace,
    isShown: userExperience === 'shown',
    wakeOnLan: written.wakeOnLan,
    evaluatesAfterRestart: written.evaluatesAfterRestart,
    neighbourContent: written.neighbourContent,
    siteDefaultContent: written.siteDefaultContent,
    microsoftUpdateContent: written.microsoftUpdateContent,
    meteredAtDeadline: written.meteredAtDeadline,
  };
}

/** What is asked of the candidates when the deployment is created; null: nothing. `released` was asked before. */
export function selectionByHand({ requiredOnMoreThan, superseded = true }: Filter): UpdateSelection | null {
  if (requiredOnMoreThan === undefined && superseded) return null;
  return { requiredOnMoreThan: requiredOnMoreThan ?? null, releasedWithinMs: null, superseded };
}

/** The same of a rule, whenever it runs. */
export function selectionOfRule({ requiredOnMoreThan, released, superseded }: Filter): UpdateSelection {
  return {
    requiredOnMoreThan: requiredOnMoreThan ?? null,
    releasedWithinMs: released?.within ?? null,
    superseded: superseded ?? false,
  };
}

interface WrittenTarget {
  readonly groups?: 'all' | readonly string[] | undefined;
  readonly collection?: string | undefined;
}

/** To whom something is deployed. */
export interface Target {
  /** Index into `collections`; −1 after a mistake. */
  readonly collection: number;
  /** Numbers of the groups among whose clients its members are, ascending. */
  readonly members: readonly number[];
}

/** Finds or makes the collections and packages of deployments. */
export class Targeting {
  readonly #groups: Groups;
  readonly #groupNames: Names;
  readonly #hierarchy: Hierarchy;
  readonly #collections: CollectionBuilder;
  readonly #packages: PackageBuilder;
  readonly #mistakes: Mistakes;

  constructor(
    groups: Groups,
    groupNames: Names,
    hierarchy: Hierarchy,
    collections: CollectionBuilder,
    packages: PackageBuilder,
    mistakes: Mistakes,
  ) {
    this.#groups = groups;
    this.#groupNames = groupNames;
    this.#hierarchy = hierarchy;
    this.#collections = collections;
    this.#packages = packages;
    this.#mistakes = mistakes;
  }

  /** A group with mistakes of its own is passed over. `top`: of which hierarchy `all` groups are; null: of any. */
  target(written: WrittenTarget, name: string, top: number | null, path: Path): Target {
    if (written.collection === undefined) {
      const members = this.membersOf(written.groups ?? 'all', top, [...path, 'groups']);
      return { collection: this.#collections.ofGroups(name, members), members };
    }
    if (isWritten(this.#mistakes.root, [...path, 'groups'])) {
      this.#mistakes.atKey([...path, 'groups'], 'stands beside "collection"; leave one of them out');
    }
    const at = [...path, 'collection'];
    const collection = this.#collections.names.find(written.collection, at);
    const found = this.#collections.collections[collection];
    if (found === undefined) return { collection, members: [] };
    const { share } = found.query ?? { share: null };
    if (found.groups.length === 0 || (share !== null && share.from >= share.to)) {
      this.#mistakes.at(at, `"${written.collection}" has no clients: nothing would be deployed to anybody`);
    }
    return { collection, members: found.groups };
  }

  /** Numbers of groups, ascending. */
  membersOf(written: 'all' | readonly string[], top: number | null, path: Path): number[] {
    const { groups } = this.#groups;
    if (written === 'all') {
      return groups.flatMap((group, number) => {
        return top === null || group === null || this.topOf(number) === top ? [number] : [];
      });
    }
    const numbers = written.map((name, at) => this.#groupNames.find(name, [...path, at]));
    return [...new Set(numbers)].filter((number) => number >= 0).sort((a, b) => a - b);
  }

  /** The top-level site of a group; −1 of one with mistakes. */
  topOf(group: number): number {
    const site = this.#groups.groups[group]?.site;
    return site === undefined ? -1 : this.#hierarchy.topOf(site);
  }

  /** The packages that updates are downloaded to: the one named, none, or new ones, one per hierarchy of `members`. */
  packagesOf(written: string | undefined, name: string, members: readonly number[], path: Path): number[] {
    if (written === undefined) return this.#packages.ofDeployment(name, members);
    if (written === 'none') return [];
    const at = [...path, 'package'];
    const number = this.#packages.names.find(written, at);
    const site = this.#packages.packages[number]?.site;
    const isForeign = (top: number) => members.every((group) => ![-1, top].includes(this.topOf(group)));
    if (site !== undefined && members.length > 0 && isForeign(this.#hierarchy.topOf(site))) {
      this.#mistakes.at(at, `"${written}" is of another hierarchy than the clients; name one of theirs`);
    }
    return number < 0 ? [] : [number];
  }
}
