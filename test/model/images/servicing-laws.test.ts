import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fleet } from '../../../src/model/fleet.ts';
import { IMAGE_UPDATE_OUTCOMES } from '../../../src/model/results.ts';
import type { Action, Scenario } from '../../../src/model/scenario.ts';
import { rowsOf } from '../laws/story.ts';
import { instant, inTenths, wait } from '../random-values.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, runFleet, site, smallScenario } from '../small-fleet.ts';
import { eventsOf, image, imageScenario, outcomesOf, UPDATES, WIM_BYTES, wizard } from './servicing-fleet.ts';

const NUMBERS = [...UPDATES.keys()];
/** The files are there; all that is done is done within some hours, so that much of it meets a run. */
const FIRST_MS = DAY_MS + 6 * HOUR_MS;
const SPAN_MS = 6 * HOUR_MS;
/** No run is longer: so long after the last act every run that was planned has ended. */
const HORIZON_MS = 8 * DAY_MS;

const IMAGES = fc
  .array(
    fc.record({
      site: fc.constantFrom(0, 0, 0, 1),
      updates: fc.constantFrom([], [0], [0, 2]),
      failingUpdates: fc.subarray(NUMBERS, { maxLength: 2 }),
      indexCount: fc.integer({ min: 1, max: 3 }),
      sizeBytes: fc.integer({ min: 1, max: WIM_BYTES }),
      importedMs: fc.constantFrom(0, 0, 2 * DAY_MS),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((images) => images.map((each, at) => image({ ...each, name: `i${at}`, distributionPoints: [] })));

const ACT = fc.record({
  verb: fc.constantFrom('schedule', 'schedule', 'cancel'),
  atMs: instant(SPAN_MS).map((ms) => FIRST_MS + ms),
  image: fc.nat(3),
  updates: fc.subarray(NUMBERS, { minLength: 1 }),
  startAfterMs: instant(2 * HOUR_MS),
  continuesOnError: fc.boolean(),
  removesSuperseded: inTenths(3),
});

const SCENARIO: fc.Arbitrary<Scenario> = fc
  .record({
    images: IMAGES,
    acts: fc.array(ACT, { minLength: 4, maxLength: 24 }),
    freeBytes: fc.constantFrom(4 * WIM_BYTES, 5 * WIM_BYTES, 20 * WIM_BYTES),
    mount: wait(20 * MINUTE_MS),
    check: wait(20 * MINUTE_MS),
    failure: fc.constantFrom(0, 0.3),
    seed: fc.nat(1000).map(String),
  })
  .map(({ images, acts, freeBytes, mount, check, failure, seed }) => {
    const { assumptions, softwareUpdatePoints, sites } = smallScenario();
    const servicingDrive = { name: 'D:', freeBytes };
    const idle = { ...sites[0]!.synchronization, startsMs: [] };
    const failureShare = { LCU: failure, DotNetCU: failure, SSU: failure, other: failure };
    const offlineServicing = {
      ...assumptions.offlineServicing,
      mount,
      applicabilityCheck: check,
      failureShare,
    };
    const actions = acts.map(({ verb, atMs, image: number, ...choice }): Action => {
      const target = { atMs, image: number % images.length };
      return verb === 'cancel' ? { verb: 'cancelServicing', ...target } : wizard(choice, target);
    });
    return imageScenario(
      actions.sort((x, y) => x.atMs - y.atMs),
      {
        seed,
        images,
        horizonMs: HORIZON_MS,
        sites: [site({ servicingDrive }), site({ name: 'P02', servicingDrive, synchronization: idle })],
        softwareUpdatePoints: [
          ...softwareUpdatePoints,
          { ...softwareUpdatePoints[0]!, name: 'SUP2', site: 1, database: 1 },
        ],
        assumptions: { ...assumptions, offlineServicing },
      },
    );
  });

/** Runs of images: who, when, and how each ended; −1: not yet. */
function runsOf(fleet: Fleet) {
  const runs: { image: number; startedMs: number; endMs: number; end: string }[] = [];
  for (const [t, event, number] of eventsOf(fleet)) {
    if (event === 'servicingStarted') runs.push({ image: number, startedMs: t, endMs: -1, end: '' });
    if (!['servicingSucceeded', 'servicingFailed', 'servicingCancelled'].includes(event)) continue;
    const run = runs.find((each) => each.image === number && each.end === '');
    if (run === undefined) throw new Error(`${event} of image ${number} at ${t}: no run`);
    Object.assign(run, { endMs: t, end: event });
  }
  return runs;
}

describe('Over random schedules and cancellations', () => {
  const holds = (name: string, law: (fleet: Fleet, scenario: Scenario) => void) =>
    it(name, () => {
      fc.assert(
        fc.property(SCENARIO, (scenario) => law(runFleet(scenario), scenario)),
        { numRuns: 25, seed: 13 },
      );
    });

  holds(
    'an update is applied to an image at most once, and what is applied is what the image has',
    (fleet, scenario) => {
      const applied = outcomesOf(fleet).filter(({ outcome }) => outcome === 'applied');
      const names = applied.map((row) => `${row.image} ${row.update}`);
      expect(new Set(names).size).toBe(names.length);
      const { imageContents } = fleet.parts;
      scenario.images.forEach(({ updates }, number) => {
        const came = applied.filter((row) => row.image === number);
        const has = NUMBERS.filter((update) => imageContents.has(number, update));
        expect(has).toEqual([...updates, ...came.map(({ update }) => update)].sort());
        for (const { update, version } of came) {
          expect(imageContents.has(number, update, version)).toBe(true);
          expect(imageContents.has(number, update, version - 1)).toBe(false);
        }
      });
    },
  );

  holds('a run tries what was planned for it last, but for what came into the image meanwhile', (fleet) => {
    const { imageUpdates } = fleet.parts;
    const scheduled = eventsOf(fleet).filter(([, event]) => event === 'servicingScheduled');
    const isPlanned = ({ outcome }: { outcome: string }) => outcome === 'planned';
    const rows = rowsOf(fleet.result().imageUpdates).map((row) => ({
      t: row('t'),
      run: `${row('image')} ${row('run')}`,
      image: row('image'),
      update: row('update'),
      outcome: IMAGE_UPDATE_OUTCOMES[row('outcome')]!,
    }));
    // Every wizard that scheduled something has a row for each of it.
    expect(rows.filter(isPlanned).length).toBe(scheduled.reduce((sum, [, , , count]) => sum + count, 0));
    const ofRuns = rows.filter((row) => row.outcome !== 'imported' && !isPlanned(row));
    for (const run of new Set(ofRuns.map((row) => row.run))) {
      const plans = rows.filter((row) => row.run === run && isPlanned(row));
      const { t, image: number } = plans.at(-1)!;
      const last = scheduled.findLast(([atMs, , subject]) => atMs === t && subject === number)!;
      const planned = plans.slice(-last[3]).map(({ update }) => update);
      const tried = ofRuns.filter((row) => row.run === run).map(({ update }) => update);
      expect(planned).toEqual(expect.arrayContaining(tried));
      for (const update of planned.filter((each) => !tried.includes(each)))
        expect(imageUpdates.isLacking(number, update)).toBe(false);
    }
  });

  holds('nothing of a run that was cancelled or failed is in the image', (fleet, scenario) => {
    const ends = new Map(runsOf(fleet).map(({ image: number, endMs, end }) => [`${number} ${endMs}`, end]));
    for (const { t, image: number, outcome, version } of outcomesOf(fleet)) {
      if (outcome === 'applied') expect(ends.get(`${number} ${t}`)).toBe('servicingSucceeded');
      else expect(version).toBe(-1);
      if (outcome === 'discarded' || outcome === 'notReached') {
        expect(ends.get(`${number} ${t}`)).not.toBe('servicingSucceeded');
      }
    }
    scenario.images.forEach((_, number) => {
      const versions = outcomesOf(fleet).filter((row) => row.image === number && row.outcome === 'applied');
      expect(fleet.parts.imageContents.version[number]).toBe(
        1 + new Set(versions.map(({ version }) => version)).size,
      );
    });
  });

  holds('a site server services one image at a time, and every run ends once', (fleet, { images }) => {
    const runs = runsOf(fleet);
    expect(runs.every(({ end }) => end !== '')).toBe(true);
    for (const run of runs) {
      const beside = runs.filter(
        (other) =>
          other !== run &&
          images[other.image]!.site === images[run.image]!.site &&
          other.startedMs < run.endMs &&
          run.startedMs < other.endMs,
      );
      expect(beside).toEqual([]);
    }
  });

  holds('temporary files never exceed the drive, and are gone between runs', (fleet, { images, sites }) => {
    for (const row of rowsOf(fleet.result().images)) {
      const { freeBytes } = sites[images[row('image')]!.site]!.servicingDrive;
      expect(row('temporaryPeakBytes')).toBeLessThanOrEqual(freeBytes);
      expect(row('temporaryBytes')).toBeLessThanOrEqual(row('temporaryPeakBytes'));
      if (row('status') !== 2) expect(row('temporaryBytes')).toBe(0);
    }
    expect([...fleet.parts.servicingRoom.bytes].every((bytes) => bytes === 0)).toBe(true);
  });

  holds(
    'a planned start is shown exactly while servicing is scheduled or one more schedule waits for a run',
    (fleet) => {
      for (const row of rowsOf(fleet.result().images)) {
        if (row('status') === 1) expect(row('plannedMs')).toBeGreaterThanOrEqual(0);
        else if (row('status') !== 2) expect(row('plannedMs')).toBe(-1);
      }
    },
  );

  it('a fleet that was saved at any instant and restored goes on as it would have', () => {
    fc.assert(
      fc.property(SCENARIO, instant(2 * SPAN_MS), (scenario, afterMs) => {
        const whole = runFleet(scenario);
        const restored = new Fleet(scenario, 0);
        restored.restore(runFleet(scenario, FIRST_MS + afterMs).save());
        restored.run(scenario.horizonMs);
        expect(restored.result().fingerprint).toBe(whole.result().fingerprint);
        expect(eventsOf(restored)).toEqual(eventsOf(whole));
        expect(outcomesOf(restored)).toEqual(outcomesOf(whole));
      }),
      { numRuns: 15, seed: 13 },
    );
  });
});

describe('Random servicing', () => {
  it('meets every outcome of updates and every end of runs', () => {
    const fleets = fc.sample(SCENARIO, { numRuns: 40, seed: 13 }).map((scenario) => runFleet(scenario));
    const outcomes = fleets.flatMap((fleet) => outcomesOf(fleet).map(({ outcome }) => outcome));
    expect([...new Set(outcomes)].sort()).toEqual([
      'applied',
      'discarded',
      'failed',
      'notReached',
      'notSupported',
    ]);
    const ends = fleets.flatMap((fleet) => runsOf(fleet).map(({ end }) => end));
    expect([...new Set(ends)].sort()).toEqual([
      'servicingCancelled',
      'servicingFailed',
      'servicingSucceeded',
    ]);
  });
});
