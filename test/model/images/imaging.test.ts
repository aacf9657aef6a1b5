import { describe, expect, test } from 'vitest';
import { ImagingStage } from '../../../src/model/images/imaging.ts';
import { SITE_EVENTS } from '../../../src/model/results.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import { Actual, Compliance } from '../../../src/model/updates/update-states.ts';
import { Luck } from '../../../src/sim/random.ts';
import {
  contentFrom,
  DAY_MS,
  distributionPoint,
  fixed,
  group,
  HOUR_MS,
  MINUTE_MS,
  runFleet,
  smallScenario,
} from '../small-fleet.ts';
import {
  BUILD_MS,
  clientOf,
  EVERY_MS,
  FETCH_MS,
  image,
  rebuildMs,
  rebuiltScenario,
  rowsOf,
  SIZE_BYTES,
  servicing,
  sumOf,
} from './imaged-fleet.ts';

const [MAY_SLOT, JUNE_SLOT] = [0, 1];
const LOOK_MS = 2 * MINUTE_MS;
const HORIZON_MS = 10 * DAY_MS;
/** In a millisecond of the transfer of an image. */
const BYTES_PER_MS = SIZE_BYTES / FETCH_MS;

/** When a machine that waits since an instant looks again, after something has come. */
const lookAfter = (sinceMs: number, atMs: number) =>
  sinceMs + (Math.floor((atMs - sinceMs) / LOOK_MS) + 1) * LOOK_MS;

describe('a machine that is rebuilt', () => {
  const scenario = rebuiltScenario(3 * DAY_MS, 3.5 * DAY_MS);
  const startMs = rebuildMs(scenario);
  const joinedMs = startMs + FETCH_MS + BUILD_MS;
  const at = (atMs: number) => {
    const fleet = runFleet(scenario, atMs);
    return { fleet, old: clientOf(fleet, 0), next: clientOf(fleet, 1) };
  };

  test('leaves the fleet as it is, and is nowhere until the image is on it', () => {
    const before = at(startMs - 1);
    expect(before.fleet.parts.lifetimes.isInFleet(before.old)).toBe(true);
    const { fleet, old, next } = at(joinedMs - 1);
    const { lifetimes, presence, truth, memberships } = fleet.parts;
    expect(lifetimes.hasLeft(old)).toBe(true);
    expect(lifetimes.leftMs(old)).toBe(startMs);
    expect([old, next].map((client) => presence.isPresent(client, joinedMs - 1))).toEqual([false, false]);
    expect(truth.actual(old, JUNE_SLOT)).toBe(Actual.cached);
    expect([MAY_SLOT, JUNE_SLOT].map((slot) => truth.actual(next, slot))).toEqual([
      Actual.notRequired,
      Actual.notRequired,
    ]);
    expect(memberships.isKnown(next)).toBe(false);
    expect(lifetimes.inFleetCount[0]).toBe(0);
  });

  test('gets the whole image before it is set up from it', () => {
    const { fleet, next } = at(startMs + FETCH_MS - 1);
    expect(fleet.parts.imaging.stage[next]).toBe(ImagingStage.fetching);
    fleet.run(startMs + FETCH_MS);
    expect(fleet.parts.imaging.stage[next]).toBe(ImagingStage.building);
  });

  test('joins as another client at the patch level of the image: May installed, June required', () => {
    const { fleet, next } = at(joinedMs);
    const { lifetimes, presence, truth, memberships } = fleet.parts;
    expect(lifetimes.isInFleet(next)).toBe(true);
    expect(lifetimes.joinedMs(next)).toBe(joinedMs);
    expect(presence.isPresent(next, joinedMs)).toBe(true);
    expect(truth.actual(next, MAY_SLOT)).toBe(Actual.installed);
    expect(truth.actual(next, JUNE_SLOT)).toBe(Actual.required);
    // Registration takes no time here.
    expect(memberships.isKnown(next)).toBe(true);
  });

  test('scans for the first time within two hours of its first policy, and installs what it lacks', () => {
    const { fleet, next } = at(joinedMs);
    const { policy, scans, truth, clients } = fleet.parts;
    const luck = new Luck(scenario.seed, 0);
    const phaseMs = Math.floor(clients.draw(luck.key('policy poll phase'), next, 0) * HOUR_MS);
    const pollMs = phaseMs + (Math.floor((joinedMs - phaseMs) / HOUR_MS) + 1) * HOUR_MS;
    fleet.run(pollMs - 1);
    expect(policy.enabled[next]).toBe(0);
    fleet.run(pollMs + MINUTE_MS);
    expect(policy.enabled[next]).toBe(1);
    expect(scans.metadataVersion[next]).toBe(-1);
    fleet.run(pollMs + 2 * HOUR_MS + MINUTE_MS);
    expect(scans.metadataVersion[next]).toBeGreaterThanOrEqual(0);
    expect(truth.known(next, JUNE_SLOT)).toBe(Compliance.required);
    fleet.run(scenario.horizonMs);
    expect(truth.actual(next, JUNE_SLOT)).toBe(Actual.installed);
  });

  test('is exposed only while one of its clients is in the fleet', () => {
    const { fleet } = at(joinedMs + HOUR_MS);
    const [row] = rowsOf(fleet.result().exposure);
    // June was released a day in; the second client has lacked it for an hour.
    expect(row).toMatchObject({ clients: 2, clientMs: startMs - DAY_MS + HOUR_MS, requiredAtEnd: 1 });
  });

  test('stands in the table of imaging with what it lacked as it joined', () => {
    const rows = rowsOf(at(scenario.horizonMs).fleet.result().imaging);
    const june = scenario.catalog.updates[JUNE_SLOT]!;
    expect(new Set(rows.map((row) => `${row.group} ${row.image}`))).toEqual(new Set(['0 0']));
    expect(sumOf(rows, 'started')).toBe(1);
    expect(sumOf(rows, 'completed')).toBe(1);
    expect(sumOf(rows, 'sentBytes')).toBe(SIZE_BYTES);
    expect(sumOf(rows, 'requiredUpdates')).toBe(1);
    expect(sumOf(rows, 'requiredBytes')).toBe(june.sizeBytes);
    for (const row of rows) {
      const isUnderWay = startMs <= row.t && row.t < joinedMs;
      expect([row.t, row.waiting, row.underWay]).toEqual([row.t, 0, isUnderWay ? 1 : 0]);
    }
  });

  test('has a row of each of its clients, under one number', () => {
    const { fleet, old, next } = at(scenario.horizonMs);
    const rows = rowsOf(fleet.result().clients!).sort((x, y) => x.build - y.build);
    expect(rows).toMatchObject([
      { client: old, numberInGroup: 0, build: 0, joinedMs: 0, leftMs: startMs },
      { client: next, numberInGroup: 0, build: 1, joinedMs, leftMs: -1 },
    ]);
    expect(fleet.result().clientCount).toBe(1);
  });

  test('is one client still in the rows before it is rebuilt', () => {
    expect(rowsOf(at(startMs - 1).fleet.result().clients!)).toMatchObject([{ build: 0, leftMs: -1 }]);
  });

  test('needs nothing of an image that has it all, and does not require what that has replaced', () => {
    const serviced = { ...scenario, images: [image({ updates: [0, 1] })] };
    const fleet = runFleet(serviced, joinedMs);
    const { truth } = fleet.parts;
    const next = clientOf(fleet, 1);
    expect(truth.actual(next, JUNE_SLOT)).toBe(Actual.installed);
    expect(truth.actual(next, MAY_SLOT)).toBe(Actual.notRequired);
    fleet.run(scenario.horizonMs);
    expect(sumOf(rowsOf(fleet.result().imaging), 'requiredUpdates')).toBe(0);
  });

  test('lacks only the newest of updates that replace each other', () => {
    const fleet = runFleet({ ...scenario, images: [image({ updates: [] })] });
    const { truth } = runFleet({ ...scenario, images: [image({ updates: [] })] }, joinedMs).parts;
    const next = clientOf(fleet, 1);
    expect(truth.actual(next, MAY_SLOT)).toBe(Actual.required);
    expect(truth.actual(next, JUNE_SLOT)).toBe(Actual.required);
    const rows = rowsOf(fleet.result().imaging);
    expect(sumOf(rows, 'requiredUpdates')).toBe(1);
    expect(sumOf(rows, 'requiredBytes')).toBe(scenario.catalog.updates[JUNE_SLOT]!.sizeBytes);
  });

  test('is one machine to its site: what it was is dropped as it is registered anew', () => {
    const registrationMs = 30 * MINUTE_MS;
    const late = {
      ...scenario,
      assumptions: { ...scenario.assumptions, registration: fixed(registrationMs) },
    };
    const fleet = runFleet(late, joinedMs + registrationMs - 1);
    const [old, next] = [clientOf(fleet, 0), clientOf(fleet, 1)];
    const { memberships, known } = fleet.parts;
    expect([old, next].map((client) => memberships.isKnown(client))).toEqual([true, false]);
    expect(known.stored(old, JUNE_SLOT)).toBe(Compliance.required);
    fleet.run(joinedMs + registrationMs);
    expect([old, next].map((client) => memberships.isKnown(client))).toEqual([false, true]);
    expect([old, next].map((client) => known.stored(client, JUNE_SLOT))).toEqual([
      Compliance.unknown,
      Compliance.unknown,
    ]);
    expect(memberships.membersOf(0)).toBe(1);
    fleet.run(late.horizonMs);
    expect(fleet.parts.memberships.membersOf(0)).toBe(1);
  });

  test('comes patched, without a transfer, where its group has no image', () => {
    const plain = smallScenario({
      seed: scenario.seed,
      groups: [group({ rebuild: fixed(EVERY_MS) })],
    });
    const fleet = runFleet(plain, startMs + BUILD_MS - 1);
    const next = clientOf(fleet, 1);
    expect(fleet.parts.lifetimes.hasJoined(next)).toBe(false);
    fleet.run(startMs + BUILD_MS);
    expect(fleet.parts.lifetimes.isInFleet(next)).toBe(true);
    // No month to lag behind: June was released before.
    expect(fleet.parts.truth.actual(next, JUNE_SLOT)).toBe(Actual.installed);
    fleet.run(scenario.horizonMs);
    const rows = rowsOf(fleet.result().imaging);
    expect(new Set(rows.map((row) => row.image))).toEqual(new Set([-1]));
    expect([sumOf(rows, 'completed'), sumOf(rows, 'sentBytes')]).toEqual([1, 0]);
  });
});

describe('an image that changes at the distribution point', () => {
  // Rebuilt within the first four days, and again four days later.
  const scenario = rebuiltScenario(
    HOUR_MS,
    4 * DAY_MS,
    { rebuild: fixed(4 * DAY_MS) },
    { deployments: [], actions: [servicing(HORIZON_MS)] },
  );
  const startMs = rebuildMs(scenario);

  test('is on the machine in the version of which its transfer began', () => {
    const fleet = runFleet(scenario, startMs + FETCH_MS / 2);
    const { imageContents, imageDistribution, truth } = fleet.parts;
    imageContents.addVersion(0, [1], SIZE_BYTES, SIZE_BYTES);
    imageDistribution.update(0);
    // The point stands beside its site: the file is copied at the pace of its interface.
    fleet.run(startMs + FETCH_MS - 1);
    expect(imageDistribution.heldVersion(0, 0)).toBe(2);
    fleet.run(startMs + FETCH_MS + BUILD_MS);
    const first = clientOf(fleet, 1);
    expect(fleet.parts.lifetimes.isInFleet(first)).toBe(true);
    expect(truth.actual(first, MAY_SLOT)).toBe(Actual.installed);
    fleet.run(startMs + 4 * DAY_MS + FETCH_MS + BUILD_MS);
    const second = clientOf(fleet, 2);
    expect(truth.actual(second, JUNE_SLOT)).toBe(Actual.installed);
    expect(truth.actual(second, MAY_SLOT)).toBe(Actual.notRequired);
  });
});

describe('an image that is not at any of the machine’s own distribution points', () => {
  const pointsMs = 5 * DAY_MS + 777;
  const scenario = rebuiltScenario(
    4 * DAY_MS,
    5 * DAY_MS,
    {},
    {
      images: [image({ distributionPoints: [] })],
      actions: [{ verb: 'distributeImage', atMs: pointsMs, image: 0, distributionPoints: [0] }],
    },
  );
  const startMs = rebuildMs(scenario);
  const arrivedMs = pointsMs + Math.ceil((SIZE_BYTES / 125_000_000) * 1000);
  const foundMs = lookAfter(startMs, arrivedMs);

  test('is waited for: the machine looks every two minutes, and gets it the next time', () => {
    const fleet = runFleet(scenario, foundMs - 1);
    const next = clientOf(fleet, 1);
    const { imaging, imageDistribution } = fleet.parts;
    expect(imageDistribution.heldVersion(0, 0)).toBe(1);
    expect(imaging.stage[next]).toBe(ImagingStage.waiting);
    fleet.run(foundMs);
    expect(imaging.stage[next]).toBe(ImagingStage.fetching);
    fleet.run(scenario.horizonMs);
    expect(fleet.parts.lifetimes.joinedMs(next)).toBe(foundMs + FETCH_MS + BUILD_MS);
    for (const row of rowsOf(fleet.result().imaging)) {
      expect([row.t, row.waiting]).toEqual([row.t, startMs <= row.t && row.t < foundMs ? 1 : 0]);
    }
  });

  test('costs no event while nothing comes', () => {
    const fleet = runFleet({ ...scenario, deployments: [], actions: [] }, startMs + DAY_MS);
    const { eventCount } = fleet;
    // The synchronization of the site is over, and its only client waits: summaries and intervals are all there is.
    fleet.run(startMs + DAY_MS + 5 * HOUR_MS);
    expect(fleet.eventCount - eventCount).toBeLessThanOrEqual(2 * 5);
  });

  test('is the next one’s when another one is chosen meanwhile', () => {
    const chosenMs = pointsMs - HOUR_MS;
    const other = image({ name: 'silver', updates: [0, 1] });
    const fleet = runFleet({
      ...scenario,
      images: [...scenario.images, other],
      actions: [{ verb: 'chooseImage', atMs: chosenMs, groups: [0], image: 1 }],
    });
    const next = clientOf(fleet, 1);
    const joinedMs = lookAfter(startMs, chosenMs) + FETCH_MS + BUILD_MS;
    expect(fleet.parts.lifetimes.joinedMs(next)).toBe(joinedMs);
    expect(fleet.parts.truth.actual(next, JUNE_SLOT)).toBe(Actual.installed);
    const events = rowsOf(fleet.result().events).filter(
      ({ code }) => code === SITE_EVENTS.indexOf('imageChosen'),
    );
    expect(events).toMatchObject([{ t: chosenMs, site: 0, subject: 1 }]);
    const rows = rowsOf(fleet.result().imaging);
    const of = (image: number) => rows.filter((row) => row.image === image);
    expect([sumOf(of(0), 'started'), sumOf(of(1), 'started')]).toEqual([1, 0]);
    expect([sumOf(of(0), 'completed'), sumOf(of(1), 'completed')]).toEqual([0, 1]);
  });
});

describe('an outage of the distribution point', () => {
  const scenario = rebuiltScenario(4 * DAY_MS, 5 * DAY_MS);
  const startMs = rebuildMs(scenario);
  const [downMs, upMs] = [startMs + 3 * MINUTE_MS, startMs + HOUR_MS + 1];
  const target = { role: 'distributionPoint', index: 0 } as const;
  const failing: Scenario = {
    ...scenario,
    actions: [
      { verb: 'outage', atMs: downMs, target },
      { verb: 'restore', atMs: upMs, target },
    ],
  };

  test('breaks the transfer off, and it begins again from the first byte', () => {
    const fleet = runFleet(failing, downMs);
    const next = clientOf(fleet, 1);
    expect(fleet.parts.imaging.stage[next]).toBe(ImagingStage.waiting);
    fleet.run(scenario.horizonMs);
    const joinedMs = lookAfter(downMs, upMs) + FETCH_MS + BUILD_MS;
    expect(fleet.parts.lifetimes.joinedMs(next)).toBe(joinedMs);
    const sentBytes = sumOf(rowsOf(fleet.result().imaging), 'sentBytes');
    expect(sentBytes).toBe((downMs - startMs) * BYTES_PER_MS + SIZE_BYTES);
  });

  test('sends the machine to another of its points at once, if that has the image', () => {
    const two = {
      ...failing,
      distributionPoints: [distributionPoint(), distributionPoint({ name: 'DP2' })],
      images: [image({ distributionPoints: [0, 1] })],
      groups: failing.groups.map((each) => ({ ...each, content: contentFrom(0, 1) })),
    };
    const fleet = runFleet(two, startMs);
    const next = clientOf(fleet, 1);
    const isAtFirst = fleet.parts.imaging.point[next] === 0;
    fleet.run(scenario.horizonMs);
    const fetchedFromMs = isAtFirst ? downMs : startMs;
    expect(fleet.parts.lifetimes.joinedMs(next)).toBe(fetchedFromMs + FETCH_MS + BUILD_MS);
  });

  test('leaves a machine alone that has its image already', () => {
    const later = [
      { verb: 'outage', atMs: startMs + FETCH_MS + 1, target },
      { verb: 'restore', atMs: startMs + DAY_MS, target },
    ] as const;
    const fleet = runFleet({ ...scenario, actions: later });
    expect(fleet.parts.lifetimes.joinedMs(clientOf(fleet, 1))).toBe(startMs + FETCH_MS + BUILD_MS);
  });
});

describe('the distribution point that a machine gets its image from', () => {
  const COUNT = 300;
  /** Of each machine the name of its point; `names` in the order in which the group lists them. */
  const chosenOf = (servers: readonly string[], names: readonly string[]): string[] => {
    const scenario = smallScenario({
      groups: [
        group({
          count: COUNT,
          joiningCount: COUNT,
          image: 0,
          content: contentFrom(...names.map((name) => servers.indexOf(name))),
        }),
      ],
      distributionPoints: servers.map((name) => distributionPoint({ name, bytesPerSecond: 1e12 })),
      deployments: [],
      images: [image({ distributionPoints: [...servers.keys()] })],
    });
    const { clients, imaging } = runFleet(scenario).parts;
    const chosen: string[] = [];
    for (let client = 0; client < clients.count; client++)
      chosen[clients.numberInGroup[client]!] = servers[imaging.point[client]!] ?? 'none yet';
    return chosen;
  };
  const [plain, shareOf] = [
    chosenOf(['DP1', 'DP2'], ['DP1', 'DP2']),
    (name: string, chosen: readonly string[]) => chosen.filter((each) => each === name).length / COUNT,
  ];
  const boundOf = (share: number) => 4 * Math.sqrt((share * (1 - share)) / COUNT);

  test('is each as often, whatever the order in which they are listed', () => {
    expect(Math.abs(shareOf('DP1', plain) - 1 / 2)).toBeLessThan(boundOf(1 / 2));
    expect(chosenOf(['DP1', 'DP2'], ['DP2', 'DP1'])).toEqual(plain);
    expect(chosenOf(['DP2', 'DP1'], ['DP1', 'DP2'])).toEqual(plain);
  });

  test('stays the same but for the share of a further one', () => {
    const more = chosenOf(['DP0', 'DP1', 'DP2'], ['DP0', 'DP1', 'DP2']);
    expect(Math.abs(shareOf('DP0', more) - 1 / 3)).toBeLessThan(boundOf(1 / 3));
    expect(more.map((name, machine) => (name === 'DP0' ? plain[machine] : name))).toEqual(plain);
  });
});
