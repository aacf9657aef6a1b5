import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import { RESTART_CAUSES } from '../../src/model/results.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import {
  completed,
  DAY_MS,
  deployment,
  distributionPoint,
  fixed,
  group,
  HOUR_MS,
  MAY,
  MINUTE_MS,
  managementPoint,
  NOBODY,
  runFleet,
  SECOND_MS,
  STATE_SYSTEM,
  smallScenario,
  update,
} from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';

/*
 * One real deployment as a client's logs of 2014-02-09 tell it (Microsoft support article KB 3090265, «Track the
 * software update deployment process»): three updates, no random delay of the deadline, a restart at once. Sizes and
 * installation times are the log's; what it does not say (scan, restart) has round times here.
 */
const UPDATES = [
  { kb: 'KB2705219', sizeBytes: 199_093, installMs: 2_964, kind: 'LCU' },
  { kb: 'KB2712808', sizeBytes: 805_071, installMs: 1_170, kind: 'DotNetCU' },
  { kb: 'KB2698365', sizeBytes: 2_496_330, installMs: 8_845, kind: 'other' },
] as const;
/** The first content took 7 s in the log. */
const BYTES_PER_SECOND = Math.ceil(UPDATES[0].sizeBytes / 7);

const CREATED_MS = 3 * DAY_MS + 19 * HOUR_MS;
const EVALUATION_MS = 2 * SECOND_MS;
const LOCATION_MS = SECOND_MS;
const RESTART_MS = 3 * MINUTE_MS;

function goldenScenario(deadlineMs: number) {
  const base = smallScenario();
  const [, , other] = UPDATES;
  return smallScenario({
    catalog: {
      products: ['Windows'],
      updates: [
        MAY,
        ...UPDATES.map(({ kb, sizeBytes, kind }) => update({ id: kb, kb, title: kb, sizeBytes, kind })),
      ],
      origin: 'KB 3090265',
    },
    deployments: [
      deployment({
        updates: [1, 2, 3],
        createdMs: CREATED_MS,
        availableMs: [CREATED_MS],
        deadlineMs: [deadlineMs],
      }),
    ],
    clientSettings: {
      ...base.clientSettings,
      scanIntervalMs: 100 * DAY_MS,
      restartCountdownMs: 0,
    },
    distributionPoints: [distributionPoint({ flowBytesPerSecondMax: BYTES_PER_SECOND })],
    assumptions: {
      ...base.assumptions,
      scanEvaluation: fixed(EVALUATION_MS),
      locationRequestMs: LOCATION_MS,
      restartDuration: fixed(RESTART_MS),
      installDuration: {
        LCU: fixed(UPDATES[0].installMs),
        DotNetCU: fixed(UPDATES[1].installMs),
        SSU: fixed(MINUTE_MS),
        other: fixed(other.installMs),
      },
      restartNeeded: { LCU: true, DotNetCU: true, SSU: false, other: true },
    },
  });
}

/** What the client is doing, and where each of the three updates stands. */
function readingOf({ parts }: Fleet): string {
  const { scans, downloads, installation, restart, truth } = parts;
  const activity =
    (restart.stage[0] === 3 && 'restart') ||
    (downloads.isDownloading(0) && `download ${downloads.slot[0]}`) ||
    (installation.slot[0]! >= 0 && `install ${installation.slot[0]}`) ||
    (scans.running[0] !== 0 && 'scan') ||
    'nothing';
  const short = ['-', 'required', 'cached', 'pending', 'installed'];
  return `${activity}: ${[1, 2, 3].map((slot) => short[truth.actual(0, slot)]).join(' ')}`;
}

const STEPS = [
  'scan: required required required',
  'download 1: required required required',
  'download 2: cached required required',
  'download 3: cached cached required',
  'scan: cached cached cached',
  'install 1: cached cached cached',
  'install 2: pending cached cached',
  'install 3: pending pending cached',
  'scan: pending pending pending',
  'restart: pending pending pending',
  'scan: installed installed installed',
  'nothing: installed installed installed',
];

describe('the deployment of three updates to one client, as its logs of 2014-02-09 tell it', () => {
  const hasPolicy = ({ parts }: Fleet) => String(parts.measures.policyCount[0] === 1);
  const policyMs = instantOf(
    storyOf(goldenScenario(9 * DAY_MS), hasPolicy, CREATED_MS, CREATED_MS + HOUR_MS),
    'true',
  );
  /** The policy arrives in the nick of time, a millisecond before the deadline. */
  const scenario = goldenScenario(policyMs + 1);
  const story = storyOf(scenario, readingOf, policyMs - 1, policyMs + HOUR_MS);

  it('goes through the states of the log in their order', () => {
    expect(story[0]!.is).toBe('nothing: required required required');
    expect(story.slice(1).map(({ is }) => is)).toEqual(STEPS);
  });

  it('takes the times that its parts add up to', () => {
    const at = (step: number) => instantOf(story, STEPS[step]!, policyMs);
    const took = STEPS.slice(1).map((_, step) => at(step + 1) - at(step));
    const downloadMs = ({ sizeBytes }: { readonly sizeBytes: number }) =>
      LOCATION_MS + Math.ceil((sizeBytes / BYTES_PER_SECOND) * 1000);
    expect(at(0)).toBe(policyMs);
    expect(took.slice(1)).toEqual([
      ...UPDATES.map(downloadMs),
      EVALUATION_MS,
      ...UPDATES.map(({ installMs }) => installMs),
      EVALUATION_MS,
      RESTART_MS,
      EVALUATION_MS,
    ]);
  });

  it('ends with one restart for the deadline, and with the site knowing it all', () => {
    const fleet = runFleet(scenario);
    const { restarts } = fleet.result();
    expect(restarts.length).toBe(1);
    expect(RESTART_CAUSES[restarts.get(0, 'cause')]).toBe('deadline');
    const { truth, known, database, summaries } = fleet.parts;
    for (const slot of [1, 2, 3]) {
      expect(truth.actual(0, slot)).toBe(Actual.installed);
      expect(truth.known(0, slot)).toBe(Compliance.installed);
      expect(known.stored(0, slot)).toBe(Compliance.installed);
      expect(known.isRestartPending(0, slot)).toBe(false);
    }
    expect(database.compliantCount(0)).toBe(1);
    expect(summaries.compliantCount[0]).toBe(1);
  });

  it('reports between installation and restart that the updates wait for it', () => {
    const { assumptions, clientSettings } = smallScenario();
    const installedMs = instantOf(story, 'scan: pending pending pending') + EVALUATION_MS;
    const signedIn = completed({
      ...scenario,
      groups: [group({ user: { ...NOBODY, signedIn: 'always' } })],
      clientSettings: { ...scenario.clientSettings, restartCountdownMs: clientSettings.restartCountdownMs },
    });
    const waiting = ({ parts }: Fleet) => String(parts.database.pendingRestartCount(0));
    const stored = storyOf(signedIn, waiting, policyMs, installedMs + HOUR_MS);
    const onTheWayMs =
      assumptions.stateHighIntervalMs + managementPoint().fileMoverMs + STATE_SYSTEM.wakeDelayMs + SECOND_MS;
    expect(instantOf(stored, '1')).toBeGreaterThan(installedMs);
    expect(instantOf(stored, '1')).toBeLessThanOrEqual(installedMs + onTheWayMs);
  });
});
