import { describe, expect, it } from 'vitest';
import { Fleet } from '../../../src/model/fleet.ts';
import type { Action, OperatingSystemImage, Scenario } from '../../../src/model/scenario.ts';
import { mixedScenario } from '../mixed-fleet.ts';
import { withImages } from '../mixed-images.ts';
import { office, updateEnds } from '../remoteapp/office-users.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../small-fleet.ts';
import { countsOf, differences, resultOf, rowsOf } from './tables.ts';

const FULL = withImages(mixedScenario());
const full = resultOf(FULL);

/** Rows that speak of something by its name, or do not. */
const rowsAbout = (scenario: Scenario, isAbout: (row: string) => boolean) =>
  new Map([...rowsOf(resultOf(scenario))].map(([name, rows]) => [name, rows.filter(isAbout)] as const));
const without = (name: string) => (row: string) => !row.includes(name);

type Numbered = 'image' | 'templateImage' | 'remoteAppCollection';
type Turn = (number: number) => number;

/** Actions that name images and collections by other numbers. */
const renumbered = (actions: readonly Action[], turns: Partial<Record<Numbered, Turn>>): Action[] =>
  actions.map((action) => {
    const turned: Record<string, unknown> = { ...action };
    for (const [key, turn] of Object.entries(turns)) {
      if (typeof turned[key] === 'number') turned[key] = turn(turned[key]);
    }
    return turned as unknown as Action;
  });

const backwards =
  (count: number): Turn =>
  (number) =>
    number < 0 ? number : count - 1 - number;

function imagesReversed(scenario: Scenario): Scenario {
  const turn = backwards(scenario.images.length);
  return {
    ...scenario,
    images: [...scenario.images].reverse(),
    groups: scenario.groups.map((group) => ({ ...group, image: turn(group.image) })),
    actions: renumbered(scenario.actions, { image: turn }),
  };
}

function collectionsReversed(scenario: Scenario): Scenario {
  const turn = backwards(scenario.remoteAppCollections.length);
  return {
    ...scenario,
    remoteAppCollections: [...scenario.remoteAppCollections].reverse(),
    actions: renumbered(scenario.actions, { remoteAppCollection: turn }),
  };
}

function templateImagesReversed(scenario: Scenario): Scenario {
  const turn = backwards(scenario.templateImages.length);
  return {
    ...scenario,
    templateImages: scenario.templateImages.map((each) => ({ ...each, source: turn(each.source) })).reverse(),
    remoteAppCollections: scenario.remoteAppCollections.map((each) => ({
      ...each,
      templateImage: turn(each.templateImage),
    })),
    actions: renumbered(scenario.actions, { templateImage: turn }),
  };
}

describe('Every row is the same', () => {
  for (const [what, turned] of [
    ['images', imagesReversed(FULL)],
    ['RemoteApp collections', collectionsReversed(FULL)],
    ['template images', templateImagesReversed(FULL)],
  ] as const) {
    it(`when the ${what} stand in the opposite order`, () => {
      const other = resultOf(turned);
      expect(differences(rowsOf(full), rowsOf(other))).toEqual({});
      expect(countsOf(other)).toEqual(countsOf(full));
    });
  }

  it('but for its own, with another image of which no machine is built, and another collection', () => {
    const [image] = FULL.images as [OperatingSystemImage];
    const [collection] = FULL.remoteAppCollections;
    // On no distribution point, so that nothing of it shares a link with others.
    const more: Scenario = {
      ...FULL,
      images: [{ ...image, name: 'spare', distributionPoints: [] }, ...FULL.images],
      remoteAppCollections: [{ ...collection!, name: 'spare' }, ...FULL.remoteAppCollections],
      groups: FULL.groups.map((group) => ({ ...group, image: group.image < 0 ? -1 : group.image + 1 })),
      actions: renumbered(FULL.actions, {
        image: (number) => number + 1,
        remoteAppCollection: (number) => number + 1,
      }),
    };
    expect(differences(rowsOf(full), rowsAbout(more, without('spare')))).toEqual({});
    const own = [...rowsAbout(more, (row) => row.includes('spare'))].filter(([, rows]) => rows.length > 0);
    expect(own.map(([name]) => name)).toEqual(expect.arrayContaining(['images', 'remoteapp-sessions']));
  });
});

/** The tables in which images and collections have rows of their own. */
const OWN_TABLES = /^(images|image-updates|remoteapp-.*|events|servicing-log)$/;

describe('Images without machines, and RemoteApp collections', () => {
  it('change nothing that a client or server does', () => {
    const fleet = mixedScenario();
    const images = FULL.images.map((each) => ({ ...each, updates: [], distributionPoints: [0] }));
    const more: Scenario = {
      ...FULL,
      groups: fleet.groups,
      packages: fleet.packages,
      images,
      // Neither files nor template images come over the access to the internet that packages use.
      templateImages: FULL.templateImages.map((each) => ({ ...each, transfer: 'import' })),
      actions: FULL.actions.filter(
        ({ verb }) => verb !== 'downloadUpdates' && verb !== 'distributeImage' && verb !== 'chooseImage',
      ),
    };
    const [alone, beside] = [resultOf(fleet), resultOf(more)];
    expect(beside.imageUpdates.length).toBeGreaterThan(0);
    expect(beside.remoteAppSessions.length).toBeGreaterThan(0);
    const different = Object.keys(differences(rowsOf(alone), rowsOf(beside)));
    expect(different.filter((name) => !OWN_TABLES.test(name))).toEqual([]);
    expect(countsOf(beside)).toEqual(countsOf(alone));
  });
});

describe('Twins', () => {
  it('of a collection whose users know no chance have the same rows under another name', () => {
    const collection = { ...office({ users: 7 }).remoteAppCollections[0]!, usersPerHost: 3 };
    const update = updateEnds(DAY_MS + 12 * HOUR_MS);
    const twins = office({
      collections: [collection, { ...collection, name: 'twin' }],
      actions: [update, { ...update, remoteAppCollection: 1 } as Action],
    });
    const rows = [...rowsOf(resultOf(twins))].filter(([name]) => name.startsWith('remoteapp-'));
    expect(rows.length).toBeGreaterThan(0);
    for (const [name, each] of rows) {
      const [one, other] = [each.filter(without('twin')), each.filter((row) => row.includes('twin'))];
      expect(one.length, name).toBeGreaterThan(0);
      expect(other.map((row) => row.replaceAll('twin', collection.name)).sort()).toEqual(one);
    }
  });
});

describe('The mixed fleet with images and RemoteApp collections', () => {
  it('has the same history whatever is measured', () => {
    for (const change of [
      { output: { intervalMs: 7 * MINUTE_MS, clients: true, servicingLog: false } },
      { measureFromMs: 5 * DAY_MS + 1234 },
    ]) {
      expect(resultOf({ ...FULL, ...change }).hourlyFingerprints).toEqual(full.hourlyFingerprints);
    }
  });

  it('goes on from a copy as the run, at instants in the middle of everything', () => {
    const whole = rowsOf(full);
    const fleet = new Fleet(FULL, 0);
    const instants = [
      DAY_MS + 9 * HOUR_MS + 7 * MINUTE_MS,
      2 * DAY_MS + 6 * HOUR_MS + 4 * MINUTE_MS,
      3 * DAY_MS + 13 * HOUR_MS + 31 * MINUTE_MS,
      7 * DAY_MS + 9 * MINUTE_MS,
      8 * DAY_MS + 31 * MINUTE_MS,
    ];
    for (const atMs of instants) {
      fleet.run(atMs);
      const copy = new Fleet(FULL, 0);
      copy.restore(fleet.save());
      copy.run(FULL.horizonMs);
      expect(copy.result().hourlyFingerprints).toEqual(full.hourlyFingerprints);
      expect(differences(whole, rowsOf(copy.result()))).toEqual({});
    }
  });
});
