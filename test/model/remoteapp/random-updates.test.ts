import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SITE_EVENTS } from '../../../src/model/results.ts';
import type { Action, RemoteAppCollection, TemplateImage } from '../../../src/model/scenario.ts';
import { instant, wait } from '../random-values.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, update } from '../small-fleet.ts';
import {
  fleetWithHosts,
  madeImage,
  make,
  remoteAppCollection,
  remoteAppScenario,
  templateImage,
  updateTo,
} from './remoteapp-fleet.ts';

const HORIZON_MS = 6 * DAY_MS;
/** Acts and releases come in the first days; what follows from them is over by the horizon. */
const LAST_ACT_MS = 3 * DAY_MS;
const UPDATE_COUNT = 6;
const HOSTS = 3;

const kinds = ['LCU', 'DotNetCU', 'SSU', 'other'] as const;

/** Some replace the one before them; some come out together. */
const catalog = fc
  .array(
    fc.record({
      releasedMs: fc.oneof(fc.constant(-DAY_MS), instant(LAST_ACT_MS)),
      kind: fc.constantFrom(...kinds),
      replaces: fc.boolean(),
    }),
    { minLength: UPDATE_COUNT, maxLength: UPDATE_COUNT },
  )
  .map((drawn) => {
    const ordered = drawn.toSorted((x, y) => x.releasedMs - y.releasedMs);
    const updates = ordered.map(({ replaces, ...rest }, number) =>
      update({ ...rest, id: `u${number}`, supersedes: replaces && number > 0 ? [number - 1] : [] }),
    );
    return { products: ['Windows'], updates, origin: 'made for tests' };
  });

const chosen = fc.subarray(Array.from({ length: UPDATE_COUNT }, (_, number) => number));

/** Two that are there, the second one the provider's, and two that are made: one from each of them or each other. */
const images = fc
  .record({
    held: chosen,
    sources: fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(0, 1, 2)),
    transfers: fc.tuple(fc.constantFrom('upload', 'import'), fc.constantFrom('upload', 'import')),
    sizeBytes: fc.constantFrom(0, 1, 5_000_000_000),
  })
  .map(({ held, sources, transfers, sizeBytes }): TemplateImage[] => [
    templateImage({ updates: held }),
    templateImage({ name: 'Windows Server', kind: 'platform', updates: held.slice(0, 1) }),
    ...sources.map((source, number) =>
      madeImage({ name: `made ${number}`, source, transfer: transfers[number]!, sizeBytes }),
    ),
  ]);

const collections = fc
  .array(
    fc.record({
      templateImage: fc.constantFrom(0, 1),
      kind: fc.constantFrom('cloud', 'hybrid'),
      addressCount: fc.constantFrom(null, 2 * HOSTS, 2 * HOSTS - 1),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((drawn) =>
    drawn.map(
      (each, number): RemoteAppCollection => remoteAppCollection({ ...each, name: `collection ${number}` }),
    ),
  );

const actions = (collectionCount: number) =>
  fc.record({
    made: fc.tuple(...[2, 3].map((image) => fc.tuple(fc.constant(image), chosen, instant(LAST_ACT_MS)))),
    updated: fc.array(
      fc.tuple(
        fc.nat(collectionCount - 1),
        fc.nat(3),
        instant(LAST_ACT_MS),
        fc.constantFrom('grace' as const, 'signOutAtOnce' as const),
      ),
      { maxLength: 12 },
    ),
  });

const scenarios = collections.chain((remoteAppCollections) =>
  fc
    .record({
      catalog,
      templateImages: images,
      acts: actions(remoteAppCollections.length),
      service: fc.record({
        save: wait(HOUR_MS),
        import: wait(HOUR_MS),
        provision: wait(HOUR_MS),
        platformUpdate: wait(12 * HOUR_MS),
        updateFixedMs: fc.constantFrom(0, 30 * MINUTE_MS),
        updatePerBatchMs: fc.constantFrom(0, 2 * MINUTE_MS),
        updateFailureShare: fc.constantFrom(0, 0.3, 1),
      }),
    })
    .map(({ acts, ...rest }) =>
      remoteAppScenario({
        ...rest,
        remoteAppCollections,
        horizonMs: HORIZON_MS,
        actions: [
          ...acts.made.map(([image, updates, atMs]): Action => make(image, updates, atMs)),
          ...acts.updated.map(([collection, image, atMs, policy]) =>
            updateTo(image, atMs, policy, collection),
          ),
        ].toSorted((x, y) => x.atMs - y.atMs),
      }),
    ),
);

type Run = ReturnType<typeof fleetWithHosts>;

function run(scenario: ReturnType<typeof remoteAppScenario>): Run {
  const made = fleetWithHosts(scenario, HOSTS);
  made.fleet.run(HORIZON_MS);
  return made;
}

/** What happened to a collection or image, in order. */
function storyOf({ fleet }: Run, events: readonly (typeof SITE_EVENTS)[number][], subject: number) {
  const { events: rows } = fleet.result();
  return Array.from({ length: rows.length }, (_, row) => row)
    .map((row) => ({
      event: SITE_EVENTS[rows.get(row, 'code')]!,
      subject: rows.get(row, 'subject'),
      atMs: rows.get(row, 't'),
    }))
    .filter((each) => each.subject === subject && events.includes(each.event));
}

const RUNS = { numRuns: 60, seed: 5 };

describe('whatever images and updates of collections there are', () => {
  it('a collection has one update at a time, of exactly its length, and every update ends', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const made = run(scenario);
        const { updateFixedMs, updatePerBatchMs } = scenario.assumptions.remoteApp;
        const lengthMs = Math.max(1, updateFixedMs + updatePerBatchMs);
        scenario.remoteAppCollections.forEach((_, collection) => {
          const story = storyOf(
            made,
            ['collectionUpdateStarted', 'collectionUpdated', 'collectionUpdateFailed'],
            collection,
          );
          expect(story.length % 2).toBe(0);
          story.forEach(({ event, atMs }, number) => {
            expect(event === 'collectionUpdateStarted').toBe(number % 2 === 0);
            if (number % 2 === 1) expect(atMs - story[number - 1]!.atMs).toBe(lengthMs);
          });
          const updated = story.filter(({ event }) => event === 'collectionUpdated');
          expect(made.ended.filter((each) => each.collection === collection)).toHaveLength(updated.length);
        });
      }),
      RUNS,
    );
  });

  it('in the end nothing waits for an image that is ready, and the provider owes no collection a try', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const { parts } = run(scenario);
        const { collectionUpdates: updates, contents } = parts;
        scenario.remoteAppCollections.forEach((_, collection) => {
          const wanted = updates.wantedImage[collection]!;
          expect(updates.isUpdating(collection)).toBe(false);
          if (wanted >= 0) expect(contents.isReady(wanted)).toBe(false);
          const newest = contents.newest[updates.imageOf(collection)]!;
          expect([updates.version[collection], updates.triedVersion[collection]]).toContain(newest);
        });
      }),
      RUNS,
    );
  });

  it('a version holds all that the one before it held, and of its own only what was released', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const made = run(scenario);
        const { contents } = made.parts;
        const numbers = scenario.catalog.updates.map((_, each) => each);
        const held = (version: number) => numbers.filter((each) => contents.has(version, each));
        for (const [image, { kind, source }] of scenario.templateImages.entries()) {
          const readyMs = storyOf(made, ['templateImageReady'], image).map(({ atMs }) => atMs);
          const versions = [...contents.imageOf.keys()].filter(
            (version) => version < contents.versionCount && contents.imageOf[version] === image,
          );
          if (kind === 'platform') {
            expect(readyMs).toHaveLength(versions.length - 1);
            versions.slice(1).forEach((version, number) => {
              const before = held(versions[number]!);
              expect(held(version)).toEqual(expect.arrayContaining(before));
              const brought = held(version).filter((each) => !before.includes(each));
              expect(brought.length).toBeGreaterThan(0);
              for (const each of brought) {
                expect(scenario.catalog.updates[each]!.releasedMs).toBeLessThanOrEqual(readyMs[number]!);
              }
              for (const each of numbers) {
                const isOut = scenario.catalog.updates[each]!.releasedMs <= readyMs[number]!;
                if (isOut) expect(contents.lacks(version, each)).toBe(false);
              }
            });
          } else if (source >= 0 && contents.isReady(image)) {
            expect(held(image)).toEqual(expect.arrayContaining(held(source)));
            const { atMs: begunMs } = storyOf(made, ['templateImageBegun'], image)[0]!;
            const act = scenario.actions.find(
              (each) => each.verb === 'makeTemplateImage' && each.templateImage === image,
            ) as Extract<Action, { verb: 'makeTemplateImage' }>;
            for (const each of held(image)) {
              if (contents.has(contents.newest[source]!, each)) continue;
              expect(act.updates).toContain(each);
              expect(scenario.catalog.updates[each]!.releasedMs).toBeLessThanOrEqual(begunMs);
            }
          }
        }
      }),
      RUNS,
    );
  });

  it('goes on from a copy as the run', () => {
    fc.assert(
      fc.property(scenarios, fc.nat(LAST_ACT_MS), (scenario, atMs) => {
        const whole = run(scenario);
        const first = fleetWithHosts(scenario, HOSTS);
        first.fleet.run(atMs);
        const second = fleetWithHosts(scenario, HOSTS);
        second.fleet.restore(first.fleet.save());
        second.fleet.run(HORIZON_MS);
        expect(second.fleet.result().fingerprint).toBe(whole.fleet.result().fingerprint);
        expect([...first.ended, ...second.ended]).toEqual(whole.ended);
        expect(second.parts.collectionUpdates.version).toEqual(whole.parts.collectionUpdates.version);
      }),
      RUNS,
    );
  });
});
