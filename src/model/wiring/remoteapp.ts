import { CollectionUpdateLog } from '../measures/collection-update-log.ts';
import { RemoteAppMeasures } from '../measures/remoteapp-measures.ts';
import { RemoteAppRecorder } from '../measures/remoteapp-recorder.ts';
import { CollectionUpdates } from '../remoteapp/collection-updates.ts';
import { HostExposure } from '../remoteapp/host-exposure.ts';
import { HostSets } from '../remoteapp/host-sets.ts';
import { PlatformImages } from '../remoteapp/platform-images.ts';
import { RemoteAppUsers } from '../remoteapp/remoteapp-users.ts';
import { Sessions } from '../remoteapp/sessions.ts';
import { SignOuts } from '../remoteapp/sign-outs.ts';
import { TemplateImageContents } from '../remoteapp/template-image-contents.ts';
import { TemplateImages } from '../remoteapp/template-images.ts';
import { UserDays } from '../remoteapp/user-days.ts';
import { WorkDays } from '../remoteapp/work-days.ts';
import type { Base } from './base.ts';
import type { SiteParts } from './sites.ts';
import type { World } from './world.ts';

const NO_UPDATE = -1;

export type RemoteAppParts = NonNullable<ReturnType<typeof buildRemoteApp>>;

/** Template images and RemoteApp collections; null in a scenario without any. */
export function buildRemoteApp(base: Base, world: World, { network }: SiteParts) {
  const { index, events } = world;
  const { scenario, simulation, luck } = base;
  if (scenario.templateImages.length === 0) return null;
  const contents = new TemplateImageContents(scenario.templateImages, index, simulation.state);
  const templateImages = new TemplateImages(scenario, simulation, luck, index, contents, network, events);
  const platformImages = new PlatformImages(scenario, simulation, luck, index, contents, events);
  const updateLog = new CollectionUpdateLog(simulation.state);
  const collectionUpdates = new CollectionUpdates(scenario, simulation, luck, contents, events, updateLog);
  templateImages.connect((image) => collectionUpdates.imageReady(image));
  platformImages.connect((image) => collectionUpdates.imageReady(image));
  const hosts = buildHosts(base, world, contents, collectionUpdates, updateLog);
  return { contents, templateImages, platformImages, collectionUpdates, updateLog, hosts };
}

/** The session hosts of RemoteApp collections and their users; null without collections. */
function buildHosts(
  { scenario, simulation, luck }: Base,
  { index }: World,
  contents: TemplateImageContents,
  updates: CollectionUpdates,
  updateLog: CollectionUpdateLog,
) {
  const { remoteAppCollections, templateImages } = scenario;
  if (remoteAppCollections.length === 0) return null;
  const book = simulation.state;
  const users = new RemoteAppUsers(remoteAppCollections);
  const measures = new RemoteAppMeasures(remoteAppCollections.length, updateLog, book);
  const sets = new HostSets(scenario, book);
  const exposure = new HostExposure(scenario, simulation, index, contents, sets);
  const sessions = new Sessions(users, sets, measures, book);
  const workDays = new WorkDays(scenario, users, luck);
  const userDays = new UserDays(scenario, simulation, luck, users, workDays, sets, sessions, measures);
  const signOuts = new SignOuts(scenario, simulation, luck, users, sets, sessions, userDays, measures);
  const recorder = new RemoteAppRecorder(
    templateImages.length,
    remoteAppCollections.length,
    users,
    sets,
    sessions,
    exposure,
    measures,
    updates,
    contents,
    book,
  );
  sets.connect(exposure);
  updates.connect({
    hostsNeeded: (collection) => sets.hostsNeeded(collection),
    hostCount: (collection) => sets.hostCount(collection),
    updateEnded: (collection, policy, graceMs, update) => {
      signOuts.updateEnded(collection, updates.version[collection]!, policy, graceMs, update);
    },
  });
  return { users, measures, sets, exposure, sessions, userDays, signOuts, recorder };
}

/** Collections begin with hosts of their image, and with the sessions of the evening before. */
export function beginRemoteApp({ platformImages, collectionUpdates, hosts }: RemoteAppParts): void {
  platformImages.begin();
  if (hosts === null) return;
  hosts.exposure.begin();
  collectionUpdates.version.forEach((version, collection) => {
    hosts.sets.putIntoService(collection, version, NO_UPDATE);
  });
  hosts.userDays.begin();
}
