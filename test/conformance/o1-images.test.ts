import { describe, expect, test } from 'vitest';
import { wizard as choose, eventsOf, imageScenario, MAY_CU } from '../model/images/servicing-fleet.ts';
import { rowsOf } from '../model/laws/story.ts';
import { DAY_MS, group, HOUR_MS, MINUTE_MS, runFleet, SYNCHRONIZATION } from '../model/small-fleet.ts';
import { mistakesOf } from '../scenario/loading.ts';
import {
  copyMs,
  DOWNLOADED_MS,
  DP_RATE,
  GB,
  GROWTH_BYTES,
  RELEASED_MS,
  run,
  runMs,
  SIZES,
  textWith,
  WIM_BYTES,
  WIZARD_MS,
  wizard,
} from './image-fleet.ts';

describe('an image and an upgrade package', () => {
  const kinds = ['image', 'upgradePackage'] as const;

  test('O1.1 are serviced alike', () => {
    for (const kind of kinds) {
      const { scenario, events, updatesIn } = run({ image: `kind: ${kind}`, actions: [wizard()] });
      expect(scenario.images[0]!.kind).toBe(kind);
      expect(events).toEqual([
        [WIZARD_MS, 'servicingScheduled', 0, 1],
        [WIZARD_MS, 'servicingStarted', 0, 1],
        [WIZARD_MS + runMs('june'), 'servicingSucceeded', 0, 1],
      ]);
      expect(updatesIn()).toEqual(['may', 'june']);
    }
  });

  test('O1.2 have one file, to which updates of their system are applicable', () => {
    const server = 'id: server, kb: KB5000011, product: Windows Server 2022, kind: LCU, size: 90 MB';
    const others = ['classification: Security Updates, released: 2024-06-11T17:00:00Z'];
    for (const kind of kinds) {
      const lines = {
        image: `kind: ${kind}`,
        images: [`name: other, kind: ${kind}, product: Windows Server 2022, size: 7 GB`],
        updates: [[server, ...others].join(', ')],
      };
      const { scenario, rowAt } = run(lines);
      const { updates } = scenario.catalog;
      const takes = scenario.images.map(({ candidates }) => candidates.map((update) => updates[update]!.id));
      expect(takes).toEqual([['may', 'june', 'net', 'stack', 'tool'], ['server']]);
      const sizes = [0, 1].map((image) => rowAt(DAY_MS, image)('sizeBytes'));
      expect(sizes).toEqual([WIM_BYTES, 7 * GB]);
    }
  });

  test('O1.3 lack something new as the months bring new updates', () => {
    const july = 'id: july, kb: KB5000012, product: Windows 11, kind: LCU, classification: Security Updates';
    const lines = { days: 40, updates: [`${july}, released: 2024-07-09T17:00:00Z, size: 1 MB`] };
    const july9Ms = RELEASED_MS + 28 * DAY_MS;
    const instants = [RELEASED_MS - HOUR_MS, RELEASED_MS, july9Ms - HOUR_MS, july9Ms];
    const missing = (actions: string[]) => {
      const { rowAt } = run({ ...lines, actions });
      return instants.map((atMs) => rowAt(atMs)('missing'));
    };
    // Of June what is a package for images: not the tool. One is applied, and July brings another.
    expect(missing([wizard('updates: [june]')])).toEqual([0, 3, 2, 3]);
    // Not applied, July's takes its place.
    expect(missing([])).toEqual([0, 3, 3, 3]);
  });
});

describe('before updates can be applied', () => {
  /** The updates that are scheduled when the wizard is run for all that it lists. */
  const scheduledOf = (said: Parameters<typeof run>[0]) =>
    run(said).events.flatMap(([, event, , count]) =>
      event === 'servicingScheduled' || event === 'servicingNotScheduled' ? [count] : [],
    );

  test('O1.4a their site has to have a software update point', () => {
    const text = textWith();
    const points = 'softwareUpdatePoints: [{ name: SUP1, location: Paris }]';
    expect(text).toContain(points);
    expect(mistakesOf(text)).toEqual([]);
    expect(mistakesOf(text.replace(points, 'softwareUpdatePoints: []'))).toEqual([
      expect.stringContaining('site.softwareUpdatePoints  is empty'),
    ]);
    // May is known from the start, and its files are in the library: only the infrastructure is missing.
    const actions = [choose({ updates: [MAY_CU] })];
    const groups = [group({ updatePoints: null })];
    const siteChanges = { synchronization: { ...SYNCHRONIZATION, startsMs: [] } };
    const listed = (changes: object) =>
      eventsOf(runFleet(imageScenario(actions, { groups, ...changes }))).map(([, event]) => event);
    expect(listed({})[0]).toBe('servicingScheduled');
    expect(listed({ softwareUpdatePoints: [], siteChanges })).toEqual(['servicingNotScheduled']);
  });

  test('O1.4b they have to be synchronized', () => {
    // Both are out and in the content library from the start; the site synchronizes the one classification only.
    const early = 'product: Windows 11, kind: DotNetCU, size: 1 MB, released: 2024-05-20T17:00:00Z';
    const updates = [
      `id: e1, kb: KB5000021, classification: Security Updates, ${early}`,
      `id: e2, kb: KB5000022, classification: Updates, ${early}`,
    ];
    const image = 'updates: { text: [may] }';
    const lines = { image, updates, actions: [wizard('', 'start + 1 h')] };
    expect(scheduledOf(lines)).toEqual([2]);
    const text = textWith(lines);
    const filtered = text.replace('20:00 UTC }', '20:00 UTC, classifications: [Security Updates] }');
    expect(filtered).not.toBe(text);
    expect(scheduledOf(filtered)).toEqual([1]);
    const { updatesIn } = run(filtered);
    expect(updatesIn()).toEqual(['may', 'e1']);
  });

  test('O1.4c they have to be in the content library of the site server', () => {
    const at = (instant: string) => scheduledOf({ actions: [wizard('', instant)] });
    expect(DOWNLOADED_MS).toBe(2 * DAY_MS);
    expect(at('start + 47 h')).toEqual([0]);
    expect(at('start + 49 h')).toEqual([3]);
  });
});

describe('updates of an image', () => {
  const startedMs = (lines: Parameters<typeof run>[0]) =>
    run(lines).events.flatMap(([atMs, event]) => (event === 'servicingStarted' ? [atMs] : []));

  test('O1.5 are applied when the administrator has said', () => {
    for (const hours of [1, 30]) {
      const lines = { actions: [wizard(`updates: [june], startAfter: ${hours} h`)] };
      expect(startedMs(lines)).toEqual([WIZARD_MS + hours * HOUR_MS]);
    }
    const weekly = { image: 'servicing: { every: weekly on Thu at 06:00 UTC, startAfter: 90 min }' };
    expect(startedMs(weekly)).toEqual([WIZARD_MS + 7.5 * HOUR_MS]);
  });

  test('O1.6 come into it by the run of that time, those that were chosen and no others', () => {
    const lines = { actions: [wizard('updates: [june, stack], startAfter: 5 h')] };
    const endMs = WIZARD_MS + 5 * HOUR_MS + runMs('june', 'stack');
    expect(run(lines, endMs - 1).updatesIn()).toEqual(['may']);
    expect(run(lines, endMs).updatesIn()).toEqual(['may', 'june', 'stack']);
  });
});

describe('a serviced image', () => {
  test('O1.7 can be distributed again to its distribution points', () => {
    const act = 'at: start + 4 d, do: updateDistributionPoints, image: golden';
    const heldAt = (atMs: number, ...actions: string[]) => {
      const { imageDistribution } = run({ actions: [wizard(), ...actions], pointCount: 2 }, atMs).fleet.parts;
      return [0, 1].map((point) => imageDistribution.heldVersion(0, point));
    };
    const arrivesMs = 4 * DAY_MS + Math.ceil(((WIM_BYTES + GROWTH_BYTES) / DP_RATE) * 1000);
    expect(heldAt(arrivesMs)).toEqual([1, 1]);
    expect(heldAt(arrivesMs - 1, act)).toEqual([1, 1]);
    expect(heldAt(arrivesMs, act)).toEqual([2, 2]);
  });
});

describe('the site database', () => {
  test('O1.8a has the updates that were in an image at its import', () => {
    const imported = (patchedTo: string) =>
      run({ image: `imported: start + 4 d, patchedTo: ${patchedTo}` }, 4 * DAY_MS).updatesIn();
    expect(imported('2024-05-01 00:00 UTC')).toEqual([]);
    expect(imported('2024-06-01 00:00 UTC')).toEqual(['may']);
    expect(imported('start + 4 d')).toEqual(['may', 'june', 'net', 'stack', 'tool']);
    expect(run({ image: 'imported: start + 4 d' }, 4 * DAY_MS - 1).updatesIn()).toEqual([]);
    const { fleet, scenario } = run({ image: 'imported: start + 4 d, patchedTo: 2024-06-01 00:00 UTC' });
    const [row, ...others] = rowsOf(fleet.result().imageUpdates);
    expect(others).toEqual([]);
    expect([row!('t'), scenario.catalog.updates[row!('update')]!.id, row!('version')]).toEqual([
      4 * DAY_MS,
      'may',
      1,
    ]);
  });

  test('O1.8b … and those that were applied to it since, with the version that brought them', () => {
    const { scenario, fleet } = run({
      actions: [wizard('updates: [stack]'), wizard('updates: [net]', 'start + 4 d')],
    });
    const { since } = fleet.parts.imageContents;
    const versions = scenario.catalog.updates.map(({ id }, update) => [id, since[update]]);
    expect(Object.fromEntries(versions)).toEqual({ may: 1, stack: 2, net: 3, june: 0, tool: 0 });
  });
});

describe('the wizard', () => {
  test('O1.9 lists the applicable updates that the site has not applied to the image yet', () => {
    const { events, outcomes } = run({ actions: [wizard('updates: [june]'), wizard('', 'start + 4 d')] });
    const scheduled = events
      .filter(([, event]) => event === 'servicingScheduled')
      .map(([, , , count]) => count);
    expect(scheduled).toEqual([1, 2]);
    expect(outcomes).toEqual([
      ['june', 'applied'],
      ['stack', 'applied'],
      ['net', 'applied'],
    ]);
  });
});

describe('the chosen updates', () => {
  test('O1.10a are copied from the content library of the site server', () => {
    const lines = { actions: [wizard('updates: [june, net]')] };
    const { log, fleet } = run(lines);
    const servicingLog = fleet.result().servicingLog!;
    const copying = log.findIndex(([, line]) => line === 'copyingUpdates');
    expect(servicingLog.get(copying, 'bytes')).toBe(SIZES.june + SIZES.net);
    const libraryMs = log[copying + 1]![0] - log[copying]![0];
    expect([log[copying]![0], libraryMs]).toEqual([WIZARD_MS, copyMs(SIZES.june + SIZES.net)]);
    // What leaves the library between the wizard and the run cannot be copied.
    const later = wizard('updates: [june, net], startAfter: 1 h');
    const without = run({ actions: [later, 'at: start + 72.5 h, do: deletePackage, package: files'] });
    expect(without.outcomes).toEqual([
      ['june', 'failed'],
      ['net', 'failed'],
    ]);
  });

  test('O1.10b … and then applied to the image', () => {
    const { log } = run({ actions: [wizard('updates: [june]')] });
    const mountedMs = WIZARD_MS + copyMs(SIZES.june) + copyMs(WIM_BYTES) + 3 * MINUTE_MS;
    const turns = log.filter(([, , update]) => update === 'june');
    expect(turns).toEqual([
      [mountedMs, 'checking', 'june'],
      [mountedMs + MINUTE_MS / 4, 'applying', 'june'],
      [mountedMs + MINUTE_MS / 4 + 20 * MINUTE_MS, 'applied', 'june'],
    ]);
    expect(log.findIndex(([, line]) => line === 'copyingUpdates')).toBeLessThan(
      log.findIndex(([, line]) => line === 'applying'),
    );
  });
});
