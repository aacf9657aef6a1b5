import { ImageUpdates } from '../images/image-updates.ts';
import { ImageServicing } from '../images/servicing.ts';
import { ServicingLog } from '../images/servicing-log.ts';
import { ServicingRoom } from '../images/servicing-room.ts';
import { ServicingRuns } from '../images/servicing-runs.ts';
import { ServicingSchedules } from '../images/servicing-schedules.ts';
import { ServicingTimes } from '../images/servicing-times.ts';
import { ServicingTurns } from '../images/servicing-turns.ts';
import { ImageMeasures } from '../measures/image-measures.ts';
import type { Base } from './base.ts';
import type { SiteParts } from './sites.ts';
import type { World } from './world.ts';

export type ImageParts = ReturnType<typeof buildImages>;

/** How sites service their images, and what is written down of these. */
export function buildImages(base: Base, world: World, sites: SiteParts) {
  const { scenario, simulation, luck } = base;
  const { tree, versions, index, events } = world;
  const { siteLibraries, imageContents: contents, imageDistribution } = sites;
  const book = simulation.state;
  const updates = new ImageUpdates(scenario, tree, versions, index, contents, siteLibraries);
  const schedules = new ServicingSchedules(scenario, book);
  const times = new ServicingTimes(scenario, luck, index);
  const room = new ServicingRoom(scenario, book);
  const turns = new ServicingTurns(scenario, book);
  imageDistribution.connect((image) => turns.imported(simulation.nowMs, image));
  const log = new ServicingLog(scenario, simulation);
  const runs = new ServicingRuns(scenario, simulation, {
    contents,
    updates,
    times,
    room,
    turns,
    log,
    distribution: imageDistribution,
  });
  const servicing = new ImageServicing(scenario, simulation, {
    updates,
    schedules,
    runs,
    turns,
    log,
    events,
  });
  const measured = { contents, updates, schedules, servicing, room, distribution: imageDistribution };
  return {
    imageUpdates: updates,
    servicingSchedules: schedules,
    servicingRoom: room,
    servicingTimes: times,
    servicingTurns: turns,
    servicingLog: log,
    servicingRuns: runs,
    servicing,
    imageMeasures: new ImageMeasures(measured, book),
  };
}
