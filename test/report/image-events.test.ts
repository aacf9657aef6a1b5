import { describe, expect, it } from 'vitest';
import type { RunResult, SITE_EVENTS } from '../../src/model/results.ts';
import { logText } from '../../src/report/log.ts';
import { eventsTable } from '../../src/report/tables/events.ts';
import { ACT_MS, contentScenario, download, pack, points } from '../model/content/package-fleet.ts';
import {
  distributeImage,
  IMAGE_BYTES,
  image,
  servicedFleet,
  updatePoints,
} from '../model/images/image-fleet.ts';
import * as servicing from '../model/images/servicing-fleet.ts';
import {
  fleetWithHosts,
  LCU,
  remoteAppCollection,
  remoteAppScenario,
  templateImage,
  updateTo,
} from '../model/remoteapp/remoteapp-fleet.ts';
import { CONTENT_DISTRIBUTION, DAY_MS, HOUR_MS, runFleet } from '../model/small-fleet.ts';
import { event, imageResult } from './image-result.ts';
import { resultOf, rowsOf } from './run-result.ts';

/** Cells of the events of a kind, as events.csv has them. */
function told(result: RunResult, kind: (typeof SITE_EVENTS)[number], ...columns: string[]) {
  const names = eventsTable.columns.map(({ name }) => name);
  const rows = [...eventsTable.rows(result)!].filter((row) => row[names.indexOf('event')] === kind);
  return rows.map((row) => columns.map((column) => row[names.indexOf(column)]));
}

describe('Events of content', () => {
  const scenario = contentScenario({
    siteChanges: { contentDistribution: { ...CONTENT_DISTRIBUTION, retriesMax: 0 } },
    distributionPoints: points(2),
    packages: [pack({ name: 'June', distributionPoints: [0] })],
    images: [image({ name: 'golden' })],
    actions: [
      { verb: 'outage', atMs: ACT_MS - 1, target: { role: 'distributionPoint', index: 1 } },
      download(0, [1]),
      distributeImage(ACT_MS + HOUR_MS, [0, 1]),
    ],
  });

  it('say which package or image came to a distribution point', () => {
    expect(told(runFleet(scenario).result(), 'contentDistributed', 'subject', 'content')).toEqual([
      ['DP0', 'June'],
      ['DP0', 'golden'],
    ]);
  });

  it('say which image a distribution point did not get', () => {
    expect(told(runFleet(scenario).result(), 'distributionFailed', 'subject', 'content')).toEqual([
      ['DP1', 'golden'],
    ]);
  });

  it('are in the log with their content', () => {
    const result = runFleet(scenario).result();
    expect(logText(result, '0', [], [])).toMatch(/contentDistributed {2}DP0, golden, /);
  });
});

describe('Images that are sent to distribution points', () => {
  it('are events, with the size of what is sent', () => {
    const newBytes = IMAGE_BYTES + 1e9;
    const fleet = servicedFleet(
      {
        distributionPoints: points(2),
        images: [image({ name: 'golden', distributionPoints: [0] })],
        actions: [updatePoints(ACT_MS + HOUR_MS), distributeImage(ACT_MS, [1])],
      },
      [{ atMs: ACT_MS - HOUR_MS, sizeBytes: newBytes, changedBytes: newBytes }],
    );
    expect(told(fleet.result(), 'imageSent', 'elapsedSeconds', 'subject', 'sizeBytes')).toEqual([
      // A further point gets what the library has, which is not the new version yet.
      [ACT_MS / 1000, 'golden', IMAGE_BYTES],
      [(ACT_MS + HOUR_MS) / 1000, 'golden', newBytes],
    ]);
  });

  it('are none before the import', () => {
    const fleet = runFleet(
      contentScenario({
        distributionPoints: points(1),
        images: [image({ importedMs: 2 * DAY_MS })],
        actions: [distributeImage(ACT_MS, [0])],
      }),
    );
    expect(ACT_MS).toBeLessThan(2 * DAY_MS);
    expect(told(fleet.result(), 'imageSent')).toEqual([]);
  });
});

describe('The choice of an image', () => {
  it('names each group that is built from it', () => {
    const scenario = contentScenario({
      distributionPoints: points(1),
      images: [image({ name: 'golden' })],
      actions: [{ verb: 'chooseImage', atMs: ACT_MS, groups: [0], image: 0 }],
    });
    const { groups } = scenario;
    expect(told(runFleet(scenario).result(), 'imageChosen', 'subject', 'group')).toEqual([
      ['golden', groups[0]!.name],
    ]);
    const chosen = rowsOf(
      resultOf().events.columns,
      [0, 1].map((group) => event('imageChosen', 0, 0, group)),
    );
    expect(told(imageResult({ events: chosen }), 'imageChosen', 'subject', 'group')).toEqual([
      ['Golden', 'Office'],
      ['Golden', 'Shops'],
    ]);
  });
});

describe('Servicing that fails', () => {
  const causeOf = (...[actions, changes]: Parameters<typeof servicing.imageScenario>) =>
    told(runFleet(servicing.imageScenario(actions, changes)).result(), 'servicingFailed', 'subject', 'cause');

  it('says that the drive was full', () => {
    const siteChanges = { servicingDrive: { name: 'D:', freeBytes: 1 } };
    expect(causeOf([servicing.wizard()], { siteChanges })).toEqual([['Windows 11', 'diskFull']]);
  });

  it('says that an update could not be applied', () => {
    const images = [servicing.image({ failingUpdates: [servicing.JUNE_CU] })];
    expect(causeOf([servicing.wizard()], { images })).toEqual([['Windows 11', 'updateFailed']]);
  });

  it('says that files were no longer there', () => {
    const wizard = servicing.wizard({ startAfterMs: 2 * HOUR_MS });
    const deleted = { verb: 'deletePackage', atMs: servicing.WIZARD_MS + HOUR_MS, package: 0 } as const;
    expect(causeOf([wizard, deleted])).toEqual([['Windows 11', 'contentMissing']]);
  });
});

describe('The update of a collection', () => {
  const resultWith = (updateFailureShare: number, addressCount: number | null) => {
    const scenario = remoteAppScenario({
      templateImages: [templateImage(), templateImage({ name: 'patched', updates: [0, LCU] })],
      remoteAppCollections: [remoteAppCollection({ kind: 'hybrid', addressCount })],
      actions: [updateTo(1)],
      service: { updateFailureShare },
    });
    const { fleet } = fleetWithHosts(scenario, 1, 0);
    fleet.run(scenario.horizonMs);
    return fleet.result();
  };

  it('names its template image', () => {
    const result = resultWith(0, null);
    expect(told(result, 'collectionUpdateStarted', 'content', 'cause')).toEqual([['patched', null]]);
    expect(told(result, 'collectionUpdated', 'content', 'cause')).toEqual([['patched', null]]);
  });

  it('says why it failed', () => {
    expect(told(resultWith(1, null), 'collectionUpdateFailed', 'content', 'cause')).toEqual([
      ['patched', 'service'],
    ]);
    expect(told(resultWith(0, 1), 'collectionUpdateFailed', 'content', 'cause')).toEqual([
      ['patched', 'addresses'],
    ]);
  });
});
