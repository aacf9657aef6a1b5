import fc from 'fast-check';
import type {
  Action,
  ClientGroup,
  OfflineServicing,
  OperatingSystemImage,
  Scenario,
} from '../../src/model/scenario.ts';
import { instant, inTenths, sometimes, wait } from './random-values.ts';
import { DAY_MS, fixed, HOUR_MS, MINUTE_MS } from './small-fleet.ts';

/** Number of the top of the hierarchy that a site is in. */
const topOf = (sites: Scenario['sites'], site: number): number =>
  sites[site]!.parent < 0 ? site : topOf(sites, sites[site]!.parent);

const pointsBelow = ({ sites, distributionPoints }: Scenario, top: number): number[] =>
  [...distributionPoints.keys()].filter((point) => topOf(sites, distributionPoints[point]!.site) === top);

const SIZES_BYTES = [1, 20_000_000, 200_000_000, 2_000_000_000];

/** One or two images of every product at every top of a hierarchy, on some of the points there. */
const imagesOf = (scenario: Scenario): fc.Arbitrary<OperatingSystemImage[]> => {
  const { catalog, horizonMs, sites } = scenario;
  const tops = [...sites.keys()].filter((site) => sites[site]!.parent < 0);
  const kinds = tops.flatMap((site) => catalog.products.map((_, product) => ({ site, product })));
  const more = fc.subarray(kinds, { maxLength: 1 });
  return more.chain((second) =>
    fc.tuple(
      ...[...kinds, ...second].map(({ site, product }, number) => {
        const candidates = [...catalog.updates.keys()].filter(
          (each) => catalog.updates[each]!.product === product,
        );
        return fc
          .record({
            held: sometimes(fc.subarray(candidates), 4).map((drawn) => drawn ?? []),
            failingUpdates: sometimes(fc.subarray(candidates)).map((drawn) => drawn ?? []),
            distributionPoints: fc.subarray(pointsBelow(scenario, site)),
            importedMs: sometimes(instant(horizonMs), 3).map((drawn) => drawn ?? 0),
            sizeBytes: fc.constantFrom(...SIZES_BYTES),
            indexCount: fc.constantFrom(1, 1, 3),
            priority: fc.constantFrom('low' as const, 'high' as const),
            sendsDifferences: fc.boolean(),
          })
          .map(
            ({ held, ...drawn }): OperatingSystemImage => ({
              ...drawn,
              name: `image ${number} of ${site} ${product}`,
              kind: 'image',
              site,
              product,
              candidates,
              updates: held.filter((each) => catalog.updates[each]!.releasedMs <= drawn.importedMs),
            }),
          );
      }),
    ),
  );
};

type Lives = Pick<ClientGroup, 'joiningCount' | 'stay' | 'rebuild' | 'image'>;

/** Machines of a group that come, go and are rebuilt, often from an image of their product. */
const livesOf = (group: ClientGroup, own: number[]): fc.Arbitrary<Lives> =>
  fc.record({
    joiningCount: fc.oneof(fc.constant(0), fc.nat(group.count)),
    stay: sometimes(wait(5 * DAY_MS)),
    rebuild: sometimes(
      fc.constantFrom(
        fixed(DAY_MS),
        { law: 'exponential', mean: 8 * HOUR_MS } as const,
        { law: 'exponential', mean: 4 * DAY_MS } as const,
      ),
      7,
    ),
    image: inTenths(7).chain((has) => (has ? fc.constantFrom(...own) : fc.constant(-1))),
  });

/** What administrators do with an image; what falls before its import has to come to nothing. */
const actOf = (
  scenario: Scenario,
  { candidates, site, product, importedMs }: OperatingSystemImage,
  image: number,
): fc.Arbitrary<Action[]> => {
  const { horizonMs, groups, sites } = scenario;
  const atMs = instant(horizonMs).map((ms) => Math.max(1, ms));
  const members = [...groups.keys()].filter(
    (each) => topOf(sites, groups[each]!.site) === site && groups[each]!.product === product,
  );
  const choice = fc.record({
    updates: sometimes(fc.subarray([...candidates]), 4).map((drawn) => drawn ?? candidates),
    startAfterMs: fc.constantFrom(0, 0, MINUTE_MS, HOUR_MS, DAY_MS),
    continuesOnError: fc.boolean(),
    updatesDistributionPoints: inTenths(7),
    removesSuperseded: inTenths(2),
    takesSuperseded: fc.boolean(),
  });
  const scheduled = fc.tuple(atMs, choice, sometimes(wait(4 * HOUR_MS), 3)).map(([ms, chosen, cancelled]) => {
    const wizard: Action = { verb: 'scheduleServicing', atMs: ms, image, choice: chosen };
    if (cancelled === null) return [wizard];
    const afterMs = cancelled.law === 'fixed' ? cancelled.value : 5 * MINUTE_MS;
    return [wizard, { verb: 'cancelServicing' as const, atMs: ms + chosen.startAfterMs + afterMs, image }];
  });
  const points = fc.subarray(pointsBelow(scenario, site));
  return fc.oneof(
    { weight: 4, arbitrary: scheduled },
    atMs.map((ms): Action[] => [{ verb: 'cancelServicing', atMs: ms, image }]),
    atMs.map((ms): Action[] => [{ verb: 'updateDistributionPoints', atMs: Math.max(ms, importedMs), image }]),
    fc
      .tuple(atMs, points)
      .map(([ms, list]): Action[] => [
        { verb: 'distributeImage', atMs: ms, image, distributionPoints: list },
      ]),
    atMs.map((ms): Action[] => [{ verb: 'chooseImage', atMs: ms, groups: members, image }]),
  );
};

/** At every top, a package with the files that servicing needs: no distribution point gets it, and it may come late. */
const filesOf = (scenario: Scenario) => {
  const { sites, catalog, packages, horizonMs } = scenario;
  const tops = [...sites.keys()].filter((site) => sites[site]!.parent < 0);
  const common = { priority: 'medium', distributionPoints: [], updates: [] } as const;
  const made = tops.map((site) => ({ ...common, name: `files of ${site}`, site }));
  const updates = [...catalog.updates.keys()];
  const downloads = made.map((_, number) =>
    fc.array(instant(horizonMs), { minLength: 1, maxLength: 3 }).map((instants) =>
      instants.map(
        (ms): Action => ({
          verb: 'downloadUpdates',
          atMs: Math.max(1, ms),
          package: packages.length + number,
          updates,
        }),
      ),
    ),
  );
  return fc.tuple(...downloads).map((lists) => ({ packages: made, acts: lists.flat() }));
};

const offlineServicing = (base: OfflineServicing): fc.Arbitrary<OfflineServicing> =>
  fc
    .record({
      copyBytesPerSecond: fc.constantFrom(1_000_000, 100_000_000),
      mount: wait(HOUR_MS),
      applicabilityCheck: wait(MINUTE_MS),
      commit: wait(HOUR_MS),
      cleanup: wait(HOUR_MS),
      failure: fc.constantFrom(0, 0, 0.3),
      growthShare: fc.constantFrom(0, 0.6),
      changedShare: fc.constantFrom(0, 0.1, 2),
    })
    .map(({ failure, ...drawn }) => ({
      ...base,
      ...drawn,
      failureShare: { LCU: failure, DotNetCU: failure, SSU: failure, other: failure },
    }));

/** Images that are serviced, distributed and built from, and machines that join, leave and are rebuilt. */
export const withImages = (scenario: Scenario): fc.Arbitrary<Scenario> =>
  imagesOf(scenario).chain((images) => {
    const own = ({ site, product }: ClientGroup): number[] => {
      const top = topOf(scenario.sites, site);
      return [...images.keys()].filter(
        (each) => images[each]!.site === top && images[each]!.product === product,
      );
    };
    const acts = fc.nat(images.length - 1).chain((image) => actOf(scenario, images[image]!, image));
    return fc
      .record({
        lives: fc.tuple(...scenario.groups.map((group) => livesOf(group, own(group)))),
        files: filesOf(scenario),
        acts: fc.array(acts, { minLength: 4, maxLength: 24, size: 'max' }),
        servicing: offlineServicing(scenario.assumptions.offlineServicing),
        freeBytes: fc.constantFrom(200e9, 200e9, 4.5 * 2e9, 3 * 2e9, 30_000_000),
        imagingDuration: wait(2 * HOUR_MS),
      })
      .map(({ lives, files, acts: lists, servicing, freeBytes, imagingDuration }) => ({
        ...scenario,
        images,
        packages: [...scenario.packages, ...files.packages],
        sites: scenario.sites.map((site) => ({ ...site, servicingDrive: { name: 'D:', freeBytes } })),
        groups: scenario.groups.map((group, number) => ({ ...group, ...lives[number]! })),
        actions: [...scenario.actions, ...files.acts, ...lists.flat()].sort((x, y) => x.atMs - y.atMs),
        assumptions: { ...scenario.assumptions, offlineServicing: servicing, imagingDuration },
      }));
  });
