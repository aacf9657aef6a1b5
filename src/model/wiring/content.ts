import { ContentLibraries } from '../content/content-libraries.ts';
import { DistributedContents } from '../content/distributed-contents.ts';
import { DistributedPackages } from '../content/distributed-packages.ts';
import { DistributionManager } from '../content/distribution-manager.ts';
import { DistributionPoints } from '../content/distribution-points.ts';
import type { Network } from '../content/network.ts';
import { PackageContents } from '../content/package-contents.ts';
import { Packages } from '../content/packages.ts';
import { DistributedImages } from '../images/distributed-images.ts';
import { ImageContents } from '../images/image-contents.ts';
import { ImageDistribution } from '../images/image-distribution.ts';
import type { Base } from './base.ts';
import type { World } from './world.ts';

/** What sites hold and distribute: the files of updates in packages, and images. */
export function buildContent(base: Base, { tree, events }: World, network: Network) {
  const { scenario, simulation, luck } = base;
  const book = simulation.state;
  const updateCount = scenario.catalog.updates.length;
  const { length: pointCount } = scenario.distributionPoints;
  const siteLibraries = new ContentLibraries('libraries of sites', scenario.sites.length, updateCount, book);
  const pointLibraries = new ContentLibraries('libraries of points', pointCount, updateCount, book);
  const points = new DistributionPoints(scenario, network, pointLibraries);
  const packageContents = new PackageContents(scenario, book);
  const distributedPackages = new DistributedPackages(packageContents, pointLibraries, points);
  const imageContents = new ImageContents(scenario, book);
  const distributedImages = new DistributedImages(scenario, imageContents, book);
  const contents = new DistributedContents(scenario, distributedPackages, distributedImages);
  const distributionManager = new DistributionManager(
    scenario,
    simulation,
    luck,
    tree,
    network,
    contents,
    distributedPackages,
    events,
  );
  const packages = new Packages(
    scenario,
    tree,
    network,
    packageContents,
    siteLibraries,
    pointLibraries,
    distributionManager,
    events,
    book,
  );
  const imageDistribution = new ImageDistribution(
    scenario,
    simulation,
    imageContents,
    distributedImages,
    contents,
    distributionManager,
    points,
    events,
  );
  return {
    siteLibraries,
    pointLibraries,
    points,
    packageContents,
    distributionManager,
    packages,
    imageContents,
    distributedImages,
    imageDistribution,
  };
}
