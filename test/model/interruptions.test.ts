import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import { RESTART_CAUSES, SCAN_OUTCOMES } from '../../src/model/results.ts';
import type { Absence, Scenario } from '../../src/model/scenario.ts';
import { Actual } from '../../src/model/updates/update-states.ts';
import {
  installing,
  juneBy,
  LEARNS,
  LEAVES_MS,
  officeScenario,
  RETURNS_MS,
  WEDNESDAY_MS,
} from './office-client.ts';
import {
  ASSUMPTIONS,
  EVALUATION_MS,
  INSTALL_MS,
  juneOf,
  LOCATION_MS,
  RESTART_MS,
  type SCAN_STAGES,
  scanStageOf,
} from './one-client.ts';
import {
  DAY_MS,
  deployment,
  distributionPoint,
  fixed,
  HOUR_MS,
  MINUTE_MS,
  NOBODY,
  runFleet,
  SECOND_MS,
  smallScenario,
  updatePoint,
} from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';

/*
 * What becomes of work that an absence interrupts: one test per cell of {scan, download, installation, countdown} by
 * {shutdown, sleep, off the network}. The client is there from 09:00 to 17:00 on weekdays, and in every test its work
 * straddles 17:00 of the Wednesday; it returns on Thursday at 09:00.
 */

const ABSENCES = ['shutdown', 'sleep', 'offNetwork'] as const;

describe('a scan that an absence interrupts', () => {
  /** The scan is forced ten seconds before the client leaves. */
  const STARTS_MS = LEAVES_MS - 10 * SECOND_MS;
  const { deltaMetadataBytes: DELTA_BYTES, deltaMetadataBytesPerUpdate: NEW_BYTES } = ASSUMPTIONS;

  interface Pace {
    readonly serviceMs?: number;
    readonly servers?: number;
    readonly bytesPerSecond?: number;
    readonly evaluationMs?: number;
  }

  function scanScenario(absence: Absence, pace: Pace): Scenario {
    const { serviceMs = 667, servers = 4, bytesPerSecond = 1_000_000, evaluationMs = EVALUATION_MS } = pace;
    const sup = { role: 'softwareUpdatePoint', index: 0 } as const;
    const link = { bytesPerSecond, latencyMs: 0, flowBytesPerSecondMax: bytesPerSecond };
    const changes: Parameters<typeof smallScenario>[0] = {
      deployments: [],
      locations: [
        { name: 'head office', link: null },
        { name: 'branch', link },
      ],
      softwareUpdatePoints: [updatePoint({ deltaScan: fixed(serviceMs) })],
      assumptions: { ...ASSUMPTIONS, scanEvaluation: fixed(evaluationMs) },
      actions: [
        LEARNS,
        { verb: 'scanNow', atMs: STARTS_MS, groups: [0] },
        { verb: 'setCapacity', atMs: STARTS_MS, target: sup, value: servers },
        { verb: 'setCapacity', atMs: LEAVES_MS + HOUR_MS, target: sup, value: 4 },
      ],
    };
    return officeScenario(absence, changes, { location: 1 });
  }

  const story = (scenario: Scenario) => storyOf(scenario, scanStageOf, STARTS_MS, RETURNS_MS + HOUR_MS);

  /** How long the scan takes when nothing disturbs it: location, service, metadata, evaluation. */
  const undisturbedMs = ({
    serviceMs = 667,
    bytesPerSecond = 1_000_000,
    evaluationMs = EVALUATION_MS,
  }: Pace) => LOCATION_MS + serviceMs + (DELTA_BYTES / bytesPerSecond) * 1000 + evaluationMs;

  function expectStartsAnewOnReturn(
    absence: Absence,
    pace: Pace,
    interrupted: (typeof SCAN_STAGES)[number],
  ): void {
    const scenario = scanScenario(absence, pace);
    const chapters = story(scenario);
    const before = chapters.filter(({ atMs }) => atMs < LEAVES_MS);
    expect(before.at(-1)!.is).toBe(interrupted);
    expect(instantOf(chapters, 'idle', STARTS_MS + 1)).toBe(LEAVES_MS);
    expect(instantOf(chapters, 'locating', LEAVES_MS)).toBe(RETURNS_MS);
    expect(instantOf(chapters, 'idle', RETURNS_MS)).toBe(RETURNS_MS + undisturbedMs(pace));

    const { scans, servers } = runFleet(scenario, LEAVES_MS).parts;
    expect(servers.stations.presentCount(0)).toBe(0);
    expect(scans.lastOnlineMs[0]).toBe(LEARNS.atMs + undisturbedMs(pace) + newUpdateMs(pace));
  }

  /** The first scan after the synchronization brings one update more. */
  const newUpdateMs = ({ bytesPerSecond = 1_000_000 }: Pace) => (NEW_BYTES / bytesPerSecond) * 1000;

  for (const absence of ABSENCES) {
    it(`leaves the queue of WSUS on ${absence} and starts anew on return`, () => {
      expectStartsAnewOnReturn(absence, { servers: 0 }, 'at the server');
    });

    it(`is withdrawn from the server that works on it on ${absence} and starts anew on return`, () => {
      expectStartsAnewOnReturn(absence, { serviceMs: 20 * SECOND_MS }, 'at the server');
    });

    it(`gives up the metadata on their way on ${absence} and starts anew on return`, () => {
      expectStartsAnewOnReturn(absence, { bytesPerSecond: 10_000 }, 'transferring');
    });

    it(`holds the metadata it held before when their transfer broke off on ${absence}`, () => {
      const branch = scanScenario(absence, { bytesPerSecond: 10_000 });
      const unlearned = { ...branch, actions: branch.actions.filter((action) => action !== LEARNS) };
      expect(runFleet(unlearned, RETURNS_MS - 1).parts.scans.metadataVersion[0]).toBe(0);
      expect(runFleet(unlearned, RETURNS_MS + HOUR_MS).parts.scans.metadataVersion[0]).toBe(1);
    });
  }

  for (const absence of ['shutdown', 'sleep'] as const) {
    it(`breaks its evaluation off on ${absence} and starts anew on return`, () => {
      expectStartsAnewOnReturn(absence, { evaluationMs: 30 * SECOND_MS }, 'evaluating');
    });
  }

  it('evaluates to its end off the network, because that needs no server', () => {
    const pace = { evaluationMs: 30 * SECOND_MS };
    const chapters = story(scanScenario('offNetwork', pace));
    const endMs = STARTS_MS + undisturbedMs(pace);
    expect(endMs).toBeGreaterThan(LEAVES_MS);
    expect(instantOf(chapters, 'idle', STARTS_MS + 1)).toBe(endMs);
    expect(chapters.at(-1)!.is).toBe('idle');
  });

  it('counts as interrupted once, and completes once', () => {
    const scenario = scanScenario('shutdown', { servers: 0 });
    const { scans } = runFleet(scenario, RETURNS_MS + HOUR_MS).result();
    const countOf = (outcome: (typeof SCAN_OUTCOMES)[number]) => {
      let count = 0;
      for (let row = 0; row < scans.length; row++) {
        if (scans.get(row, 't') <= LEAVES_MS - HOUR_MS) continue;
        if (scans.get(row, 'outcome') === SCAN_OUTCOMES.indexOf(outcome)) count += scans.get(row, 'count');
      }
      return count;
    };
    expect(countOf('started')).toBe(2);
    expect(countOf('interrupted')).toBe(1);
    expect(countOf('completed')).toBe(1);
  });
});

describe('a download that an absence interrupts', () => {
  const BYTES_PER_SECOND = 2000;
  const SIZE_BYTES = 100_000_000;
  const Stage = ['idle', 'waiting for content', 'locating', 'transferring', 'waiting for return'] as const;

  for (const absence of ABSENCES) {
    it(`stops at ${absence}, and goes on after the return with the bytes that are left`, () => {
      const scenario = officeScenario(absence, {
        deployments: [deployment({ deadlineMs: [9 * DAY_MS] })],
        distributionPoints: [distributionPoint({ flowBytesPerSecondMax: BYTES_PER_SECOND })],
      });
      const downloads = ({ parts }: Fleet) => Stage[parts.downloads.stage[0]!]!;
      const story = storyOf(scenario, downloads, WEDNESDAY_MS, RETURNS_MS + 8 * HOUR_MS);
      const startMs = instantOf(story, 'transferring');
      expect(startMs).toBeLessThan(LEAVES_MS);
      expect(instantOf(story, 'waiting for return')).toBe(LEAVES_MS);
      const restBytes = SIZE_BYTES - (BYTES_PER_SECOND * (LEAVES_MS - startMs)) / 1000;
      expect(instantOf(story, 'locating', LEAVES_MS)).toBe(RETURNS_MS);
      const goesOnMs = RETURNS_MS + LOCATION_MS;
      expect(instantOf(story, 'transferring', LEAVES_MS)).toBe(goesOnMs);
      const endMs = goesOnMs + Math.ceil((restBytes / BYTES_PER_SECOND) * 1000);
      expect(instantOf(story, 'idle', LEAVES_MS)).toBe(endMs);

      const fleet = runFleet(scenario, endMs);
      expect(fleet.parts.downloads.downloadedBytes[0]).toBe(SIZE_BYTES);
      expect(fleet.parts.truth.actual(0, 1)).toBe(Actual.cached);
    });
  }
});

describe('an installation that an absence interrupts', () => {
  const LONG_MS = 3 * HOUR_MS;
  /** The deadline is an hour before the client leaves: a scan, then the installation. */
  const DEADLINE_MS = LEAVES_MS - HOUR_MS;
  const STARTS_MS = DEADLINE_MS + EVALUATION_MS;

  const reading = (fleet: Fleet) =>
    `${fleet.parts.installation.slot[0]! >= 0 ? 'installing' : 'not installing'}, ${juneOf(fleet)}`;

  const story = (absence: Absence) => {
    const { catalog } = smallScenario();
    const updates = catalog.updates.map((each) => ({ ...each, runTimeMaxMs: 2 * LONG_MS }));
    const scenario = officeScenario(absence, {
      catalog: { ...catalog, updates },
      deployments: [juneBy(DEADLINE_MS)],
      assumptions: installing(LONG_MS),
    });
    return storyOf(scenario, reading, DEADLINE_MS, RETURNS_MS + 4 * HOUR_MS);
  };

  it('is lost on shutdown, and starts anew after the scan that follows the boot', () => {
    const chapters = story('shutdown');
    expect(instantOf(chapters, 'installing, cached')).toBe(STARTS_MS);
    expect(instantOf(chapters, 'not installing, cached', STARTS_MS)).toBe(RETURNS_MS);
    expect(instantOf(chapters, 'installing, cached', RETURNS_MS)).toBe(RETURNS_MS + EVALUATION_MS);
    expect(instantOf(chapters, 'not installing, pending restart')).toBe(RETURNS_MS + EVALUATION_MS + LONG_MS);
  });

  it('pauses in sleep, and goes on for what was left', () => {
    const chapters = story('sleep');
    expect(instantOf(chapters, 'installing, cached')).toBe(STARTS_MS);
    const leftMs = STARTS_MS + LONG_MS - LEAVES_MS;
    expect(instantOf(chapters, 'not installing, pending restart')).toBe(RETURNS_MS + leftMs);
  });

  it('goes on off the network, with the scan and the restart that follow it', () => {
    const chapters = story('offNetwork');
    expect(instantOf(chapters, 'installing, cached')).toBe(STARTS_MS);
    const endMs = STARTS_MS + LONG_MS;
    expect(instantOf(chapters, 'not installing, pending restart')).toBe(endMs);
    expect(instantOf(chapters, 'not installing, installed')).toBe(endMs + EVALUATION_MS + RESTART_MS);
  });
});

describe('a restart countdown that an absence interrupts', () => {
  const SHORT_MS = 10 * MINUTE_MS;
  const COUNTDOWN_MS = 90 * MINUTE_MS;
  const DEADLINE_MS = LEAVES_MS - HOUR_MS;
  /** Scan, installation, scan: then the signed-in user is told. */
  const STARTS_MS = DEADLINE_MS + EVALUATION_MS + SHORT_MS + EVALUATION_MS;
  const ENDS_MS = STARTS_MS + COUNTDOWN_MS;
  /** Another deployment is created while the client is away: its policy shows when the client polls. */
  const NEWS_MS = LEAVES_MS + HOUR_MS;
  const POLICY_REQUEST_MS = 20;

  const Stage = ['working', 'counting down', 'user decides', 'restarting'] as const;
  const restarting = ({ parts }: Fleet) => Stage[parts.restart.stage[0]!]!;

  const scenarioOf = (absence: Absence): Scenario => {
    const news = deployment({ name: 'news', updates: [0], createdMs: NEWS_MS, deadlineMs: [9 * DAY_MS] });
    return officeScenario(
      absence,
      { deployments: [juneBy(DEADLINE_MS), news], assumptions: installing(SHORT_MS) },
      { user: { ...NOBODY, signedIn: 'always' } },
    );
  };
  const story = (absence: Absence) =>
    storyOf(scenarioOf(absence), restarting, DEADLINE_MS, RETURNS_MS + HOUR_MS);

  /** The restarts of the whole run: cause, countdowns that met a user. */
  const restartsOf = (absence: Absence) => {
    const { restarts } = runFleet(scenarioOf(absence)).result();
    return Array.from({ length: restarts.length }, (_, row) => ({
      cause: RESTART_CAUSES[restarts.get(row, 'cause')],
      count: restarts.get(row, 'count'),
      metUser: restarts.get(row, 'countdownMetUser'),
    }));
  };
  const policyArrivesMs = (absence: Absence) =>
    instantOf(
      storyOf(
        scenarioOf(absence),
        ({ parts }) => (parts.measures.policyCount[1] === 1 ? 'has policy' : 'has none'),
        NEWS_MS,
        RETURNS_MS + 2 * HOUR_MS,
      ),
      'has policy',
    );

  it('ends with a shutdown: the next boot completes the restart and polls policy', () => {
    const chapters = story('shutdown');
    expect(ENDS_MS).toBeGreaterThan(LEAVES_MS);
    expect(instantOf(chapters, 'counting down')).toBe(STARTS_MS);
    expect(instantOf(chapters, 'working', STARTS_MS)).toBe(RETURNS_MS);
    expect(chapters.map(({ is }) => is)).not.toContain('restarting');
    expect(restartsOf('shutdown')).toEqual([{ cause: 'shutdown', count: 1, metUser: 1 }]);
    expect(policyArrivesMs('shutdown')).toBe(RETURNS_MS + POLICY_REQUEST_MS);

    const { truth, restart } = runFleet(scenarioOf('shutdown'), RETURNS_MS).parts;
    expect(truth.actual(0, 1)).toBe(Actual.installed);
    expect(restart.count[0]).toBe(1);
  });

  it('runs on in sleep: past due, the machine restarts on wake', () => {
    const chapters = story('sleep');
    expect(instantOf(chapters, 'counting down')).toBe(STARTS_MS);
    expect(instantOf(chapters, 'restarting')).toBe(RETURNS_MS);
    expect(instantOf(chapters, 'working', RETURNS_MS)).toBe(RETURNS_MS + RESTART_MS);
    expect(restartsOf('sleep')).toEqual([{ cause: 'deadline', count: 1, metUser: 1 }]);
    expect(runFleet(scenarioOf('sleep'), RETURNS_MS).parts.truth.actual(0, 1)).toBe(Actual.pendingRestart);
  });

  it('runs on off the network: the machine restarts on time, and reports after its return', () => {
    const chapters = story('offNetwork');
    expect(instantOf(chapters, 'counting down')).toBe(STARTS_MS);
    expect(instantOf(chapters, 'restarting')).toBe(ENDS_MS);
    expect(instantOf(chapters, 'working', ENDS_MS)).toBe(ENDS_MS + RESTART_MS);
    expect(restartsOf('offNetwork')).toEqual([{ cause: 'deadline', count: 1, metUser: 1 }]);

    const away = runFleet(scenarioOf('offNetwork'), RETURNS_MS).parts;
    expect(away.truth.actual(0, 1)).toBe(Actual.installed);
    expect(away.database.compliantCount(0)).toBe(0);
    const back = runFleet(scenarioOf('offNetwork'), RETURNS_MS + HOUR_MS).parts;
    expect(back.database.compliantCount(0)).toBe(1);
  });
});

describe('a restart under way when the client leaves', () => {
  /** The update is installed a minute before the client leaves, and the restart takes three. */
  const DEADLINE_MS = LEAVES_MS - MINUTE_MS - EVALUATION_MS - INSTALL_MS - EVALUATION_MS;

  for (const absence of ABSENCES) {
    it(`is carried out, once, and reported after the return from ${absence}`, () => {
      const scenario = officeScenario(absence, { deployments: [juneBy(DEADLINE_MS)] });
      const reading = ({ parts }: Fleet) =>
        `${parts.restart.stage[0] === 0 ? 'working' : 'restarting'} ${parts.truth.actual(0, 1)}`;
      const story = storyOf(scenario, reading, LEAVES_MS - HOUR_MS, LEAVES_MS + HOUR_MS);
      const startsMs = LEAVES_MS - MINUTE_MS;
      expect(instantOf(story, `restarting ${Actual.pendingRestart}`)).toBe(startsMs);
      expect(instantOf(story, `working ${Actual.installed}`)).toBe(startsMs + RESTART_MS);

      const back = runFleet(scenario, RETURNS_MS + HOUR_MS).parts;
      expect(back.restart.count[0]).toBe(1);
      expect(back.database.compliantCount(0)).toBe(1);
    });
  }
});

describe('state messages whose time comes during an absence', () => {
  /** A scan ends in the last ten minutes of the day: with this seed, before the client's next batch. */
  const SCAN_MS = LEAVES_MS - 15 * SECOND_MS;
  const CYCLE_MS = 15 * MINUTE_MS;

  const sentMs = (absence: Absence) => {
    const scenario = officeScenario(absence, {
      deployments: [],
      actions: [{ verb: 'scanNow', atMs: SCAN_MS, groups: [0] }],
    });
    const sent = ({ parts }: Fleet) =>
      `${parts.messageMeasures.raisedCount} raised, ${parts.messageMeasures.sentCount} sent`;
    const story = storyOf(scenario, sent, SCAN_MS, RETURNS_MS + HOUR_MS);
    expect(instantOf(story, '1 raised, 0 sent')).toBeLessThan(LEAVES_MS);
    return instantOf(story, '1 raised, 1 sent');
  };

  it.each(['sleep', 'offNetwork'] as const)('leave at once when the client is back from %s', (absence) => {
    expect(sentMs(absence)).toBe(RETURNS_MS);
  });

  it('leave at the next tick of the cycle after a boot', () => {
    const afterBootMs = sentMs('shutdown');
    expect(afterBootMs).toBeGreaterThan(RETURNS_MS);
    expect(afterBootMs - RETURNS_MS).toBeLessThanOrEqual(CYCLE_MS);
  });
});
