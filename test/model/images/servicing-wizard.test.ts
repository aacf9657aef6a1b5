import { describe, expect, it } from 'vitest';
import type { ServicingChoice } from '../../../src/model/scenario.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, runFleet, smallScenario, updatePoint } from '../small-fleet.ts';
import {
  eventsOf,
  image,
  imageScenario,
  JUNE_CU,
  MAY_CU,
  NET,
  outcomesOf,
  STACK,
  TOOL,
  UPDATES,
  WIZARD_MS,
  wizard,
} from './servicing-fleet.ts';

function serviced(choice: Partial<ServicingChoice>, changes: Parameters<typeof imageScenario>[1] = {}) {
  return runFleet(imageScenario([wizard(choice)], changes));
}

describe('The wizard', () => {
  const scheduled = (
    updates: readonly number[],
    changes: Parameters<typeof imageScenario>[1] = {},
    atMs?: number,
  ) =>
    eventsOf(runFleet(imageScenario([wizard({ updates }, atMs === undefined ? {} : { atMs })], changes)))[0]!;

  it('lists nothing before a synchronization brought the update, and nothing before its files are there', () => {
    const synchronizedMs = DAY_MS + 2 * HOUR_MS;
    expect(scheduled([JUNE_CU], {}, synchronizedMs)).toEqual([synchronizedMs, 'servicingNotScheduled', 0, 0]);
    const beforeFilesMs = synchronizedMs + 30 * MINUTE_MS;
    expect(scheduled([JUNE_CU], {}, beforeFilesMs)).toEqual([beforeFilesMs, 'servicingNotScheduled', 0, 0]);
  });

  it('lists nothing that was downloaded and not synchronized', () => {
    const siteChanges = {
      synchronization: { ...smallScenario().sites[0]!.synchronization, startsMs: [4 * DAY_MS] },
    };
    expect(scheduled([JUNE_CU], { siteChanges })).toEqual([WIZARD_MS, 'servicingNotScheduled', 0, 0]);
    const late = scheduled([JUNE_CU], { siteChanges }, 4 * DAY_MS + HOUR_MS);
    expect(late[1]).toBe('servicingScheduled');
  });

  it('lists nothing at a site without a software update point', () => {
    const base = smallScenario();
    const sites = [
      base.sites[0]!,
      {
        ...base.sites[0]!,
        name: 'P02',
        synchronization: { ...base.sites[0]!.synchronization, startsMs: [] },
      },
    ];
    const packages = [
      { name: 'files', site: 1, priority: 'medium', distributionPoints: [], updates: [] } as const,
    ];
    const images = [image({ site: 1, distributionPoints: [] })];
    const event = (points: readonly ReturnType<typeof updatePoint>[]) =>
      scheduled([MAY_CU], { sites, packages, images, softwareUpdatePoints: points })[1];
    expect(event([updatePoint()])).toBe('servicingNotScheduled');
    expect(event([updatePoint(), updatePoint({ name: 'SUP2', site: 1, database: 1 })])).toBe(
      'servicingScheduled',
    );
  });

  it('is chosen without what another chosen update supersedes, unless that is asked for', () => {
    const chosen = (choice: Partial<ServicingChoice>) =>
      outcomesOf(serviced(choice))
        .map((row) => row.update)
        .sort((a, b) => a - b);
    expect(chosen({ updates: [MAY_CU, JUNE_CU, NET], takesSuperseded: false })).toEqual([JUNE_CU, NET]);
    expect(chosen({ updates: [MAY_CU, JUNE_CU, NET], takesSuperseded: true })).toEqual([
      MAY_CU,
      JUNE_CU,
      NET,
    ]);
    expect(chosen({ updates: [MAY_CU, NET], takesSuperseded: false })).toEqual([MAY_CU, NET]);
  });

  it('is not chosen without an update that only one which cannot be applied supersedes', () => {
    const updates = UPDATES.map((each, at) => (at === TOOL ? { ...each, supersedes: [NET, JUNE_CU] } : each));
    const catalog = { products: ['Windows'], updates, origin: 'made for tests' };
    const chosen = serviced({ updates: [JUNE_CU, NET, TOOL], takesSuperseded: false }, { catalog });
    expect(outcomesOf(chosen).map(({ update, outcome }) => [update, outcome])).toEqual([
      [JUNE_CU, 'applied'],
      [NET, 'applied'],
      [TOOL, 'notSupported'],
    ]);
  });

  it('counts as missing what it could bring, but for what others of it replace', () => {
    const missing = (updates: number[]) => {
      const fleet = serviced({ updates: [] }, { images: [image({ updates })] });
      const { images } = fleet.result();
      return images.get(images.length - 1, 'missing');
    };
    // June replaces May; the tool cannot be applied.
    expect(missing([])).toBe([JUNE_CU, STACK, NET].length);
    expect(missing([MAY_CU])).toBe([JUNE_CU, STACK, NET].length);
    expect(missing([JUNE_CU, NET])).toBe([STACK].length);
  });

  it('lists only candidates that are not in the image, not expired and not superseded by one in it', () => {
    const all = [MAY_CU, JUNE_CU, STACK, NET, TOOL];
    expect(scheduled(all)[3]).toBe(5);
    expect(scheduled(all, { images: [image({ candidates: [JUNE_CU, STACK] })] })[3]).toBe(2);
    expect(scheduled(all, { images: [image({ updates: [MAY_CU] })] })[3]).toBe(4);
    expect(scheduled(all, { images: [image({ updates: [JUNE_CU] })] })[3]).toBe(3);
    const updates = UPDATES.map((each, at) => (at === NET ? { ...each, expiresMs: WIZARD_MS } : each));
    const catalog = { products: ['Windows'], updates, origin: 'made for tests' };
    expect(scheduled(all, { catalog })[3]).toBe(4);
    expect(scheduled(all, { catalog }, WIZARD_MS - 1)[3]).toBe(5);
  });

  it('schedules nothing for an image that is not there yet', () => {
    const images = [image({ importedMs: WIZARD_MS + 1 })];
    expect(scheduled([JUNE_CU], { images })[1]).toBe('servicingNotScheduled');
    expect(scheduled([JUNE_CU], { images }, WIZARD_MS + 2)[1]).toBe('servicingScheduled');
  });

  it('does not list what an earlier run has applied', () => {
    const fleet = runFleet(
      imageScenario([
        wizard(),
        wizard({ updates: [JUNE_CU, NET] }, { atMs: WIZARD_MS + DAY_MS }),
        wizard({ updates: [MAY_CU] }, { atMs: WIZARD_MS + DAY_MS + 5 * HOUR_MS }),
      ]),
    );
    expect(outcomesOf(fleet).map(({ run, update, version }) => [run, update, version])).toEqual([
      [1, JUNE_CU, 2],
      [2, NET, 3],
    ]);
    expect(eventsOf(fleet).at(-1)![1]).toBe('servicingNotScheduled');
  });
});
