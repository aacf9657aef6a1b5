import { describe, expect, it } from 'vitest';
import { Fleet } from '../../../src/model/fleet.ts';
import { Step } from '../../../src/model/images/servicing-runs.ts';
import type { Action } from '../../../src/model/scenario.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, runFleet, smallScenario, uniform } from '../small-fleet.ts';
import { hierarchy } from '../small-hierarchy.ts';
import {
  eventsOf,
  image,
  imageScenario,
  JUNE_CU,
  logOf,
  MAY_CU,
  NET,
  outcomesOf,
  STACK,
  statusOf,
  WIZARD_MS,
  wizard,
} from './servicing-fleet.ts';

const cancelAt = (atMs: number, number = 0): Action => ({ verb: 'cancelServicing', atMs, image: number });

const CHOICE = { updates: [STACK, JUNE_CU, NET], removesSuperseded: true } as const;
/** A run through all steps, of which nobody cancels anything. */
const WHOLE = runFleet(imageScenario([wizard(CHOICE)]));
const END_MS = outcomesOf(WHOLE)[0]!.t;
/** The instants at which its steps begin. */
const STEPS = logOf(WHOLE).filter(([, line]) => Object.hasOwn(Step, line));

describe('Cancelled servicing', () => {
  it('has the steps of a run to be cancelled in', () => {
    expect(new Set(STEPS.map(([, line]) => line))).toEqual(new Set(Object.keys(Step)));
  });

  for (const [number, [atMs, step]] of STEPS.entries()) {
    it(`leaves nothing of the run in the image when it is cancelled in step ${number + 1}, ${step}`, () => {
      const fleet = runFleet(imageScenario([wizard(CHOICE), cancelAt(atMs + 1)]));
      const before = logOf(WHOLE).filter(([t]) => t <= atMs);
      const appliedCount = before.filter(([, line]) => line === 'applied').length;
      const isMounted =
        before.some(([, line]) => line === 'checking') && !before.some(([, line]) => line === 'exporting');
      expect(logOf(fleet)).toEqual([
        ...before,
        [atMs + 1, 'cancelled', -1],
        ...(isMounted ? [[atMs + 1, 'unmountedWithoutCommit', -1]] : []),
      ]);
      expect(outcomesOf(fleet).map(({ t, outcome, version }) => [t, outcome, version])).toEqual(
        CHOICE.updates.map((_, at) => [atMs + 1, at < appliedCount ? 'discarded' : 'notReached', -1]),
      );
      expect(statusOf(fleet)).toBe('cancelled');
      expect(eventsOf(fleet).at(-1)).toEqual([atMs + 1, 'servicingCancelled', 0, appliedCount]);
      const { imageContents, servicingRoom } = fleet.parts;
      expect([imageContents.version[0], servicingRoom.bytes[0]]).toEqual([1, 0]);
      expect(CHOICE.updates.some((update) => imageContents.has(0, update))).toBe(false);
    });
  }

  it('was in progress: neither a schedule nor a run that has ended can be cancelled', () => {
    const planned = imageScenario([wizard({ ...CHOICE, startAfterMs: HOUR_MS }), cancelAt(WIZARD_MS + 1)]);
    const fleet = runFleet(planned);
    expect(eventsOf(fleet)[1]).toEqual([WIZARD_MS + 1, 'servicingNotCancelled', 0, 0]);
    expect(outcomesOf(fleet).map(({ t }) => t)).toEqual(CHOICE.updates.map(() => END_MS + HOUR_MS));
    const late = runFleet(imageScenario([wizard(CHOICE), cancelAt(END_MS + 1)]));
    expect(eventsOf(late).at(-1)).toEqual([END_MS + 1, 'servicingNotCancelled', 0, 0]);
    expect(statusOf(late)).toBe('succeeded');
  });

  it('can be scheduled again, and is then done from the beginning', () => {
    const againMs = WIZARD_MS + DAY_MS;
    const fleet = runFleet(
      imageScenario([wizard(CHOICE), cancelAt(END_MS - 1), wizard(CHOICE, { atMs: againMs })]),
    );
    const second = outcomesOf(fleet).filter(({ run }) => run === 2);
    expect(second.map(({ t, outcome }) => [t, outcome])).toEqual(
      CHOICE.updates.map(() => [END_MS + DAY_MS, 'applied']),
    );
  });
});

describe('The schedule of an image', () => {
  it('is replaced by a further one', () => {
    const fleet = runFleet(
      imageScenario([
        wizard({ updates: [NET], startAfterMs: HOUR_MS }),
        wizard({ updates: [STACK], startAfterMs: 3 * HOUR_MS }, { atMs: WIZARD_MS + 1 }),
      ]),
    );
    expect(outcomesOf(fleet).map(({ update }) => update)).toEqual([STACK]);
    expect(eventsOf(fleet)[2]).toEqual([WIZARD_MS + 1 + 3 * HOUR_MS, 'servicingStarted', 0, 1]);
  });

  it('is kept when a further wizard finds nothing to schedule', () => {
    const fleet = runFleet(
      imageScenario([
        wizard({ updates: [NET], startAfterMs: HOUR_MS }),
        wizard({ updates: [] }, { atMs: WIZARD_MS + 1 }),
      ]),
    );
    expect(eventsOf(fleet).map(([, event]) => event)).toEqual([
      'servicingScheduled',
      'servicingNotScheduled',
      'servicingStarted',
      'servicingSucceeded',
    ]);
  });

  it('waits for a run in progress, and brings in what the image lacks then', () => {
    const fleet = runFleet(
      imageScenario([
        wizard({ updates: [JUNE_CU] }),
        wizard({ updates: [MAY_CU, JUNE_CU, NET] }, { atMs: WIZARD_MS + 1 }),
      ]),
    );
    const [firstEndMs] = outcomesOf(runFleet(imageScenario([wizard({ updates: [JUNE_CU] })]))).map(
      ({ t }) => t,
    );
    expect(eventsOf(fleet).filter(([, event]) => event === 'servicingStarted')).toEqual([
      [WIZARD_MS, 'servicingStarted', 0, 1],
      [firstEndMs, 'servicingStarted', 0, 1],
    ]);
    expect(outcomesOf(fleet).map(({ run, update }) => [run, update])).toEqual([
      [1, JUNE_CU],
      [2, NET],
    ]);
  });

  it('shows as scheduled while its image is between two runs', () => {
    const scenario = imageScenario([
      wizard({ updates: [NET] }),
      wizard({ updates: [STACK], startAfterMs: DAY_MS }, { atMs: WIZARD_MS + 1 }),
    ]);
    expect(statusOf(runFleet(scenario, WIZARD_MS + MINUTE_MS))).toBe('inProgress');
    const between = runFleet(scenario, WIZARD_MS + 12 * HOUR_MS);
    expect(statusOf(between)).toBe('scheduled');
    expect(between.parts.servicingSchedules.plannedMs[0]).toBe(WIZARD_MS + 1 + DAY_MS);
    expect(statusOf(runFleet(scenario))).toBe('succeeded');
  });

  it('ends a run at once that finds everything in the image already', () => {
    const fleet = runFleet(
      imageScenario([wizard({ updates: [NET] }), wizard({ updates: [NET] }, { atMs: WIZARD_MS + 1 })]),
    );
    const [endMs] = outcomesOf(fleet).map(({ t }) => t);
    expect(eventsOf(fleet).slice(-2)).toEqual([
      [endMs, 'servicingStarted', 0, 0],
      [endMs, 'servicingSucceeded', 0, 0],
    ]);
    expect(fleet.parts.imageContents.version[0]).toBe(2);
  });

  it('fails at updates whose files have left the library since', () => {
    const deleted: Action = { verb: 'deletePackage', atMs: WIZARD_MS + 1, package: 0 };
    const run = (continuesOnError: boolean) =>
      runFleet(
        imageScenario([wizard({ updates: [MAY_CU, NET], startAfterMs: HOUR_MS, continuesOnError }), deleted]),
      );
    const outcomes = (fleet: Fleet) => outcomesOf(fleet).map(({ update, outcome }) => [update, outcome]);
    expect(outcomes(run(false))).toEqual([
      [MAY_CU, 'notReached'],
      [NET, 'failed'],
    ]);
    expect(statusOf(run(false))).toBe('failed');
    expect(outcomes(run(true))).toEqual([
      [MAY_CU, 'applied'],
      [NET, 'failed'],
    ]);
    expect(statusOf(run(true))).toBe('succeeded');
  });
});

describe('A site server', () => {
  const three = [image({ name: 'c' }), image({ name: 'a' }), image({ name: 'b' })];
  const started = (fleet: Fleet) =>
    eventsOf(fleet).flatMap(([t, event, number]) => (event === 'servicingStarted' ? [[t, number]] : []));
  const runMs = END_MS - WIZARD_MS;

  it('services one image at a time, by planned start and then by name', () => {
    const fleet = runFleet(
      imageScenario(
        [
          wizard({ ...CHOICE, startAfterMs: 2 }, { image: 2 }),
          wizard({ ...CHOICE, startAfterMs: HOUR_MS }, { image: 0 }),
          wizard({ ...CHOICE, startAfterMs: HOUR_MS }, { image: 1 }),
        ],
        { images: three },
      ),
    );
    expect(started(fleet)).toEqual([
      [WIZARD_MS + 2, 2],
      [WIZARD_MS + Math.max(HOUR_MS, 2 + runMs), 1],
      [WIZARD_MS + Math.max(HOUR_MS, 2 + runMs) + runMs, 0],
    ]);
  });

  it('goes on with the next image when a run is cancelled', () => {
    const fleet = runFleet(
      imageScenario(
        [wizard(CHOICE, { image: 0 }), wizard(CHOICE, { image: 1 }), cancelAt(WIZARD_MS + 7, 1)],
        {
          images: three,
        },
      ),
    );
    expect(started(fleet)).toEqual([
      [WIZARD_MS, 1],
      [WIZARD_MS + 7, 0],
    ]);
  });

  it('does not wait for the server of another site', () => {
    const base = smallScenario().sites[0]!;
    const second = { ...base, name: 'P02', synchronization: { ...base.synchronization, startsMs: [] } };
    const images = [image(), image({ name: 'there', site: 1, distributionPoints: [] })];
    const points = [...smallScenario().softwareUpdatePoints];
    const fleet = runFleet(
      imageScenario([wizard({ updates: [MAY_CU] }), wizard({ updates: [MAY_CU] }, { image: 1 })], {
        sites: [base, second],
        images,
        softwareUpdatePoints: [...points, { ...points[0]!, name: 'SUP2', site: 1, database: 1 }],
      }),
    );
    expect(started(fleet)).toEqual([
      [WIZARD_MS, 0],
      [WIZARD_MS, 1],
    ]);
  });
});

describe('A fleet saved in the middle of servicing and restored', () => {
  const { assumptions } = smallScenario();
  const drawn = {
    ...assumptions,
    offlineServicing: {
      ...assumptions.offlineServicing,
      mount: uniform(MINUTE_MS, 5 * MINUTE_MS),
      applicabilityCheck: uniform(1, MINUTE_MS),
      failureShare: { LCU: 0.5, DotNetCU: 0.5, SSU: 0.5, other: 0 },
    },
  };
  const scenario = imageScenario(
    [
      wizard({ ...CHOICE, continuesOnError: true, updatesDistributionPoints: true }, { image: 0 }),
      wizard({ ...CHOICE, continuesOnError: true }, { image: 1 }),
      wizard({ updates: [MAY_CU], startAfterMs: 2 * HOUR_MS }, { image: 2 }),
      cancelAt(WIZARD_MS + 45 * MINUTE_MS, 1),
    ],
    { images: [image(), image({ name: 'second' }), image({ name: 'third' })], assumptions: drawn },
  );

  it('goes on as the whole run does', () => {
    const whole = runFleet(scenario);
    for (const afterMs of [1, 20_000, 10 * MINUTE_MS, 44 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS]) {
      const first = runFleet(scenario, WIZARD_MS + afterMs);
      const second = new Fleet(scenario, 0);
      second.restore(first.save());
      second.run(scenario.horizonMs);
      expect(second.result().fingerprint).toBe(whole.result().fingerprint);
      expect(logOf(second)).toEqual(logOf(whole));
      expect(outcomesOf(second)).toEqual(outcomesOf(whole));
      expect(eventsOf(second)).toEqual(eventsOf(whole));
      const { images } = second.result();
      expect(images.values.subarray(0, images.length * images.columns.length)).toEqual(
        whole.result().images.values.subarray(0, images.length * images.columns.length),
      );
    }
  });
});

describe('A central administration site', () => {
  it('services images from its own content library', () => {
    const serviced = (site: number) => {
      const files = { name: 'files', site, priority: 'medium', distributionPoints: [], updates: [] } as const;
      const downloaded: Action = {
        verb: 'downloadUpdates',
        atMs: DAY_MS + 3 * HOUR_MS,
        package: 0,
        updates: [JUNE_CU],
      };
      return runFleet(
        hierarchy(
          {},
          {
            images: [image({ candidates: [JUNE_CU], distributionPoints: [] })],
            packages: [files],
            deployments: [],
            actions: [downloaded, wizard()],
            horizonMs: WIZARD_MS + DAY_MS,
          },
        ),
      );
    };
    expect(serviced(0).parts.imageContents.has(0, JUNE_CU)).toBe(true);
    expect(eventsOf(serviced(1))).toEqual([[WIZARD_MS, 'servicingNotScheduled', 0, 0]]);
  });
});
