import type { Action, ClientGroup, Scenario } from '../../../src/model/scenario.ts';

/** What a scenario has in its lists before that of another one. */
interface Offsets {
  readonly locations: number;
  readonly sites: number;
  readonly updatePoints: number;
  readonly managementPoints: number;
  readonly distributionPoints: number;
  readonly groups: number;
  readonly packages: number;
  readonly images: number;
  readonly templateImages: number;
  readonly remoteAppCollections: number;
}

/** The same scenario with another name for everything that has one, and so with other luck for every client. */
export function renamed(scenario: Scenario, prefix: string): Scenario {
  const rename = <T extends { readonly name: string }>(list: readonly T[]): T[] =>
    list.map((item) => ({ ...item, name: `${prefix} ${item.name}` }));
  return {
    ...scenario,
    locations: rename(scenario.locations),
    sites: rename(scenario.sites),
    softwareUpdatePoints: rename(scenario.softwareUpdatePoints),
    managementPoints: rename(scenario.managementPoints),
    distributionPoints: rename(scenario.distributionPoints),
    groups: rename(scenario.groups),
    packages: rename(scenario.packages),
    collections: rename(scenario.collections),
    deployments: rename(scenario.deployments),
    images: rename(scenario.images),
    templateImages: rename(scenario.templateImages),
    remoteAppCollections: rename(scenario.remoteAppCollections),
  };
}

/**
 * Two scenarios of one catalogue and one set of settings as one: their hierarchies side by side, each with its own
 * places, servers, clients, deployments and actions.
 */
export function joined(one: Scenario, other: Scenario): Scenario {
  const by: Offsets = {
    locations: one.locations.length,
    sites: one.sites.length,
    updatePoints: one.softwareUpdatePoints.length,
    managementPoints: one.managementPoints.length,
    distributionPoints: one.distributionPoints.length,
    groups: one.groups.length,
    packages: one.packages.length,
    images: one.images.length,
    templateImages: one.templateImages.length,
    remoteAppCollections: one.remoteAppCollections.length,
  };
  const placed = <T extends { readonly site: number; readonly location: number }>(list: readonly T[]): T[] =>
    list.map((item) => ({ ...item, site: item.site + by.sites, location: item.location + by.locations }));
  const sites = other.sites.map((site) => ({
    ...site,
    parent: site.parent < 0 ? -1 : site.parent + by.sites,
    location: site.location + by.locations,
  }));
  const deployments = other.deployments.map((deployment) => ({
    ...deployment,
    collection: deployment.collection + one.collections.length,
    packages: plus(deployment.packages, one.packages.length),
  }));
  const collections = other.collections.map((each) => ({ ...each, groups: plus(each.groups, by.groups) }));
  const packages = other.packages.map((each) => ({
    ...each,
    site: each.site + by.sites,
    distributionPoints: plus(each.distributionPoints, by.distributionPoints),
  }));
  const images = other.images.map((each) => ({
    ...each,
    site: each.site + by.sites,
    distributionPoints: plus(each.distributionPoints, by.distributionPoints),
  }));
  const templateImages = other.templateImages.map((each) => ({
    ...each,
    site: each.site + by.sites,
    source: each.source < 0 ? -1 : each.source + by.templateImages,
  }));
  const remoteAppCollections = other.remoteAppCollections.map((each) => ({
    ...each,
    templateImage: each.templateImage + by.templateImages,
  }));
  const actions = [...one.actions, ...other.actions.map((action) => movedAction(action, by))];
  return {
    ...one,
    locations: [...one.locations, ...other.locations],
    sites: [...one.sites, ...sites],
    softwareUpdatePoints: [...one.softwareUpdatePoints, ...placed(other.softwareUpdatePoints)],
    managementPoints: [...one.managementPoints, ...placed(other.managementPoints)],
    distributionPoints: [...one.distributionPoints, ...placed(other.distributionPoints)],
    groups: [...one.groups, ...placed(other.groups).map((group) => movedGroup(group, by))],
    packages: [...one.packages, ...packages],
    images: [...one.images, ...images],
    templateImages: [...one.templateImages, ...templateImages],
    remoteAppCollections: [...one.remoteAppCollections, ...remoteAppCollections],
    collections: [...one.collections, ...collections],
    deployments: [...one.deployments, ...deployments],
    actions: actions.sort((x, y) => x.atMs - y.atMs),
  };
}

function plus(numbers: readonly number[], offset: number): number[] {
  return numbers.map((number) => number + offset);
}

function movedGroup(group: ClientGroup, by: Offsets): ClientGroup {
  const { updatePoints, managementPoints, content, image } = group;
  return {
    ...group,
    image: image < 0 ? -1 : image + by.images,
    updatePoints: updatePoints && {
      own: plus(updatePoints.own, by.updatePoints),
      neighbours: updatePoints.neighbours.map((each) => ({
        ...each,
        points: plus(each.points, by.updatePoints),
      })),
    },
    managementPoints: plus(managementPoints, by.managementPoints),
    content: { ...content, own: plus(content.own, by.distributionPoints) },
  };
}

function movedAction(action: Action, by: Offsets): Action {
  if ('target' in action) {
    const { role, index } = action.target;
    const offset = {
      softwareUpdatePoint: by.updatePoints,
      managementPoint: by.managementPoints,
      stateSystem: by.sites,
      distributionPoint: by.distributionPoints,
      link: by.locations,
    }[role];
    return { ...action, target: { role, index: index + offset } };
  }
  const moved: Record<string, unknown> = { ...action };
  for (const [key, offset] of [
    ['site', by.sites],
    ['package', by.packages],
    ['image', by.images],
    ['templateImage', by.templateImages],
    ['remoteAppCollection', by.remoteAppCollections],
  ] as const) {
    if (typeof moved[key] === 'number') moved[key] = moved[key] + offset;
  }
  if ('groups' in action) moved.groups = plus(action.groups, by.groups);
  if ('distributionPoints' in action)
    moved.distributionPoints = plus(action.distributionPoints, by.distributionPoints);
  return moved as unknown as Action;
}
