import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../../src/model/fleet.ts';
import { COLLECTION_UPDATE_OUTCOMES } from '../../../src/model/results.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, update } from '../small-fleet.ts';
import { updatesOf } from './office-users.ts';
import {
  ACT_MS,
  fleetWithHosts,
  LCU,
  madeImage,
  make,
  noted,
  OTHER,
  remoteAppCollection,
  remoteAppScenario,
  SSU,
  templateImage,
  UPDATES,
  updateTo,
} from './remoteapp-fleet.ts';

/** What the small scenario fixes: an update of up to ten hosts, and a new image with nothing new in it. */
const UPDATE_MS = 32 * MINUTE_MS;
const MAKE_MS = (20 + 25 + 15) * MINUTE_MS;

const IMAGES = [
  templateImage(),
  templateImage({ name: 'patched', updates: [0, LCU] }),
  templateImage({ name: 'other', updates: [0, OTHER] }),
];

function run(scenario: Scenario, hosts = 1, leftBehind = 0) {
  const made = fleetWithHosts(scenario, hosts, leftBehind);
  made.fleet.run(scenario.horizonMs);
  return made;
}

const scenarioOf = (changes: Parameters<typeof remoteAppScenario>[0]) =>
  remoteAppScenario({ templateImages: IMAGES, remoteAppCollections: [remoteAppCollection()], ...changes });

const outcomesOf = (fleet: Fleet) =>
  updatesOf(fleet.result(), ['outcome']).map(([outcome]) => COLLECTION_UPDATE_OUTCOMES[outcome!]);

describe('the update of a RemoteApp collection', () => {
  for (const [hosts, batches] of [
    [1, 1],
    [10, 1],
    [11, 2],
    [50, 5],
  ] as const) {
    it(`of ${hosts} hosts takes its fixed part and ${batches} times that of a batch of ten`, () => {
      const { ended, fleet } = run(scenarioOf({ actions: [updateTo(1)] }), hosts);
      const afterMs = 30 * MINUTE_MS + batches * 2 * MINUTE_MS;
      expect(ended).toEqual([{ afterMs, collection: 0, policy: 'grace', graceMs: HOUR_MS }]);
      expect(noted(fleet, 'collectionUpdateStarted')).toEqual([{ afterMs: 0, subject: 0, detail: 0 }]);
      expect(noted(fleet, 'collectionUpdated')).toEqual([{ afterMs, subject: 0, detail: 0 }]);
    });
  }

  it('leaves users on the old image until its end, and then they have the grace', () => {
    const scenario = scenarioOf({ actions: [updateTo(1)], horizonMs: ACT_MS + 3 * HOUR_MS });
    const { fleet, parts } = fleetWithHosts(scenario, 1);
    const instants = [-1, 0, UPDATE_MS - 1, UPDATE_MS, UPDATE_MS + HOUR_MS - 1, UPDATE_MS + HOUR_MS];
    const seen = instants.map((afterMs) => {
      fleet.run(ACT_MS + afterMs);
      return [parts.collectionUpdates.imageOf(0), parts.collectionUpdates.statusOf(0)];
    });
    expect(seen).toEqual([
      [0, 'inService'],
      [0, 'updating'],
      [0, 'updating'],
      [1, 'grace'],
      [1, 'grace'],
      [1, 'inService'],
    ]);
  });

  it('that signs everybody out at once gives no grace', () => {
    const scenario = scenarioOf({ actions: [updateTo(1, ACT_MS, 'signOutAtOnce')] });
    const { fleet, parts, ended } = fleetWithHosts(scenario, 1);
    fleet.run(ACT_MS + UPDATE_MS);
    expect(ended).toEqual([{ afterMs: UPDATE_MS, collection: 0, policy: 'signOutAtOnce', graceMs: 0 }]);
    expect(parts.collectionUpdates.statusOf(0)).toBe('inService');
  });

  it('waits for its image to be ready', () => {
    const scenario = scenarioOf({
      templateImages: [templateImage(), madeImage({ transfer: 'import' })],
      actions: [make(1, []), updateTo(1, ACT_MS + MINUTE_MS)],
    });
    const { fleet, ended } = run(scenario);
    expect(noted(fleet, 'collectionUpdateWaits')).toEqual([{ afterMs: MINUTE_MS, subject: 0, detail: 0 }]);
    expect(noted(fleet, 'collectionUpdateStarted').map(({ afterMs }) => afterMs)).toEqual([MAKE_MS]);
    expect(ended.map(({ afterMs }) => afterMs)).toEqual([MAKE_MS + UPDATE_MS]);
    const waiting = fleetWithHosts(scenario, 1);
    waiting.fleet.run(ACT_MS + MAKE_MS - 1);
    expect(waiting.parts.collectionUpdates.statusOf(0)).toBe('waitingForImage');
  });

  it('that waits gives way to a later one', () => {
    const scenario = scenarioOf({
      templateImages: [...IMAGES, madeImage({ transfer: 'import' })],
      actions: [make(3, []), updateTo(3), updateTo(2, ACT_MS + MINUTE_MS, 'signOutAtOnce')],
    });
    const { ended, parts } = run(scenario);
    expect(ended).toEqual([
      { afterMs: MINUTE_MS + UPDATE_MS, collection: 0, policy: 'signOutAtOnce', graceMs: 0 },
    ]);
    expect(parts.collectionUpdates.imageOf(0)).toBe(2);
  });

  it('is written down from being asked for to its end, or that a later one has taken its place', () => {
    const { fleet } = run(
      scenarioOf({
        service: { updateFailureShare: 0 },
        actions: [
          updateTo(1),
          updateTo(0, ACT_MS + MINUTE_MS),
          updateTo(2, ACT_MS + 2 * MINUTE_MS, 'signOutAtOnce'),
        ],
      }),
      3,
    );
    const columns = ['number', 'templateImage', 'policy', 'askedBy', 'hosts'] as const;
    const result = fleet.result();
    expect(updatesOf(result, columns)).toEqual([
      [1, 1, 0, 0, 3],
      [2, 0, 0, 0, -1],
      [3, 2, 1, 0, 3],
    ]);
    const afterMs = updatesOf(result, ['askedMs', 'startedMs', 'endedMs']).map((each) =>
      each.map((atMs) => (atMs < 0 ? null : atMs - ACT_MS)),
    );
    expect(afterMs).toEqual([
      [0, 0, UPDATE_MS],
      [MINUTE_MS, null, 2 * MINUTE_MS],
      [2 * MINUTE_MS, UPDATE_MS, 2 * UPDATE_MS],
    ]);
    expect(outcomesOf(fleet)).toEqual(['succeeded', 'replaced', 'succeeded']);
  });

  it('is written down as under way, waiting or failed', () => {
    const scenario = scenarioOf({
      service: { updateFailureShare: 1 },
      actions: [updateTo(1), updateTo(0, ACT_MS + MINUTE_MS)],
    });
    const { fleet } = fleetWithHosts(scenario, 1);
    const seen = [MINUTE_MS, UPDATE_MS, 2 * UPDATE_MS].map((afterMs) => {
      fleet.run(ACT_MS + afterMs);
      return outcomesOf(fleet);
    });
    expect(seen).toEqual([
      ['underWay', 'waiting'],
      ['failed', 'underWay'],
      ['failed', 'failed'],
    ]);
  });

  it('waits for the running one to end, and the last of those that wait wins', () => {
    const scenario = scenarioOf({
      actions: [
        updateTo(1),
        updateTo(0, ACT_MS + MINUTE_MS),
        updateTo(2, ACT_MS + 2 * MINUTE_MS, 'signOutAtOnce'),
      ],
    });
    const { ended, fleet, parts } = run(scenario);
    expect(noted(fleet, 'collectionUpdateStarted').map(({ afterMs }) => afterMs)).toEqual([0, UPDATE_MS]);
    expect(noted(fleet, 'collectionUpdateWaits')).toHaveLength(2);
    expect(ended).toEqual([
      { afterMs: UPDATE_MS, collection: 0, policy: 'grace', graceMs: HOUR_MS },
      { afterMs: 2 * UPDATE_MS, collection: 0, policy: 'signOutAtOnce', graceMs: 0 },
    ]);
    expect(parts.collectionUpdates.imageOf(0)).toBe(2);
  });

  it('with the image that the collection has builds new hosts all the same', () => {
    const { ended, parts } = run(scenarioOf({ actions: [updateTo(0)] }));
    expect(ended.map(({ afterMs }) => afterMs)).toEqual([UPDATE_MS]);
    expect(parts.collectionUpdates.imageOf(0)).toBe(0);
  });

  it('of one collection leaves the others alone', () => {
    const scenario = scenarioOf({
      remoteAppCollections: [remoteAppCollection(), remoteAppCollection({ name: 'sales' })],
      actions: [updateTo(1, ACT_MS, 'grace', 1)],
    });
    const { ended, parts } = run(scenario);
    expect(ended.map(({ collection }) => collection)).toEqual([1]);
    expect([0, 1].map((collection) => parts.collectionUpdates.imageOf(collection))).toEqual([0, 1]);
  });
});

describe('the update of a RemoteApp collection that fails', () => {
  it('takes its whole time, leaves the old image, and nobody is told', () => {
    const { ended, fleet, parts } = run(
      scenarioOf({ actions: [updateTo(1)], service: { updateFailureShare: 1 } }),
    );
    expect(ended).toEqual([]);
    expect(noted(fleet, 'collectionUpdateFailed')).toEqual([{ afterMs: UPDATE_MS, subject: 0, detail: 0 }]);
    expect(noted(fleet, 'collectionUpdated')).toEqual([]);
    expect(parts.collectionUpdates.imageOf(0)).toBe(0);
    expect(parts.collectionUpdates.statusOf(0)).toBe('inService');
  });

  it('is followed by the one that waits', () => {
    const { fleet } = run(
      scenarioOf({
        actions: [updateTo(1), updateTo(2, ACT_MS + MINUTE_MS)],
        service: { updateFailureShare: 1 },
      }),
    );
    expect(noted(fleet, 'collectionUpdateFailed').map(({ afterMs }) => afterMs)).toEqual([
      UPDATE_MS,
      2 * UPDATE_MS,
    ]);
  });

  it('does so by luck of its collection and its instant: another collection changes nothing', () => {
    const times = Array.from({ length: 20 }, (_, number) => ACT_MS + number * HOUR_MS);
    const failed = (names: readonly string[]) => {
      const office = names.indexOf('office');
      const scenario = scenarioOf({
        service: { updateFailureShare: 0.5 },
        remoteAppCollections: names.map((name) => remoteAppCollection({ name })),
        actions: times.flatMap((atMs) =>
          names.map((_, collection) => updateTo(1, atMs, 'grace', collection)),
        ),
      });
      const { fleet } = run(scenario);
      return noted(fleet, 'collectionUpdateFailed')
        .filter(({ subject }) => subject === office)
        .map(({ afterMs }) => afterMs);
    };
    const alone = failed(['office']);
    expect(failed(['sales', 'office'])).toEqual(alone);
    expect(alone.length).toBeGreaterThan(0);
    expect(alone.length).toBeLessThan(times.length);
  });

  for (const { kind, addressCount, leftBehind, fails } of [
    { kind: 'hybrid', addressCount: 10, leftBehind: 0, fails: false },
    { kind: 'hybrid', addressCount: 9, leftBehind: 0, fails: true },
    { kind: 'hybrid', addressCount: 10, leftBehind: 1, fails: true },
    { kind: 'hybrid', addressCount: null, leftBehind: 0, fails: false },
    { kind: 'cloud', addressCount: 9, leftBehind: 0, fails: false },
  ] as const) {
    const old = leftBehind === 0 ? '' : ` beside ${leftBehind} of the update before`;
    it(`${fails ? 'is' : 'is not'} a ${kind} one of 5 hosts${old} with ${addressCount ?? 'any number of'} addresses`, () => {
      const scenario = scenarioOf({
        remoteAppCollections: [remoteAppCollection({ kind, addressCount })],
        actions: [updateTo(1)],
      });
      const { fleet, ended } = run(scenario, 5, leftBehind);
      expect(noted(fleet, 'collectionUpdateFailed')).toHaveLength(fails ? 1 : 0);
      expect(ended).toHaveLength(fails ? 0 : 1);
    });
  }
});

describe('a collection on a platform image', () => {
  const WEEK_MS = 7 * DAY_MS;
  const platform = templateImage({ name: 'Windows Server', kind: 'platform' });
  const released = (...instantsMs: readonly number[]) => ({
    products: ['Windows'],
    updates: [
      UPDATES[0]!,
      ...instantsMs.map((releasedMs, number) =>
        update({ id: `new ${number}`, releasedMs, supersedes: [number] }),
      ),
    ],
    origin: 'made for tests',
  });
  const platformScenario = (changes: Parameters<typeof remoteAppScenario>[0]) =>
    scenarioOf({ templateImages: [platform], horizonMs: 30 * DAY_MS, ...changes });

  it('is updated by the provider, with 60 minutes, so long after the release of an update', () => {
    const scenario = platformScenario({ catalog: released(ACT_MS) });
    const { fleet, ended, parts } = run(scenario);
    expect(noted(fleet, 'templateImageReady')).toEqual([
      { afterMs: WEEK_MS, subject: 0, detail: platform.sizeBytes },
    ]);
    expect(ended).toEqual([
      { afterMs: WEEK_MS + UPDATE_MS, collection: 0, policy: 'grace', graceMs: HOUR_MS },
    ]);
    const { contents, collectionUpdates } = parts;
    expect(contents.has(collectionUpdates.version[0]!, 1)).toBe(true);
    expect(collectionUpdates.imageOf(0)).toBe(0);
  });

  it('has an update in none of its sessions before the end of that', () => {
    const scenario = platformScenario({ catalog: released(ACT_MS) });
    const { fleet, parts } = fleetWithHosts(scenario, 1);
    const hasIt = [WEEK_MS, WEEK_MS + UPDATE_MS - 1, WEEK_MS + UPDATE_MS].map((afterMs) => {
      fleet.run(ACT_MS + afterMs);
      return parts.contents.has(parts.collectionUpdates.version[0]!, 1);
    });
    expect(hasIt).toEqual([false, false, true]);
  });

  it('gets all that is released when its update begins: what came out together interrupts once', () => {
    const scenario = platformScenario({ catalog: released(ACT_MS, ACT_MS + WEEK_MS) });
    const { ended, parts } = run(scenario);
    expect(ended.map(({ afterMs }) => afterMs)).toEqual([WEEK_MS + UPDATE_MS]);
    expect(parts.contents.has(parts.collectionUpdates.version[0]!, 2)).toBe(true);
  });

  it('gets what is released later with an update of its own', () => {
    const scenario = platformScenario({ catalog: released(ACT_MS, ACT_MS + WEEK_MS + 1) });
    const { ended, parts } = run(scenario);
    expect(ended.map(({ afterMs }) => afterMs)).toEqual([WEEK_MS + UPDATE_MS, 2 * WEEK_MS + 1 + UPDATE_MS]);
    const { version } = parts.collectionUpdates;
    expect(parts.contents.imageOf[version[0]!]).toBe(0);
    expect(parts.contents.has(version[0]!, 2)).toBe(true);
    expect(parts.contents.has(0, 1)).toBe(false);
  });

  it('is updated again at once when the provider is ahead at the end of an update', () => {
    const scenario = platformScenario({
      catalog: released(ACT_MS, ACT_MS + 10 * MINUTE_MS),
      service: { platformUpdate: { law: 'fixed', value: MINUTE_MS } },
    });
    const { fleet, ended } = run(scenario);
    expect(noted(fleet, 'templateImageReady').map(({ afterMs }) => afterMs)).toEqual([
      MINUTE_MS,
      11 * MINUTE_MS,
    ]);
    expect(ended.map(({ afterMs }) => afterMs)).toEqual([MINUTE_MS + UPDATE_MS, MINUTE_MS + 2 * UPDATE_MS]);
  });

  it('stays on the old version after a failure until the provider has a further one', () => {
    const scenario = platformScenario({
      catalog: released(ACT_MS, ACT_MS + WEEK_MS + DAY_MS),
      service: { updateFailureShare: 1 },
    });
    const { fleet, parts } = run(scenario);
    expect(noted(fleet, 'collectionUpdateFailed').map(({ afterMs }) => afterMs)).toEqual([
      WEEK_MS + UPDATE_MS,
      2 * WEEK_MS + DAY_MS + UPDATE_MS,
    ]);
    expect(parts.collectionUpdates.version[0]).toBe(0);
  });

  it('owes nothing to what was in its image at the start, and leaves collections on custom images alone', () => {
    const scenario = platformScenario({
      catalog: released(ACT_MS),
      templateImages: [{ ...platform, updates: [0, 1] }, templateImage({ name: 'custom', updates: [0] })],
      remoteAppCollections: [remoteAppCollection(), remoteAppCollection({ name: 'sales', templateImage: 1 })],
    });
    const { fleet, ended } = run(scenario);
    expect(noted(fleet, 'templateImageReady')).toEqual([]);
    expect(ended).toEqual([]);
  });

  it('is not updated for updates that replace each other: nobody requires either of them', () => {
    const { updates, ...rest } = released(ACT_MS, ACT_MS);
    const [may, one, two] = updates;
    const scenario = platformScenario({
      catalog: { ...rest, updates: [may!, { ...one!, supersedes: [2] }, { ...two!, supersedes: [1] }] },
    });
    expect(run(scenario).ended).toEqual([]);
  });

  it('goes over to a custom image for good', () => {
    const scenario = platformScenario({
      catalog: released(ACT_MS),
      templateImages: [platform, templateImage({ name: 'custom' })],
      actions: [updateTo(1)],
    });
    const { ended, parts } = run(scenario);
    expect(ended.map(({ afterMs }) => afterMs)).toEqual([UPDATE_MS]);
    expect(parts.collectionUpdates.imageOf(0)).toBe(1);
  });

  it('keeps being serviced while an update waits for a custom image', () => {
    const scenario = platformScenario({
      catalog: released(ACT_MS),
      templateImages: [platform, madeImage({ transfer: 'import' })],
      actions: [updateTo(1), make(1, [], ACT_MS + 10 * DAY_MS)],
    });
    const { ended, parts } = run(scenario);
    expect(ended.map(({ afterMs }) => afterMs)).toEqual([
      WEEK_MS + UPDATE_MS,
      10 * DAY_MS + MAKE_MS + UPDATE_MS,
    ]);
    expect(parts.contents.has(1, 1)).toBe(true);
  });
});

describe('RemoteApp collections saved at mid-run and restored', () => {
  const scenario = remoteAppScenario({
    catalog: {
      products: ['Windows'],
      updates: [...UPDATES, update({ id: 'zlater', releasedMs: ACT_MS + HOUR_MS })],
      origin: 'made for tests',
    },
    service: { platformUpdate: { law: 'fixed', value: DAY_MS }, updateFailureShare: 0.5 },
    templateImages: [
      templateImage(),
      madeImage({ transfer: 'import' }),
      templateImage({ name: 'Windows Server', kind: 'platform' }),
    ],
    remoteAppCollections: [
      remoteAppCollection(),
      remoteAppCollection({ name: 'sales', templateImage: 2 }),
      remoteAppCollection({ name: 'support', templateImage: 2 }),
    ],
    actions: [
      make(1, [SSU]),
      updateTo(1),
      updateTo(2, ACT_MS + MINUTE_MS, 'signOutAtOnce', 2),
      updateTo(1, ACT_MS + 2 * MINUTE_MS, 'signOutAtOnce', 2),
    ],
    horizonMs: 5 * DAY_MS,
  });
  const whole = run(scenario, 3);
  const makeMs = MAKE_MS + MINUTE_MS;

  for (const [when, afterMs] of [
    ['before anything', -1],
    ['while one waits for its image and another for the end of an update', 3 * MINUTE_MS],
    ['while one is updated', makeMs + MINUTE_MS],
    ['in the grace', makeMs + UPDATE_MS + MINUTE_MS],
    ['while the provider updates', DAY_MS + 10 * SECOND_MS],
  ] as const) {
    it(`go on ${when} as if they had never stopped`, () => {
      const first = fleetWithHosts(scenario, 3);
      first.fleet.run(ACT_MS + afterMs);
      const second = fleetWithHosts(scenario, 3);
      second.fleet.restore(first.fleet.save());
      second.fleet.run(scenario.horizonMs);
      expect([...first.ended, ...second.ended]).toEqual(whole.ended);
      expect(noted(second.fleet, 'collectionUpdateStarted')).toEqual(
        noted(whole.fleet, 'collectionUpdateStarted'),
      );
      expect(noted(second.fleet, 'collectionUpdateFailed')).toEqual(
        noted(whole.fleet, 'collectionUpdateFailed'),
      );
      expect(second.parts.collectionUpdates.version).toEqual(whole.parts.collectionUpdates.version);
      expect(second.fleet.result().fingerprint).toBe(whole.fleet.result().fingerprint);
    });
  }
});
