import { CollectionUpdates } from '../remoteapp/collection-updates.ts';
import { PlatformImages } from '../remoteapp/platform-images.ts';
import { TemplateImageContents } from '../remoteapp/template-image-contents.ts';
import { TemplateImages } from '../remoteapp/template-images.ts';
import type { Base } from './base.ts';
import type { SiteParts } from './sites.ts';
import type { World } from './world.ts';

export type RemoteAppParts = NonNullable<ReturnType<typeof buildRemoteApp>>;

/** Template images and RemoteApp collections; null in a scenario without any. */
export function buildRemoteApp(base: Base, { index, events }: World, { network }: SiteParts) {
  const { scenario, simulation, luck } = base;
  if (scenario.templateImages.length === 0) return null;
  const contents = new TemplateImageContents(scenario.templateImages, index, simulation.state);
  const templateImages = new TemplateImages(scenario, simulation, luck, index, contents, network, events);
  const platformImages = new PlatformImages(scenario, simulation, luck, index, contents, events);
  const collectionUpdates = new CollectionUpdates(scenario, simulation, luck, contents, events);
  templateImages.connect((image) => collectionUpdates.imageReady(image));
  platformImages.connect((image) => collectionUpdates.imageReady(image));
  return { contents, templateImages, platformImages, collectionUpdates };
}
