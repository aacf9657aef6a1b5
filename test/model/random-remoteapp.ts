import fc from 'fast-check';
import type {
  Action,
  RemoteAppCollection,
  RemoteAppService,
  Scenario,
  TemplateImage,
} from '../../src/model/scenario.ts';
import type { Distribution } from '../../src/sim/distribution.ts';
import { instant, sometimes, wait } from './random-values.ts';
import { DAY_MS, fixed, HOUR_MS, MINUTE_MS, uniform } from './small-fleet.ts';

/** Periods of a millisecond would make a run of nothing else. */
const period = fc.constantFrom<Distribution>(
  fixed(10 * MINUTE_MS),
  fixed(HOUR_MS),
  fixed(DAY_MS),
  uniform(MINUTE_MS, 4 * HOUR_MS),
  { law: 'exponential', mean: 2 * HOUR_MS },
);

/** Some users, and what their days are like: at any hours, into the next morning too. */
export const collectionOf = (
  number: number,
  zoneCount: number,
  templateImages: readonly number[],
): fc.Arbitrary<RemoteAppCollection> =>
  fc
    .record({
      kind: fc.constantFrom('cloud' as const, 'hybrid' as const),
      addressCount: fc.constantFrom(null, 2, 5),
      userCount: fc.integer({ min: 0, max: 8 }),
      usersPerHost: fc.integer({ min: 1, max: 4 }),
      zone: fc.nat(zoneCount - 1),
      templateImage: fc.constantFrom(...templateImages),
      weekdays: fc.constantFrom(0b11111, 0b1111111),
      fromHour: fc.integer({ min: 0, max: 20 }),
      hours: fc.integer({ min: 1, max: 24 }),
      jitter: wait(2 * HOUR_MS),
      attendance: fc.constantFrom(0.5, 1),
      activeFor: period,
      idleFor: period,
      atEnd: fc.constantFrom([0, 0] as const, [1, 0] as const, [0, 1] as const, [0.3, 0.3] as const),
    })
    .map(({ weekdays, fromHour, hours, jitter, attendance, activeFor, idleFor, atEnd, ...drawn }) => ({
      ...drawn,
      name: `collection ${number}`,
      plan: 'standard',
      work: {
        ...{ weekdays, jitter, attendance, activeFor, idleFor },
        ...{ fromMs: fromHour * HOUR_MS, toMs: (fromHour + hours) * HOUR_MS },
        ...{ signOutShare: atEnd[0], disconnectShare: atEnd[1] },
      },
    }));

/** A collection is updated with one of some images, with any grace or none. */
export const collectionUpdate = (
  horizonMs: number,
  collectionCount: number,
  templateImageCount: number,
): fc.Arbitrary<Action> =>
  fc
    .record({
      atMs: instant(horizonMs).map((ms) => Math.max(1, ms)),
      remoteAppCollection: fc.nat(collectionCount - 1),
      templateImage: fc.nat(templateImageCount - 1),
      graceMs: fc.constantFrom(0, 1, 10 * MINUTE_MS, HOUR_MS, 20 * HOUR_MS),
    })
    .map((drawn) => ({
      ...drawn,
      verb: 'updateCollection',
      policy: drawn.graceMs === 0 ? 'signOutAtOnce' : 'grace',
    }));

/** What nobody knows of the service. */
export const remoteAppService = (base: RemoteAppService): fc.Arbitrary<RemoteAppService> =>
  fc
    .record({
      idleTimeoutMs: fc.constantFrom(0, 30 * MINUTE_MS, 4 * HOUR_MS),
      disconnectedTimeoutMs: fc.constantFrom(0, HOUR_MS, 30 * HOUR_MS),
      updateFixedMs: fc.constantFrom(0, 1, 30 * MINUTE_MS),
      updatePerBatchMs: fc.constantFrom(0, 2 * MINUTE_MS),
      hostsPerBatch: fc.constantFrom(1, 10),
      updateFailureShare: fc.constantFrom(0, 0, 0.3, 1),
      signOutDelay: wait(2 * HOUR_MS),
      unsavedShare: fc.constantFrom(0, 0.5, 1),
      unsavedIdleShare: fc.constantFrom(0, 0, 0.5),
      reconnectDelay: wait(20 * MINUTE_MS),
      signIn: wait(5 * MINUTE_MS),
      save: wait(HOUR_MS),
      import: wait(HOUR_MS),
      provision: wait(HOUR_MS),
      platformUpdate: wait(DAY_MS),
    })
    .map((drawn) => ({ ...base, ...drawn }));

/** Of every product one that is there and the provider's own, and two that are made from one of the others. */
const templateImagesOf = ({ catalog, sites }: Scenario): fc.Arbitrary<TemplateImage[]> => {
  const tops = [...sites.keys()].filter((site) => sites[site]!.parent < 0);
  const released = (product: number) =>
    [...catalog.updates.keys()].filter(
      (each) => catalog.updates[each]!.product === product && catalog.updates[each]!.releasedMs <= 0,
    );
  const common = {
    sizeBytes: fc.constantFrom(1_000_000, 5_000_000_000),
    transfer: fc.constantFrom('upload' as const, 'import' as const),
    site: fc.constantFrom(...tops),
  };
  const ready = catalog.products.flatMap((_, product) =>
    (['custom', 'platform'] as const).map((kind) =>
      fc
        .record({ ...common, updates: fc.subarray(released(product)) })
        .map((drawn): TemplateImage => ({ ...drawn, name: `${kind} ${product}`, kind, product, source: -1 })),
    ),
  );
  const made = [0, 1].map((number) =>
    fc
      .record({ ...common, source: fc.nat(ready.length + number - 1) })
      .map((drawn) => ({ ...drawn, number })),
  );
  return fc.tuple(fc.tuple(...ready), fc.tuple(...made)).map(([there, later]) => {
    const images = [...there];
    for (const { number, ...drawn } of later) {
      const { product } = images[drawn.source]!;
      images.push({ ...drawn, name: `made ${number}`, kind: 'custom', product, updates: null });
    }
    return images;
  });
};

/** RemoteApp collections beside the fleet, of which nobody knows the other, but for the access to the internet. */
export const withRemoteApp = (scenario: Scenario): fc.Arbitrary<Scenario> =>
  templateImagesOf(scenario).chain((templateImages) => {
    const { zones, horizonMs, catalog, assumptions } = scenario;
    const numbers = [...templateImages.keys()];
    const ready = numbers.filter((image) => templateImages[image]!.updates !== null);
    const updates = [...catalog.updates.keys()];
    const made = numbers
      .filter((image) => !ready.includes(image))
      .map((templateImage) =>
        sometimes(
          fc.record({ atMs: instant(horizonMs), updates: fc.subarray(updates) }).map(
            ({ atMs, ...drawn }): Action => ({
              ...drawn,
              verb: 'makeTemplateImage',
              atMs: Math.max(1, atMs),
              templateImage,
            }),
          ),
          8,
        ),
      );
    return fc.integer({ min: 1, max: 3 }).chain((count) =>
      fc
        .record({
          collections: fc.tuple(
            ...Array.from({ length: count }, (_, number) => collectionOf(number, zones.length, ready)),
          ),
          updated: fc.array(collectionUpdate(horizonMs, count, templateImages.length), { maxLength: 6 }),
          made: fc.tuple(...made),
          remoteApp: remoteAppService(assumptions.remoteApp),
        })
        .map(({ collections, updated, made: acts, remoteApp }) => ({
          ...scenario,
          templateImages,
          remoteAppCollections: collections,
          actions: [...scenario.actions, ...acts.flatMap((act) => act ?? []), ...updated].sort(
            (x, y) => x.atMs - y.atMs,
          ),
          assumptions: { ...assumptions, remoteApp },
        })),
    );
  });
