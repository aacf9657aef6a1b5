import { describe, expect, it } from 'vitest';
import { Fleet } from '../../../src/model/fleet.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, runFleet, SECOND_MS, uniform, update } from '../small-fleet.ts';
import {
  ACT_MS,
  DOT_NET,
  LCU,
  madeImage,
  make,
  noted,
  OTHER,
  remoteAppScenario,
  SSU,
  templateImage,
  UPDATES,
} from './remoteapp-fleet.ts';

/** What the small scenario fixes. */
const INSTALL_MS = {
  [SSU]: MINUTE_MS,
  [LCU]: 15 * MINUTE_MS,
  [DOT_NET]: 4 * MINUTE_MS,
  [OTHER]: 2 * MINUTE_MS,
};
const RESTART_MS = 3 * MINUTE_MS;
const SAVE_MS = 20 * MINUTE_MS;
const IMPORT_MS = 25 * MINUTE_MS;
const PROVISION_MS = 15 * MINUTE_MS;
const LIMIT = 12_500_000;
const BYTES = 10_000_000_000;
const uploadMs = (bytes: number, bytesPerSecond: number) => (bytes / bytesPerSecond) * SECOND_MS;

const readyMs = (fleet: Fleet) => noted(fleet, 'templateImageReady').map(({ afterMs }) => afterMs);
const has = (fleet: Fleet, image: number) =>
  UPDATES.flatMap((_, each) => (fleet.parts.remoteApp!.contents.has(image, each) ? [each] : []));

describe('a custom template image', () => {
  it('is patched, restarted, saved, uploaded at the limit of an upload, provisioned and then ready', () => {
    const fleet = runFleet(
      remoteAppScenario({ templateImages: [templateImage(), madeImage()], actions: [make(1, [LCU, SSU])] }),
    );
    const patchMs = INSTALL_MS[SSU] + INSTALL_MS[LCU] + RESTART_MS;
    expect(noted(fleet, 'templateImageBegun')).toEqual([{ afterMs: 0, subject: 1, detail: 2 }]);
    expect(noted(fleet, 'templateImageReady')).toEqual([
      {
        afterMs: patchMs + SAVE_MS + uploadMs(BYTES, LIMIT) + PROVISION_MS,
        subject: 1,
        detail: BYTES,
      },
    ]);
    expect(has(fleet, 1)).toEqual([0, SSU, LCU]);
    expect(has(fleet, 0)).toEqual([0]);
  });

  it("is imported from a virtual machine instead, over nobody's access to the internet", () => {
    const fleet = runFleet(
      remoteAppScenario({
        templateImages: [templateImage(), madeImage({ transfer: 'import' })],
        actions: [make(1, [DOT_NET])],
      }),
    );
    expect(readyMs(fleet)).toEqual([INSTALL_MS[DOT_NET] + RESTART_MS + SAVE_MS + IMPORT_MS + PROVISION_MS]);
    const { linkTotals } = fleet.result();
    const bytes = Array.from({ length: linkTotals.length }, (_, row) => linkTotals.get(row, 'bytes'));
    expect(bytes.every((moved) => moved === 0)).toBe(true);
  });

  it('needs no restart when none of its updates does', () => {
    const fleet = runFleet(
      remoteAppScenario({
        templateImages: [templateImage(), madeImage({ transfer: 'import' })],
        actions: [make(1, [SSU, OTHER])],
      }),
    );
    expect(readyMs(fleet)).toEqual([
      INSTALL_MS[SSU] + INSTALL_MS[OTHER] + SAVE_MS + IMPORT_MS + PROVISION_MS,
    ]);
  });

  it('gets none of the updates that it has, that what it has replaces, or that are not released yet', () => {
    const later = update({ id: 'later', releasedMs: ACT_MS + 1 });
    const fleet = runFleet(
      remoteAppScenario({
        catalog: { products: ['Windows'], updates: [...UPDATES, later], origin: 'made for tests' },
        templateImages: [templateImage({ updates: [LCU] }), madeImage({ transfer: 'import' })],
        actions: [make(1, [0, LCU, OTHER, UPDATES.length])],
      }),
    );
    expect(noted(fleet, 'templateImageBegun')).toEqual([{ afterMs: 0, subject: 1, detail: 1 }]);
    expect(readyMs(fleet)).toEqual([INSTALL_MS[OTHER] + SAVE_MS + IMPORT_MS + PROVISION_MS]);
    expect(has(fleet, 1)).toEqual([LCU, OTHER]);
  });

  it('gets none of the updates that have expired, nor is one of them in the way of what it replaces', () => {
    const expired = update({ id: 'expired', releasedMs: 1, expiresMs: ACT_MS, supersedes: [OTHER] });
    const fleet = runFleet(
      remoteAppScenario({
        catalog: { products: ['Windows'], updates: [...UPDATES, expired], origin: 'made for tests' },
        templateImages: [templateImage(), madeImage({ transfer: 'import' })],
        actions: [make(1, [OTHER, UPDATES.length])],
      }),
    );
    expect(noted(fleet, 'templateImageBegun')).toEqual([{ afterMs: 0, subject: 1, detail: 1 }]);
    const { contents } = fleet.parts.remoteApp!;
    expect([has(fleet, 1), contents.has(1, UPDATES.length)]).toEqual([[0, OTHER], false]);
  });

  it('gets of updates that replace each other only the one that replaces the others', () => {
    const july = update({ id: 'july', releasedMs: DAY_MS, supersedes: [LCU] });
    const fleet = runFleet(
      remoteAppScenario({
        catalog: { products: ['Windows'], updates: [...UPDATES, july], origin: 'made for tests' },
        templateImages: [templateImage({ updates: [] }), madeImage({ transfer: 'import' })],
        actions: [make(1, [0, LCU, UPDATES.length])],
      }),
    );
    expect(readyMs(fleet)).toEqual([INSTALL_MS[LCU] + RESTART_MS + SAVE_MS + IMPORT_MS + PROVISION_MS]);
    const { contents } = fleet.parts.remoteApp!;
    expect([has(fleet, 1), contents.has(1, UPDATES.length), contents.lacks(1, LCU)]).toEqual([
      [],
      true,
      false,
    ]);
  });

  it('is not there before it is ready', () => {
    const scenario = remoteAppScenario({
      templateImages: [templateImage(), madeImage({ transfer: 'import' })],
      actions: [make(1, [])],
    });
    const endMs = ACT_MS + SAVE_MS + IMPORT_MS + PROVISION_MS;
    const isReady = (fleet: Fleet) => fleet.parts.remoteApp!.contents.isReady(1);
    expect([endMs - 1, endMs].map((atMs) => isReady(runFleet(scenario, atMs)))).toEqual([false, true]);
  });

  it('made a second time is what it was made into first', () => {
    const scenario = remoteAppScenario({
      templateImages: [templateImage(), madeImage({ transfer: 'import' })],
      actions: [make(1, [SSU]), make(1, [LCU], ACT_MS + MINUTE_MS), make(1, [LCU], ACT_MS + 5 * HOUR_MS)],
    });
    const fleet = runFleet(scenario);
    expect(readyMs(fleet)).toEqual([INSTALL_MS[SSU] + SAVE_MS + IMPORT_MS + PROVISION_MS]);
    expect(has(fleet, 1)).toEqual([0, SSU]);
  });

  it('made from one that is not ready begins when that is, with what is in it and released then', () => {
    const later = update({ id: 'later', kind: 'SSU', releasedMs: ACT_MS + MINUTE_MS });
    const fleet = runFleet(
      remoteAppScenario({
        catalog: { products: ['Windows'], updates: [...UPDATES, later], origin: 'made for tests' },
        templateImages: [
          templateImage(),
          madeImage({ transfer: 'import' }),
          madeImage({ name: 'with applications', source: 1, transfer: 'import' }),
        ],
        actions: [make(2, [SSU, OTHER, UPDATES.length]), make(1, [SSU], ACT_MS + MINUTE_MS / 2)],
      }),
    );
    const firstMs = MINUTE_MS / 2 + INSTALL_MS[SSU] + SAVE_MS + IMPORT_MS + PROVISION_MS;
    expect(noted(fleet, 'templateImageBegun')).toEqual([
      { afterMs: MINUTE_MS / 2, subject: 1, detail: 1 },
      { afterMs: firstMs, subject: 2, detail: 2 },
    ]);
    const secondMs = INSTALL_MS[SSU] + INSTALL_MS[OTHER] + SAVE_MS + IMPORT_MS + PROVISION_MS;
    expect(readyMs(fleet)).toEqual([firstMs, firstMs + secondMs]);
    expect(fleet.parts.remoteApp!.contents.has(2, UPDATES.length)).toBe(true);
    expect(has(fleet, 2)).toEqual([0, SSU, OTHER]);
  });
});

describe('the upload of a template image', () => {
  const bytes = 600_000_000;
  const slow = 1_000_000;
  const image = (name: string) => madeImage({ name, sizeBytes: bytes });

  it('shares a slow access to the internet with downloads from Microsoft', () => {
    const download = 100_000_000;
    const fleet = runFleet(
      remoteAppScenario({
        siteChanges: { internetBytesPerSecond: slow },
        templateImages: [templateImage(), image('golden June')],
        packages: [{ name: 'p', site: 0, priority: 'medium', distributionPoints: [0], updates: [] }],
        actions: [
          make(1, []),
          { verb: 'downloadUpdates', atMs: ACT_MS + SAVE_MS, package: 0, updates: [LCU] },
        ],
      }),
    );
    expect(noted(fleet, 'contentDownloaded')[0]!.afterMs).toBe(SAVE_MS + uploadMs(download, slow / 2));
    expect(readyMs(fleet)).toEqual([SAVE_MS + uploadMs(bytes + download, slow) + PROVISION_MS]);
  });

  it('shares an access that is wider than its limit with other uploads: no more than that together', () => {
    const wide = 20_000_000;
    const fleet = runFleet(
      remoteAppScenario({
        siteChanges: { internetBytesPerSecond: wide },
        templateImages: [templateImage(), image('one'), image('two')],
        actions: [make(1, []), make(2, [])],
      }),
    );
    const eachMs = SAVE_MS + uploadMs(bytes, wide / 2) + PROVISION_MS;
    expect(readyMs(fleet)).toEqual([eachMs, eachMs]);
    const { names } = fleet.parts.network;
    const { linkTotals } = fleet.result();
    expect(linkTotals.get(names.indexOf('internet access'), 'bookedBytes')).toBe(2 * bytes);
    expect(linkTotals.get(names.indexOf('uploads of P01'), 'bytes')).toBe(2 * bytes);
  });

  it('goes on after an outage of the access where it stood', () => {
    const scenario = remoteAppScenario({
      siteChanges: { internetBytesPerSecond: slow },
      templateImages: [templateImage(), image('golden June')],
      actions: [make(1, [])],
    });
    const fleet = runFleet(scenario, ACT_MS + SAVE_MS + 2 * MINUTE_MS);
    const { network } = fleet.parts;
    const link = network.names.indexOf('internet access');
    network.goDown(link);
    fleet.run(ACT_MS + SAVE_MS + 7 * MINUTE_MS);
    network.comeUp(link);
    fleet.run(scenario.horizonMs);
    expect(readyMs(fleet)).toEqual([SAVE_MS + uploadMs(bytes, slow) + 5 * MINUTE_MS + PROVISION_MS]);
  });

  it('has no link of its own where nothing is uploaded', () => {
    const fleet = runFleet(
      remoteAppScenario({ templateImages: [templateImage(), madeImage({ transfer: 'import' })] }),
      0,
    );
    expect(fleet.parts.network.names.some((name) => name.startsWith('uploads'))).toBe(false);
  });
});

describe('the luck of making a template image', () => {
  const service = {
    save: uniform(0, HOUR_MS),
    import: uniform(0, HOUR_MS),
    provision: uniform(0, HOUR_MS),
  };
  const june = madeImage({ transfer: 'import' });
  const other = madeImage({ name: 'other', transfer: 'import' });

  it('hangs from its name, so that another image changes nothing', () => {
    const alone = runFleet(
      remoteAppScenario({ service, templateImages: [templateImage(), june], actions: [make(1, [LCU])] }),
    );
    const among = runFleet(
      remoteAppScenario({
        service,
        templateImages: [templateImage(), other, june],
        actions: [make(1, [LCU]), make(2, [LCU])],
      }),
    );
    const ofJune = noted(among, 'templateImageReady').filter(({ subject }) => subject === 2);
    expect(ofJune.map(({ afterMs }) => afterMs)).toEqual(readyMs(alone));
    expect(new Set(readyMs(among)).size).toBe(2);
  });
});

describe('template images saved at mid-run and restored', () => {
  const scenario = remoteAppScenario({
    templateImages: [
      templateImage(),
      madeImage(),
      madeImage({ name: 'next', source: 1, transfer: 'import' }),
    ],
    actions: [make(2, [OTHER]), make(1, [SSU, LCU])],
  });
  const whole = runFleet(scenario);
  const patchedMs = INSTALL_MS[SSU] + INSTALL_MS[LCU] + RESTART_MS + SAVE_MS;
  const uploadedMs = patchedMs + uploadMs(BYTES, LIMIT);
  const instants = [
    ['before anything', -1],
    ['while it is patched', MINUTE_MS],
    ['during the upload', (patchedMs + uploadedMs) / 2],
    ['while it is provisioned', uploadedMs + 1],
    ['while the next one is made', uploadedMs + PROVISION_MS + MINUTE_MS],
  ] as const;

  for (const [when, afterMs] of instants) {
    it(`go on ${when} as if they had never stopped`, () => {
      const second = new Fleet(scenario, 0);
      second.restore(runFleet(scenario, ACT_MS + afterMs).save());
      second.run(scenario.horizonMs);
      expect(noted(second, 'templateImageReady')).toHaveLength(2);
      expect(noted(second, 'templateImageReady')).toEqual(noted(whole, 'templateImageReady'));
      expect(has(second, 2)).toEqual(has(whole, 2));
      expect(second.result().fingerprint).toBe(whole.result().fingerprint);
    });
  }
});
