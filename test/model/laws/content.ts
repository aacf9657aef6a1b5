import { TransferStage } from '../../../src/model/content/distribution-manager.ts';
import type { Law, Story } from './story.ts';

/** What packages hold, and where. */
export const CONTENT_LAWS: readonly Law[] = [
  {
    number: 30,
    text: 'Every content library counts for each update the packages that brought it there, no more and no fewer.',
    broken: wrongLibraries,
  },
  {
    number: 31,
    text: 'A site works on no more packages and images, and on no more distribution points of each, than it may.',
    broken: overwork,
  },
];

function* wrongLibraries({ scenario, fleet }: Story): Iterable<string> {
  const { packageContents, siteLibraries, pointLibraries, distributionManager } = fleet.parts;
  const { packages, sites, distributionPoints, catalog } = scenario;
  const packed = new Set(packages.flatMap(({ updates }) => updates));
  for (const [update, { releasedMs }] of catalog.updates.entries()) {
    const before = releasedMs <= 0 && !packed.has(update) ? 1 : 0;
    const brought = (version: number, pack: number) => {
      const since = packageContents.since[pack * catalog.updates.length + update]!;
      return since > 0 && since <= version;
    };
    for (const site of sites.keys()) {
      const holders = packages.filter(
        (each, pack) => each.site === site && brought(packageContents.version[pack]!, pack),
      );
      const counted = siteLibraries.counts[site * catalog.updates.length + update]!;
      if (counted !== before + holders.length) yield `update ${update} at site ${site}: ${counted}`;
    }
    for (const point of distributionPoints.keys()) {
      const held = (pack: number) =>
        distributionManager.heldVersion[pack * distributionPoints.length + point]!;
      const holders = packages.filter((_, pack) => brought(held(pack), pack));
      const counted = pointLibraries.counts[point * catalog.updates.length + update]!;
      if (counted !== before + holders.length) yield `update ${update} at point ${point}: ${counted}`;
    }
  }
}

function* overwork({ scenario, fleet }: Story): Iterable<string> {
  const { stage, threads } = fleet.parts.distributionManager;
  const { sites, packages, images, distributionPoints } = scenario;
  const contents = [...packages, ...images];
  const isSending = (content: number, point: number) =>
    stage[content * distributionPoints.length + point] === TransferStage.sending;
  for (const [site, { contentDistribution }] of sites.entries()) {
    const perContent = contents.map(
      (_, content) =>
        distributionPoints.filter((each, point) => each.site === site && isSending(content, point)).length,
    );
    const inWork = perContent.filter((count) => count > 0).length;
    if (inWork !== threads.packagesInWork[site] || inWork > contentDistribution.packagesMax) {
      yield `site ${site} works on ${inWork} contents`;
    }
    for (const [content, count] of perContent.entries()) {
      if (count > contentDistribution.threadsPerPackage)
        yield `content ${content}: ${count} transfers at ${site}`;
    }
  }
  for (const [point, { delivery }] of distributionPoints.entries()) {
    const count = contents.filter((_, content) => isSending(content, point)).length;
    const isSingle = delivery.kind === 'sent' && (delivery.hours !== null || delivery.limit !== null);
    if (count !== threads.pointCount[point] || (isSingle && count > 1))
      yield `point ${point} takes ${count} transfers`;
  }
}
